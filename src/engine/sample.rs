//! What the trials of a run add up to, and the estimates that follow.

use super::group_odds::DrawTally;
use super::job::Job;
use super::plan::Effort;
use super::sums::Sums;
use crate::model::{Layout, at, most_counted};
use crate::random::{Grouping, Placing};
use crate::statistics::{ALPHA, Estimate, Range, Tally, clopper_pearson, normal_quantile, student_quantile};

/// Sums over a block of trials, and a digest of everything that the block added to the result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// Draw of the uncertain values, from 0.
    pub draw: u64,
    /// First trial inside the draw, from 0.
    pub first_trial: u64,
    /// Number of trials.
    pub trials: u64,
    /// Sum of the odds.
    pub odds: f64,
    /// Sum of the captured conversations.
    pub captures: f64,
    /// Sum of the harm.
    pub harm: f64,
    /// Digest of all sums of the block.
    pub digest: u64,
}

/// The odds after a number of trials.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// Trials so far.
    pub trials: u64,
    /// The odds then.
    pub odds: Estimate,
}

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The stated number of trials was run.
    Trials,
    /// The stated precision was reached.
    Precision,
    /// The greatest number of trials was spent before the precision was reached.
    MaxTrials,
    /// More trials inside the draws would not narrow the interval to the precision: more `--draws` would.
    Draws,
    /// Nothing can be captured in this scenario: the odds are 0 exactly.
    Impossible,
    /// Interrupted; what was finished is kept.
    Interrupted,
}

/// The sums of a run. Exact, so that they do not depend on how the trials were split.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Where each value stands in the row.
    pub layout: Layout,
    /// One tally for each independent replicate: of the design of draws, or of groups of trials without uncertain values;
    /// one in all where each trial is by itself, too.
    pub replicates: Vec<Tally>,
    /// One for each draw; one in all without uncertain values.
    pub draws: Vec<DrawTally>,
    /// How the trials belong together.
    pub grouping: Grouping,
    /// How the collectors of its trials are placed.
    pub placing: Placing,
    /// By draw and first trial.
    pub blocks: Vec<Block>,
    /// The odds on the way.
    pub convergence: Vec<Convergence>,
    /// Why the run ended.
    pub stop: Stop,
    /// Miss probability of the interval of the odds at the last look: 0.05, or less where the run looked before.
    pub alpha: f64,
    /// What the run was to do.
    pub effort: Effort,
}

impl Sample {
    pub(super) fn new(job: &Job) -> Self {
        let layout = job.layout.clone();
        Self {
            replicates: vec![job.shape().tally(); job.replicates()],
            draws: vec![DrawTally::default(); job.replicate_of.len()],
            grouping: job.grouping(),
            placing: job.placing,
            blocks: Vec::new(),
            convergence: Vec::new(),
            stop: Stop::Trials,
            alpha: ALPHA,
            layout,
            effort: job.effort,
        }
    }

    /// Adds the sums of a step, and what the odds are after it.
    pub(super) fn add(&mut self, step: Sums, indicators: Indicators) {
        self.merge(step);
        let odds = self.odds(indicators, ALPHA);
        self.convergence.push(Convergence { trials: self.trials(), odds });
    }

    /// Adds sums over other trials.
    pub(super) fn merge(&mut self, sums: Sums) {
        sums.replicates.iter().for_each(|(&replicate, tally)| self.replicates[replicate].merge(tally));
        sums.draws.iter().for_each(|(&draw, tally)| self.draws[draw].merge(tally));
        self.blocks.extend(sums.blocks);
    }

    /// Trials in all.
    pub fn trials(&self) -> u64 {
        self.replicates.iter().map(Tally::trials).sum()
    }

    /// Trials whose odds were above 0.
    pub fn positive(&self) -> u64 {
        self.replicates.iter().map(Tally::positive).sum()
    }

    /// The odds, with an interval that misses with probability `alpha`. In a run that captured in no trial, or an analog
    /// one without draws, the interval is the exact binomial one: the odds of a trial lie in `[0, 1]`, so their mean is
    /// at most the probability that they are above 0.
    pub fn odds(&self, indicators: Indicators, alpha: f64) -> Estimate {
        let exact = indicators == Indicators::Yes && self.replicates.len() == 1;
        let estimate = self.mean(at::ODDS, Range::Probability, alpha);
        if !exact || self.positive() == 0 || self.trials() < 2 {
            return estimate;
        }
        let (low, high) = clopper_pearson(self.positive(), self.trials(), alpha);
        Estimate {
            interval: estimate.interval.map(|interval| crate::statistics::Interval { low, high, ..interval }),
            ..estimate
        }
    }

    /// The mean of the value at a position of the row.
    pub fn mean(&self, position: usize, range: Range, alpha: f64) -> Estimate {
        self.estimate(range, alpha, |tally| tally.sum(position), |tally| tally.square(position))
    }

    /// `1 -` the mean of the value at a position: a survival probability.
    pub fn complement(&self, position: usize) -> Estimate {
        let before = self.mean(position, Range::Probability, ALPHA);
        Estimate {
            mean: 1.0 - before.mean,
            interval: before.interval.map(|interval| crate::statistics::Interval {
                low: 1.0 - interval.high,
                high: 1.0 - interval.low,
                ..interval
            }),
        }
    }

    /// Probability that the event's harm exceeds the level of a step of the ladder.
    pub fn harm_exceeds(&self, step: i32) -> Estimate {
        self.estimate(Range::Probability, ALPHA, |tally| tally.harm_above(step).0, |tally| tally.harm_above(step).1)
    }

    /// Steps of the ladder of harm from the level below the least harm seen to the one above the greatest.
    pub fn harm_steps(&self) -> std::ops::RangeInclusive<i32> {
        let ends = self.replicates.iter().filter_map(Tally::harm_steps);
        let (low, high) =
            ends.fold((i32::MAX, i32::MIN), |(low, high), (first, last)| (low.min(first), high.max(last)));
        low..=high
    }

    /// The ratio of the means at a pair of positions of `Layout::ratios`: a share of a whole. Absent where the
    /// denominator is 0. Its error is the delta method's.
    pub fn share(&self, numerator: usize, denominator: usize) -> Option<Estimate> {
        let total = |position: usize| self.replicates.iter().map(|tally| tally.sum(position)).sum::<f64>();
        let (part, whole) = (total(numerator), total(denominator));
        if whole <= 0.0 {
            return None;
        }
        let share = (part / whole).min(1.0);
        let residual = |tally: &Tally| tally.sum(numerator) - share * tally.sum(denominator);
        let squared = match &self.replicates[..] {
            [tally] if tally.trials() > 1 => {
                let product = tally.product(self.layout.ratio_of(numerator));
                let squares =
                    tally.square(numerator) - 2.0 * share * product + share * share * tally.square(denominator);
                let count = tally.trials() as f64;
                squares.max(0.0) * count / (count - 1.0)
            }
            [_] => return Some(Estimate::bare(share)),
            many => many.iter().map(|tally| residual(tally).powi(2)).sum::<f64>() * self.inflation()?,
        };
        Some(Range::Share.estimate(share, beyond_rounding(squared.sqrt() / whole, share), self.quantile(ALPHA)))
    }

    /// Mean odds of each draw with its squared error, which is absent with fewer than two whole groups of trials.
    pub fn odds_of_draws(&self) -> Vec<(f64, Option<f64>)> {
        self.draws.iter().filter_map(|draw| draw.mean_and_squared_error(self.grouping)).collect()
    }

    /// Standard error of the odds that more trials inside the same draws would remove. Absent if a draw has fewer
    /// than two whole groups of trials.
    pub fn chance_error(&self) -> Option<f64> {
        if self.draws.len() == 1 {
            return Some(self.mean(at::ODDS, Range::Probability, ALPHA).interval?.standard_error);
        }
        let squares: Option<Vec<f64>> =
            self.draws.iter().map(|draw| draw.mean_and_squared_error(self.grouping)?.1).collect();
        let squares = squares?;
        Some((squares.iter().sum::<f64>()).sqrt() / squares.len() as f64)
    }

    /// The parts of the half-width of the interval of the odds; absent if a draw has fewer than two
    /// whole groups of trials.
    pub fn half_widths(&self, alpha: f64) -> Option<HalfWidths> {
        let quantile = self.quantile(alpha);
        let total = quantile * self.mean(at::ODDS, Range::Probability, alpha).interval?.standard_error;
        let chance = quantile * self.chance_error()?;
        Some(HalfWidths { chance, design: (total * total - chance * chance).max(0.0).sqrt() })
    }

    fn estimate(
        &self,
        range: Range,
        alpha: f64,
        sum: impl Fn(&Tally) -> f64,
        square: impl Fn(&Tally) -> f64,
    ) -> Estimate {
        let trials = self.trials();
        let total: f64 = self.replicates.iter().map(&sum).sum();
        let mean = total / trials as f64;
        if total == 0.0 {
            return if self.stop == Stop::Impossible {
                range.estimate(0.0, 0.0, 0.0)
            } else {
                nothing_seen(range, trials, self.placing, alpha)
            };
        }
        let squared = match &self.replicates[..] {
            [tally] if trials > 1 => squared_error(total, square(tally), trials as f64),
            [_] => return Estimate::bare(mean),
            many => {
                let deviation = |tally: &Tally| sum(tally) - mean * tally.trials() as f64;
                let squares: f64 = many.iter().map(|tally| deviation(tally).powi(2)).sum();
                let Some(inflation) = self.inflation() else { return Estimate::bare(mean) };
                squares * inflation / (trials as f64).powi(2)
            }
        };
        range.estimate(mean, beyond_rounding(squared.sqrt(), mean), self.quantile(alpha))
    }

    /// Standard errors on each side of an interval: Student's, with the replicates or the trials as observations.
    pub fn quantile(&self, alpha: f64) -> f64 {
        let observations = if self.replicates.len() > 1 { self.effective_replicates() } else { self.trials() as f64 };
        if observations > 10_000.0 { normal_quantile(alpha) } else { student_quantile(alpha, observations - 1.0) }
    }

    /// How many replicates of equal numbers of trials would tell as much of the error.
    fn effective_replicates(&self) -> f64 {
        let trials = |tally: &Tally| tally.trials() as f64;
        (self.trials() as f64).powi(2) / self.replicates.iter().map(|tally| trials(tally).powi(2)).sum::<f64>()
    }

    /// What makes the squared spread of the replicates' sums unbiased; absent where only one has any trials.
    fn inflation(&self) -> Option<f64> {
        let replicates = self.effective_replicates();
        (replicates > 1.0).then(|| replicates / (replicates - 1.0))
    }
}

/// Parts of a half-width, whose squares add up to its square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HalfWidths {
    /// What more trials in the same draws would narrow.
    pub chance: f64,
    /// What more draws would narrow; 0 without uncertain values.
    pub design: f64,
}

/// Whether the odds of every trial are 0 or 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indicators {
    /// They are: each trial is a success or a failure.
    Yes,
    /// They lie between.
    No,
}

fn squared_error(sum: f64, square: f64, count: f64) -> f64 {
    ((square - sum * sum / count) / (count - 1.0)).max(0.0) / count
}

/// An error, or 0 where it is what adding up in doubles leaves of none.
fn beyond_rounding(error: f64, mean: f64) -> f64 {
    if error > 1e-14 * mean.abs() { error } else { 0.0 }
}

/// An estimate of 0 is not a certainty of 0: for a probability the exact bound, for anything else no interval.
fn nothing_seen(range: Range, trials: u64, placing: Placing, alpha: f64) -> Estimate {
    if range != Range::Probability {
        return Estimate::bare(0.0);
    }
    let (low, high) = clopper_pearson(0, trials, alpha);
    let high = (most_counted(placing) * high).min(1.0);
    Estimate { mean: 0.0, interval: Some(crate::statistics::Interval { standard_error: 0.0, low, high }) }
}
