//! CSV tables of a sweep.

use super::table::{Stamp, Table, estimate, number, text};
use super::{Bytes, OutputFile};
use crate::report::sweep::{course_word, verdict_word};
use crate::statistics::Estimate;
use crate::study::sweep::result::SweepResult;

/// Columns of the points.
const POINTS: [&str; 28] = [
    "path",
    "value",
    "path_2",
    "value_2",
    "measure",
    "odds",
    "odds_standard_error",
    "odds_low",
    "odds_high",
    "odds_band_5_percent",
    "odds_band_95_percent",
    "captures_per_event",
    "captures_standard_error",
    "captures_low",
    "captures_high",
    "harm_per_event",
    "harm_standard_error",
    "harm_low",
    "harm_high",
    "harm_unit",
    "odds_less_first_value",
    "odds_less_first_value_standard_error",
    "odds_less_first_value_low",
    "odds_less_first_value_high",
    "odds_less_baseline",
    "odds_less_baseline_standard_error",
    "odds_less_baseline_low",
    "odds_less_baseline_high",
];

/// All tables of a sweep.
pub fn sweep_tables(result: &SweepResult) -> Result<Vec<OutputFile>, csv::Error> {
    let tables = [("sweep.csv", sweep(result)), ("courses.csv", courses(result)), ("crossings.csv", crossings(result))];
    let kept = tables.into_iter().filter(|(name, _)| *name != "crossings.csv" || result.lines.len() > 1);
    kept.map(|(name, bytes)| Ok(OutputFile { name: name.to_owned(), bytes: bytes? })).collect()
}

/// A row for each point and line.
pub fn sweep(result: &SweepResult) -> Bytes {
    let mut table = Table::new(&POINTS);
    for row in 0..result.rows() {
        for column in 0..result.columns() {
            for line in 0..result.lines.len() {
                table.push(point(result, column, row, line), stamp(result, line));
            }
        }
    }
    table.bytes()
}

fn point(result: &SweepResult, column: usize, row: usize, line: usize) -> Vec<String> {
    let point = result.point(column, row, line);
    let mut cells = vec![text(&result.axes[0].path), value(result, 0, column)];
    cells.push(result.axes.get(1).map(|axis| text(&axis.path)).unwrap_or_default());
    cells.push(result.axes.get(1).map(|_| value(result, 1, row)).unwrap_or_default());
    cells.push(measure(result, line));
    cells.extend(estimate(&point.odds.estimate));
    let band = point.odds.band.map(|band| [number(band.low), number(band.high)]);
    cells.extend(band.unwrap_or_default());
    cells.extend(estimate(&point.captures));
    cells.extend(estimate(&point.harm));
    cells.push(text(&result.harm_unit));
    cells.extend(estimate(&point.to_first));
    cells.extend(point.to_baseline.as_ref().map(|difference: &Estimate| estimate(difference)).unwrap_or_default());
    cells
}

fn value(result: &SweepResult, axis: usize, position: usize) -> String {
    let value = &result.axes[axis].values[position];
    value.number.map_or_else(|| text(&value.text), number)
}

fn measure(result: &SweepResult, line: usize) -> String {
    result.lines[line].measure.as_deref().map(text).unwrap_or_default()
}

fn stamp(result: &SweepResult, line: usize) -> Stamp<'_> {
    let measures = result.lines[line].measure.as_slice();
    Stamp { scenario: &result.scenario, measures, provenance: &result.provenance }
}

/// What the odds do along the first path: a row for each value of the second and each line.
fn courses(result: &SweepResult) -> Bytes {
    let mut table =
        Table::new(&["path", "path_2", "value_2", "measure", "shape", "greatest_at", "greatest_low", "greatest_high"]);
    for course in &result.courses {
        let mut cells = vec![text(&result.axes[0].path)];
        cells.push(result.axes.get(1).map(|axis| text(&axis.path)).unwrap_or_default());
        cells.push(course.row.map(|row| value(result, 1, row)).unwrap_or_default());
        cells.push(measure(result, course.line));
        cells.push(course_word(course.shape).to_owned());
        cells.extend([course.greatest, course.span.0, course.span.1].map(|position| value(result, 0, position)));
        table.push(cells, stamp(result, course.line));
    }
    table.bytes()
}

/// Where lines cross: a row for each crossing, and one for each pair that does not cross.
fn crossings(result: &SweepResult) -> Bytes {
    let mut table =
        Table::new(&["path", "path_2", "value_2", "measure", "other_measure", "verdict", "at", "low", "high"]);
    for pair in &result.pairs {
        let mut cells = vec![text(&result.axes[0].path)];
        cells.push(result.axes.get(1).map(|axis| text(&axis.path)).unwrap_or_default());
        cells.push(pair.row.map(|row| value(result, 1, row)).unwrap_or_default());
        cells.extend([measure(result, pair.lines.0), measure(result, pair.lines.1)]);
        cells.push(verdict_word(pair.verdict).to_owned());
        let rows: Vec<[String; 3]> = match &pair.crossings[..] {
            [] => vec![Default::default()],
            found => found.iter().map(|meeting| [meeting.at, meeting.low, meeting.high].map(number)).collect(),
        };
        for row in rows {
            table.push(cells.iter().cloned().chain(row), stamp(result, pair.lines.0));
        }
    }
    table.bytes()
}
