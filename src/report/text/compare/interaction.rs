//! Measures that do more or less together than by themselves.

use super::{NAME_COLUMNS, listed};
use crate::report::choice::{self, OddsUnit};
use crate::report::text::layout::Look;
use crate::report::{round, safe};
use crate::statistics::Estimate;
use crate::study::comparison::{CompareResult, Row};

/// Combinations told.
const SHOWN: usize = 6;

/// The strongest interactions that can be told from none; empty where no combination was asked for.
pub fn section(result: &CompareResult, look: Look) -> String {
    let mut found: Vec<(&Row, Estimate)> = result.rows.iter().filter_map(|row| Some((row, row.interaction?))).collect();
    if found.is_empty() {
        return String::new();
    }
    let all = found.len();
    found.retain(|(_, value)| value.interval.is_some_and(|interval| interval.low > 0.0 || interval.high < 0.0));
    found.sort_by(|a, b| b.1.mean.abs().total_cmp(&a.1.mean.abs()));
    let told = found.len();
    let mut lines: Vec<String> = found.iter().take(SHOWN).map(|(row, value)| line(result, row, value)).collect();
    let quiet = all - told;
    if told > SHOWN {
        lines.push(format!("and {} more: interaction.csv", round::count((told - SHOWN) as u64)));
    }
    if quiet > 0 {
        let count = round::count(quiet as u64);
        lines.push(format!(
            "{count} of {} combinations: no interaction that can be told from none.",
            round::count(all as u64)
        ));
    }
    listed("More or less together than by themselves", &lines, look)
}

fn line(result: &CompareResult, row: &Row, value: &Estimate) -> String {
    let unit = OddsUnit::of(result);
    let (size, word) = if value.mean > 0.0 { (*value, "less") } else { (choice::turned(value), "more") };
    let name = safe::fit(&choice::row_name(row), 2 * NAME_COLUMNS);
    let shown = round::shown(&size, unit.factor);
    let interval = shown.interval.map(|(low, high)| format!(" ({low} to {high})")).unwrap_or_default();
    format!("{name}: {} {}{interval} {word} than the sum of the parts", shown.mean, unit.points)
}
