//! The page of a run.

use super::{
    CommandLine, Context, Evidence, Figure, Kind, Page, provenance,
    table::{Cell, Table},
};
use crate::report::charts::{Chart, Theme};
use crate::report::text::{notes, sentence};
use crate::report::{dimensions, odds, round, safe, stages};
use crate::statistics::Estimate;
use crate::study::result::{RunResult, Share};

/// Names longer than this are cut.
const NAME_COLUMNS: usize = 120;
/// "At least k captures" is told for so many k, from 2, and down to this probability.
const SEVERAL_CAPTURES: usize = 4;
const WORTH_TELLING: f64 = 1e-6;

const QUESTION: &str = "How likely is it that at least one sensitive conversation at this event is captured by chance, by \
    a broad, scattered interception, and by which way?";
const NOTHING_DRAWN: &str = "There is nothing that could be drawn honestly: no trial had a capture.";

/// The page of a run, with its charts, and with what its numbers rest on.
pub fn of_run(result: &RunResult, charts: &[Chart], theme: Theme, evidence: &Evidence) -> Page {
    let remarks = std::iter::once(notes::stop(result)).chain(notes::hints(result));
    Page {
        context: Context::usual(&result.measures, &result.provenance.overrides),
        figures: figures(result),
        remarks: remarks.filter(|remark| !remark.is_empty()).collect(),
        charts: charts.iter().map(Figure::of).collect(),
        no_charts: NOTHING_DRAWN.to_owned(),
        tables: details(result),
        evidence_summary: [evidence.summary(), evidence.behind_band(result.band_shares.as_ref()).into_iter().collect()]
            .concat(),
        evidence: evidence.tables(),
        provenance: provenance(&result.file, &result.provenance),
        command: CommandLine::new("run", &result.file).trials(&result.provenance, &result.measures).text(),
        ..Page::new("run", &result.scenario, QUESTION, sentence::of(result), theme)
    }
}

/// The headline numbers.
fn figures(result: &RunResult) -> Option<Table> {
    let words =
        |estimate: &Estimate| Cell::word(&odds::in_words(estimate).map_or_else(String::new, |words| words + " events"));
    let estimate = &result.odds.estimate;
    let mut rows = vec![vec![Cell::word("Odds of at least one capture"), Cell::percent(estimate), words(estimate)]];
    if let Some(band) = result.odds.band {
        let ends = [band.low, band.high].map(|end| format!("{} %", round::significant(100.0 * end, 2)));
        let remark = "in 9 of 10 draws of the uncertain values; more trials do not narrow it";
        rows.push(vec![Cell::word("Band of ignorance"), Cell::number(ends.join(" to "), band.low), Cell::word(remark)]);
    }
    for (k, odds) in
        result.at_least.iter().enumerate().skip(2).take(SEVERAL_CAPTURES).filter(|(_, odds)| odds.mean > WORTH_TELLING)
    {
        rows.push(vec![Cell::word(&format!("At least {k} captures")), Cell::percent(odds), words(odds)]);
    }
    rows.push(vec![
        Cell::word("Captured conversations expected"),
        Cell::plain(&result.captures),
        Cell::word("per event"),
    ]);
    let unit = format!("{} per event", safe::fit(&result.harm_unit, NAME_COLUMNS));
    rows.push(vec![Cell::word("Harm expected"), Cell::plain(&result.harm), Cell::word(&unit)]);
    if let Some(share) = &result.weak_link_share {
        let remark = "of captured conversations had exactly one lapsed leg";
        rows.push(vec![Cell::word("Weakest leg"), Cell::percent(share), Cell::word(remark)]);
    }
    Table::new(
        "Odds and harm, with 95 % intervals",
        &[("Quantity", Kind::Word), ("Value", Kind::Number), ("In words", Kind::Word)],
        rows,
    )
}

/// The expected counts, and who has which share.
fn details(result: &RunResult) -> Vec<Table> {
    let stages = stages(&result.funnel);
    let stage = |(name, count): (&str, &Estimate)| vec![Cell::word(&name.replace('_', " ")), Cell::plain(count)];
    let funnel = Table::new(
        "The funnel: expected number per event, with 95 % intervals",
        &[("Stage", Kind::Word), ("Per event", Kind::Number)],
        stages.into_iter().map(stage).collect(),
    );
    let shares = dimensions(&result.attribution).into_iter().map(|(dimension, shares)| {
        let row = |share: &Share| vec![Cell::name(&share.name, NAME_COLUMNS), Cell::percent(&share.share)];
        Table::new(
            format!("Share of captures by {}, with 95 % intervals", spoken(dimension)),
            &[("Name", Kind::Word), ("Share", Kind::Number)],
            shares.iter().map(row).collect(),
        )
    });
    std::iter::once(funnel).chain(shares).flatten().collect()
}

fn spoken(dimension: &str) -> &str {
    match dimension {
        "kind" => "kind of conversation",
        "cause" => "cause of the lapse",
        "day" => "day of the event",
        "hour" => "hour of the day",
        other => other,
    }
}
