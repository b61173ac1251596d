//! Trials of a baseline and its variants on common random numbers.
//!
//! The trials are dealt to cells, which are summed each by itself in the order of its trials: the draws of the uncertain
//! values, or without any a fixed number of strands. So the sums do not depend on the number of threads.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::job::{Monitor, Progress};
use crate::model::{Brief, Estimator, Family, FamilyWorkspace};
use crate::random::Trial;
use crate::statistics::{Estimate, Interval, Range, student_quantile};

/// Strands of the trials without uncertain values: independent replicates, as many as a design of draws has at most.
const STRANDS: usize = 40;

/// How trials are dealt to cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cells {
    /// One cell for each draw, with the replicate of each.
    Draws(Vec<usize>),
    /// Strands of the trials of one draw; each is a replicate.
    Strands,
}

impl Cells {
    /// How many.
    pub fn count(&self) -> usize {
        match self {
            Self::Draws(replicate_of) => replicate_of.len(),
            Self::Strands => STRANDS,
        }
    }

    /// The replicate of a cell.
    pub fn replicate_of(&self, cell: usize) -> usize {
        match self {
            Self::Draws(replicate_of) => replicate_of[cell],
            Self::Strands => cell,
        }
    }

    /// How many replicates.
    pub fn replicates(&self) -> usize {
        match self {
            Self::Draws(replicate_of) => replicate_of.last().map_or(0, |last| last + 1),
            Self::Strands => STRANDS,
        }
    }

    /// The draw of a cell.
    fn draw(&self, cell: usize) -> u64 {
        if *self == Self::Strands { 0 } else { cell as u64 }
    }

    /// How many of all trials a cell takes.
    fn share_of(&self, cell: usize, trials: u64) -> u64 {
        let count = self.count() as u64;
        trials / count + u64::from((cell as u64) < trials % count)
    }

    /// The number of a cell's trial inside its draw.
    fn trial(&self, cell: usize, index: u64) -> u64 {
        if *self == Self::Strands { index * STRANDS as u64 + cell as u64 } else { index }
    }
}

/// Sums over the trials of one cell for one variant.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct VariantSums {
    /// Odds.
    pub odds: f64,
    /// Harm.
    pub harm: f64,
    /// Trials that came out otherwise than the baseline's.
    pub changed: u64,
}

/// What to run.
pub struct Contest<'a, E> {
    /// The family of a draw, the baseline first.
    pub family: &'a (dyn Fn(u64) -> Result<Family, E> + Sync),
    /// How the trials are dealt.
    pub cells: Cells,
    /// The seed.
    pub seed: u64,
    /// The estimator.
    pub estimator: Estimator,
    /// Trials in all.
    pub trials: u64,
}

/// The sums of a contest.
#[derive(Debug, Clone, PartialEq)]
pub struct ContestSample {
    cells: Cells,
    /// Trials by cell.
    trials: Vec<u64>,
    /// By cell and variant.
    sums: Vec<Vec<VariantSums>>,
}

/// Runs a contest; absent if it was cancelled, because variants compare only over the same trials.
pub fn contest<E: Send>(job: &Contest<E>, monitor: &dyn Monitor) -> Result<Option<ContestSample>, E> {
    let done = AtomicU64::new(0);
    let cell = |cell: usize| -> Result<Option<(u64, Vec<VariantSums>)>, E> {
        let share = job.cells.share_of(cell, job.trials);
        if monitor.cancelled() {
            return Ok(None);
        }
        let family = (job.family)(job.cells.draw(cell))?;
        let mut room = FamilyWorkspace::new(&family);
        let mut sums = vec![VariantSums::default(); family.len()];
        for index in 0..share {
            // A cell can be long: without draws there are few.
            if index % 256 == 255 && monitor.cancelled() {
                return Ok(None);
            }
            let trial = Trial::new(job.seed, job.cells.draw(cell), job.cells.trial(cell, index));
            room.run(&family, &trial, job.estimator);
            add(&mut sums, room.briefs());
        }
        let trials_done = done.fetch_add(share, Ordering::Relaxed) + share;
        monitor.progress(&Progress { trials_done, trials_planned: job.trials, odds: None });
        Ok(Some((share, sums)))
    };
    let all: Result<Vec<_>, E> = (0..job.cells.count()).into_par_iter().map(cell).collect();
    let all: Option<Vec<_>> = all?.into_iter().collect();
    Ok(all.map(|cells| {
        let (trials, sums) = cells.into_iter().unzip();
        ContestSample { cells: job.cells.clone(), trials, sums }
    }))
}

fn add(sums: &mut [VariantSums], briefs: &[Brief]) {
    let baseline = briefs[0];
    for (sum, brief) in sums.iter_mut().zip(briefs) {
        sum.odds += brief.odds;
        sum.harm += brief.harm;
        sum.changed += u64::from(*brief != baseline);
    }
}

/// A linear combination of variants: pairs of variant and factor.
pub type Mix<'a> = &'a [(usize, f64)];

impl ContestSample {
    /// Trials in all.
    pub fn trials(&self) -> u64 {
        self.trials.iter().sum()
    }

    /// Trials in which a variant came out otherwise than the baseline.
    pub fn changed(&self, variant: usize) -> u64 {
        self.sums.iter().map(|cell| cell[variant].changed).sum()
    }

    /// Mean odds of a variant in each draw.
    pub fn odds_by_cell(&self, variant: usize) -> Vec<f64> {
        self.sums.iter().zip(&self.trials).map(|(cell, &trials)| cell[variant].odds / trials as f64).collect()
    }

    /// The mean of a linear combination of variants' values, with the error that the spread between replicates shows.
    pub fn mean(&self, mix: Mix, value: fn(&VariantSums) -> f64, range: Range, alpha: f64) -> Estimate {
        let (sums, weights) = self.by_replicate(mix, value);
        let total: f64 = weights.iter().sum();
        let mean = sums.iter().sum::<f64>() / total;
        self.with_error(mean, sums.iter().zip(&weights).map(|(sum, weight)| sum - mean * weight), total, range, alpha)
    }

    /// The mean of one value for each cell, weighed by the cells' trials, with the error that the spread between
    /// replicates shows.
    pub fn over_cells(&self, values: &[f64], range: Range, alpha: f64) -> Estimate {
        let mut sums = vec![0.0; self.cells.replicates()];
        let mut weights = vec![0.0; self.cells.replicates()];
        for (cell, (value, &trials)) in values.iter().zip(&self.trials).enumerate() {
            sums[self.cells.replicate_of(cell)] += value * trials as f64;
            weights[self.cells.replicate_of(cell)] += trials as f64;
        }
        let total: f64 = weights.iter().sum();
        let mean = sums.iter().sum::<f64>() / total;
        self.with_error(mean, sums.iter().zip(&weights).map(|(sum, weight)| sum - mean * weight), total, range, alpha)
    }

    /// The ratio of two variants' means, with its error by the delta method; absent where the denominator is 0.
    pub fn ratio(&self, over: usize, under: usize, value: fn(&VariantSums) -> f64, alpha: f64) -> Option<Estimate> {
        let (numerators, _) = self.by_replicate(&[(over, 1.0)], value);
        let (denominators, _) = self.by_replicate(&[(under, 1.0)], value);
        let whole: f64 = denominators.iter().sum();
        if whole <= 0.0 {
            return None;
        }
        let ratio = numerators.iter().sum::<f64>() / whole;
        let residuals = numerators.iter().zip(&denominators).map(|(over, under)| over - ratio * under);
        Some(self.with_error(ratio, residuals, whole, Range::NonNegative, alpha))
    }

    /// Sums and trials of each replicate.
    fn by_replicate(&self, mix: Mix, value: fn(&VariantSums) -> f64) -> (Vec<f64>, Vec<f64>) {
        let mut sums = vec![0.0; self.cells.replicates()];
        let mut trials = vec![0.0; self.cells.replicates()];
        for (cell, variants) in self.sums.iter().enumerate() {
            let replicate = self.cells.replicate_of(cell);
            trials[replicate] += self.trials[cell] as f64;
            sums[replicate] += mix.iter().map(|&(variant, factor)| factor * value(&variants[variant])).sum::<f64>();
        }
        (sums, trials)
    }

    fn with_error(
        &self,
        mean: f64,
        residuals: impl Iterator<Item = f64>,
        total: f64,
        range: Range,
        alpha: f64,
    ) -> Estimate {
        let replicates = self.cells.replicates() as f64;
        if replicates < 2.0 {
            return Estimate::bare(mean);
        }
        let squares: f64 = residuals.map(|residual| residual * residual).sum();
        let error = (squares * replicates / (replicates - 1.0)).sqrt() / total;
        let estimate = range.estimate(mean, error, student_quantile(alpha, replicates - 1.0));
        debug_assert!(estimate.interval.is_some_and(|Interval { low, high, .. }| low <= high));
        estimate
    }
}
