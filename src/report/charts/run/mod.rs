//! The charts of a run.

mod captures;
mod contributions;
mod convergence;
mod draws;
mod first_capture;
mod funnel;
mod harm;
mod iso_risk;
mod venue_hour;
pub(super) mod words;

use super::{Chart, ChartStyle};
use crate::study::result::RunResult;

/// Every chart of the run that can be drawn honestly, in the order in which they are read: where nothing was captured,
/// the funnel and the convergence at most.
pub fn charts_of_run(result: &RunResult, style: &ChartStyle) -> Vec<Chart> {
    let mut charts: Vec<Chart> = Vec::new();
    charts.extend(funnel::chart(result, style));
    charts.extend(contributions::charts(result, style));
    charts.extend(venue_hour::chart(result, style));
    charts.extend(first_capture::chart(result, style));
    charts.extend(captures::chart(result, style));
    charts.extend(harm::chart(result, style));
    charts.extend(iso_risk::chart(result, style));
    charts.extend(draws::chart(result, style));
    charts.extend(convergence::chart(result, style));
    charts
}
