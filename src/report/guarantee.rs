//! What is known of the best set of measures within a budget.

use super::choice::OddsUnit;
use super::round;
use crate::study::comparison::{BudgetSearch, Checks, CompareResult, Guarantee};

/// In words, ending with a full stop.
pub fn in_words(result: &CompareResult, search: &BudgetSearch) -> String {
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
