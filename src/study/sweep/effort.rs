//! Trials of a sweep until its worst point is precise, or as many as were stated.

use crate::engine::{Contest, ContestSample, LEAST_IN_DRAW, Monitor, VariantSums, shared_contest};
use crate::statistics::{ALPHA, ALPHA_AT_LOOK, Range, student_quantile, trials_for};
use crate::study::result::{Effort, Stop};

/// Trials of the first look without draws, and at least of all draws together.
const PILOT: u64 = 2048;
const PILOT_OVER_DRAWS: u64 = 4096;
/// Where the finite number of draws takes more than this share of the squared width aimed at, too many trials would be
/// needed to make up for it: the same rule as in a run.
const MOST_DESIGN_SHARE: f64 = 0.75;

/// A sample with why it ended.
pub(super) struct Ended {
    pub sample: ContestSample,
    pub stop: Stop,
    /// Miss probability of its intervals.
    pub alpha: f64,
}

/// Runs the trials of all points; absent if nothing was finished. `subject` says what the points are.
///
/// With a precision there are at most four looks at all points, each with its own miss probability, as in a run; the
/// interval of each point is valid by itself, whichever point decided when to stop.
pub(super) fn run<E: Send>(
    subject: &str,
    job: &mut Contest<E>,
    effort: Effort,
    replicates: usize,
    monitor: &dyn Monitor,
) -> Result<Option<Ended>, E> {
    let (relative, most) = match effort {
        Effort::Trials(trials) => {
            job.trials = 0..trials;
            let sample = shared_contest(subject, job, monitor)?;
            return Ok(sample.map(|sample| Ended { sample, stop: Stop::Trials, alpha: ALPHA }));
        }
        Effort::Precision { relative, max_trials } => (relative, max_trials),
    };
    let draws = job.cells.draws();
    let pilot = if draws > 1 { PILOT_OVER_DRAWS.max(LEAST_IN_DRAW * draws) } else { PILOT };
    let mut goal = pilot.min(most);
    let mut before: Option<Ended> = None;
    for (look, &alpha) in ALPHA_AT_LOOK.iter().enumerate() {
        job.trials = before.as_ref().map_or(0, |ended| ended.sample.trials())..goal;
        let Some(more) = shared_contest(subject, job, monitor)? else {
            return Ok(before.map(|ended| Ended { stop: Stop::Interrupted, ..ended }));
        };
        let sample = before.take().map_or_else(|| more.clone(), |ended| ended.sample.followed_by(&more));
        let eye = Eye { sample: &sample, relative, replicates };
        let stop = eye.verdict(alpha);
        let next = ALPHA_AT_LOOK.get(look + 1).map(|&next| eye.next_goal(next).min(most));
        let goal_is_last = look + 2 >= ALPHA_AT_LOOK.len();
        before = Some(Ended { sample, stop: stop.unwrap_or(Stop::MaxTrials), alpha });
        match next {
            Some(next) if stop.is_none() && goal < most => goal = if goal_is_last { most } else { next },
            _ => break,
        }
    }
    Ok(before)
}

/// Half-width of the interval over the odds at the worst of the points that have any odds.
pub(super) fn reached(sample: &ContestSample, alpha: f64) -> Option<f64> {
    let width = |variant| odds(sample, variant, alpha).relative_half_width();
    (0..sample.variants()).filter_map(width).max_by(f64::total_cmp)
}

const ODDS: fn(&VariantSums) -> f64 = |sums| sums.odds;

fn odds(sample: &ContestSample, variant: usize, alpha: f64) -> crate::statistics::Estimate {
    sample.mean(variant, ODDS).estimate(Range::Probability, alpha)
}

/// A look at the points.
struct Eye<'a> {
    sample: &'a ContestSample,
    relative: f64,
    replicates: usize,
}

impl Eye<'_> {
    fn verdict(&self, alpha: f64) -> Option<Stop> {
        let Some(worst) = reached(self.sample, alpha) else { return Some(Stop::Precision) };
        if worst <= self.relative {
            return Some(Stop::Precision);
        }
        // More trials in the same draws help no point that is not yet precise.
        let late = |variant: &usize| {
            let wide = odds(self.sample, *variant, alpha).relative_half_width();
            wide.is_some_and(|wide| wide > self.relative)
        };
        let hopeless = |variant| self.widths(variant, alpha).is_some_and(|widths| widths.is_hopeless());
        (0..self.sample.variants()).filter(late).all(hopeless).then_some(Stop::Draws)
    }

    /// Trials at which the next look should find every point precise that can be.
    fn next_goal(&self, alpha: f64) -> u64 {
        let goal = |variant| {
            let widths = self.widths(variant, alpha)?;
            (!widths.is_hopeless()).then(|| trials_for(widths.left_to_chance(), self.sample.trials(), widths.chance))
        };
        let goals = (0..self.sample.variants()).filter_map(goal);
        let goal = goals.max().unwrap_or(u64::MAX);
        // Every draw gets as many.
        let draws = self.sample.cells().draws();
        goal.div_ceil(draws).saturating_mul(draws)
    }

    fn widths(&self, variant: usize, alpha: f64) -> Option<Widths> {
        let odds = odds(self.sample, variant, alpha);
        let error = odds.interval?.standard_error;
        let quantile = student_quantile(alpha, self.replicates as f64 - 1.0);
        let chance =
            if self.sample.cells().draws() > 1 { self.sample.chance_error(variant)?.min(error) } else { error };
        let design = (error * error - chance * chance).max(0.0).sqrt();
        let target = self.relative * odds.mean;
        (target > 0.0).then_some(Widths { chance: quantile * chance, design: quantile * design, target })
    }
}

/// Half-widths of an interval: of what more trials remove, of what they do not, and what is aimed at.
struct Widths {
    chance: f64,
    design: f64,
    target: f64,
}

impl Widths {
    fn design_takes_too_much(&self) -> bool {
        self.design.powi(2) > MOST_DESIGN_SHARE * self.target.powi(2)
    }

    fn is_hopeless(&self) -> bool {
        self.design_takes_too_much() && self.chance <= self.target
    }

    fn left_to_chance(&self) -> f64 {
        // What the design takes of the width is left to chance no more; where it takes too much, chance may have it all.
        let squared = self.target.powi(2);
        if self.design_takes_too_much() { self.target } else { (squared - self.design.powi(2)).sqrt() }
    }
}
