//! Scenario files to scenarios, with the changes that were asked for.

use std::path::Path;

use super::args::Changes;
use crate::scenario::{self, Diagnostics, Override, Scenario};

/// Reads a scenario, with its overrides and measures.
pub fn scenario(path: &Path, overrides: &[String], measures: &[String]) -> Result<Scenario, Diagnostics> {
    let overrides = overrides.iter().map(|text| Override::parse(text)).collect::<Result<Vec<_>, _>>()?;
    let scenario = scenario::load(path, &overrides)?;
    if measures.is_empty() { Ok(scenario) } else { scenario.with_measures(measures) }
}

/// Reads a scenario as the arguments change it.
pub fn changed(path: &Path, changes: &Changes) -> Result<Scenario, Diagnostics> {
    scenario(path, &changes.overrides, &changes.measures)
}
