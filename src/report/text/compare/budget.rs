//! The best set of measures within a budget, and what is known of it.

use super::listed;
use crate::report::choice::{self, OddsUnit};
use crate::report::text::layout::Look;
use crate::report::{odds, round, safe};
use crate::study::comparison::{BudgetSearch, Candidate, Checks, CompareResult, Guarantee};

/// Rivals told.
const SHOWN: usize = 4;
const NAMES_COLUMNS: usize = 60;

/// What the search within the budget found; empty where none was asked for.
pub fn section(result: &CompareResult, look: Look) -> String {
    let Ok(search) = &result.budget_search else { return String::new() };
    let mut lines = vec![line(result, &search.best)];
    lines.extend(search.rivals.iter().take(SHOWN).map(|rival| line(result, rival)));
    lines.push(guarantee(result, search));
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

fn guarantee(result: &CompareResult, search: &BudgetSearch) -> String {
    let evaluated = round::count(search.evaluated);
    let of = search.possible.map_or_else(String::new, |possible| format!(" of {} possible", round::count(possible)));
    match search.guarantee {
        Guarantee::Exhaustive => {
            format!("All {evaluated} possible sets were simulated: in these trials none is better.")
        }
        Guarantee::Proven { ruled_out, checks } => format!(
            "Proven in the search's trials: none of the {} possible sets is better. {evaluated} were simulated{}; {} are \
             ruled out, {GIVEN}. {}",
            round::count(search.evaluated + ruled_out),
            dearer(&checks),
            round::count(ruled_out),
            held(&checks)
        ),
        Guarantee::Bounded { bound, checks } => format!(
            "Not proven: {evaluated}{of} sets were simulated{}; {}, {GIVEN}. {}",
            dearer(&checks),
            others(result, search, bound),
            held(&checks)
        ),
        Guarantee::Greedy { bound } => format!(
            "Found greedily, {evaluated}{of} sets simulated: given diminishing returns, no set within the budget has odds \
             below {}.",
            in_units(result, bound)
        ),
    }
}

/// What the bounds of the sets that were not simulated rest on.
const GIVEN: &str = "given that measures act in them as in those, give or take a tenth: no two help each other more, and \
                     none that did no harm does any";

fn dearer(checks: &Checks) -> String {
    match checks.dearer {
        0 => String::new(),
        dearer => format!(" (and {} dearer ones, to see what measures do together)", round::count(dearer)),
    }
}

fn others(result: &CompareResult, search: &BudgetSearch, bound: f64) -> String {
    if bound >= search.best.odds.mean {
        "none of the others is better".to_owned()
    } else {
        format!("none of the others has odds below {}", in_units(result, bound))
    }
}

/// How the checks of that came out.
fn held(checks: &Checks) -> String {
    let checked = round::count(checks.checked);
    let off_by = format!("{} %", round::significant(100.0 * checks.off_by, 2));
    match checks.breached {
        0 if checks.checked == 0 => "There was no set to check that on.".to_owned(),
        0 if checks.off_by == 0.0 => format!("Checked on {checked} sets: all kept to their bounds."),
        0 => format!("Checked on {checked} sets: none was more than {off_by} below its bound."),
        breached => format!(
            "Checked on {checked} sets, it failed {} times, by up to {off_by}: all bounds are lowered by as much.",
            round::count(breached)
        ),
    }
}

fn in_units(result: &CompareResult, odds: f64) -> String {
    let unit = OddsUnit::of(result);
    format!("{} {}", round::significant(unit.factor * odds, 2), unit.odds)
}
