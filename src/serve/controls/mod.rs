//! What planners can change, as sliders: found in the numbers that a scenario states, each with a sane range.

mod kinds;

use std::sync::Arc;

use std::collections::BTreeMap;

use kinds::{KINDS, Kind, Sort, nice_above};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::report::{round, safe};
use crate::scenario::world::{Clock, World};
use crate::scenario::{Scenario, Stated, keys};

/// Names longer than this are cut.
const NAME_COLUMNS: usize = 40;

/// Something that can be changed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Control {
    /// The path that is changed.
    pub path: String,
    /// What it is called.
    pub label: String,
    /// Which part of the page it belongs to: `Delegation`, `Lapses`, `Lodging`, `Calls`, `Campaign`, `Review`.
    pub section: &'static str,
    /// What it is counted in.
    pub unit: String,
    /// `integer`, `number`, `odds`, `weights` or `switch`.
    pub kind: &'static str,
    /// What the file says.
    #[schema(value_type = Object)]
    pub value: Value,
    /// That as one number: the median where it is uncertain.
    pub central: Option<f64>,
    /// That as text.
    pub shown: String,
    /// The lower end of the slider.
    pub min: f64,
    /// Its upper end.
    pub max: f64,
    /// Its step.
    pub step: f64,
    /// `linear` or `log`.
    pub scale: &'static str,
    /// The 90 % range of what is not known.
    pub uncertain: Option<Bounds>,
    /// What it means.
    pub help: &'static str,
    /// The names of the weights.
    pub keys: Vec<String>,
}

/// Two ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Bounds {
    /// The lower.
    pub low: f64,
    /// The upper.
    pub high: f64,
}

/// A number that the scenario states, ready for a slider.
struct Found {
    path: String,
    keys: Vec<String>,
    central: f64,
    uncertain: Option<Bounds>,
}

/// Everything that can be changed, in the order in which it is shown.
pub fn controls(scenario: &Scenario, world: &World) -> Vec<Control> {
    let central = scenario.central_values();
    let found: Vec<Found> = scenario
        .numbers()
        .into_iter()
        .map(|number| {
            let (value, uncertain) = match number.value {
                Stated::Known(value) | Stated::Changed(value) => (value, None),
                Stated::Uncertain(index) => {
                    let law = scenario.uncertain()[index].law;
                    let bounds = Bounds { low: law.quantile(0.05), high: law.quantile(0.95) };
                    (central[index], Some(bounds))
                }
            };
            Found { keys: keys(&number.path), path: number.path, central: value, uncertain }
        })
        .collect();
    let mut controls: Vec<Control> = KINDS.iter().flat_map(|kind| kind.controls(&found)).collect();
    let after = controls.iter().rposition(|control| control.section == "Calls").map_or(controls.len(), |last| last + 1);
    controls.splice(after..after, clocks(world));
    controls
}

impl Kind {
    fn controls(&self, found: &[Found]) -> Vec<Control> {
        let own: Vec<&Found> = found.iter().filter(|found| self.meets(&found.keys)).collect();
        if self.sort != Sort::Weights {
            return own.into_iter().map(|found| self.slider(found)).collect();
        }
        let mut tables: BTreeMap<String, Vec<&Found>> = BTreeMap::new();
        for found in own {
            let parent: Vec<&str> = found.keys[..found.keys.len() - 1].iter().map(String::as_str).collect();
            tables.entry(crate::scenario::beneath(&parent)).or_default().push(found);
        }
        // One weight alone is the whole, whatever it is.
        let tables = tables.into_iter().filter(|(_, weights)| weights.len() > 1);
        tables.map(|(path, weights)| self.weights(path, &weights)).collect()
    }

    fn meets(&self, keys: &[String]) -> bool {
        keys.len() == self.keys.len() + 2
            && keys[0] == self.part
            && keys[2..].iter().zip(self.keys).all(|(key, wanted)| *wanted == "*" || key == wanted)
    }

    /// The names in the path, and what it is of them.
    fn label(&self, keys: &[String]) -> String {
        let inner = keys[2..].iter().zip(self.keys).filter(|(_, wanted)| **wanted == "*").map(|(key, _)| key);
        let inner = if self.sort == Sort::Weights { Vec::new() } else { inner.collect() };
        let names: Vec<String> = std::iter::once(&keys[1]).chain(inner).map(|name| spoken(name)).collect();
        let names = capital(&names.join(", "));
        if self.what.is_empty() { names } else { format!("{names}: {}", self.what) }
    }

    fn slider(&self, found: &Found) -> Control {
        let Found { central, uncertain, .. } = *found;
        let (low, high) = uncertain.map_or((central, central), |bounds| (bounds.low, bounds.high));
        let (min, max) = self.sort.range(low, high);
        let value = uncertain.map_or(json!(central), |bounds| json!({ "low": bounds.low, "high": bounds.high }));
        Control {
            path: found.path.clone(),
            label: self.label(&found.keys),
            section: self.section,
            unit: self.unit.to_owned(),
            kind: self.sort.name(),
            value,
            central: Some(central),
            shown: self.sort.shown(central, uncertain),
            min,
            max,
            step: self.sort.step(min, max),
            scale: if self.sort == Sort::Powers { "log" } else { "linear" },
            uncertain,
            help: self.help,
            keys: Vec::new(),
        }
    }

    fn weights(&self, path: String, weights: &[&Found]) -> Control {
        let last = |found: &Found| found.keys.last().cloned().unwrap_or_default();
        let value: serde_json::Map<String, Value> =
            weights.iter().map(|found| (last(found), json!(found.central))).collect();
        let total: f64 = weights.iter().map(|found| found.central).sum();
        let share = |found: &&Found| {
            let percent = if total > 0.0 { 100.0 * found.central / total } else { 0.0 };
            format!("{} {} %", spoken(&last(found)), round::typed(percent, 2))
        };
        let max = nice_above(weights.iter().map(|found| found.central).fold(1.0, f64::max));
        Control {
            label: self.label(&weights[0].keys),
            path,
            section: self.section,
            unit: self.unit.to_owned(),
            kind: Sort::Weights.name(),
            value: Value::Object(value),
            central: None,
            shown: weights.iter().map(share).collect::<Vec<_>>().join(", "),
            min: 0.0,
            max,
            step: Sort::Weights.step(0.0, max),
            scale: "linear",
            uncertain: None,
            help: self.help,
            keys: weights.iter().map(|found| last(found)).collect(),
        }
    }
}

/// The clock of each kind of conversation.
fn clocks(world: &World) -> Vec<Control> {
    let clock = |kind: &Arc<crate::scenario::world::Kind>| Control {
        path: crate::scenario::beneath(&["conversation", &kind.name, "clock"]),
        label: format!("{}: on the clock at home", capital(&spoken(&kind.name))),
        section: "Calls",
        unit: String::new(),
        kind: "switch",
        value: json!({ "off": "local", "on": "home" }),
        central: Some(if kind.clock == Clock::Home { 1.0 } else { 0.0 }),
        shown: if kind.clock == Clock::Home { "home" } else { "local" }.to_owned(),
        min: 0.0,
        max: 1.0,
        step: 1.0,
        scale: "linear",
        uncertain: None,
        help: "Whether its hours are those of the offices at home, or local ones.",
        keys: Vec::new(),
    };
    // Where the clocks agree, the switch does nothing.
    let differs = world.event.home_to_local_hours != 0.0;
    world.kinds.iter().filter(|_| differs).map(clock).collect()
}

fn spoken(name: &str) -> String {
    safe::fit(&name.replace('_', " "), NAME_COLUMNS)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
