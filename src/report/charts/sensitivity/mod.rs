//! The charts of a sensitivity analysis.

mod shares;
mod tornado;
mod worth;

use super::{Chart, ChartStyle};
use crate::study::sensitivity::result::SensitivityResult;

/// Every chart of the analysis that can be drawn honestly, in the order in which they are read.
pub fn charts_of_sensitivity(result: &SensitivityResult, style: &ChartStyle) -> Vec<Chart> {
    let mut charts: Vec<Chart> = Vec::new();
    charts.extend(shares::of_odds(result, style));
    charts.extend(tornado::of_odds(result, style));
    charts.extend(shares::of_choice(result, style));
    charts.extend(tornado::of_choice(result, style));
    charts.extend(worth::chart(result, style));
    charts
}
