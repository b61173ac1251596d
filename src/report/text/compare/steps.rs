//! What the next money buys.

use super::rows::plus_minus;
use crate::report::choice::OddsUnit;
use crate::report::text::layout::{self, Look, Side};
use crate::report::{choice, round, safe};
use crate::study::comparison::{CompareResult, Step};

/// Steps shown.
const SHOWN: usize = 8;
const NAME_COLUMNS: usize = 34;
const UNIT_COLUMNS: usize = 12;
const COST_DIGITS: i32 = 6;

/// The steps along the frontier; empty where nothing stands on it but the baseline.
pub fn section(result: &CompareResult, look: Look) -> String {
    if result.steps.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = result.steps.iter().take(SHOWN).map(|step| row(result, step)).collect();
    let table = layout::columns(&rows, &[Side::Right, Side::Left, Side::Left, Side::Left], 2);
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

fn row(result: &CompareResult, step: &Step) -> Vec<String> {
    let unit = OddsUnit::of(result);
    let money = safe::fit(&result.cost_unit, UNIT_COLUMNS);
    let name = safe::fit(&choice::row_name(&result.rows[step.to]), NAME_COLUMNS);
    let open = if is_open(step) { " ?" } else { "" };
    vec![
        format!("{} {money}", round::typed(step.extra_cost, COST_DIGITS)),
        format!("{} {name}", if step.from == 0 { "for" } else { "more for" }),
        format!("{} {}", plus_minus(&step.difference, unit.factor), unit.points),
        format!(
            "now 1 in {}{open}",
            crate::report::odds::in_words(&result.rows[step.to].odds)
                .map_or_else(|| "…".to_owned(), |words| words.trim_start_matches("1 in ").to_owned())
        ),
    ]
}
