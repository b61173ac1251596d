//! Results as JSON: the fields that `--format json` and `summary.json` promise. Numbers are written so that they read
//! back to the same bits; what is unknown, or no number, is `null`.

mod calibrate;
mod compare;
mod compare_files;
mod discover;
pub mod explain;
pub(super) mod run;
mod sensitivity;
mod sweep;

use serde::Serialize;

use crate::statistics::Estimate;
use crate::study::result::{Placing, Stop};

pub use calibrate::calibrate;
pub use compare::comparison;
pub use compare_files::files;
pub use discover::discovery;
pub use run::summary;
pub use sensitivity::sensitivity;
pub use sweep::sweep;

/// An estimate, to be written.
#[derive(Serialize)]
struct Mean {
    mean: f64,
    standard_error: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

impl Mean {
    fn of(estimate: &Estimate) -> Self {
        let interval = estimate.interval;
        Self {
            mean: estimate.mean,
            standard_error: interval.map(|interval| interval.standard_error),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        }
    }
}

/// How trials were placed, in results: absent where they were as they are.
pub fn placing_name(placing: Placing) -> Option<&'static str> {
    (placing == Placing::Aimed).then_some("aimed")
}

/// The name of a reason to stop, in results.
pub fn stop_name(stop: Stop) -> &'static str {
    match stop {
        Stop::Trials => "trials",
        Stop::Precision => "precision",
        Stop::MaxTrials => "max_trials",
        Stop::Draws => "draws",
        Stop::Impossible => "impossible",
        Stop::Interrupted => "interrupted",
    }
}
