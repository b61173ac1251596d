//! What a calibration has found: finished numbers, ready to be shown.

use crate::scenario::{Evidence, Ignorance};
use crate::statistics::{Band, Estimate};
use crate::study::result::Provenance;

/// The answer of a calibration.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrateResult {
    /// The event's name (untrusted text).
    pub scenario: String,
    /// The scenario file, as named on the command line.
    pub file: String,
    /// Measures that were in force at the events that were seen.
    pub measures: Vec<String>,
    /// Where the result comes from.
    pub provenance: Provenance,
    /// What was seen.
    pub evidence: Vec<Evidence>,
    /// Trials for each piece of evidence that were asked for.
    pub asked_trials: u64,
    /// Trials in each draw.
    pub trials_per_draw: u64,
    /// So many draws of equal weight would tell as much.
    pub effective_draws: f64,
    /// Times that the draws were made, each time nearer to what was seen.
    pub rounds: usize,
    /// How likely it was to see this, before it was seen; absent where a statement about odds is part of it.
    pub plausibility: Option<Estimate>,
    /// The odds before.
    pub before: Believed,
    /// The odds given what was seen.
    pub after: Believed,
    /// The uncertain values that the odds can hang on, in the order of the file.
    pub values: Vec<Calibrated>,
    /// Uncertain values that the odds do not hang on: they stay as they were.
    pub idle: usize,
    /// Pairs of values that hang together, before or after.
    pub pairs: Vec<Pair>,
}

/// The odds as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Believed {
    /// Predictive odds of one event.
    pub odds: Estimate,
    /// 5 % and 95 % quantile over what is not known, where it can be told.
    pub band: Option<Band>,
}

/// An uncertain value before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibrated {
    /// Where it stands (untrusted text).
    pub path: String,
    /// What was believed.
    pub before: Ignorance,
    /// Its 5 %, 50 % and 95 % point before.
    pub points_before: [f64; 3],
    /// And after.
    pub points_after: [f64; 3],
    /// Mean of its normal score: 0 before.
    pub shift: Estimate,
    /// Standard deviation of its normal score: 1 before.
    pub spread: Estimate,
    /// What is to be believed now; absent where what was seen says nothing of it.
    pub after: Option<Ignorance>,
}

/// Rank correlation of two values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Places of both in `CalibrateResult::values`.
    pub between: (usize, usize),
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
}
