//! A sweep as JSON.

use serde::Serialize;

use super::{Mean, placing_name, stop_name};
use crate::report::provenance::Origin;
use crate::report::sweep::{course_word, verdict_word};
use crate::scenario::Spacing;
use crate::statistics::{Band, Way};
use crate::study::sweep::result::{self, SweepResult};

/// The whole result.
pub fn sweep(result: &SweepResult) -> Result<String, serde_json::Error> {
    Ok(crate::report::safe::json(&serde_json::to_string_pretty(&Sweep::of(result))?) + "\n")
}

#[derive(Serialize)]
struct Sweep<'a> {
    scenario: &'a str,
    file: &'a str,
    harm_unit: &'a str,
    provenance: Origin,
    /// `aimed` where trials were; absent where they were not.
    #[serde(skip_serializing_if = "Option::is_none")]
    placing: Option<&'static str>,
    stop: &'static str,
    precision_reached: Option<f64>,
    vary: Vec<Axis<'a>>,
    lines: Vec<Line<'a>>,
    points: Vec<Point<'a>>,
    courses: Vec<Course<'a>>,
    pairs: Vec<Pair<'a>>,
}

#[derive(Serialize)]
struct Axis<'a> {
    path: &'a str,
    spacing: &'static str,
    whole: bool,
    values: Vec<&'a str>,
}

#[derive(Serialize)]
struct Line<'a> {
    measure: Option<&'a str>,
    title: &'a str,
}

#[derive(Serialize)]
struct Point<'a> {
    values: Vec<Value<'a>>,
    measure: Option<&'a str>,
    odds: Odds,
    captures: Mean,
    harm: Mean,
    difference_to_first: Mean,
    difference_to_baseline: Option<Mean>,
}

/// A number where it is one, else the text.
#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Number(f64),
    Text(&'a str),
}

#[derive(Serialize)]
struct Odds {
    #[serde(flatten)]
    mean: Mean,
    chance_error: Option<f64>,
    band: Option<Ends>,
}

#[derive(Serialize)]
struct Ends {
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Course<'a> {
    row: Option<Value<'a>>,
    measure: Option<&'a str>,
    shape: &'static str,
    greatest_at: Value<'a>,
    greatest_between: [Value<'a>; 2],
}

#[derive(Serialize)]
struct Pair<'a> {
    row: Option<Value<'a>>,
    between: [Option<&'a str>; 2],
    verdict: &'static str,
    crossings: Vec<Crossing>,
}

#[derive(Serialize)]
struct Crossing {
    at: f64,
    low: f64,
    high: f64,
    first_lower: &'static str,
}

impl<'a> Sweep<'a> {
    fn of(result: &'a SweepResult) -> Self {
        Self {
            scenario: &result.scenario,
            file: &result.file,
            harm_unit: &result.harm_unit,
            provenance: Origin::of(&result.provenance),
            placing: placing_name(result.placing),
            stop: stop_name(result.stop),
            precision_reached: result.reached,
            vary: result.axes.iter().map(Axis::of).collect(),
            lines: result
                .lines
                .iter()
                .map(|line| Line { measure: line.measure.as_deref(), title: &line.title })
                .collect(),
            points: points(result),
            courses: result.courses.iter().map(|course| Course::of(course, result)).collect(),
            pairs: result.pairs.iter().map(|pair| Pair::of(pair, result)).collect(),
        }
    }
}

impl<'a> Axis<'a> {
    fn of(axis: &'a result::Axis) -> Self {
        let spacing = match axis.spacing {
            Spacing::Linear => "linear",
            Spacing::Log => "log",
            Spacing::Listed => "listed",
        };
        let values = axis.values.iter().map(|value| value.text.as_str()).collect();
        Self { path: &axis.path, spacing, whole: axis.whole, values }
    }
}

fn value(axis: &result::Axis, position: usize) -> Value<'_> {
    let value = &axis.values[position];
    value.number.map_or(Value::Text(&value.text), Value::Number)
}

fn row(result: &SweepResult, row: Option<usize>) -> Option<Value<'_>> {
    Some(value(result.axes.get(1)?, row?))
}

fn points(result: &SweepResult) -> Vec<Point<'_>> {
    let places = (0..result.rows()).flat_map(|row| {
        (0..result.columns()).flat_map(move |column| (0..result.lines.len()).map(move |line| (column, row, line)))
    });
    let point = |(column, row, line)| {
        let point = result.point(column, row, line);
        Point {
            values: result.axes.iter().zip([column, row]).map(|(axis, position)| value(axis, position)).collect(),
            measure: result.lines[line].measure.as_deref(),
            odds: Odds {
                mean: Mean::of(&point.odds.estimate),
                chance_error: point.odds.chance_error,
                band: point.odds.band.map(|Band { low, high }| Ends { low, high }),
            },
            captures: Mean::of(&point.captures),
            harm: Mean::of(&point.harm),
            difference_to_first: Mean::of(&point.to_first),
            difference_to_baseline: point.to_baseline.as_ref().map(Mean::of),
        }
    };
    places.map(point).collect()
}

impl<'a> Course<'a> {
    fn of(course: &result::Course, result: &'a SweepResult) -> Self {
        let at = |position| value(&result.axes[0], position);
        Self {
            row: row(result, course.row),
            measure: result.lines[course.line].measure.as_deref(),
            shape: course_word(course.shape),
            greatest_at: at(course.greatest),
            greatest_between: [at(course.span.0), at(course.span.1)],
        }
    }
}

impl<'a> Pair<'a> {
    fn of(pair: &result::Pair, result: &'a SweepResult) -> Self {
        let name = |line: usize| result.lines[line].measure.as_deref();
        let crossing = |meeting: &result::Meeting| Crossing {
            at: meeting.at,
            low: meeting.low,
            high: meeting.high,
            first_lower: if meeting.way == Way::Up { "below" } else { "above" },
        };
        Self {
            row: row(result, pair.row),
            between: [name(pair.lines.0), name(pair.lines.1)],
            verdict: verdict_word(pair.verdict),
            crossings: pair.crossings.iter().map(crossing).collect(),
        }
    }
}
