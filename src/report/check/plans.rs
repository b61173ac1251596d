//! Measures and rival pathways, as a file states them.

use std::sync::Arc;

use serde::Serialize;

use super::DIGITS;
use crate::report::{round, safe};
use crate::scenario::world::{Pathway, World};
use crate::scenario::{MeasureKind, Scenario};

/// Titles are cut to this width.
const TITLE_COLUMNS: usize = 60;
const UNIT_COLUMNS: usize = 12;

/// A measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct MeasureTold {
    name: String,
    title: String,
    kind: &'static str,
    in_force: bool,
    cost: f64,
    cost_unit: String,
    excludes: Vec<String>,
    requires: Vec<String>,
}

impl MeasureTold {
    /// Every measure of the file, its cost at the medians of what is uncertain.
    pub(super) fn all(scenario: &Scenario) -> Vec<Self> {
        let central = scenario.central_values();
        let told = |measure: &crate::scenario::Measure| Self {
            name: measure.name.clone(),
            title: measure.title.clone(),
            kind: match measure.kind {
                MeasureKind::Technical => "technical",
                MeasureKind::Organisational => "organisational",
            },
            in_force: scenario.in_force().contains(&measure.name),
            cost: measure.cost(&central),
            cost_unit: scenario.cost_unit().to_owned(),
            excludes: measure.excludes.clone(),
            requires: measure.requires.clone(),
        };
        scenario.measures().iter().map(told).collect()
    }

    /// `briefing: A briefing before departure (organisational, 4,000 EUR; excludes leaflet)`.
    pub(super) fn line(&self) -> String {
        let title = if self.title == self.name { "" } else { &self.title };
        let cost = round::typed(self.cost, DIGITS);
        let mut facts = vec![format!("{}, {cost} {}", self.kind, safe::fit(&self.cost_unit, UNIT_COLUMNS))];
        facts.extend(stated("excludes", &self.excludes));
        facts.extend(stated("requires", &self.requires));
        facts.extend(self.in_force.then(|| "in force".to_owned()));
        headed(&self.name, &format!("{} ({})", safe::fit(title, TITLE_COLUMNS), facts.join("; ")))
    }
}

/// A rival explanation of a leak.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct PathwayTold {
    name: String,
    /// Expected number of such operations.
    prior: f64,
    /// Odds that one of them captures a given conversation.
    captures: f64,
    /// What it can reach; everything where absent.
    only_kinds: Option<Vec<String>>,
    only_groups: Option<Vec<String>>,
    only_channels: Option<Vec<String>>,
}

impl PathwayTold {
    /// Every pathway of the file.
    pub(super) fn all(world: &World) -> Vec<Self> {
        let told = |pathway: &Arc<Pathway>| Self {
            name: pathway.name.clone(),
            prior: pathway.prior.get(),
            captures: pathway.captures.get(),
            only_kinds: named(&pathway.only_kinds, |kind| &world.kinds[kind].name),
            only_groups: named(&pathway.only_groups, |group| &world.groups[group].name),
            only_channels: named(&pathway.only_channels, |channel| &world.channels[channel].name),
        };
        world.pathways.iter().map(told).collect()
    }

    /// `insider: 0.02 expected per event, each captures a given conversation with odds of 5 %; only kind planning`.
    pub(super) fn line(&self) -> String {
        let prior = round::typed(self.prior, DIGITS);
        let captures = round::typed(100.0 * self.captures, DIGITS);
        let odds = format!("{prior} expected per event, each captures a given conversation with odds of {captures} %");
        let reached = [("kind", &self.only_kinds), ("group", &self.only_groups), ("channel", &self.only_channels)];
        let reached = reached
            .into_iter()
            .filter_map(|(noun, names)| names.as_ref().and_then(|names| stated(&format!("only {noun}"), names)));
        headed(&self.name, &std::iter::once(odds).chain(reached).collect::<Vec<_>>().join("; "))
    }
}

fn named<'a>(indices: &Option<Vec<usize>>, name: impl Fn(usize) -> &'a String) -> Option<Vec<String>> {
    Some(indices.as_ref()?.iter().map(|&index| name(index).clone()).collect())
}

fn headed(name: &str, text: &str) -> String {
    format!("{}: {}", safe::one_line(name), text.trim_start())
}

/// `excludes a, b`; nothing without names.
fn stated(what: &str, names: &[String]) -> Option<String> {
    let names: Vec<String> = names.iter().map(|name| safe::one_line(name)).collect();
    (!names.is_empty()).then(|| format!("{what} {}", names.join(", ")))
}
