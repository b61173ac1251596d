//! The page of a calibration.

use super::{
    CommandLine, Context, Evidence, Figure, Kind, Page, provenance,
    table::{Cell, Table},
};
use crate::report::calibrate::{answer, law, warning};
use crate::report::charts::{Chart, Theme};
use crate::report::round;
use crate::study::calibrate::result::{Believed, CalibrateResult};
use crate::study::result::Estimator;

/// Names longer than this are cut.
const NAME_COLUMNS: usize = 120;

const QUESTION: &str = "What must the values that nobody knows have been, given what was seen at events like this one?";
const HOW: &str = "Draws of the values are weighted by how likely what was seen would be under each. Values of which it says \
    nothing keep their ranges.";

/// The page of a calibration, with its charts, and with what its numbers rest on.
pub fn of_calibrate(result: &CalibrateResult, charts: &[Chart], theme: Theme, evidence: &Evidence) -> Page {
    let seen: Vec<String> = result.evidence.iter().map(ToString::to_string).collect();
    let mut context = Context::usual(&result.measures, &result.provenance.overrides);
    context.extend(Context::new("What was seen", &seen));
    let draws = format!(
        "{} draws, worth {} of equal weight, in {} rounds.",
        round::count(result.provenance.draws),
        round::fixed(result.effective_draws, 0),
        result.rounds
    );
    Page {
        context,
        figures: odds(result),
        remarks: [HOW.to_owned(), draws].into_iter().chain(warning(result)).collect(),
        charts: charts.iter().map(Figure::of).collect(),
        tables: values(result).into_iter().collect(),
        evidence_summary: evidence.summary(),
        evidence: evidence.tables(),
        provenance: provenance(&result.file, &result.provenance),
        command: command(result, &seen),
        ..Page::new("calibrate", &result.scenario, QUESTION, answer(result), theme)
    }
}

fn command(result: &CalibrateResult, seen: &[String]) -> String {
    let line = CommandLine::new("calibrate", &result.file)
        .options("--set", &result.provenance.overrides)
        .options("--measure", &result.measures)
        .options("--seen", seen)
        .flag("--only-seen")
        .option("--draws", &result.provenance.draws.to_string())
        .option("--draw-trials", &result.asked_trials.to_string())
        .option("--seed", &result.provenance.seed.to_string());
    let analog = result.provenance.estimator == Estimator::Analog;
    if analog { line.option("--estimator", result.provenance.estimator.name()) } else { line }.text()
}

fn odds(result: &CalibrateResult) -> Option<Table> {
    let row = |name: &str, believed: &Believed| {
        let band = believed.band.map_or_else(
            || Cell::word("cannot be told"),
            |band| {
                let [low, high] = [band.low, band.high].map(|end| round::significant(100.0 * end, 2));
                Cell::number(format!("{low} to {high} %"), band.low)
            },
        );
        vec![Cell::word(name), Cell::percent(&believed.odds), band]
    };
    Table::new(
        "Odds of one event, with 95 % intervals",
        &[("When", Kind::Word), ("Odds", Kind::Number), ("Band of ignorance", Kind::Number)],
        vec![row("Before", &result.before), row("Given what was seen", &result.after)],
    )
}

fn values(result: &CalibrateResult) -> Option<Table> {
    let row = |value: &crate::study::calibrate::result::Calibrated| {
        let now = value.after.as_ref().map_or_else(|| "as before".to_owned(), law);
        vec![
            Cell::name(&value.path, NAME_COLUMNS),
            Cell::word(&law(&value.before)),
            Cell::word(&now),
            Cell::plain(&value.shift),
            Cell::plain(&value.spread),
        ]
    };
    Table::new(
        "The values before and now: 90 % ranges, or least / likeliest / greatest; shift and spread in standard deviations",
        &[
            ("Value", Kind::Word),
            ("Before", Kind::Word),
            ("Now", Kind::Word),
            ("Shift", Kind::Number),
            ("Spread", Kind::Number),
        ],
        result.values.iter().map(row).collect(),
    )
}
