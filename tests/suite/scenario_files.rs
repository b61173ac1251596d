//! Scenario files: what loads, what is refused and how it is said, what `extends`, overrides and measures do.

use std::fs;
use std::path::{Path, PathBuf};

use overheard::scenario::{self, Diagnostics, Override, Scenario};

const EVERY_KEY: &str = include_str!("../scenarios/every-key.toml");

fn every_key() -> Scenario {
    scenario::from_text("every-key.toml", EVERY_KEY, &[]).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn with_overrides(overrides: &[&str]) -> Result<Scenario, Diagnostics> {
    let parsed: Vec<Override> = overrides.iter().map(|text| Override::parse(text).unwrap()).collect();
    scenario::from_text("every-key.toml", EVERY_KEY, &parsed)
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_example_of_the_format_loads_without_warnings() {
    let scenario = every_key();
    assert!(scenario.warnings().is_empty(), "{}", Diagnostics(scenario.warnings().to_vec()));
    assert_eq!(scenario.name(), "Air show");
    let world = scenario.world(&scenario.central_values()).unwrap();
    assert_eq!(world.event.home_to_local_hours, 7.0);
    assert_eq!(world.event.first_weekday, Some(1), "20 February 2024 was a Tuesday");
    assert_eq!(world.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["generals", "staff-at-home"]);
}
