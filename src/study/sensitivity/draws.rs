//! All sets of measures in the draws of a run: which is best, and what learning would be worth.

use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};
use std::sync::atomic::{AtomicU64, Ordering};

use super::result::{Alternative, Cost, GroupWorth, Information};
use super::{Analysis, SensitivityError};
use crate::engine::{Monitor, Probe, Progress};
use crate::model::Brief;
use crate::statistics::{ALPHA, Estimate, Losses, Range, student_quantile};
use crate::study::prepare::{Prepared, RunError};

/// What the draws tell.
pub(super) struct Drawn {
    /// Mean odds of the baseline.
    pub odds: f64,
    /// The best and the second best set of measures, and the mean difference of their losses.
    pub pair: Option<(usize, usize)>,
    /// Mean loss of the second best less the best one's.
    pub difference: f64,
}

/// What one draw gave.
pub(super) struct Draw {
    /// Mean odds of the baseline.
    odds: f64,
    /// By row: mean harm in both halves of the trials.
    harm: Vec<[f64; 2]>,
    /// By row: what it costs, in its own unit and in units of harm.
    cost: Vec<(f64, f64)>,
    /// By row: harm of every trial.
    trials: Vec<Vec<f64>>,
}

/// Runs all draws.
pub(super) fn draw(
    analysis: &Analysis,
    prepared: &Prepared,
    cost: &Cost,
    monitor: &dyn Monitor,
) -> Result<Vec<Draw>, SensitivityError> {
    let done = AtomicU64::new(0);
    let one = |draw: u64| -> Result<Option<Draw>, RunError> {
        if monitor.cancelled() {
            return Ok(None);
        }
        let drawn = one_draw(analysis, prepared, cost, draw)?;
        let trials_done = done.fetch_add(cost.draw_trials, Ordering::Relaxed) + cost.draw_trials;
        monitor.progress(&Progress { trials_done, trials_planned: cost.draws * cost.draw_trials, odds: None });
        Ok(Some(drawn))
    };
    let drawn: Result<Vec<_>, RunError> = (0..cost.draws).into_par_iter().map(one).collect();
    let drawn: Option<Vec<Draw>> = drawn?.into_iter().collect();
    drawn.ok_or(SensitivityError::Interrupted)
}

fn one_draw(analysis: &Analysis, prepared: &Prepared, cost: &Cost, draw: u64) -> Result<Draw, RunError> {
    let family = prepared.family(&analysis.variants, draw)?;
    let options = &analysis.options;
    let probe = Probe { seed: options.seed, draw, trials: 0..cost.draw_trials, estimator: options.estimator };
    let briefs = probe.briefs(&family);
    let values = prepared.values(draw);
    let half = (cost.draw_trials / 2) as usize;
    let mean = |briefs: &[Brief]| briefs.iter().map(|brief| brief.harm).sum::<f64>() / briefs.len() as f64;
    let rows = 0..analysis.rows.len();
    Ok(Draw {
        odds: briefs[0].iter().map(|brief| brief.odds).sum::<f64>() / cost.draw_trials as f64,
        harm: briefs.iter().map(|briefs| [mean(&briefs[..half]), mean(&briefs[half..])]).collect(),
        cost: rows.map(|row| (analysis.spending(row, &values), analysis.price(row, &values))).collect(),
        trials: briefs.iter().map(|briefs| briefs.iter().map(|brief| brief.harm).collect()).collect(),
    })
}

/// The draws, to be read.
pub(super) struct Reading<'a> {
    analysis: &'a Analysis<'a>,
    prepared: &'a Prepared<'a>,
    draws: &'a [Draw],
    /// By row: mean loss.
    loss: Vec<f64>,
}

impl<'a> Reading<'a> {
    pub fn new(analysis: &'a Analysis<'a>, prepared: &'a Prepared<'a>, draws: &'a [Draw]) -> Self {
        let loss = (0..analysis.rows.len())
            .map(|row| draws.iter().map(|draw| draw.loss(row)).sum::<f64>() / draws.len() as f64)
            .collect();
        Self { analysis, prepared, draws, loss }
    }

    /// The rows with the least mean loss; of equal ones the first, which is the smaller or cheaper set.
    fn leaders(&self) -> (usize, usize) {
        let least = |but: usize| {
            let rows = (0..self.loss.len()).filter(|&row| row != but);
            rows.min_by(|&a, &b| self.loss[a].total_cmp(&self.loss[b])).unwrap_or(0)
        };
        let best = least(usize::MAX);
        (best, least(best))
    }

    /// What the draws tell of the points that are to be looked at.
    pub fn drawn(&self) -> Drawn {
        let odds = self.draws.iter().map(|draw| draw.odds).sum::<f64>() / self.draws.len() as f64;
        if self.loss.len() < 2 {
            return Drawn { odds, pair: None, difference: 0.0 };
        }
        let (best, second) = self.leaders();
        Drawn { odds, pair: Some((best, second)), difference: self.loss[second] - self.loss[best] }
    }

    /// The value of information; absent without measures.
    pub fn information(&self) -> Option<Information> {
        (self.loss.len() > 1).then(|| self.worth_of_all())
    }

    fn worth_of_all(&self) -> Information {
        let (best, _) = self.leaders();
        let losses = self.losses(best);
        let analysis = self.analysis;
        let scores: Vec<Vec<f64>> = (0..self.draws.len()).map(|draw| self.scores(draw)).collect();
        let chosen = |members: &[usize]| -> Vec<Vec<f64>> {
            scores.iter().map(|scores| members.iter().map(|&member| scores[member]).collect()).collect()
        };
        let worth = |members: &[usize]| losses.partial(&chosen(members), ALPHA);
        Information {
            rows: (0..analysis.rows.len()).map(|row| self.alternative(row)).collect(),
            best,
            harm_cost: analysis.options.harm_cost,
            budget: analysis.options.budget,
            perfect: losses.perfect(&scores, ALPHA),
            values: (0..analysis.active.len()).into_par_iter().map(|value| worth(&[value])).collect(),
            groups: analysis
                .groups
                .par_iter()
                .map(|group| GroupWorth {
                    name: group.name.clone(),
                    members: group.members.clone(),
                    worth: worth(&group.members),
                })
                .collect(),
        }
    }

    /// Normal scores of the values that can matter.
    fn scores(&self, draw: usize) -> Vec<f64> {
        let probabilities = self.prepared.probabilities(draw as u64).unwrap_or_default();
        let normal = Normal::standard();
        self.analysis.active.iter().map(|&value| normal.inverse_cdf(probabilities[value])).collect()
    }

    fn losses(&self, chosen: usize) -> Losses {
        let rows = 0..self.analysis.rows.len();
        let of_row = |row: usize| -> Vec<[f64; 2]> {
            self.draws.iter().map(|draw| draw.harm[row].map(|harm| harm + draw.cost[row].1)).collect()
        };
        let noise =
            |row: usize| self.draws.iter().map(|draw| draw.noise(row, chosen)).sum::<f64>() / self.draws.len() as f64;
        Losses {
            halves: rows.clone().map(of_row).collect(),
            noise: rows.map(noise).collect(),
            replicate_of: self.prepared.replicate_of().to_vec(),
            chosen,
        }
    }

    fn alternative(&self, row: usize) -> Alternative {
        let best = |draw: &&Draw| (0..self.loss.len()).all(|other| draw.loss(row) <= draw.loss(other));
        let draws = self.draws.len() as f64;
        Alternative {
            measures: self.analysis.rows[row].names.clone(),
            cost: self.draws.iter().map(|draw| draw.cost[row].0).sum::<f64>() / draws,
            harm: self.mean(Range::NonNegative, |draw| draw.mean_harm(row)),
            loss: self.mean(Range::NonNegative, |draw| draw.loss(row)),
            best_share: self.draws.iter().filter(best).count() as f64 / draws,
        }
    }

    /// A mean over the draws, with the error that the spread between replicates shows.
    fn mean(&self, range: Range, value: impl Fn(&Draw) -> f64) -> Estimate {
        let replicate_of = self.prepared.replicate_of();
        let replicates = replicate_of.last().map_or(0, |last| last + 1);
        let mean = self.draws.iter().map(&value).sum::<f64>() / self.draws.len() as f64;
        if replicates < 2 {
            return Estimate::bare(mean);
        }
        let mut deviations = vec![0.0; replicates];
        for (draw, &replicate) in self.draws.iter().zip(replicate_of) {
            deviations[replicate] += value(draw) - mean;
        }
        let count = replicates as f64;
        let squares: f64 = deviations.iter().map(|deviation| deviation.powi(2)).sum();
        let error = (squares * count / (count - 1.0)).sqrt() / self.draws.len() as f64;
        range.estimate(mean, error, student_quantile(ALPHA, count - 1.0))
    }
}

impl Draw {
    fn mean_harm(&self, row: usize) -> f64 {
        let [first, second] = self.harm[row];
        0.5 * (first + second)
    }

    fn loss(&self, row: usize) -> f64 {
        self.mean_harm(row) + self.cost[row].1
    }

    /// Squared error of the mean of one half of the trials, of a row's harm less another's.
    fn noise(&self, row: usize, other: usize) -> f64 {
        let apart: Vec<f64> =
            self.trials[row].iter().zip(&self.trials[other]).map(|(own, other)| own - other).collect();
        let count = apart.len() as f64;
        let mean = apart.iter().sum::<f64>() / count;
        apart.iter().map(|apart| (apart - mean).powi(2)).sum::<f64>() / (count - 1.0) / (0.5 * count)
    }
}
