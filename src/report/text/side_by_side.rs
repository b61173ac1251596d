//! Several scenarios in one table, then what was found for each.

use super::layout::{self, Look, Side};
use super::{notes, sentence};
use crate::report::{odds, round, safe};
use crate::study::result::RunResult;

const NAME_COLUMNS: usize = 20;

/// One table, then each scenario's sentence.
pub fn summary(results: &[RunResult], look: Look) -> String {
    let mut text = format!("{}\n{}", look.heading("Side by side, per event"), table(results));
    for result in results {
        let title = look.strong(&label(result, results, layout::COLUMNS - 2));
        let body: Vec<String> = [Some(sentence::of(result)), ignorance(result), Some(notes::stop(result))]
            .into_iter()
            .flatten()
            .map(|note| layout::wrap(&note, 0))
            .collect();
        let from = look.faint(&notes::provenance(result));
        text.push_str(&format!("\n{title}\n{}\n{from}\n", body.join("\n")));
    }
    text
}

fn table(results: &[RunResult]) -> String {
    let headings = ["", "odds", "95 % interval", "in words", "captures"].map(str::to_owned).to_vec();
    let mut rows = vec![headings];
    for result in results {
        let odds = &result.odds.estimate;
        let (percentage, words) = match odds::in_words(odds) {
            Some(words) => (odds::percentage(odds), words),
            None => ("0 %".to_owned(), "none seen".to_owned()),
        };
        let interval = round::shown(odds, 100.0).interval;
        let interval = interval.map(|(low, high)| match odds.mean {
            0.0 => format!("below {high}"),
            _ => format!("{low} to {high}"),
        });
        let interval = interval.unwrap_or_default();
        let captures = round::shown(&result.captures, 1.0).mean;
        rows.push(vec![label(result, results, NAME_COLUMNS), percentage, interval, words, captures]);
    }
    layout::columns(&rows, &[Side::Left, Side::Right, Side::Left, Side::Left, Side::Right], 0)
}

fn ignorance(result: &RunResult) -> Option<String> {
    let band = result.odds.band?;
    let [low, high] = [band.low, band.high].map(|end| round::significant(100.0 * end, 2));
    Some(format!("For what is not known: {low} % to {high} % (5 to 95 % of the draws)."))
}

/// The scenario's name; the file where two bear the same.
fn label(result: &RunResult, results: &[RunResult], width: usize) -> String {
    let namesakes = results.iter().filter(|other| other.scenario == result.scenario).count();
    if namesakes > 1 { safe::fit_end(&result.file, width) } else { safe::fit(&result.scenario, width) }
}
