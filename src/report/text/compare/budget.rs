//! The best set of measures within a budget, and what is known of it.

use super::listed;
use crate::report::choice::{self, OddsUnit};
use crate::report::text::layout::Look;
use crate::report::{guarantee, odds, round, safe};
use crate::study::comparison::{Candidate, CompareResult};

/// Rivals told.
const SHOWN: usize = 4;
const NAMES_COLUMNS: usize = 60;

/// What the search within the budget found; empty where none was asked for.
pub fn section(result: &CompareResult, look: Look) -> String {
    let Ok(search) = &result.budget_search else { return String::new() };
    let mut lines = vec![line(result, &search.best)];
    lines.extend(search.rivals.iter().take(SHOWN).map(|rival| line(result, rival)));
    lines.push(guarantee::in_words(result, search));
    listed(&format!("Best within {}", choice::cost(search.budget, result)), &lines, look)
}

fn line(result: &CompareResult, set: &Candidate) -> String {
    let unit = OddsUnit::of(result);
    let name = safe::fit(&choice::set_name(&set.measures), NAMES_COLUMNS);
    let words = odds::in_words(&set.odds).unwrap_or_else(|| "none seen".to_owned());
    let behind = set.behind.as_ref().map_or_else(String::new, |behind| {
        let tied = behind.interval.is_none_or(|interval| interval.low <= 0.0);
        let tied = if tied { ", not told apart" } else { "" };
        format!("; behind by {} {}{tied}", round::with_interval(behind, unit.factor), unit.points)
    });
    format!("{name}: {words} events, {}{behind}", choice::cost(set.cost, result))
}
