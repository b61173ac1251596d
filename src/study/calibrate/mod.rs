//! What must the uncertain values have been, given what was seen?
//!
//! The draws are weighted by the likelihood of what was seen, which comes from the trials of each draw without bias
//! ([`crate::statistics::some_of`] and its neighbours). Where too few draws carry the weight, draws are made anew, nearer
//! to what was seen (importance sampling in rounds; O. Cappé, A. Guillin, J. M. Marin, C. P. Robert, J. Comput. Graph. Stat.
//! 13 (2004) 907).

mod fit;
mod reading;
pub mod result;
mod weigh;

use super::prepare::RunError;
use super::result::Estimator;
use crate::engine::Monitor;
use crate::scenario::{Evidence, Scenario};
use result::CalibrateResult;

/// How to calibrate.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrateOptions {
    /// The seed.
    pub seed: u64,
    /// The estimator.
    pub estimator: Estimator,
    /// Draws in each round; rounded up to 32 times a power of two.
    pub draws: u64,
    /// Trials of each draw for each piece of evidence, at least; more where it speaks of many events.
    pub trials: u64,
    /// What was seen; all of it together counts.
    pub evidence: Vec<Evidence>,
}

/// Why there is no calibration.
#[derive(Debug, thiserror::Error)]
pub enum CalibrateError {
    /// Nothing was seen.
    #[error(
        "nothing says what was seen: add --seen \"captures>=1 in 1 of 12 events\", or [[evidence]] tables to the scenario"
    )]
    NoEvidence,
    /// The scenario has no uncertain values that the odds hang on.
    #[error("the odds hang on no uncertain value: give ranges, {{ low = …, high = … }}, for what is not known")]
    NothingUncertain,
    /// No draw can have given what was seen.
    #[error(
        "none of {draws} draws of the uncertain values can have given what was seen; the ranges, or the evidence, are wrong"
    )]
    Impossible {
        /// The draws.
        draws: u64,
    },
    /// The runs failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// Interrupted.
    #[error("interrupted before the calibration was whole; nothing was written")]
    Interrupted,
}

/// Calibrates a scenario.
pub fn calibrate(
    scenario: &Scenario,
    options: &CalibrateOptions,
    monitor: &dyn Monitor,
) -> Result<CalibrateResult, CalibrateError> {
    if options.evidence.is_empty() {
        return Err(CalibrateError::NoEvidence);
    }
    if !scenario.uses().contains(&true) {
        return Err(CalibrateError::NothingUncertain);
    }
    let weighed = weigh::weigh(scenario, options, monitor)?;
    Ok(reading::read(scenario, options, &weighed))
}
