//! Weighted draws to what is believed now.

use super::CalibrateOptions;
use super::fit::fitted;
use super::result::{Believed, CalibrateResult, Calibrated, Pair};
use super::weigh::Weighed;
use crate::model::normal_below;
use crate::scenario::{Evidence, Scenario};
use crate::statistics::{ALPHA, Estimate, Range, Weighted, band};
use crate::study::result::{Effort, Provenance};
use crate::study::sensitivity::points;

/// A value has changed where its score moved by more than so many standard errors...
const CLEAR: f64 = 2.5;
/// ... and by at least this share of a standard deviation.
const WORTH_WRITING: f64 = 0.05;
/// Rank correlations below this are not told, nor those below so many standard errors.
const LEAST_RANK: f64 = 0.1;
const CLEAR_RANK: f64 = 3.0;
/// Half of a 90 % interval in standard deviations.
const NORMAL_95: f64 = 1.644_853_626_951_472_9;

pub(super) fn read(scenario: &Scenario, options: &CalibrateOptions, weighed: &Weighed) -> CalibrateResult {
    let law = points::law(scenario);
    let uses = scenario.uses();
    let active: Vec<usize> =
        (0..law.size()).filter(|&value| law.together(value).iter().any(|&other| uses[other])).collect();
    let moments: Vec<Moments> = active.iter().map(|&value| Moments::of(weighed, value)).collect();
    let counts_only = !options.evidence.iter().any(|evidence| matches!(evidence, Evidence::Odds { .. }));
    let even = Weighted { weights: vec![1.0; weighed.odds_before.len()], ..weighed.likelihoods.clone() };
    let likelihood = |draw: usize| weighed.likelihoods.weights[draw];
    CalibrateResult {
        scenario: scenario.name().to_owned(),
        file: scenario.file().to_owned(),
        measures: scenario.in_force().to_vec(),
        provenance: provenance(scenario, options, weighed),
        evidence: options.evidence.clone(),
        asked_trials: options.trials,
        trials_per_draw: weighed.trials_per_draw,
        effective_draws: weighed.weighted.effective(),
        rounds: weighed.rounds,
        plausibility: counts_only.then(|| even.mean(Range::Probability, ALPHA, likelihood)),
        before: believed(&even, &weighed.odds_before),
        after: believed(&weighed.weighted, &weighed.odds),
        values: active.iter().zip(&moments).map(|(&value, moments)| calibrated(scenario, value, moments)).collect(),
        idle: law.size() - active.len(),
        pairs: pairs(scenario, weighed, &active, &moments),
    }
}

/// Mean and standard deviation of a normal score.
struct Moments {
    shift: Estimate,
    spread: Estimate,
}

impl Moments {
    fn of(weighed: &Weighed, value: usize) -> Self {
        let score = |draw: usize| weighed.scores[draw][value];
        let shift = weighed.weighted.mean(Range::Any, ALPHA, score);
        let square = weighed.weighted.mean(Range::Any, ALPHA, |draw| (score(draw) - shift.mean).powi(2));
        let spread = square.mean.sqrt();
        let error = square.interval.map(|interval| 0.5 * interval.standard_error / spread);
        // The interval of the square, on the scale of its root.
        let spread = error.map_or(Estimate::bare(spread), |error| {
            let quantile =
                square.interval.map_or(0.0, |interval| (interval.high - square.mean) / interval.standard_error);
            Range::NonNegative.estimate(spread, error, if quantile.is_finite() { quantile } else { 0.0 })
        });
        Self { shift, spread }
    }

    /// Whether what was seen says anything of the value.
    fn has_changed(&self) -> bool {
        let clear = |estimate: Estimate, from: f64| {
            let error = estimate.interval.map_or(f64::INFINITY, |interval| interval.standard_error);
            let moved = (estimate.mean - from).abs();
            moved > CLEAR * error && moved > WORTH_WRITING
        };
        clear(self.shift, 0.0) || clear(self.spread, 1.0)
    }
}

fn calibrated(scenario: &Scenario, value: usize, moments: &Moments) -> Calibrated {
    let uncertain = &scenario.uncertain()[value];
    let at = |z: f64| uncertain.law.quantile(normal_below(z).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON));
    let scores = [-NORMAL_95, 0.0, NORMAL_95];
    let after = scores.map(|z| at(moments.shift.mean + moments.spread.mean * z));
    Calibrated {
        path: uncertain.path.clone(),
        before: uncertain.law,
        points_before: scores.map(at),
        points_after: after,
        shift: moments.shift,
        spread: moments.spread,
        after: moments.has_changed().then(|| fitted(&uncertain.law, after)),
    }
}

fn believed(weighted: &Weighted, odds: &[(f64, f64)]) -> Believed {
    let resampled: Vec<(f64, f64)> = weighted.resampled().into_iter().map(|draw| odds[draw]).collect();
    Believed { odds: weighted.mean(Range::Probability, ALPHA, |draw| odds[draw].0), band: band(&resampled) }
}

/// Pairs that are correlated before, or clearly after.
fn pairs(scenario: &Scenario, weighed: &Weighed, active: &[usize], moments: &[Moments]) -> Vec<Pair> {
    let before = |one: usize, other: usize| {
        let known = scenario.correlations().iter().find(|known| known.between == (active[one], active[other]));
        known.map_or(0.0, |known| known.rank)
    };
    let least = LEAST_RANK.max(CLEAR_RANK / weighed.weighted.effective().sqrt());
    let mut pairs = Vec::new();
    for one in 0..active.len() {
        for other in one + 1..active.len() {
            let score = |draw: usize, place: usize| {
                (weighed.scores[draw][active[place]] - moments[place].shift.mean) / moments[place].spread.mean
            };
            let linear = weighed.weighted.mean(Range::Any, ALPHA, |draw| score(draw, one) * score(draw, other)).mean;
            let after = 6.0 / std::f64::consts::PI * (0.5 * linear.clamp(-1.0, 1.0)).asin();
            let before = before(one, other);
            if before != 0.0 || (after.abs() > least) {
                pairs.push(Pair { between: (one, other), before, after });
            }
        }
    }
    pairs
}

fn provenance(scenario: &Scenario, options: &CalibrateOptions, weighed: &Weighed) -> Provenance {
    let draws = weighed.scores.len() as u64;
    let trials = draws * weighed.trials_per_draw * weighed.rounds as u64;
    Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario_hash: scenario.hash().to_owned(),
        seed: options.seed,
        trials,
        draws,
        estimator: options.estimator,
        overrides: scenario.overrides().to_vec(),
        effort: Effort::Trials(trials),
    }
}
