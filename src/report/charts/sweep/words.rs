//! Words and axes that the charts of a sweep share.

use super::super::plot::Axis;
use super::super::scale::{Scale, Unit};
use crate::report::{safe, sweep};
use crate::scenario::Spacing;
use crate::study::sweep::result::{self, SweepResult};

/// Paths below an axis are cut to this width.
const AXIS_COLUMNS: usize = 80;
/// Ticks wanted on an axis of numbers.
const TICKS: usize = 8;
/// Room beyond the first and last value of an axis of names, in steps.
const MARGIN: f64 = 0.35;

/// The first axis of a sweep: its values at their places, or side by side where they are no numbers.
pub fn across(result: &SweepResult) -> (Vec<f64>, Axis) {
    let axis = &result.axes[0];
    let path = safe::fit_end(&axis.path, AXIS_COLUMNS);
    match axis.numbers() {
        Some(numbers) if numbers.len() > 1 => {
            let (first, last) = (numbers[0], numbers[numbers.len() - 1]);
            let (scale, how) = match axis.spacing {
                Spacing::Log => (Scale::Log(first, last), " (logarithmic)"),
                _ => (Scale::Linear(first, last), ""),
            };
            (numbers, Axis::new(scale, Unit::Plain, format!("{path}{how}"), TICKS))
        }
        _ => {
            let places: Vec<f64> = (0..axis.values.len()).map(|place| place as f64).collect();
            let ticks = places.iter().map(|&place| (place, sweep::value(axis, place as usize))).collect();
            let scale = Scale::Linear(-MARGIN, (axis.values.len() - 1) as f64 + MARGIN);
            (places, Axis { scale, title: path, ticks })
        }
    }
}

/// What was varied, for a subtitle.
pub fn varied(axis: &result::Axis) -> String {
    safe::fit_end(&axis.path, AXIS_COLUMNS)
}
