//! Whole scenarios compared, as JSON.

use serde::Serialize;

use super::Mean;
use super::run::Summary;
use crate::report::choice;
use crate::report::text::compare::files_sentence;
use crate::study::comparison::{FileRow, FilesResult};

/// The comparison of files as one object.
pub fn files(result: &FilesResult) -> Result<String, serde_json::Error> {
    let told = Files {
        files: result.rows.iter().map(|row| row.file.as_str()).collect(),
        sentence: files_sentence(result),
        rows: result.rows.iter().map(Line::of).collect(),
        best: result.best,
        tied: &result.tied,
        trials: result.trials,
        runs: result.runs.iter().map(Summary::of).collect(),
    };
    Ok(crate::report::safe::json(&serde_json::to_string_pretty(&told)?) + "\n")
}

#[derive(Serialize)]
struct Files<'a> {
    files: Vec<&'a str>,
    sentence: String,
    rows: Vec<Line<'a>>,
    best: usize,
    tied: &'a [usize],
    trials: u64,
    runs: Vec<Summary<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    scenario: &'a str,
    odds: Mean,
    difference: Mean,
    ratio: Option<Mean>,
    harm: Option<Mean>,
    harm_avoided: Option<Mean>,
    effect: &'static str,
    shared_entities: f64,
    pairing: Option<f64>,
}

impl<'a> Line<'a> {
    fn of(row: &'a FileRow) -> Self {
        Self {
            file: &row.file,
            scenario: &row.scenario,
            odds: Mean::of(&row.odds),
            difference: Mean::of(&row.difference),
            ratio: row.ratio.as_ref().map(Mean::of),
            harm: row.harm.as_ref().map(Mean::of),
            harm_avoided: row.harm_avoided.as_ref().map(Mean::of),
            effect: choice::effect_name(row.effect),
            shared_entities: row.shared_entities,
            pairing: row.pairing,
        }
    }
}
