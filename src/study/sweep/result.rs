//! What a sweep has found: finished numbers, ready to be shown.

use crate::scenario::{Spacing, VaryValue};
use crate::statistics::{Estimate, Way};
use crate::study::result::{Odds, Placing, Provenance, Stop};

/// The answer of a sweep: the odds along one path or over two.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepResult {
    /// The event's name (untrusted text).
    pub scenario: String,
    /// The scenario file, as named on the command line.
    pub file: String,
    /// Unit in which harm is counted (untrusted text).
    pub harm_unit: String,
    /// Where the result comes from; `trials` is the number at each point.
    pub provenance: Provenance,
    /// How the collectors of its trials were placed.
    pub placing: Placing,
    /// Why it ended.
    pub stop: Stop,
    /// Half-width of the interval over the odds at the worst point; absent where no point had any odds.
    pub reached: Option<f64>,
    /// The paths that are varied: one or two.
    pub axes: Vec<Axis>,
    /// The scenario as it is, then each measure.
    pub lines: Vec<Line>,
    /// By value of the second axis, of the first, and line: see [`SweepResult::point`].
    pub points: Vec<SweepPoint>,
    /// What each line does along the first axis, by row and line.
    pub courses: Vec<Course>,
    /// How each two lines lie to each other along the first axis, by row.
    pub pairs: Vec<Pair>,
}

/// A path that is varied.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The path (untrusted text).
    pub path: String,
    /// How its values lie.
    pub spacing: Spacing,
    /// Whether only whole numbers are possible.
    pub whole: bool,
    /// The values (untrusted text).
    pub values: Vec<VaryValue>,
}

impl Axis {
    /// The values as numbers, if all of them are.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        self.values.iter().map(|value| value.number).collect()
    }
}

/// A line of the sweep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The measure in force; none for the scenario as it is (untrusted text).
    pub measure: Option<String>,
    /// What it is called (untrusted text).
    pub title: String,
}

/// One value of each axis, under one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SweepPoint {
    /// The odds.
    pub odds: Odds,
    /// Expected captured conversations.
    pub captures: Estimate,
    /// Expected harm, in the scenario's unit.
    pub harm: Estimate,
    /// Odds less those at the first value of the first axis under the same line, paired trial by trial.
    pub to_first: Estimate,
    /// Odds less those of the scenario as it is at the same values, paired; absent for that line itself.
    pub to_baseline: Option<Estimate>,
}

/// What the odds of one line do along the first axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// The value of the second axis, if there is one: its position.
    pub row: Option<usize>,
    /// The line.
    pub line: usize,
    /// The value with the greatest odds: its position.
    pub greatest: usize,
    /// The first and the last value whose odds cannot be told from the greatest, at 95 %.
    pub span: (usize, usize),
    /// What that makes of it.
    pub shape: Shape,
}

/// How odds go along an axis, as far as it can be told from noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// In every trial the same: nothing hangs on the path.
    Constant,
    /// Neither end can be told from the greatest.
    Level,
    /// The last value is, or cannot be told from, the greatest; the first can.
    Rising,
    /// The first value is, or cannot be told from, the greatest; the last can.
    Falling,
    /// The greatest odds lie inside the range: both ends are below.
    Ridge,
    /// The values have no order.
    Unordered,
}

/// How two lines lie to each other along the first axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The value of the second axis, if there is one: its position.
    pub row: Option<usize>,
    /// The two lines.
    pub lines: (usize, usize),
    /// Where the first one's odds cross the second's.
    pub crossings: Vec<Meeting>,
    /// What holds where nothing crosses.
    pub verdict: Verdict,
}

/// The value at which one line overtakes another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meeting {
    /// The value.
    pub at: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Whether the first line's odds come to be above the second's, or below.
    pub way: Way,
}

/// How two lines lie to each other over the whole range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They cross.
    Cross,
    /// The first has the lower odds wherever they can be told apart.
    FirstLower,
    /// The second has.
    SecondLower,
    /// They cannot be told apart anywhere.
    Alike,
}

impl SweepResult {
    /// Positions of the second axis: one without a second axis.
    pub fn rows(&self) -> usize {
        self.axes.get(1).map_or(1, |axis| axis.values.len())
    }

    /// Values of the first axis.
    pub fn columns(&self) -> usize {
        self.axes[0].values.len()
    }

    /// The point at a value of the first axis and of the second (0 without one), under a line.
    pub fn point(&self, column: usize, row: usize, line: usize) -> &SweepPoint {
        &self.points[position(column, row, line, self.columns(), self.lines.len())]
    }
}

/// The place of a point among all.
pub(super) fn position(column: usize, row: usize, line: usize, columns: usize, lines: usize) -> usize {
    (row * columns + column) * lines + line
}
