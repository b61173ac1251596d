//! Measures that change nothing, raise the odds, or whose effect cannot be told from zero.

use super::{NAME_COLUMNS, rows};
use crate::report::choice::{self, OddsUnit};
use crate::report::text::layout;
use crate::report::{round, safe};
use crate::study::comparison::{CompareResult, Effect, Row};

/// Names told one by one.
const NAMED: usize = 4;

/// A line for each kind of effect that is none; empty where every row lowers the odds.
pub fn section(result: &CompareResult) -> String {
    lines(result).iter().map(|line| layout::wrap(line, 2) + "\n").collect()
}

/// The same, a sentence each.
pub fn lines(result: &CompareResult) -> Vec<String> {
    let unit = OddsUnit::of(result);
    let of = |effect: Effect| result.rows.iter().filter(|row| row.effect == effect).collect::<Vec<&Row>>();
    let change =
        |row: &Row| format!("{} ({} {})", named(row), rows::plus_minus(&row.difference, unit.factor), unit.points);
    let mut lines = Vec::new();
    let raising = of(Effect::Raises);
    if !raising.is_empty() {
        lines.push(format!("RAISES the odds: {}.", told(&raising, change)));
    }
    let unclear = of(Effect::Unclear);
    if !unclear.is_empty() {
        lines.push(format!("No effect that can be told from zero: {}.", told(&unclear, change)));
    }
    let idle = of(Effect::Nothing);
    if !idle.is_empty() {
        lines.push(format!("Changes nothing, no trial came out otherwise: {}.", told(&idle, named)));
    }
    lines
}

fn named(row: &Row) -> String {
    safe::fit(&choice::row_name(row), NAME_COLUMNS)
}

fn told(rows: &[&Row], tell: impl Fn(&Row) -> String) -> String {
    let shown = if rows.len() == NAMED + 1 { NAMED + 1 } else { NAMED };
    let mut told: Vec<String> = rows.iter().take(shown).map(|row| tell(row)).collect();
    if rows.len() > shown {
        told.push(format!("and {} more (rows.csv)", round::count((rows.len() - shown) as u64)));
    }
    told.join(", ")
}
