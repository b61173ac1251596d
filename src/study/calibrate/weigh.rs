//! Draws, weighted by the likelihood of what was seen.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::{CalibrateError, CalibrateOptions};
use crate::engine::{Counted, Monitor, Pairs, Probe, Progress};
use crate::model::{Layout, Model, normal_below};
use crate::scenario::{Captures, Evidence, Scenario};
use crate::statistics::{Gauss, Weighted, some_of, stated, total_of};
use crate::study::prepare::RunError;
use crate::study::sensitivity::points;

/// Independent replicates of the draws.
const REPLICATES: usize = 32;
/// Draws are made anew while fewer than this share of them would tell as much...
const ENOUGH: f64 = 0.1;
/// ... at most so many times.
const MOST_ROUNDS: usize = 5;
/// Share of the draws that stay where they were believed to be, so that no weight can become huge.
const DEFENSIVE: f64 = 0.2;
/// Shifts below so many standard errors are not followed.
const CLEAR: f64 = 2.0;

/// The last round.
pub(super) struct Weighed {
    /// Normal scores of every draw, of all uncertain values.
    pub scores: Vec<Vec<f64>>,
    /// Weights of the draws.
    pub weighted: Weighted,
    /// Odds of each draw from trials that the weights know nothing of: mean and squared error.
    pub odds: Vec<(f64, f64)>,
    /// The same in the first round, where the draws are as believed before.
    pub odds_before: Vec<(f64, f64)>,
    /// Likelihoods in the first round.
    pub likelihoods: Weighted,
    pub rounds: usize,
    pub trials_per_draw: u64,
}

/// Where draws are made: as believed, or shifted in the space of independent scores.
struct Proposal {
    shift: Option<Vec<f64>>,
}

/// One draw of a round.
struct Draw {
    /// Independent scores.
    independent: Vec<f64>,
    likelihood: f64,
    odds: (f64, f64),
}

pub(super) fn weigh(
    scenario: &Scenario,
    options: &CalibrateOptions,
    monitor: &dyn Monitor,
) -> Result<Weighed, CalibrateError> {
    let maker = Maker::new(scenario, options)?;
    let mut proposal = Proposal { shift: None };
    let mut first: Option<(Vec<(f64, f64)>, Weighted)> = None;
    let mut best: Option<(Vec<Draw>, Weighted)> = None;
    let mut rounds = 0;
    while rounds < MOST_ROUNDS {
        let draws = maker.round(rounds, &proposal, monitor)?;
        rounds += 1;
        let weights = draws.iter().map(|draw| draw.likelihood / proposal.density(&draw.independent)).collect();
        let weighted = Weighted { weights, replicate_of: maker.replicate_of() };
        first.get_or_insert_with(|| (draws.iter().map(|draw| draw.odds).collect(), weighted.clone()));
        let effective = weighted.effective();
        if best.as_ref().is_none_or(|(_, known)| effective > known.effective()) {
            best = Some((draws, weighted));
        }
        let Some((draws, weighted)) = &best else { break };
        if !weighted.is_possible() || weighted.effective() >= ENOUGH * draws.len() as f64 {
            break;
        }
        proposal = Proposal::towards(draws, weighted);
    }
    let (Some((draws, weighted)), Some((odds_before, likelihoods))) = (best, first) else {
        return Err(CalibrateError::Interrupted);
    };
    if !weighted.is_possible() {
        return Err(CalibrateError::Impossible { draws: draws.len() as u64 });
    }
    Ok(Weighed {
        scores: draws.iter().map(|draw| maker.law.correlated(&draw.independent)).collect(),
        odds: draws.iter().map(|draw| draw.odds).collect(),
        odds_before,
        likelihoods,
        weighted,
        rounds,
        trials_per_draw: maker.trials_per_draw(),
    })
}

impl Proposal {
    /// Shifted to the weighted mean, as far as that is clear.
    fn towards(draws: &[Draw], weighted: &Weighted) -> Self {
        let whole: f64 = weighted.weights.iter().sum();
        let least = CLEAR / weighted.effective().sqrt();
        let mean = |variable: usize| {
            let sum: f64 = draws.iter().zip(&weighted.weights).map(|(draw, w)| w * draw.independent[variable]).sum();
            Some(sum / whole).filter(|mean| mean.abs() > least).unwrap_or(0.0)
        };
        Self { shift: Some((0..draws[0].independent.len()).map(mean).collect()) }
    }

    /// Density over that of what was believed.
    fn density(&self, independent: &[f64]) -> f64 {
        let Some(shift) = &self.shift else { return 1.0 };
        let exponent: f64 = shift.iter().zip(independent).map(|(m, z)| m * z - 0.5 * m * m).sum();
        DEFENSIVE + (1.0 - DEFENSIVE) * exponent.exp()
    }
}

/// What makes draws and looks at them.
struct Maker<'a> {
    scenario: &'a Scenario,
    options: &'a CalibrateOptions,
    law: Gauss,
    layout: Layout,
    rows: usize,
}

impl<'a> Maker<'a> {
    fn new(scenario: &'a Scenario, options: &'a CalibrateOptions) -> Result<Self, CalibrateError> {
        let world = scenario.world(&scenario.central_values());
        let world = world.map_err(|diagnostics| RunError::Draw { draw: 0, diagnostics })?;
        let rows = (options.draws as usize).div_ceil(REPLICATES).next_power_of_two();
        Ok(Self { scenario, options, law: points::law(scenario), layout: Layout::new(&world), rows })
    }

    fn replicate_of(&self) -> Vec<usize> {
        (0..REPLICATES * self.rows).map(|draw| draw / self.rows).collect()
    }

    /// Trials for one piece of evidence.
    fn trials_for(&self, evidence: &Evidence) -> u64 {
        // With twice as many trials as events there are many sets of them.
        self.options.trials.max(2 * u64::from(evidence.events_needed()))
    }

    /// Trials of a draw: some for its odds, and some for each piece of evidence, which are independent that way.
    fn trials_per_draw(&self) -> u64 {
        self.options.trials + self.options.evidence.iter().map(|evidence| self.trials_for(evidence)).sum::<u64>()
    }

    fn round(&self, round: usize, proposal: &Proposal, monitor: &dyn Monitor) -> Result<Vec<Draw>, CalibrateError> {
        let variables = self.law.size() + 1;
        let pairs =
            Pairs { replicates: REPLICATES, rows: self.rows, variables, seed: self.options.seed + round as u64 };
        let (done, per_draw) = (AtomicU64::new(0), self.trials_per_draw());
        let planned = pairs.count() as u64 * per_draw;
        let one = |draw: usize| -> Result<Option<Draw>, RunError> {
            if monitor.cancelled() {
                return Ok(None);
            }
            let (mut independent, _) = pairs.scores(draw);
            // The last number decides whether a draw is shifted.
            let chance = independent.pop().map_or(0.0, normal_below);
            if let Some(shift) = proposal.shift.as_ref().filter(|_| chance > DEFENSIVE) {
                independent.iter_mut().zip(shift).for_each(|(score, shift)| *score += shift);
            }
            let number = (round * pairs.count() + draw) as u64;
            let seen = self.seen(number, independent)?;
            let trials_done = done.fetch_add(per_draw, Ordering::Relaxed) + per_draw;
            monitor.progress(&Progress { trials_done, trials_planned: planned, odds: None });
            Ok(Some(seen))
        };
        let draws: Result<Vec<_>, RunError> = (0..pairs.count()).into_par_iter().map(one).collect();
        let draws: Option<Vec<Draw>> = draws?.into_iter().collect();
        draws.ok_or(CalibrateError::Interrupted)
    }

    fn seen(&self, number: u64, independent: Vec<f64>) -> Result<Draw, RunError> {
        let values = points::values_at(self.scenario, &self.law.correlated(&independent));
        let world = self.scenario.world(&values);
        let world = world.map_err(|diagnostics| RunError::Draw { draw: number, diagnostics })?;
        let (seed, estimator) = (self.options.seed, self.options.estimator);
        let draw = points::FIRST_DRAW + number;
        let probe = Probe { seed, draw, trials: 0..self.trials_per_draw(), estimator };
        let counted = probe.counted(&Model::compile(&world), &self.layout);
        let (for_odds, mut rest) = counted.split_at(self.options.trials as usize);
        let mut likelihood = 1.0;
        for evidence in &self.options.evidence {
            let (own, others) = rest.split_at(self.trials_for(evidence) as usize);
            likelihood *= likelihood_of(evidence, own);
            rest = others;
        }
        Ok(Draw { independent, likelihood, odds: mean_and_squared_error(for_odds) })
    }
}

/// The likelihood of a piece of evidence from the trials that are for it.
fn likelihood_of(evidence: &Evidence, trials: &[Counted]) -> f64 {
    match *evidence {
        Evidence::Events { captures, in_events, of_events } => {
            let each: Vec<f64> = trials.iter().map(|trial| probability(trial, captures)).collect();
            some_of(&each, in_events as usize, of_events as usize)
        }
        Evidence::Total { captures, events } => {
            let each: Vec<Vec<f64>> = trials.iter().map(Counted::exactly).collect();
            total_of(&each, captures.least as usize, captures.most.map(|most| most as usize), events as usize)
        }
        Evidence::Odds { low, high } => {
            let (mean, squared_error) = mean_and_squared_error(trials);
            stated(low, high, mean, squared_error)
        }
    }
}

fn probability(trial: &Counted, captures: Captures) -> f64 {
    let at_least = |k: u32| if k == 0 { 1.0 } else { trial.at_least[k as usize - 1] };
    at_least(captures.least) - captures.most.map_or(0.0, |most| at_least(most + 1))
}

fn mean_and_squared_error(trials: &[Counted]) -> (f64, f64) {
    let count = trials.len() as f64;
    let mean = trials.iter().map(|trial| trial.at_least[0]).sum::<f64>() / count;
    let squares: f64 = trials.iter().map(|trial| (trial.at_least[0] - mean).powi(2)).sum();
    (mean, squares / (count - 1.0) / count)
}
