//! The funnel: what is left of the conversations, stage by stage.

use super::layout::{self, Look, Side};
use crate::report::{round, stages};
use crate::statistics::Estimate;
use crate::study::result::RunResult;

/// What a stage is told as a part of.
enum Part {
    /// Nothing.
    None,
    /// A percentage of the stage of this index.
    Share(usize),
    /// So many for each of the stage of this index, by this name.
    Each(usize, &'static str),
}

/// For each stage of `stages`; `covered` counts approved legs too, so it is a part of all legs.
const PARTS: [Part; 9] = [
    Part::None,
    Part::Each(0, "conversation"),
    Part::Share(1),
    Part::Share(1),
    Part::Share(3),
    Part::Share(4),
    Part::Share(5),
    Part::Share(6),
    // A conversation can have several captured legs: no part of anything above it.
    Part::None,
];

/// The stages with their expected counts, and each as a part of the one that it comes from.
pub fn section(result: &RunResult, look: Look) -> String {
    let stages = stages(&result.funnel);
    let rows: Vec<Vec<String>> = stages
        .iter()
        .zip(&PARTS)
        .map(|((name, count), part)| {
            vec![name.replace('_', " "), round::with_interval(count, 1.0), ratio(count.mean, part, &stages)]
        })
        .collect();
    let table = layout::columns(&rows, &[Side::Left, Side::Left, Side::Left], 2);
    format!("{}\n{table}", look.heading("Funnel, expected per event"))
}

/// Each stage as a part of the one that it comes from; empty where that says nothing.
pub fn ratios(result: &RunResult) -> Vec<String> {
    let stages = stages(&result.funnel);
    stages.iter().zip(&PARTS).map(|((_, count), part)| ratio(count.mean, part, &stages)).collect()
}

fn ratio(count: f64, part: &Part, stages: &[(&str, &Estimate)]) -> String {
    let of = |index: usize| (stages[index].0, stages[index].1.mean);
    match *part {
        Part::None => String::new(),
        Part::Share(index) | Part::Each(index, _) if of(index).1 <= 0.0 => String::new(),
        Part::Share(index) => {
            format!("{} % of {}", round::significant(100.0 * count / of(index).1, 2), of(index).0)
        }
        Part::Each(index, name) => format!("{} per {name}", round::significant(count / of(index).1, 2)),
    }
}
