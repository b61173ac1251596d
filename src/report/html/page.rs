//! What the template is filled with: texts that are safe to show, though not yet escaped.

use serde::Serialize;

use super::tables::{self, Table};
use super::{Section, command, evidence};
use crate::report::charts::Chart;
use crate::report::text::{notes, sentence};
use crate::report::{round, safe};
use crate::study::result::{Effort, RunResult};

/// Names longer than this are cut.
const NAME_COLUMNS: usize = 200;

/// One run in the report.
#[derive(Debug, Serialize)]
pub struct Page {
    /// Its number in the report, from 1.
    number: usize,
    scenario: String,
    file: String,
    measures: Vec<String>,
    overrides: Vec<String>,
    answer: String,
    figures: Option<Table>,
    stop: String,
    hints: Vec<String>,
    charts: Vec<Figure>,
    details: Vec<Table>,
    evidence: Vec<Table>,
    evidence_summary: String,
    provenance: Vec<(&'static str, String)>,
    command: String,
}

#[derive(Debug, Serialize)]
struct Figure {
    name: &'static str,
    title: String,
    svg: String,
    how_to_read: &'static str,
}

impl Page {
    pub fn new(number: usize, section: &Section) -> Self {
        let result = section.result;
        let names = |names: &[String]| names.iter().map(|name| safe::fit(name, NAME_COLUMNS)).collect();
        Self {
            number,
            scenario: safe::fit(&result.scenario, NAME_COLUMNS),
            file: safe::one_line(&result.file),
            measures: names(&result.measures),
            overrides: names(&result.provenance.overrides),
            answer: sentence::of(result),
            figures: tables::figures(result),
            stop: notes::stop(result),
            hints: notes::hints(result),
            charts: section.charts.iter().map(figure).collect(),
            details: tables::details(result),
            evidence: tables::evidence(section.evidence),
            evidence_summary: evidence::summary(&section.evidence.uncertain),
            provenance: provenance(result),
            command: command::of(result),
        }
    }
}

fn figure(chart: &Chart) -> Figure {
    Figure { name: chart.name, title: chart.title.clone(), svg: chart.svg.clone(), how_to_read: chart.how_to_read }
}

fn provenance(result: &RunResult) -> Vec<(&'static str, String)> {
    let from = &result.provenance;
    let effort = match from.effort {
        Effort::Trials(trials) => format!("{} trials", round::count(trials)),
        Effort::Precision { relative, max_trials } => format!(
            "until the half-width of the 95 % interval is under {} % of the odds, at most {} trials",
            round::typed(100.0 * relative, 3),
            round::count(max_trials)
        ),
    };
    vec![
        ("Program", format!("overheard {}", safe::one_line(&from.version))),
        ("Scenario file", safe::one_line(&result.file)),
        ("Hash of the scenario", safe::one_line(&from.scenario_hash)),
        ("Seed", from.seed.to_string()),
        ("Trials", round::count(from.trials)),
        ("Draws of the uncertain values", round::count(from.draws)),
        ("Estimator", from.estimator.name().to_owned()),
        ("Asked for", effort),
    ]
}
