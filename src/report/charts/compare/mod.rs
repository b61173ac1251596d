//! The charts of a comparison.

use super::{Chart, ChartStyle};
use crate::study::comparison::CompareResult;

/// Every chart of the comparison that can be drawn honestly, in the order in which they are read.
pub fn charts_of_compare(_result: &CompareResult, _style: &ChartStyle) -> Vec<Chart> {
    Vec::new()
}
