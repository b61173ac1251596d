//! CSV tables of a run.

use super::table::{Table, estimate, number, text};
use super::{Bytes, OutputFile};
use crate::report::{dimensions, stages};
use crate::statistics::Estimate;
use crate::study::result::{RunResult, Story};

/// Every table of the result; those that would have no sense (draws without uncertain values, captures that were not
/// asked for) are left out.
pub fn all(result: &RunResult) -> Result<Vec<OutputFile>, csv::Error> {
    let mut tables = vec![
        ("summary.csv", summary(std::slice::from_ref(result))),
        ("funnel.csv", funnel(result)),
        ("attribution.csv", attribution(result)),
        ("attribution_venue_hour.csv", venue_hour(result)),
        ("first_capture.csv", first_capture(result)),
        ("harm_exceedance.csv", harm_exceedance(result)),
        ("at_least.csv", at_least(result)),
        ("convergence.csv", convergence(result)),
        ("blocks.csv", blocks(result)),
    ];
    if !result.draw_odds.is_empty() {
        tables.push(("draws.csv", draws(result)));
    }
    if result.iso_risk.is_some() {
        tables.push(("iso_risk.csv", iso_risk(result)));
    }
    if result.stories_wanted > 0 {
        tables.push(("captures.csv", captures(result)));
    }
    tables.into_iter().map(|(name, bytes)| Ok(OutputFile { name: name.to_owned(), bytes: bytes? })).collect()
}

/// The headline quantities, of one result or of several.
pub fn summary(results: &[RunResult]) -> Bytes {
    let mut table = Table::new(&["quantity", "unit", "mean", "standard_error", "low", "high"]);
    for result in results {
        let mut row = |quantity: &str, unit: &str, value: [String; 4]| {
            table.push([quantity.to_owned(), text(unit)].into_iter().chain(value), result);
        };
        row("odds", "probability", estimate(&result.odds.estimate));
        if let Some(band) = result.odds.band {
            let ends = [String::new(), String::new(), number(band.low), number(band.high)];
            row("odds_band_5_to_95_percent", "probability", ends);
        }
        if let Some(error) = result.odds.chance_error {
            row("odds_chance_error", "probability", [String::new(), number(error), String::new(), String::new()]);
        }
        row("captures", "conversations per event", estimate(&result.captures));
        row("harm", &format!("{} per event", result.harm_unit), estimate(&result.harm));
        let weak_link = result.weak_link_share.as_ref().map(estimate).unwrap_or_default();
        row("weak_link_share", "share of captured conversations", weak_link);
    }
    table.bytes()
}

fn iso_risk(result: &RunResult) -> Bytes {
    let mut table = Table::new(&["people", "lapse_factor", "trials_here", "odds", "standard_error", "low", "high"]);
    for cell in result.iso_risk.iter().flat_map(|iso| &iso.cells) {
        let place = [cell.people.to_string(), number(cell.lapse_factor), cell.trials.to_string()];
        table.push(place.into_iter().chain(estimate(&cell.odds)), result);
    }
    table.bytes()
}

fn funnel(result: &RunResult) -> Bytes {
    let mut table = Table::new(&["stage", "expected_per_event", "standard_error", "low", "high"]);
    for (stage, count) in stages(&result.funnel) {
        table.push([stage.to_owned()].into_iter().chain(estimate(count)), result);
    }
    table.bytes()
}

fn attribution(result: &RunResult) -> Bytes {
    let mut table = Table::new(&["dimension", "name", "share", "standard_error", "low", "high"]);
    for (dimension, shares) in dimensions(&result.attribution) {
        for share in shares {
            let name = [dimension.to_owned(), text(&share.name)];
            table.push(name.into_iter().chain(estimate(&share.share)), result);
        }
    }
    table.bytes()
}

fn venue_hour(result: &RunResult) -> Bytes {
    let mut table = Table::new(&["venue", "hour_of_day", "share", "standard_error", "low", "high"]);
    for cell in &result.attribution.venue_hour {
        let place = [text(&cell.venue), cell.hour.to_string()];
        table.push(place.into_iter().chain(estimate(&cell.share)), result);
    }
    table.bytes()
}

fn first_capture(result: &RunResult) -> Bytes {
    let points = result.first_capture.iter().map(|point| (point.hour, &point.survival));
    curve(&["hours_since_start", "survival", "standard_error", "low", "high"], points, result)
}

fn at_least(result: &RunResult) -> Bytes {
    let points = result.at_least.iter().zip(0u32..).map(|(estimate, k)| (f64::from(k), estimate));
    curve(&["captures", "probability_of_at_least", "standard_error", "low", "high"], points, result)
}

fn curve<'a>(
    header: &'static [&'static str],
    points: impl Iterator<Item = (f64, &'a Estimate)>,
    result: &RunResult,
) -> Bytes {
    let mut table = Table::new(header);
    for (x, y) in points {
        table.push([number(x)].into_iter().chain(estimate(y)), result);
    }
    table.bytes()
}

fn harm_exceedance(result: &RunResult) -> Bytes {
    let mut table = Table::new(&["harm", "harm_unit", "probability_of_exceeding", "standard_error", "low", "high"]);
    for point in &result.harm_exceedance {
        let level = [number(point.harm), text(&result.harm_unit)];
        table.push(level.into_iter().chain(estimate(&point.probability)), result);
    }
    table.bytes()
}

fn convergence(result: &RunResult) -> Bytes {
    let mut table = Table::new(&["trials_so_far", "odds", "standard_error", "low", "high"]);
    for point in &result.convergence {
        table.push([point.trials.to_string()].into_iter().chain(estimate(&point.odds)), result);
    }
    table.bytes()
}

fn draws(result: &RunResult) -> Bytes {
    let mut table = Table::new(&["draw", "odds"]);
    for (draw, odds) in result.draw_odds.iter().enumerate() {
        table.push([draw.to_string(), number(*odds)], result);
    }
    table.bytes()
}

fn blocks(result: &RunResult) -> Bytes {
    let mut table =
        Table::bare(&["draw", "first_trial", "block_trials", "odds_sum", "captures_sum", "harm_sum", "digest"]);
    for block in &result.blocks {
        let place = [block.draw, block.first_trial, block.trials].map(|whole| whole.to_string());
        let sums = [block.odds, block.captures, block.harm].map(number);
        // In hexadecimal: a spreadsheet would round so long a number.
        let digest = format!("x{:016x}", block.digest);
        table.push(place.into_iter().chain(sums).chain([digest]), result);
    }
    table.bytes()
}

fn captures(result: &RunResult) -> Bytes {
    let mut table = Table::new(&[
        "draw",
        "trial",
        "day",
        "start_hour_of_day",
        "duration_hours",
        "kind",
        "group",
        "venue",
        "channel",
        "cause",
        "participants",
        "lapsed_legs",
        "captured_legs",
        "campaign",
        "harm",
        "harm_unit",
    ]);
    for story in &result.stories {
        table.push(self::story(story, result), result);
    }
    table.bytes()
}

/// The cells of a story.
pub(super) fn story(story: &Story, result: &RunResult) -> [String; 16] {
    [
        story.draw.to_string(),
        story.trial.to_string(),
        story.day.to_string(),
        number(story.hour),
        number(story.duration_hours),
        text(&story.kind),
        text(&story.group),
        text(&story.venue),
        text(&story.channel),
        text(&story.cause),
        story.participants.to_string(),
        story.lapsed_legs.to_string(),
        story.captured_legs.to_string(),
        text(&story.campaign),
        number(story.harm),
        text(&result.harm_unit),
    ]
}
