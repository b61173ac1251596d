//! What the worlds with high odds have in common: scenario discovery over the draws of the uncertain values.

mod effort;
mod resample;
pub mod result;

use super::prepare::{Compile, Prepared, RunError};
use super::result::{Effort, Estimator, Provenance};
use crate::engine::{Cells, Contest, ContestSample, Monitor, Rivals, VariantSums};
use crate::model::Family;
use crate::scenario::{Scenario, takes_whole_numbers};
use crate::statistics::{ALPHA, Points, PrimBox, Range};
use effort::Ended;
use result::*;

/// Share of the worlds above the threshold where none is asked for.
const QUARTER: f64 = 0.25;
/// Digits of such a threshold.
const THRESHOLD_DIGITS: usize = 2;

/// What to look for, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct DiscoverOptions {
    /// Worlds with odds above this are of interest; absent: those of the highest quarter.
    pub above: Option<f64>,
    /// Share of the worlds of interest that the box should hold.
    pub coverage: f64,
    /// The seed.
    pub seed: u64,
    /// Draws of the uncertain values, each a world; absent: 1,000.
    pub draws: Option<u64>,
    /// Trials in all; a precision is the share of the worlds that may be on the wrong side, of the smaller side.
    pub effort: Effort,
    /// The estimator.
    pub estimator: Estimator,
}

/// Why nothing can be discovered.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// No uncertain value.
    #[error(
        "nothing in the scenario is uncertain, so there is one world only; give ranges for what is not known, such as {{ low = 0.01, high = 0.08 }}"
    )]
    NothingUncertain,
    /// The runs failed.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Looks for a box of values that holds most worlds with odds above a threshold, and few others.
pub fn discover(
    scenario: &Scenario,
    options: &DiscoverOptions,
    monitor: &dyn Monitor,
) -> Result<DiscoverResult, DiscoverError> {
    let prepared = Prepared::new(scenario, options.seed, options.draws, options.effort, Compile::AsNeeded)?;
    if !prepared.has_draws() {
        return Err(DiscoverError::NothingUncertain);
    }
    let family = |_: usize, draw: u64| Ok(Rivals::Family(Family::compile(&[prepared.world(scenario, draw)?])));
    let cells = Cells::all_draws(prepared.replicate_of());
    let &DiscoverOptions { seed, estimator, effort, .. } = options;
    let placing = prepared.job(seed, estimator, effort).placing;
    let mut job = Contest { rivals: &family, cells, seed, estimator, placing, trials: 0..0 };
    let ended = effort::run(&mut job, options, monitor)?.ok_or(RunError::NothingFinished)?;
    Ok(Reading { scenario, options, prepared: &prepared, ended: &ended }.result())
}

struct Reading<'a> {
    scenario: &'a Scenario,
    options: &'a DiscoverOptions,
    prepared: &'a Prepared<'a>,
    ended: &'a Ended,
}

const ODDS: fn(&VariantSums) -> f64 = |sums| sums.odds;

impl Reading<'_> {
    fn result(&self) -> DiscoverResult {
        let (scenario, sample) = (self.scenario, &self.ended.sample);
        let (above, chosen) = threshold(sample, self.options.above);
        let used: Vec<usize> = scenario.uses().iter().enumerate().filter_map(|(at, used)| used.then_some(at)).collect();
        let dimensions: Vec<Dimension> = used.iter().map(|&at| dimension(&scenario.uncertain()[at].path)).collect();
        let mut worlds = self.worlds(&used, &dimensions, above);
        let hits: Vec<bool> = worlds.iter().map(|world| world.hit).collect();
        let columns: Vec<Vec<f64>> =
            (0..dimensions.len()).map(|at| worlds.iter().map(|world| world.values[at]).collect()).collect();
        let points = Points { columns: &columns, hits: &hits };
        let boxes = points.peeled();
        let finding = self.finding(&points, &boxes);
        if let Finding::Found(found) = &finding {
            let held = PrimBox { limits: found.step.limits.clone(), inside: 0, hits: 0 };
            worlds.iter_mut().enumerate().for_each(|(at, world)| world.inside = held.holds(&points, at));
        }
        DiscoverResult {
            scenario: scenario.name().to_owned(),
            file: scenario.file().to_owned(),
            measures: scenario.in_force().to_vec(),
            provenance: self.provenance(),
            placing: sample.placing(),
            stop: self.ended.stop,
            above,
            chosen,
            wanted_coverage: self.options.coverage,
            odds: sample.mean(0, ODDS).estimate(Range::Probability, ALPHA),
            dimensions,
            hits: points.hit_count(),
            doubtful: effort::doubtful(sample, above),
            worlds,
            trajectory: boxes.iter().map(step).collect(),
            finding,
        }
    }

    fn worlds(&self, used: &[usize], dimensions: &[Dimension], above: f64) -> Vec<World> {
        let odds = self.ended.sample.odds_with_errors(0);
        let world = |(draw, (odds, squared)): (usize, (f64, Option<f64>))| {
            let all = self.prepared.values(draw as u64);
            // A whole number is rounded when it is settled: the world is that of the rounded value.
            let values = used.iter().zip(dimensions);
            let values =
                values.map(|(&at, dimension)| if dimension.whole { all[at].round() } else { all[at] }).collect();
            World { values, odds, error: squared.map(f64::sqrt), hit: odds > above, inside: false }
        };
        odds.into_iter().enumerate().map(world).collect()
    }

    fn finding(&self, points: &Points, boxes: &[PrimBox]) -> Finding {
        let replicate_of = self.prepared.replicate_of();
        resample::Resampling { points, coverage: self.options.coverage, replicate_of, seed: self.options.seed }
            .finding(boxes)
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario_hash: self.scenario.hash().to_owned(),
            seed: self.options.seed,
            trials: self.ended.sample.trials(),
            draws: self.ended.sample.cells().draws(),
            estimator: self.options.estimator,
            overrides: self.scenario.overrides().to_vec(),
            effort: self.options.effort,
        }
    }
}

fn dimension(path: &str) -> Dimension {
    Dimension { path: path.to_owned(), whole: takes_whole_numbers(path) }
}

fn step(of: &PrimBox) -> Step {
    Step { limits: of.limits.clone(), inside: of.inside, hits: of.hits }
}

/// The threshold: what was asked for, or where a quarter of the worlds lie above, to two digits.
fn threshold(sample: &ContestSample, asked: Option<f64>) -> (f64, Chosen) {
    if let Some(asked) = asked {
        return (asked, Chosen::Asked);
    }
    let mut odds: Vec<f64> = sample.odds_with_errors(0).into_iter().map(|(odds, _)| odds).collect();
    odds.sort_by(f64::total_cmp);
    let at = ((1.0 - QUARTER) * odds.len() as f64) as usize;
    let quantile = odds.get(at.min(odds.len().saturating_sub(1))).copied().unwrap_or(0.0);
    let rounded = format!("{quantile:.*e}", THRESHOLD_DIGITS - 1).parse().unwrap_or(quantile);
    (rounded, Chosen::Quarter)
}
