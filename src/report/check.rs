//! What `check` says of a scenario: what its uncertain values and distributions imply.

use serde::Serialize;

use super::text::layout::{self, Look, Side};
use super::{round, safe};
use crate::quantity::Distribution;
use crate::scenario::world::World;
use crate::scenario::{Diagnostics, Ignorance, Scenario, Severity, UncertainValue};

/// Quantiles that are told.
const QUANTILES: [f64; 3] = [0.05, 0.5, 0.95];
/// Digits of what is implied.
const DIGITS: i32 = 3;
const TITLE_COLUMNS: usize = 60;
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
    measures: Vec<String>,
    people: u64,
    expected_conversations: f64,
    uncertain: Vec<Law>,
    distributions: Vec<Law>,
}

/// What is implied by a law.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Law {
    path: String,
    law: &'static str,
    mean: f64,
    q05: f64,
    q50: f64,
    q95: f64,
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
            measures: scenario.measures().iter().map(|measure| measure.name.clone()).collect(),
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

impl Law {
    fn of_ignorance(value: &UncertainValue) -> Self {
        let [q05, q50, q95] = QUANTILES.map(|u| value.law.quantile(u));
        let law = match value.law {
            Ignorance::LogNormal { .. } => "log-normal",
            Ignorance::LogitNormal { .. } => "logit-normal",
            Ignorance::Pert { .. } => "PERT",
        };
        Self { path: value.path.clone(), law, mean: value.law.mean(), q05, q50, q95 }
    }

    fn of_distribution(path: String, distribution: &Distribution) -> Self {
        let [q05, q50, q95] = QUANTILES.map(|u| distribution.quantile(u));
        let law = match distribution {
            Distribution::Constant(_) => "constant",
            Distribution::LogNormal { .. } => "log-normal",
            Distribution::Exponential { .. } => "exponential",
            Distribution::Uniform { .. } => "uniform",
            Distribution::Pert { .. } => "PERT",
            Distribution::Gamma { .. } => "gamma",
        };
        Self { path, law, mean: distribution.mean(), q05, q50, q95 }
    }

    fn row(&self) -> Vec<String> {
        let numbers = [self.mean, self.q05, self.q50, self.q95].map(|value| round::significant(value, DIGITS));
        [safe::one_line(&self.path), self.law.to_owned()].into_iter().chain(numbers).collect()
    }
}

/// For people, in at most 80 columns.
pub fn text(checked: &[Checked], look: Look) -> String {
    checked.iter().map(|one| section(one, look)).collect::<Vec<_>>().join("\n")
}

/// For programs: an array, one object a file.
pub fn json(checked: &[Checked]) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(checked)? + "\n")
}

fn section(checked: &Checked, look: Look) -> String {
    let file = safe::fit_end(&checked.file, TITLE_COLUMNS);
    let Some(implied) = &checked.implied else {
        return look.strong(&format!("{file}: invalid, {}", counted(checked.count(Severity::Error), "error"))) + "\n";
    };
    let verdict = match checked.count(Severity::Warning) {
        0 => "valid".to_owned(),
        warnings => format!("valid, {}", counted(warnings, "warning")),
    };
    let mut text = look.strong(&format!("{file}: {verdict}")) + "\n";
    text.push_str(&format!("  {}\n", safe::fit(&implied.scenario, layout::COLUMNS - 2)));
    let people = counted_in_full(implied.people, "person", "people");
    let conversations = round::significant(implied.expected_conversations, DIGITS);
    let medians = if implied.uncertain.is_empty() { "" } else { ", at the medians below" };
    text.push_str(&format!("  {people}, {conversations} conversations expected per event{medians}\n"));
    text.push_str(&table("Uncertain values", &implied.uncertain, look));
    text.push_str(&table("Distributions", &implied.distributions, look));
    text
}

fn table(title: &str, laws: &[Law], look: Look) -> String {
    if laws.is_empty() {
        return String::new();
    }
    let heading = ["", "law", "mean", "5 %", "50 %", "95 %"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(heading).chain(laws.iter().map(Law::row)).collect();
    let sides = [Side::Left, Side::Left, Side::Right, Side::Right, Side::Right, Side::Right];
    format!("\n{}\n{}", look.heading(title), whole_first_cells(rows, &sides))
}

/// The rows in columns. A first cell is never cut, so that a path can be copied: where it leaves no room for the other
/// columns, it has a line of its own above them.
fn whole_first_cells(mut rows: Vec<Vec<String>>, sides: &[Side]) -> String {
    let widest = |column: usize| rows.iter().map(|row| safe::width(&row[column])).max().unwrap_or(0) + 2;
    let room = layout::COLUMNS.saturating_sub((1..sides.len()).map(widest).sum());
    let above: Vec<Option<String>> =
        rows.iter_mut().map(|row| (safe::width(&row[0]) > room).then(|| std::mem::take(&mut row[0]))).collect();
    let table = layout::columns(&rows, sides, 0);
    let lines = table.lines().zip(above).map(|(line, above)| above.into_iter().chain([line.to_owned()]));
    lines.flatten().map(|line| line + "\n").collect()
}

fn counted(number: usize, noun: &str) -> String {
    counted_in_full(number as u64, noun, &format!("{noun}s"))
}

fn counted_in_full(number: u64, one: &str, several: &str) -> String {
    format!("{} {}", round::count(number), if number == 1 { one } else { several })
}
