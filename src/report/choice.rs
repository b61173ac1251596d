//! Which row of a comparison to take, in words that hedge as the numbers do, and how rows are named.

use super::{odds, round, safe};
use crate::statistics::{Estimate, Interval};
use crate::study::comparison::{CompareResult, Effect, Row};

/// Names in a sentence are cut to this width.
const NAME_COLUMNS: usize = 60;
/// Rows that cannot be told apart are named up to so many.
const NAMED: usize = 3;
/// Digits of a cost.
const COST_DIGITS: i32 = 6;
/// Odds below this are told per million events: a percentage would be a row of zeros.
const LEAST_PERCENTAGE: f64 = 1e-4;

/// The unit in which odds and their differences are told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OddsUnit {
    /// By what probabilities are multiplied.
    pub factor: f64,
    /// What odds are told in.
    pub odds: &'static str,
    /// What differences of odds are told in.
    pub points: &'static str,
    /// The same, in a sentence.
    pub points_in_words: &'static str,
}

impl OddsUnit {
    /// Per cent, unless all rows are far below.
    pub fn of(result: &CompareResult) -> Self {
        Self::over(result.rows.iter().map(|row| row.odds.mean))
    }

    /// Per cent, unless all of these odds are far below.
    pub fn over(odds: impl Iterator<Item = f64>) -> Self {
        let greatest = odds.fold(0.0, f64::max);
        if greatest >= LEAST_PERCENTAGE || greatest == 0.0 {
            return Self { factor: 100.0, odds: "%", points: "points", points_in_words: "percentage points" };
        }
        let points_in_words = "in a million events";
        Self { factor: 1e6, odds: "per million", points: "per million", points_in_words }
    }
}

/// The name of a set of measures.
pub fn set_name(measures: &[String]) -> String {
    if measures.is_empty() { "baseline".to_owned() } else { measures.join(" + ") }
}

/// The name of a row.
pub fn row_name(row: &Row) -> String {
    set_name(&row.measures)
}

/// What can be said of an effect, in a word.
pub fn effect_name(effect: Effect) -> &'static str {
    match effect {
        Effect::Baseline => "baseline",
        Effect::Lowers => "lowers",
        Effect::Raises => "raises",
        Effect::Unclear => "unclear",
        Effect::Nothing => "nothing",
    }
}

/// A cost with its unit.
pub fn cost(cost: f64, result: &CompareResult) -> String {
    format!("{} {}", round::typed(cost, COST_DIGITS), safe::fit(&result.cost_unit, NAME_COLUMNS))
}

/// A share in per cent, without decimals but at the ends.
pub fn percent(share: f64) -> String {
    match share {
        share if share <= 0.0 => "0 %".to_owned(),
        share if share < 0.005 => "under 1 %".to_owned(),
        share if (0.995..1.0).contains(&share) => "over 99 %".to_owned(),
        share => format!("{:.0} %", 100.0 * share),
    }
}

/// A probability that is a lower bound.
pub fn at_least_percent(sure: f64) -> String {
    match sure {
        sure if sure >= 0.9995 => "over 99.9 %".to_owned(),
        sure => format!("at least {:.0} %", (100.0 * sure).floor()),
    }
}

/// `a`, `a and b`, `a, b and c`, `a, b and 4 others`.
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        _ if names.len() > NAMED => format!("{} and {} others", names[..NAMED - 1].join(", "), names.len() - NAMED + 1),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The row to take: the cheapest of those that cannot be told from the one with the lowest odds.
pub fn taken(result: &CompareResult) -> usize {
    let advice = &result.recommendation;
    let all = advice.tied.iter().copied().chain([advice.best]);
    all.min_by(|&a, &b| result.rows[a].cost.total_cmp(&result.rows[b].cost)).unwrap_or(advice.best)
}

/// The recommendation in one sentence.
pub fn sentence(result: &CompareResult) -> String {
    let advice = &result.recommendation;
    let none_is_told = advice.best == 0 || advice.tied.contains(&0);
    let said = if none_is_told { of_no_measure(result) } else { of_measures(result) };
    match none_is_told.then(String::new).unwrap_or_else(|| value_for_money(result)) {
        value if value.is_empty() => format!("{said}."),
        value => format!("{said}; {value}."),
    }
}

fn of_no_measure(result: &CompareResult) -> String {
    let odds = &result.baseline.odds.estimate;
    let Some(words) = odds::in_words(odds) else {
        return "Nothing was captured in the baseline, so that no measure can show what it does".to_owned();
    };
    let lowers = result.rows.iter().any(|row| row.effect == Effect::Lowers);
    let open = result.rows.iter().any(|row| row.effect == Effect::Unclear);
    match (lowers, open) {
        (true, _) => {
            format!("A measure lowers the odds, but so little that nothing is told from doing nothing ({words} events)")
        }
        (false, true) => format!(
            "No measure can be told from doing nothing ({words} events) at so many trials; more --trials may tell"
        ),
        (false, false) => format!("Nothing of what was compared lowers the odds: they stay at {words} events"),
    }
}

fn of_measures(result: &CompareResult) -> String {
    let (advice, taken) = (&result.recommendation, taken(result));
    let field = field(result);
    let row = &result.rows[taken];
    let mut order: Vec<usize> = advice.tied.iter().copied().chain([advice.best]).collect();
    order.sort_by(|&a, &b| result.rows[a].cost.total_cmp(&result.rows[b].cost).then(a.cmp(&b)));
    let names: Vec<String> = order.iter().map(|&row| safe::fit(&row_name(&result.rows[row]), NAME_COLUMNS)).collect();
    let head = match names.len() {
        1 => format!("{} leaves the lowest odds of {field}", titled(row)),
        2 => format!("{} and {} leave the lowest odds of {field} and cannot be told apart", names[0], names[1]),
        count => format!(
            "{} is the cheapest of {count} that leave the lowest odds of {field} and cannot be told apart",
            names[0]
        ),
    };
    let cheaper = order.len() == 2 && result.rows[order[0]].cost < result.rows[order[1]].cost;
    let which = match names.len() {
        2 if cheaper => format!("; the cheaper, {}, leaves", names[0]),
        2 => format!("; {} leaves", names[0]),
        _ => ":".to_owned(),
    };
    let instead = odds::in_words(&result.baseline.odds.estimate).unwrap_or_else(|| "none".to_owned());
    let left = odds::in_words(&row.odds).unwrap_or_else(|| "none seen".to_owned());
    let price = if row.cost > 0.0 { format!(", for {}", cost(row.cost, result)) } else { ", at no cost".to_owned() };
    format!("{head}{which} {left} events instead of {instead}, {}{price}", change(&row.difference, result))
}

/// "1.10 percentage points less (1.05 to 1.15)".
fn change(difference: &Estimate, result: &CompareResult) -> String {
    let unit = OddsUnit::of(result);
    let less = turned(difference);
    let shown = round::shown(&less, unit.factor);
    let interval = match shown.interval {
        Some((low, high)) if low != high => format!(" ({low} to {high})"),
        _ => String::new(),
    };
    format!("{} {} less{interval}", shown.mean, unit.points_in_words)
}

/// The negative of an estimate.
pub fn turned(estimate: &Estimate) -> Estimate {
    let interval = estimate.interval.map(|interval| Interval { low: -interval.high, high: -interval.low, ..interval });
    Estimate { mean: -estimate.mean, interval }
}

/// What was compared: "the 10 measures", "the 55 measures and combinations within 30,000 EUR".
fn field(result: &CompareResult) -> String {
    let count = result.rows.len() - 1;
    let within = result.budget.map_or_else(String::new, |budget| format!(" within {}", cost(budget, result)));
    let combined = result.rows.iter().any(|row| row.measures.len() > 1);
    match (count, combined) {
        (1, _) => format!("what was compared{within}"),
        (_, true) => format!("the {} measures and combinations{within}", round::count(count as u64)),
        (_, false) => format!("the {count} measures{within}"),
    }
}

/// A single measure by its title and name, a combination by its names.
fn titled(row: &Row) -> String {
    let name = safe::fit(&row_name(row), NAME_COLUMNS);
    match &row.titles[..] {
        [title] if *title != row.measures[0] => format!("\"{}\" ({name})", safe::fit(title, NAME_COLUMNS)),
        _ => name,
    }
}

/// Who avoids most harm for its cost, with those that may do as much; empty where there is but one row.
fn value_for_money(result: &CompareResult) -> String {
    let Some(best) = result.recommendation.best_value.filter(|_| result.rows.len() > 2) else { return String::new() };
    let per_cost = |row: &Row| row.harm_avoided_per_cost.and_then(|value| value.interval);
    let Some(interval) = per_cost(&result.rows[best]) else { return String::new() };
    let rival = |&row: &usize| row != best && per_cost(&result.rows[row]).is_some_and(|own| own.high >= interval.low);
    let rivals: Vec<usize> = (1..result.rows.len()).filter(rival).collect();
    let unit = safe::fit(&result.cost_unit, NAME_COLUMNS);
    let name = |row: usize| safe::fit(&row_name(&result.rows[row]), NAME_COLUMNS);
    match rivals.len() {
        0 if best == taken(result) => format!("it also avoids most harm per {unit}"),
        0 => format!("most harm per {unit} is avoided by {}", name(best)),
        1 => format!(
            "most harm per {unit} is avoided by {} or {}, which cannot be told apart",
            name(best),
            name(rivals[0])
        ),
        more => format!("most harm per {unit} is avoided by {}, not told apart from {more} others", name(best)),
    }
}
