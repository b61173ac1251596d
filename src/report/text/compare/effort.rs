//! Where the trials went, if they were dealt where the decision is open.

use super::{NAME_COLUMNS, listed};
use crate::report::text::layout::Look;
use crate::report::{choice, round, safe};
use crate::study::comparison::{CompareResult, Race, RaceOutcome};

/// How the race of the rows ended; empty where there was none.
pub fn section(result: &CompareResult, look: Look) -> String {
    let Some(race) = &result.race else { return String::new() };
    let mut lines = vec![ended(result, race)];
    lines.push(match race.even_split {
        Some(even) => format!(
            "All rows together took {} trials; an even split would have taken {} to tell as much.",
            round::count(race.spent),
            round::count(even)
        ),
        None => format!("All rows together took {} trials.", round::count(race.spent)),
    });
    listed("Where the trials went", &lines, look)
}

fn ended(result: &CompareResult, race: &Race) -> String {
    let wanted = format!("{} %", round::typed(100.0 * race.confidence, 4));
    let left: Vec<String> = (0..result.rows.len())
        .filter(|&row| race.out_at.get(row).is_some_and(Option::is_none))
        .map(|row| safe::fit(&choice::row_name(&result.rows[row]), NAME_COLUMNS))
        .collect();
    let (count, names) = (left.len(), choice::listed(&left));
    match race.outcome {
        RaceOutcome::Known if count > 1 => {
            format!("Known with {wanted}: {names} came out alike in every trial, and all others are worse.")
        }
        RaceOutcome::Known => format!("Known with {wanted}: {names} has the lowest odds."),
        RaceOutcome::MaxTrials => {
            format!("Not decided with {wanted}: {names} are left at the most trials. Raise --max-trials.")
        }
        RaceOutcome::Draws => format!(
            "Not decided with {wanted}: {names} are left, and more trials in the same draws would not tell them apart. \
             Raise --draws."
        ),
        RaceOutcome::Interrupted => format!("INTERRUPTED before the best was known with {wanted}: {names} are left."),
    }
}
