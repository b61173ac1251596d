//! What a calibration found, in words: shared by the summary, the page, the charts and the scenario that is written.

use super::sensitivity::path;
use super::{odds, round};
use crate::scenario::Ignorance;
use crate::study::calibrate::result::{CalibrateResult, Pair};

/// Fewer draws than this say little of any value.
const FEW_DRAWS: f64 = 100.0;
/// What was less likely than this before it was seen puts the scenario in doubt.
const IMPLAUSIBLE: f64 = 0.01;
/// Rank correlations that moved by less stay as they were.
const WORTH_TELLING: f64 = 0.05;
const DIGITS: i32 = 3;

/// Places of the values of which something was learned, those that moved most first.
pub fn by_change(result: &CalibrateResult) -> Vec<usize> {
    let mut order: Vec<usize> =
        (0..result.values.len()).filter(|&place| result.values[place].after.is_some()).collect();
    let moved = |place: usize| {
        let value = &result.values[place];
        value.shift.mean.abs() + (value.spread.mean - 1.0).abs()
    };
    order.sort_by(|&a, &b| moved(b).total_cmp(&moved(a)));
    order
}

/// The pairs of values whose correlation was moved by what was seen, most first.
pub fn moved_pairs(result: &CalibrateResult) -> Vec<Pair> {
    let moved = |pair: &Pair| (pair.after - pair.before).abs();
    let mut pairs: Vec<Pair> = result.pairs.iter().filter(|pair| moved(pair) >= WORTH_TELLING).copied().collect();
    pairs.sort_by(|a, b| moved(b).total_cmp(&moved(a)));
    pairs
}

/// A law as it is told: "0.01 to 0.08", "0.01 to 0.08, mostly 0.03".
pub fn law(law: &Ignorance) -> String {
    let typed = |value: f64| round::typed(value, DIGITS);
    match *law {
        Ignorance::LogNormal { low, high } | Ignorance::LogitNormal { low, high } => {
            format!("{} to {}", typed(low), typed(high))
        }
        Ignorance::Pert { min, mode, max } => format!("{} / {} / {}", typed(min), typed(mode), typed(max)),
    }
}

/// What was seen moves the odds so far, and says so much of the values.
pub fn answer(result: &CalibrateResult) -> String {
    let [before, after] = [&result.before, &result.after].map(|believed| odds::percentage(&believed.odds));
    let factor = result.after.odds.mean / result.before.odds.mean;
    let moves = match factor {
        _ if !factor.is_finite() => format!("Given what was seen the odds are {after}"),
        _ if (0.95..=1.05).contains(&factor) => {
            format!("What was seen hardly moves the odds: {before} before, {after} now")
        }
        _ => format!("What was seen moves the odds from {before} to {after}"),
    };
    let changed = by_change(result);
    let named: Vec<String> = changed.iter().take(2).map(|&place| told(result, place)).collect();
    let says = match named.len() {
        0 => "it says nothing of any single value, as far as so many draws can tell".to_owned(),
        1 => format!("it says that {}", named[0]),
        _ => format!("it says that {}, and that {}", named[0], named[1]),
    };
    let idle = result.values.len() - changed.len();
    let silent = match (changed.len(), idle) {
        (0, _) | (_, 0) => String::new(),
        (_, 1) => "; of 1 other value it says nothing".to_owned(),
        (_, idle) => format!("; of {idle} other values it says nothing"),
    };
    format!("{moves}; {says}{silent}.")
}

fn told(result: &CalibrateResult, place: usize) -> String {
    let value = &result.values[place];
    let [_, before, _] = value.points_before;
    let [_, after, _] = value.points_after;
    let way = if after >= before { "higher" } else { "lower" };
    let [before, after] = [before, after].map(|point| round::typed(point, DIGITS));
    format!("{} is {way}, about {after} in place of {before}", path(&value.path))
}

/// What puts the answer in doubt, in sentences.
pub fn warning(result: &CalibrateResult) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(plausibility) = &result.plausibility {
        let percent = round::significant(100.0 * plausibility.mean, 2);
        warnings.push(match plausibility.mean < IMPLAUSIBLE {
            true => format!(
                "By the scenario as it was, this had odds of {percent} % to be seen: before the values are moved so far, ask \
                 whether the scenario leaves something out."
            ),
            false => format!("By the scenario as it was, this had odds of {percent} % to be seen."),
        });
    }
    if result.effective_draws < FEW_DRAWS {
        warnings.push(format!(
            "TOO FEW: {} draws carry the weight, so that the new ranges are rough. More --draws, or wider ranges in the \
             scenario.",
            round::fixed(result.effective_draws, 0)
        ));
    }
    warnings
}
