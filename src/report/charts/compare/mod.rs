//! The charts of a comparison.

mod files;
mod forest;
mod frontier;
mod interaction;
mod saved;
mod shapley;

pub use files::charts_of_files;

use super::{Chart, ChartStyle};
use crate::report::choice;
use crate::statistics::{Estimate, Interval};
use crate::study::comparison::{CompareResult, Effect};

/// Every chart of the comparison that can be drawn honestly, in the order in which they are read; none where nothing was
/// captured.
pub fn charts_of_compare(result: &CompareResult, style: &ChartStyle) -> Vec<Chart> {
    if result.baseline.captures.mean <= 0.0 {
        return Vec::new();
    }
    let charts = [
        forest::chart(result, style),
        frontier::chart(result, style),
        saved::chart(result, style),
        interaction::chart(result, style),
        shapley::chart(result, style),
    ];
    charts.into_iter().flatten().collect()
}

/// An estimate in other units.
fn scaled(estimate: &Estimate, factor: f64) -> Estimate {
    let interval = estimate.interval.map(|interval| Interval {
        standard_error: factor * interval.standard_error,
        low: factor * interval.low,
        high: factor * interval.high,
    });
    Estimate { mean: factor * estimate.mean, interval }
}

/// Whether nothing that was compared can be told from doing nothing.
fn nothing_is_told(result: &CompareResult) -> bool {
    let advice = &result.recommendation;
    advice.best == 0 || advice.tied.contains(&0)
}

/// The ends of an estimate, or its mean twice.
fn ends(estimate: &Estimate) -> (f64, f64) {
    estimate.interval.map_or((estimate.mean, estimate.mean), |interval| (interval.low, interval.high))
}

/// Whether anything came out otherwise in any row.
fn anything_changed(result: &CompareResult) -> bool {
    result.rows.iter().any(|row| !matches!(row.effect, Effect::Baseline | Effect::Nothing))
}

/// The name of a row, for a title.
fn title_name(result: &CompareResult, row: usize) -> String {
    super::run::words::in_title(&choice::row_name(&result.rows[row]))
}
