//! Which measure buys the most.

use super::comparison::{Absence, CompareResult, Effect, Recommendation, Replay, Row};
use super::prepare::{Prepared, RunError};
use super::replay::replay;
use super::result::{Effort, RunResult};
use super::rows::{self, Combination};
use super::run::{RunOptions, run_prepared};
use super::stories::Search;
use super::worlds::Worlds;
use crate::engine::{Cells, Contest, ContestSample, Monitor, VariantSums, contest};
use crate::model::Family;
use crate::scenario::Scenario;
use crate::statistics::{ALPHA, Estimate, Range};

/// How to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareOptions {
    /// How to run the baseline; the other rows get the same trials.
    pub run: RunOptions,
    /// Combinations of up to this many measures; 1: each alone.
    pub combine: usize,
    /// All combinations that cost at most this; without `combine` above 1, of any number of measures.
    pub budget: Option<f64>,
    /// Only these measures.
    pub measures: Option<Vec<String>>,
    /// Odds that are tolerable.
    pub tolerable: Option<f64>,
    /// Deal the trials where the decision is open, until the best row is known with this probability, in (0, 1), or
    /// every row that is left has the most trials that `run` allows.
    pub confidence: Option<f64>,
}

/// Why a comparison cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The scenario has no measures.
    #[error("the scenario has no measures to compare: add [measure.NAME] tables to it")]
    NoMeasures,
    /// A measure that is not in the scenario.
    #[error("there is no measure \"{name}\"{hint}")]
    UnknownMeasure {
        /// The name that was asked for.
        name: String,
        /// What was probably meant, or what there is.
        hint: String,
    },
    /// More rows than can be compared in one pass.
    #[error(
        "{rows} rows are more than the {limit} that one comparison takes: lower --combine or --budget, or narrow with --measures"
    )]
    TooManyRows {
        /// Rows asked for (counted up to some limit).
        rows: usize,
        /// The most.
        limit: usize,
    },
    /// A measure cannot be applied.
    #[error("{0}")]
    Measure(crate::scenario::Diagnostics),
    /// The runs failed.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Compares the baseline with its measures, trial by trial on common random numbers.
pub fn compare(
    scenario: &Scenario,
    options: &CompareOptions,
    monitor: &dyn Monitor,
) -> Result<CompareResult, CompareError> {
    let plan = rows::plan(scenario, options)?;
    let variants: Result<Vec<Scenario>, _> =
        plan.rows.iter().map(|row| scenario.with_measures(&row.names).map_err(CompareError::Measure)).collect();
    let variants = variants?;
    let RunOptions { seed, draws, effort, estimator, .. } = options.run;
    let prepared = Prepared::with_variants(scenario, &variants, seed, draws, effort)?;
    let baseline = run_prepared(scenario, &prepared, &options.run, monitor)?;
    let family = |draw: u64| -> Result<Family, RunError> {
        let worlds: Result<Vec<_>, RunError> = variants.iter().map(|variant| prepared.world(variant, draw)).collect();
        Ok(Family::compile(&worlds?))
    };
    let cells = if prepared.has_draws() { Cells::Draws(prepared.replicate_of().to_vec()) } else { Cells::Strands };
    let job = Contest { family: &family, cells, seed, estimator, trials: baseline.provenance.trials };
    let sample = contest(&job, monitor)?.ok_or(RunError::NothingFinished)?;
    let costs = rows::costs(scenario, &plan.rows, &prepared);
    let worlds = prepared.has_draws().then(|| Worlds::new(&sample, &costs, options.tolerable));
    let reading = Reading { scenario, sample: &sample, rows: &plan.rows, costs: &costs, worlds: worlds.as_ref() };
    let rows = reading.rows();
    let replay = replayed(&plan.rows, &variants, &prepared, &baseline, options.run.effort, monitor);
    Ok(CompareResult {
        recommendation: reading.recommendation(&rows),
        pairing: median(rows.iter().filter_map(|row| row.pairing).collect()),
        baseline,
        cost_unit: scenario.cost_unit().to_owned(),
        rows,
        budget: options.budget,
        impossible: plan.impossible,
        replay,
        tolerable: options.tolerable,
        shapley: Err(Absence::NotAsked),
        break_even: Err(Absence::NotAsked),
        race: None,
        budget_search: Err(Absence::NotAsked),
    })
}

/// Captures that are replayed under each measure.
const REPLAYED: usize = 200;

fn replayed(
    rows: &[Combination],
    variants: &[Scenario],
    prepared: &Prepared,
    baseline: &RunResult,
    effort: Effort,
    monitor: &dyn Monitor,
) -> Replay {
    let alone: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].names.len() == 1).collect();
    let names: Vec<String> = alone.iter().map(|&row| rows[row].names[0].clone()).collect();
    let variants: Vec<Scenario> = alone.iter().map(|&row| variants[row].clone()).collect();
    // Twice the trials that should hold as many; none where nothing is ever captured.
    let captures = baseline.captures.mean;
    let enough = if captures > 0.0 { (2.0 * REPLAYED as f64 / captures).ceil() } else { 0.0 };
    let most_trials = effort.most_trials().min(enough as u64);
    let search = Search { seed: baseline.provenance.seed, wanted: REPLAYED, most_trials };
    replay(prepared, &names, &variants, search, monitor)
}

const ODDS: fn(&VariantSums) -> f64 = |sums| sums.odds;
const HARM: fn(&VariantSums) -> f64 = |sums| sums.harm;

struct Reading<'a> {
    scenario: &'a Scenario,
    sample: &'a ContestSample,
    rows: &'a [Combination],
    costs: &'a [f64],
    worlds: Option<&'a Worlds>,
}

impl Reading<'_> {
    fn rows(&self) -> Vec<Row> {
        let odds: Vec<f64> = (0..self.rows.len()).map(|row| self.odds(row).mean).collect();
        let harm: Vec<f64> = (0..self.rows.len())
            .map(|row| self.sample.mean(&[(row, 1.0)], HARM, Range::NonNegative, ALPHA).mean)
            .collect();
        let lowest = lowest(&odds, self.costs);
        (0..self.rows.len()).map(|row| self.row(row, &odds, &harm, lowest)).collect()
    }

    fn row(&self, row: usize, odds: &[f64], harm: &[f64], lowest: usize) -> Row {
        let combination = &self.rows[row];
        let cost = self.costs[row];
        let difference = self.difference(row, 0, ODDS);
        let harm_avoided = self.difference(0, row, HARM);
        let per_cost = |estimate: Estimate| scaled(estimate, 1.0 / cost);
        Row {
            measures: combination.names.clone(),
            titles: combination.titles(self.scenario),
            cost,
            trials: self.sample.trials(),
            odds: self.odds(row),
            harm: self.sample.mean(&[(row, 1.0)], HARM, Range::NonNegative, ALPHA),
            difference,
            ratio: self.sample.ratio(row, 0, ODDS, ALPHA),
            harm_avoided,
            harm_avoided_per_cost: (cost > 0.0).then(|| per_cost(harm_avoided)),
            interaction: self.interaction(row),
            best_share: self.worlds.map(|worlds| worlds.best_share[row]),
            expected_regret: self.worlds.map(|worlds| worlds.expected_regret[row]),
            greatest_regret: self.worlds.map(|worlds| worlds.greatest_regret[row]),
            tolerable_share: self.worlds.and_then(|worlds| worlds.tolerable_share.as_ref().map(|share| share[row])),
            on_frontier: on_frontier(row, odds, self.costs),
            on_harm_frontier: on_frontier(row, harm, self.costs),
            effect: self.effect(row, difference),
            tied_with_best: row == lowest || straddles_zero(self.difference(row, lowest, ODDS)),
            pairing: self.pairing(row, difference),
        }
    }

    fn odds(&self, row: usize) -> Estimate {
        self.sample.mean(&[(row, 1.0)], ODDS, Range::Probability, ALPHA)
    }

    /// Mean of one row less another's, paired.
    fn difference(&self, row: usize, less: usize, value: fn(&VariantSums) -> f64) -> Estimate {
        self.sample.mean(&[(row, 1.0), (less, -1.0)], value, Range::Any, ALPHA)
    }

    fn effect(&self, row: usize, difference: Estimate) -> Effect {
        match difference.interval {
            _ if row == 0 => Effect::Baseline,
            _ if self.sample.changed(row) == 0 => Effect::Nothing,
            Some(interval) if interval.high < 0.0 => Effect::Lowers,
            Some(interval) if interval.low > 0.0 => Effect::Raises,
            _ => Effect::Unclear,
        }
    }

    /// What a combination does beyond the sum of its parts: `(odds - base) - sum (part - base)`.
    fn interaction(&self, row: usize) -> Option<Estimate> {
        let names = &self.rows[row].names;
        if names.len() < 2 {
            return None;
        }
        let alone = |name: &String| self.rows.iter().position(|other| other.names == std::slice::from_ref(name));
        let parts: Option<Vec<usize>> = names.iter().map(alone).collect();
        let parts = parts?;
        let mut mix = vec![(row, 1.0), (0, parts.len() as f64 - 1.0)];
        mix.extend(parts.into_iter().map(|part| (part, -1.0)));
        Some(self.sample.mean(&mix, ODDS, Range::Any, ALPHA))
    }

    /// Width of the interval of two independent runs' difference over that of the paired one.
    fn pairing(&self, row: usize, difference: Estimate) -> Option<f64> {
        let error = |estimate: Estimate| estimate.interval.map(|interval| interval.standard_error);
        let independent = error(self.odds(row))?.hypot(error(self.odds(0))?);
        let paired = error(difference)?;
        (row > 0 && paired > 0.0).then(|| independent / paired)
    }

    fn recommendation(&self, rows: &[Row]) -> Recommendation {
        let odds: Vec<f64> = rows.iter().map(|row| row.odds.mean).collect();
        let best = lowest(&odds, self.costs);
        let mut tied: Vec<usize> = (0..rows.len()).filter(|&row| row != best && rows[row].tied_with_best).collect();
        tied.sort_by(|&a, &b| rows[a].cost.total_cmp(&rows[b].cost));
        let value = |row: usize| rows[row].harm_avoided_per_cost.map_or(f64::NEG_INFINITY, |estimate| estimate.mean);
        let helpful = (1..rows.len()).filter(|&row| value(row) > 0.0 && value(row).is_finite());
        Recommendation {
            best,
            tied,
            best_value: helpful.max_by(|&a, &b| value(a).total_cmp(&value(b))),
            confidence: self.confidence(best),
        }
    }

    /// At least `1 - sum over the others of P(Z > their distance in standard errors)`, not below 0.
    fn confidence(&self, best: usize) -> Option<f64> {
        let mut doubt = 0.0;
        for other in (0..self.rows.len()).filter(|&other| other != best) {
            let difference = self.difference(other, best, ODDS);
            let error = difference.interval?.standard_error;
            // Rows that came out alike in every trial are not in doubt: either may be called the best.
            if error > 0.0 {
                doubt += crate::model::normal_below(-difference.mean / error);
            }
        }
        Some((1.0 - doubt).max(0.0))
    }
}

/// The row with the lowest odds; among equals the cheapest, then the first.
fn lowest(odds: &[f64], costs: &[f64]) -> usize {
    let order =
        |&a: &usize, &b: &usize| odds[a].total_cmp(&odds[b]).then(costs[a].total_cmp(&costs[b])).then(a.cmp(&b));
    (0..odds.len()).min_by(order).unwrap_or(0)
}

/// No other row of the same or a lower cost has a lower value, nor the same value at a lower cost.
fn on_frontier(row: usize, values: &[f64], costs: &[f64]) -> bool {
    let better = |other: usize| {
        costs[other] <= costs[row] && values[other] < values[row]
            || costs[other] < costs[row] && values[other] <= values[row]
    };
    !(0..values.len()).any(better)
}

fn straddles_zero(difference: Estimate) -> bool {
    difference.interval.is_none_or(|interval| interval.low <= 0.0 && interval.high >= 0.0)
}

fn scaled(estimate: Estimate, factor: f64) -> Estimate {
    let interval = estimate.interval.map(|interval| crate::statistics::Interval {
        standard_error: interval.standard_error * factor,
        low: interval.low * factor,
        high: interval.high * factor,
    });
    Estimate { mean: estimate.mean * factor, interval }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::with_cases(200) })]
        #[test]
        fn a_row_is_on_the_frontier_if_and_only_if_no_other_dominates_it(points in prop::collection::vec((0u8..6, 0u8..6), 1..12)) {
            let costs: Vec<f64> = points.iter().map(|point| f64::from(point.0)).collect();
            let values: Vec<f64> = points.iter().map(|point| f64::from(point.1)).collect();
            // Brute force: sweep every level of cost and keep the cheapest of the lowest.
            for row in 0..points.len() {
                let affordable = (0..points.len()).filter(|&other| costs[other] <= costs[row]);
                let least = affordable.clone().map(|other| values[other]).fold(f64::INFINITY, f64::min);
                let cheapest = affordable.filter(|&other| values[other] == least).map(|other| costs[other]).fold(f64::INFINITY, f64::min);
                prop_assert_eq!(on_frontier(row, &values, &costs), values[row] == least && costs[row] == cheapest);
            }
        }
    }

    #[test]
    fn of_equal_odds_the_cheapest_row_is_the_lowest() {
        assert_eq!(lowest(&[0.2, 0.1, 0.1], &[0.0, 5.0, 3.0]), 2);
        assert_eq!(lowest(&[0.1, 0.1], &[0.0, 0.0]), 0);
    }
}
