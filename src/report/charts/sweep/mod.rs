//! Charts of a sweep.

mod crossings;
mod lines;
mod map;
mod words;

use super::{Chart, ChartStyle};
use crate::study::sweep::result::SweepResult;

/// All charts of a sweep that can be drawn.
pub fn charts_of_sweep(result: &SweepResult, style: &ChartStyle) -> Vec<Chart> {
    if result.points.iter().all(|point| point.odds.estimate.mean <= 0.0) {
        return Vec::new();
    }
    match result.axes.len() {
        1 => [lines::odds(result, style), lines::differences(result, style)].into_iter().flatten().collect(),
        _ => map::chart(result, style).into_iter().collect(),
    }
}
