//! The charts of an explanation.

mod posterior;
mod prevention;

use super::{Chart, ChartStyle};
use crate::study::explain::explanation::Explanation;

/// Every chart of the explanation that can be drawn honestly: none where nothing fits what is known.
pub fn charts_of_explanation(found: &Explanation, style: &ChartStyle) -> Vec<Chart> {
    [posterior::chart(found, style), prevention::chart(found, style)].into_iter().flatten().collect()
}
