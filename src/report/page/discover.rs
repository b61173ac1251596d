//! The page of scenario discovery.

use super::{
    CommandLine, Context, Evidence, Figure, Kind, Page, provenance,
    table::{Cell, Table},
};
use crate::report::charts::{Chart, Theme};
use crate::report::{discover, round};
use crate::study::discover::result::{Chosen, DiscoverResult, Finding};

/// The page, with its charts, and with what its numbers rest on.
pub fn of_discovery(result: &DiscoverResult, charts: &[Chart], theme: Theme, evidence: &Evidence) -> Page {
    let question = format!("What do the {} have in common?", discover::of_interest(result));
    Page {
        context: Context::usual(&result.measures, &result.provenance.overrides),
        figures: the_box(result),
        remarks: vec![
            format!(
                "About {} worlds are expected to be on the wrong side of the threshold, by the noise of their trials; that \
                 makes a box less dense than it is, never more.",
                round::significant(result.doubtful, 2)
            ),
            "Shares of worlds are shares of what the scenario believes, not of events.".to_owned(),
        ],
        charts: charts.iter().map(Figure::of).collect(),
        no_charts: "There are too few worlds on one side of the threshold to draw anything.".to_owned(),
        tables: trajectory(result).into_iter().collect(),
        evidence_summary: evidence.summary(),
        evidence: evidence.tables(),
        provenance: provenance(&result.file, &result.provenance),
        command: command(result),
        ..Page::new("discover", &result.scenario, &question, discover::finding(result).join(" "), theme)
    }
}

/// The command that makes it again.
fn command(result: &DiscoverResult) -> String {
    let line = CommandLine::new("discover", &result.file);
    let line = match result.chosen {
        Chosen::Asked => line.option("--above", &result.above.to_string()),
        Chosen::Quarter => line,
    };
    let line = line.option("--coverage", &result.wanted_coverage.to_string());
    line.trials(&result.provenance, &result.measures).text()
}

fn the_box(result: &DiscoverResult) -> Option<Table> {
    let Finding::Found(found) = &result.finding else { return None };
    let row = |one: &crate::study::discover::result::Restriction| {
        let bands = [one.low_band, one.high_band].into_iter().filter(Option::is_some).map(discover::band);
        vec![
            Cell::word(&result.dimensions[one.dimension].path),
            Cell::word(&discover::limits(&result.dimensions[one.dimension], one)),
            Cell::word(&bands.collect::<Vec<_>>().join("; ")),
            Cell::number(round::significant(one.quasi_p, 1), one.quasi_p),
            Cell::number(discover::percent(one.recurs), one.recurs),
        ]
    };
    let heads = [
        ("Value", Kind::Word),
        ("Limit", Kind::Word),
        ("In 90 % of halves", Kind::Word),
        ("Quasi-p", Kind::Number),
        ("Recurs", Kind::Number),
    ];
    Table::new("The box: what it restricts", &heads, found.restrictions.iter().map(row).collect())
}

fn trajectory(result: &DiscoverResult) -> Option<Table> {
    let row = |step: &crate::study::discover::result::Step| {
        let (coverage, density) = (step.coverage(result.hits), step.density());
        let restricted = step.limits.iter().filter(|limits| limits.restrict()).count();
        vec![
            Cell::number(discover::percent(coverage), coverage),
            Cell::number(discover::percent(density), density),
            Cell::number(round::count(step.inside as u64), step.inside as f64),
            Cell::number(restricted.to_string(), restricted as f64),
        ]
    };
    let heads = [
        ("Coverage", Kind::Number),
        ("Density", Kind::Number),
        ("Worlds inside", Kind::Number),
        ("Values restricted", Kind::Number),
    ];
    Table::new("The boxes on the way inwards", &heads, result.trajectory.iter().map(row).collect())
}
