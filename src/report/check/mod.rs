//! What `check` says of a scenario: what its uncertain values and distributions imply, its measures and pathways.

mod law;
mod plans;
mod text;

use serde::Serialize;

use crate::scenario::world::World;
use crate::scenario::{Diagnostics, Scenario, Severity};
use law::Law;
use plans::{MeasureTold, PathwayTold};

pub use text::text;

/// Digits of what is implied.
const DIGITS: i32 = 3;
const MINUTES_PER_HOUR: f64 = 60.0;

/// A scenario, checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checked {
    file: String,
    valid: bool,
    /// Errors of an invalid scenario, warnings of a valid one.
    pub diagnostics: Diagnostics,
    #[serde(flatten)]
    implied: Option<Implied>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Implied {
    scenario: String,
    scenario_hash: String,
    measures_in_force: Vec<String>,
    measures: Vec<MeasureTold>,
    pathways: Vec<PathwayTold>,
    people: u64,
    expected_conversations: f64,
    uncertain: Vec<Law>,
    distributions: Vec<Law>,
}

impl Checked {
    /// Of what reading the file gave.
    pub fn of(file: &str, read: Result<Scenario, Diagnostics>) -> Self {
        let told = read.and_then(|scenario| {
            let world = scenario.world(&scenario.central_values())?;
            Ok((Implied::of(&scenario, &world), scenario.warnings().to_vec()))
        });
        let file = file.to_owned();
        match told {
            Ok((implied, warnings)) => {
                Self { file, valid: true, diagnostics: Diagnostics(warnings), implied: Some(implied) }
            }
            Err(diagnostics) => Self { file, valid: false, diagnostics, implied: None },
        }
    }

    /// Whether it can be run.
    pub fn is_valid(&self) -> bool {
        self.valid
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.0.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

impl Implied {
    fn of(scenario: &Scenario, world: &World) -> Self {
        let durations = world.kinds.iter().map(|kind| {
            let minutes = kind.duration.scaled(MINUTES_PER_HOUR);
            Law::of_distribution(format!("conversation.{}.duration_minutes", kind.name), &minutes)
        });
        let harms =
            world.kinds.iter().map(|kind| Law::of_distribution(format!("conversation.{}.harm", kind.name), &kind.harm));
        Self {
            scenario: scenario.name().to_owned(),
            scenario_hash: scenario.hash().to_owned(),
            measures_in_force: scenario.in_force().to_vec(),
            measures: MeasureTold::all(scenario),
            pathways: PathwayTold::all(world),
            people: world.groups.iter().map(|group| u64::from(group.count)).sum(),
            expected_conversations: expected_conversations(world),
            uncertain: scenario.uncertain().iter().map(Law::of_ignorance).collect(),
            distributions: durations.chain(harms).collect(),
        }
    }
}

/// Conversations started per event, at the central values: people x days x rate.
fn expected_conversations(world: &World) -> f64 {
    let starts = |&(group, rate): &(usize, crate::quantity::PerDay)| {
        let group = &world.groups[group];
        f64::from(group.count) * f64::from(group.last_day - group.first_day + 1) * rate.get()
    };
    world.kinds.iter().flat_map(|kind| &kind.rate).map(starts).sum()
}

/// For programs: an array, one object a file.
pub fn json(checked: &[Checked]) -> Result<String, serde_json::Error> {
    Ok(super::safe::json(&serde_json::to_string_pretty(checked)?) + "\n")
}
