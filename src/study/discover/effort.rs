//! Trials until few worlds can be on the wrong side of the threshold.

use super::{DiscoverOptions, threshold};
use crate::engine::{Contest, ContestSample, Monitor, contest};
use crate::model::normal_below;
use crate::study::prepare::RunError;
use crate::study::result::{Effort, Stop};

/// Trials in each world at first; doubled until few worlds are in doubt.
const FIRST_TRIALS: u64 = 16;

/// A sample with why it ended.
pub(super) struct Ended {
    pub sample: ContestSample,
    pub stop: Stop,
}

/// Runs the trials; absent if nothing was finished.
pub(super) fn run(
    job: &mut Contest<RunError>,
    options: &DiscoverOptions,
    monitor: &dyn Monitor,
) -> Result<Option<Ended>, RunError> {
    let (allowed, most) = match options.effort {
        Effort::Trials(trials) => (None, trials),
        Effort::Precision { relative, max_trials } => (Some(relative), max_trials),
    };
    let draws = job.cells.draws();
    let mut goal = allowed.map_or(most, |_| (FIRST_TRIALS * draws).min(most));
    let mut before: Option<ContestSample> = None;
    loop {
        job.trials = before.as_ref().map_or(0, ContestSample::trials)..goal;
        let Some(more) = contest(job, monitor)? else {
            return Ok(before.map(|sample| Ended { sample, stop: Stop::Interrupted }));
        };
        let sample = before.take().map_or_else(|| more.clone(), |sample| sample.followed_by(&more));
        let stop = match allowed {
            None => Some(Stop::Trials),
            Some(allowed) if in_doubt(&sample, options) <= allowed => Some(Stop::Precision),
            Some(_) => (goal >= most).then_some(Stop::MaxTrials),
        };
        if let Some(stop) = stop {
            return Ok(Some(Ended { sample, stop }));
        }
        goal = (2 * goal).min(most);
        before = Some(sample);
    }
}

/// Worlds that are expected to be on the wrong side, over those of the smaller side.
fn in_doubt(sample: &ContestSample, options: &DiscoverOptions) -> f64 {
    let (above, _) = threshold(sample, options.above);
    let odds: Vec<f64> = sample.odds_with_errors(0).into_iter().map(|(odds, _)| odds).collect();
    let hits = odds.iter().filter(|odds| **odds > above).count();
    doubtful(sample, above) / (hits.min(odds.len() - hits) as f64).max(1.0)
}

/// How many worlds are expected to be on the wrong side of a threshold: for each the probability that the mean of its
/// trials is, taken as normal around what it was found to be.
pub(super) fn doubtful(sample: &ContestSample, above: f64) -> f64 {
    let wrong = |(mean, squared): (f64, Option<f64>)| match squared {
        Some(squared) if squared > 0.0 => normal_below(-(mean - above).abs() / squared.sqrt()),
        // Without any spread it is what it was found to be; without a second trial nothing is known.
        Some(_) => 0.0,
        None => 0.5,
    };
    sample.odds_with_errors(0).into_iter().map(wrong).sum()
}
