//! Words that several charts share.

use super::super::scale::Unit;
use crate::report::{odds, round, safe};
use crate::statistics::Estimate;
use crate::study::result::RunResult;

/// Trials with a capture below which a chart of captures says so.
const FEW_TRIALS: u64 = 30;
/// Names in titles are cut to this many columns, those in rows to that many.
const TITLE_COLUMNS: usize = 36;
const ROW_COLUMNS: usize = 60;
/// Names told beside a pointer are cut to this many columns.
const HOVER_COLUMNS: usize = 120;
/// From here on a share is "nearly all".
const NEARLY_ALL: f64 = 0.985;
/// Shares near these are told in words.
const PLAIN_SHARES: [(f64, f64, &str); 7] = [
    (0.235, 0.265, "a quarter"),
    (0.32, 0.345, "a third"),
    (0.48, 0.52, "half"),
    (0.655, 0.68, "two thirds"),
    (0.735, 0.765, "three quarters"),
    (0.985, 0.999_95, "nearly all"),
    (0.999_95, 1.1, "all"),
];

/// A name from a scenario, safe and short enough for a title.
pub fn in_title(name: &str) -> String {
    safe::fit(name, TITLE_COLUMNS)
}

/// A name from a scenario, safe and short enough for a row (the chart cuts it further to its room).
pub fn in_row(name: &str) -> String {
    safe::fit(name, ROW_COLUMNS)
}

/// A name from a scenario, safe and short enough to be told beside a pointer.
pub fn in_hover(name: &str) -> String {
    safe::fit(name, HOVER_COLUMNS)
}

/// A share as "half", "48 %", "nearly all".
pub fn share(share: f64) -> String {
    let plain = PLAIN_SHARES.iter().find(|(low, high, _)| (*low..*high).contains(&share));
    match plain {
        Some((_, _, word)) => (*word).to_owned(),
        None if share < 0.01 => format!("{} %", round::significant(100.0 * share, 1)),
        None if share > NEARLY_ALL => "nearly all".to_owned(),
        None => format!("{:.0} %", 100.0 * share),
    }
}

/// The sentence with a capital at its beginning.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// "1 in 24 events", "3 in 4 events".
pub fn events(odds: &Estimate) -> String {
    odds::in_words(odds).map_or_else(|| "no event".to_owned(), |words| format!("{words} events"))
}

/// A warning where little was captured; else empty.
pub fn few(result: &RunResult) -> String {
    let trials = result.contributing_trials;
    if trials >= FEW_TRIALS {
        return String::new();
    }
    format!(
        "Few captures: only {trials} of {} trials had any, so that intervals are rough; run more trials.",
        round::count(result.provenance.trials)
    )
}

/// "odds 4.23 % (4.15 to 4.31 %)".
pub fn told_odds(odds: &Estimate) -> String {
    Unit::Percent.told(odds)
}

/// Whether anything was captured, in whatever trial.
pub fn any_capture(result: &RunResult) -> bool {
    result.captures.mean > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_as_people_say_them() {
        for (value, expected) in
            [(0.5, "half"), (0.48, "half"), (0.44, "44 %"), (0.999, "nearly all"), (1.0, "all"), (0.0042, "0.4 %")]
        {
            assert_eq!(share(value), expected, "{value}");
        }
        assert_eq!(sentence("half of it"), "Half of it");
    }
}
