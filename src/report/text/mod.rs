//! The summary for people, in at most 80 columns.

mod calibrate;
pub(super) mod compare;
mod contributors;
mod discover;
pub mod explain;
pub(super) mod funnel;
pub mod layout;
pub(super) mod notes;
mod sensitivity;
pub(super) mod sentence;
mod side_by_side;
mod sweep;

pub use calibrate::calibrate;
pub use compare::{comparison, files};
pub use discover::summary as discovery;
use layout::{Look, Side};
pub use sensitivity::{cost_of_sensitivity, sensitivity};
pub use sweep::summary as sweep;

use super::{odds, round, safe};
use crate::study::result::RunResult;

/// The title is cut to this width.
const TITLE_COLUMNS: usize = 78;
/// Other names in the header are cut to this width.
const HEADER_COLUMNS: usize = 60;
const UNIT_COLUMNS: usize = 12;
/// "At least k captures" is told for so many k, from 2.
const SEVERAL_CAPTURES: usize = 3;
/// ... and down to this probability.
const WORTH_TELLING: f64 = 1e-6;

/// The summary of one scenario, or of several side by side.
pub fn summary(results: &[RunResult], look: Look) -> String {
    match results {
        [result] => single(result, look),
        several => side_by_side::summary(several, look),
    }
}

fn single(result: &RunResult, look: Look) -> String {
    let sentence = look.strong(&layout::wrap(&sentence::of(result), 0));
    let sections = [
        header(result, look),
        format!("{sentence}\n"),
        key_figures(result, look),
        funnel::section(result, look),
        contributors::section(result, look),
        closing(result, look),
    ];
    sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
}

fn header(result: &RunResult, look: Look) -> String {
    let mut lines = look.heading(&safe::fit(&result.scenario, TITLE_COLUMNS)) + "\n";
    let mut line = |name: &str, text: &str| {
        lines.push_str(&look.faint(&layout::wrap(&format!("{name} {text}"), 2)));
        lines.push('\n');
    };
    line("file", &safe::fit_end(&result.file, HEADER_COLUMNS));
    for measure in &result.measures {
        line("with measure", &safe::fit(measure, HEADER_COLUMNS));
    }
    for change in &result.provenance.overrides {
        line("with", &safe::fit(change, HEADER_COLUMNS));
    }
    lines
}

/// Odds, captures, harm and the weakest leg; chance and ignorance apart.
fn key_figures(result: &RunResult, look: Look) -> String {
    let mut rows = odds_rows(result);
    rows.push(row("captures", round::with_interval(&result.captures, 1.0), "conversations per event"));
    let several = result.at_least.iter().enumerate().skip(2).take(SEVERAL_CAPTURES);
    for (k, estimate) in several.filter(|(_, estimate)| estimate.mean >= WORTH_TELLING) {
        let words = odds::in_words(estimate).map(|words| format!("{words} events")).unwrap_or_default();
        rows.push(row(&format!("  at least {k}"), odds::percentage(estimate), &words));
    }
    let unit = format!("{} per event", safe::fit(&result.harm_unit, UNIT_COLUMNS));
    rows.push(row("harm", round::with_interval(&result.harm, 1.0), &unit));
    if let Some(share) = &result.weak_link_share {
        let shown = round::shown(share, 100.0);
        let interval = shown.interval.map(|(low, high)| format!(" ({low} to {high})")).unwrap_or_default();
        rows.push(row("weakest leg", format!("{} %{interval}", shown.mean), "have exactly one lapsed leg"));
    }
    let table = layout::columns(&rows, &[Side::Left, Side::Left, Side::Left], 2);
    format!("{}\n{table}", look.heading("Odds and harm"))
}

fn odds_rows(result: &RunResult) -> Vec<Vec<String>> {
    let odds = &result.odds.estimate;
    let shown = round::shown(odds, 100.0);
    let Some(words) = odds::in_words(odds) else {
        let bound = odds.interval.map(|interval| interval.high).filter(|&high| high > 0.0);
        let told = match bound {
            Some(high) => row("odds", format!("below {}", odds::bound(high)), "at 95 %, chance alone"),
            None if odds.interval.is_some() => row("odds", "0".to_owned(), "no capture is possible"),
            None => row("odds", "0".to_owned(), "of what was simulated"),
        };
        return vec![told];
    };
    let words = match odds::sure_but_for_chance(odds) {
        Some(_) => "all simulated".to_owned(),
        None => words,
    };
    let mut rows = vec![row("odds", format!("{} %", shown.mean), &format!("{words} events"))];
    if let Some((low, high)) = shown.interval {
        let narrower = if result.provenance.draws > 1 { "trials and draws narrow it" } else { "more trials narrow it" };
        rows.push(row("  chance", format!("{low} % to {high} %"), &format!("95 %; {narrower}")));
    }
    if let Some(band) = &result.odds.band {
        let ends = [band.low, band.high].map(|end| format!("{} %", round::significant(100.0 * end, 2)));
        rows.push(row("  ignorance", ends.join(" to "), "5 to 95 % of draws; trials do not"));
    }
    rows
}

fn row(name: &str, value: String, remark: &str) -> Vec<String> {
    vec![name.to_owned(), value, remark.to_owned()]
}

fn closing(result: &RunResult, look: Look) -> String {
    let mut text = layout::wrap(&notes::stop(result), 2) + "\n";
    for hint in notes::hints(result) {
        text.push_str(&layout::wrap(&hint, 2));
        text.push('\n');
    }
    text + &look.faint(&notes::provenance(result)) + "\n"
}
