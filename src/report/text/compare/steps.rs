//! What the next money buys.

use super::named_at_the_end;
use super::rows::plus_minus;
use crate::report::choice::OddsUnit;
use crate::report::text::layout::{self, Look, Side};
use crate::report::{choice, odds, round, safe};
use crate::study::comparison::{CompareResult, Step};

/// Steps shown.
const SHOWN: usize = 8;
const NAME_COLUMNS: usize = 120;
const UNIT_COLUMNS: usize = 12;
const COST_DIGITS: i32 = 6;

/// The steps along the frontier; empty where nothing stands on it but the baseline.
pub fn section(result: &CompareResult, look: Look) -> String {
    if result.steps.is_empty() {
        return String::new();
    }
    let shown = &result.steps[..result.steps.len().min(SHOWN)];
    let rows: Vec<Vec<String>> = shown.iter().map(|step| row(result, step)).collect();
    let names: Vec<String> = shown.iter().map(|step| name(result, step)).collect();
    let table = named_at_the_end(&rows, &[Side::Right, Side::Left, Side::Left], &names);
    let more = result.steps.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!("  and {more} more steps: steps.csv\n") } else { String::new() };
    let note = if result.steps.iter().any(is_open) {
        let note = "? the step cannot be told from none: the money may buy nothing";
        look.faint(&layout::wrap(note, 0)) + "\n"
    } else {
        String::new()
    };
    format!("{}\n{table}{more}{note}", look.heading("What the next money buys, along the frontier"))
}

fn is_open(step: &Step) -> bool {
    step.difference.interval.is_none_or(|interval| interval.high >= 0.0)
}

fn name(result: &CompareResult, step: &Step) -> String {
    let name = safe::fit(&choice::row_name(&result.rows[step.to]), NAME_COLUMNS);
    if is_open(step) { format!("? {name}") } else { name }
}

fn row(result: &CompareResult, step: &Step) -> Vec<String> {
    let unit = OddsUnit::of(result);
    let money = safe::fit(&result.cost_unit, UNIT_COLUMNS);
    let words = odds::in_words(&result.rows[step.to].odds).unwrap_or_else(|| "none seen".to_owned());
    let more = if step.from == 0 { "" } else { " more" };
    vec![
        format!("{} {money}{more}", round::typed(step.extra_cost, COST_DIGITS)),
        format!("{} {}", plus_minus(&step.difference, unit.factor), unit.points),
        format!("to {words}"),
    ]
}
