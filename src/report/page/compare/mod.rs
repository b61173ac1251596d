//! The page of a comparison.

mod files;
mod tables;

pub use files::of_files;

use super::{CommandLine, Context, Evidence, Figure, Page, SIGN_OFF, provenance};
use crate::report::charts::{Chart, Theme};
use crate::report::text::compare as words;
use crate::report::{choice, safe};
use crate::study::comparison::CompareResult;

const QUESTION: &str = "Which measure buys the most: by how much does each lower the odds that at least one sensitive \
    conversation at this event is captured by chance, at what cost, and how sure is that?";
const NOTHING_DRAWN: &str = "There is nothing that could be drawn honestly: nothing was captured, or nothing changed.";
/// What whoever signs a choice has to bear in mind, besides.
const CHOICE: [&str; 3] = [
    "The measures of the scenario are those that can be had, at these costs.",
    "How far each measure works is judgement where the evidence register says so; the ranking hangs on it.",
    "Measures that cannot be told apart are a matter of choice, not of these numbers.",
];

/// The page of a comparison, with its charts, and with what its numbers rest on.
pub fn of_compare(result: &CompareResult, charts: &[Chart], theme: Theme, evidence: &Evidence) -> Page {
    let baseline = &result.baseline;
    let sign_off = CHOICE.iter().chain(&SIGN_OFF).map(|&text| text.to_owned()).collect();
    Page {
        context: context(result),
        figures: tables::rows(result),
        remarks: words::remarks(result),
        charts: charts.iter().map(Figure::of).collect(),
        no_charts: NOTHING_DRAWN.to_owned(),
        tables: tables::details(result),
        evidence_summary: evidence.summary(),
        evidence: evidence.tables(),
        sign_off,
        provenance: provenance(&baseline.file, &baseline.provenance),
        command: command(result),
        ..Page::new("compare", &baseline.scenario, QUESTION, choice::sentence(result), theme)
    }
}

fn context(result: &CompareResult) -> Vec<Context> {
    let mut context = Context::usual(&result.baseline.measures, &result.baseline.provenance.overrides);
    context.extend(Context::new("Only these measures", result.narrowed.as_deref().unwrap_or_default()));
    if let Some(budget) = result.budget {
        context.extend(Context::new("Within a budget of", &[choice::cost(budget, result)]));
    }
    context
}

/// The command that makes the comparison again.
fn command(result: &CompareResult) -> String {
    let mut line = CommandLine::new("compare", &result.baseline.file);
    let number = |value: f64| value.to_string();
    if result.combine > 1 {
        line = line.option("--combine", &result.combine.to_string());
    }
    let narrowed = result.narrowed.as_ref().map(|names| safe::one_line(&names.join(",")));
    let options = [
        ("--budget", result.budget.map(number)),
        ("--measures", narrowed),
        ("--tolerable", result.tolerable.map(number)),
        ("--confidence", result.race.as_ref().map(|race| number(race.confidence))),
    ];
    for (name, value) in options {
        line = value.iter().fold(line, |line, value| line.option(name, value));
    }
    line.trials(&result.baseline.provenance, &[]).text()
}
