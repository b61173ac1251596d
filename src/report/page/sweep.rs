//! The page of a sweep.

use super::{
    CommandLine, Context, Evidence, Figure, Kind, Page, provenance,
    table::{Cell, Table},
};
use crate::report::charts::{Chart, Theme};
use crate::report::{round, safe, sweep};
use crate::scenario::Spacing;
use crate::statistics::Estimate;
use crate::study::sweep::result::{Axis, Course, Shape, SweepResult};

/// Names longer than this are cut.
const NAME_COLUMNS: usize = 120;

/// The page of a sweep, with its charts, and with what its numbers rest on.
pub fn of_sweep(result: &SweepResult, charts: &[Chart], theme: Theme, evidence: &Evidence) -> Page {
    let paths: Vec<String> = result.axes.iter().map(|axis| safe::fit(&axis.path, NAME_COLUMNS)).collect();
    let question = format!("How do the odds of a capture change with {}?", paths.join(" and "));
    let mut tables: Vec<Table> = (0..result.lines.len()).filter_map(|line| points(result, line)).collect();
    tables.extend(courses(result));
    Page {
        context: Context::usual(&[], &result.provenance.overrides),
        remarks: vec![
            "All points share seed, draws and trials: differences between them are surer than each by itself."
                .to_owned(),
        ],
        charts: charts.iter().map(Figure::of).collect(),
        no_charts: "There is nothing that could be drawn: no point had a capture.".to_owned(),
        tables,
        evidence_summary: evidence.summary(),
        evidence: evidence.tables(),
        provenance: provenance(&result.file, &result.provenance),
        command: command(result),
        ..Page::new("sweep", &result.scenario, &question, sweep::finding(result).join(" "), theme)
    }
}

/// The command that makes the sweep again.
fn command(result: &SweepResult) -> String {
    let vary: Vec<String> = result.axes.iter().map(vary).collect();
    let measures: Vec<String> = result.lines.iter().filter_map(|line| line.measure.clone()).collect();
    CommandLine::new("sweep", &result.file).options("--vary", &vary).trials(&result.provenance, &measures).text()
}

fn vary(axis: &Axis) -> String {
    let listed = || axis.values.iter().map(|value| value.text.as_str()).collect::<Vec<_>>().join(",");
    let values = match (&axis.values[..], axis.spacing) {
        // Doubles of whole numbers were left out: the list says exactly what was run.
        ([first, .., last], Spacing::Linear) if !axis.whole => {
            format!("{}..{}:{}", first.text, last.text, axis.values.len())
        }
        ([first, .., last], Spacing::Log) if !axis.whole => {
            format!("{}..{}:{}:log", first.text, last.text, axis.values.len())
        }
        _ => listed(),
    };
    format!("{}={values}", axis.path)
}

fn points(result: &SweepResult, line: usize) -> Option<Table> {
    let mut heads: Vec<(&str, Kind)> = result.axes.iter().map(|axis| (axis.path.as_str(), Kind::Number)).collect();
    heads.extend([("Odds", Kind::Number), ("Band of ignorance", Kind::Number), ("Captures", Kind::Number)]);
    heads.push((if line == 0 { "Against the first value" } else { "Against no measure" }, Kind::Number));
    let mut rows = Vec::new();
    for (row, column) in (0..result.rows()).flat_map(|row| (0..result.columns()).map(move |column| (row, column))) {
        let point = result.point(column, row, line);
        let places = result.axes.iter().zip([column, row]);
        let mut cells: Vec<Cell> =
            places.map(|(axis, position)| Cell::name(&axis.values[position].text, NAME_COLUMNS)).collect();
        let band = point.odds.band.map_or_else(
            || Cell::word(""),
            |band| {
                let ends = [band.low, band.high].map(|end| round::significant(100.0 * end, 2));
                Cell::number(format!("{} to {} %", ends[0], ends[1]), band.low)
            },
        );
        cells.extend([Cell::percent(&point.odds.estimate), band, Cell::plain(&point.captures)]);
        cells.push(points_of_percent(point.to_baseline.as_ref().unwrap_or(&point.to_first)));
        rows.push(cells);
    }
    let name = sweep::line(result, line);
    Table::new(format!("Odds at each value, {name}, with 95 % intervals"), &heads, rows)
}

/// A difference of odds in percentage points.
fn points_of_percent(difference: &Estimate) -> Cell {
    Cell::number(format!("{} points", round::with_interval(difference, 100.0)), difference.mean)
}

/// Where the odds are greatest along the first path.
fn courses(result: &SweepResult) -> Option<Table> {
    let rows = result.courses.iter().map(|course| {
        let mut cells = Vec::new();
        if let (Some(axis), Some(row)) = (result.axes.get(1), course.row) {
            cells.push(Cell::name(&axis.values[row].text, NAME_COLUMNS));
        }
        cells.push(Cell::word(&sweep::line(result, course.line)));
        cells.push(Cell::word(in_words(course)));
        cells.push(Cell::word(&sweep::spanned(&result.axes[0], course)));
        cells
    });
    let mut heads: Vec<(&str, Kind)> =
        result.axes.iter().skip(1).map(|axis| (axis.path.as_str(), Kind::Number)).collect();
    heads.extend([("Measure", Kind::Word), ("The odds", Kind::Word), ("Greatest at", Kind::Word)]);
    let path = safe::fit(&result.axes[0].path, NAME_COLUMNS);
    Table::new(format!("What the odds do along {path}"), &heads, rows.collect())
}

fn in_words(course: &Course) -> &'static str {
    match course.shape {
        Shape::Constant => "are the same everywhere",
        Shape::Level => "are level: neither end can be told from the greatest",
        Shape::Rising => "rise to the end",
        Shape::Falling => "fall from the first value",
        Shape::Ridge => "rise to a ridge, then fall",
        Shape::Unordered => "have no order to follow",
    }
}
