//! Charts of scenario discovery.

mod trajectory;
mod worlds;

use super::{Chart, ChartStyle};
use crate::study::discover::result::{DiscoverResult, Finding};

/// All charts that can be drawn.
pub fn charts_of_discovery(result: &DiscoverResult, style: &ChartStyle) -> Vec<Chart> {
    if result.finding == Finding::TooFew {
        return Vec::new();
    }
    [worlds::chart(result, style), trajectory::chart(result, style)].into_iter().flatten().collect()
}
