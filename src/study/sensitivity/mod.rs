//! Which uncertain values the odds and the choice of measure hang on, and what learning them would be worth.
//!
//! Three parts, each on common random numbers:
//!
//! 1. *draws*: all sets of measures in the draws of a run, by which the best two are known and information is valued;
//! 2. *indices*: pairs of points for first-order and total indices and Shapley effects, of the odds and of the difference
//!    between the best two;
//! 3. *tornado*: each value at its 5 % and 95 % point, the others at their medians.

mod draws;
mod groups;
pub(super) mod points;
pub mod result;
mod spread;
mod tornado;

use super::compare::{CompareError, CompareOptions, Detail};
use super::prepare::{Compile, Prepared, RunError};
use super::result::{Effort, Estimator, Provenance};
use super::rows::{self, Combination};
use super::run::RunOptions;
use crate::engine::Monitor;
use crate::scenario::{Diagnostics, Scenario};
use points::Points;
use result::{Choice, Cost, SensitivityResult, Target, Value};
use spread::Spread;
use tornado::Tornado;

/// Rows of the indices in each replicate are rounded up to a power of two: the points then fill the space best.
const REPLICATES: u64 = 32;

/// How to analyse.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivityOptions {
    /// The seed.
    pub seed: u64,
    /// The estimator.
    pub estimator: Estimator,
    /// Draws for the value of information.
    pub draws: u64,
    /// Trials in each draw; at least 4.
    pub draw_trials: u64,
    /// Pairs of points for the indices; rounded up to 32 times a power of two.
    pub pairs: u64,
    /// Trials at each point; at least 2.
    pub point_trials: u64,
    /// Trials in each world of the tornado; at least 2.
    pub world_trials: u64,
    /// Only these measures are to choose from.
    pub measures: Option<Vec<String>>,
    /// Combinations of up to this many measures; 1: each alone.
    pub combine: usize,
    /// The most that a set of measures may cost.
    pub budget: Option<f64>,
    /// Units of cost that one unit of harm is worth; absent: only harm counts.
    pub harm_cost: Option<f64>,
    /// Further groups of values to be learned together: each a list of patterns of paths.
    pub groups: Vec<Vec<String>>,
}

impl SensitivityOptions {
    /// The options of the choice that differ from their defaults.
    fn asked(&self) -> Vec<(&'static str, String)> {
        let measures = self.measures.as_ref().map(|names| ("--measures", names.join(",")));
        let combine = (self.combine > 1).then(|| ("--combine", self.combine.to_string()));
        let budget = self.budget.map(|budget| ("--budget", budget.to_string()));
        let harm_cost = self.harm_cost.map(|price| ("--harm-cost", price.to_string()));
        let groups = self.groups.iter().map(|patterns| ("--group", patterns.join(",")));
        [measures, combine, budget, harm_cost].into_iter().flatten().chain(groups).collect()
    }
}

/// Why there is no analysis.
#[derive(Debug, thiserror::Error)]
pub enum SensitivityError {
    /// The scenario has no uncertain values.
    #[error("no uncertain value can change anything here: give ranges, {{ low = …, high = … }}, for what is not known")]
    NothingUncertain,
    /// A group names nothing.
    #[error("--group {pattern}: {wrong}; groups are made of paths such as campaign.* or group.*.mistake")]
    Group {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        wrong: String,
    },
    /// The measures cannot be chosen from so.
    #[error(transparent)]
    Measures(#[from] CompareError),
    /// The runs failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// Interrupted: none of the three parts says anything by itself.
    #[error("interrupted before the analysis was whole; nothing was written")]
    Interrupted,
}

impl From<Diagnostics> for SensitivityError {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Measures(CompareError::Measure(diagnostics))
    }
}

/// An analysis that is ready to run.
pub struct Analysis<'a> {
    scenario: &'a Scenario,
    options: SensitivityOptions,
    /// Sets of measures, the baseline first, with the scenario under each.
    rows: Vec<Combination>,
    variants: Vec<Scenario>,
    /// Positions of the values that can matter, among all uncertain values.
    active: Vec<usize>,
    groups: Vec<groups::Group>,
}

impl<'a> Analysis<'a> {
    /// Checks what is asked for.
    pub fn new(scenario: &'a Scenario, options: SensitivityOptions) -> Result<Self, SensitivityError> {
        let rows = rows_of(scenario, &options)?;
        let in_force = scenario.in_force();
        let with = |row: &Combination| scenario.with_measures(&[in_force, &row.names].concat());
        let variants = rows.iter().map(with).collect::<Result<Vec<_>, _>>()?;
        let active = active(scenario, &variants, &rows, options.harm_cost);
        if !variants.iter().any(|variant| variant.uses().contains(&true)) {
            return Err(SensitivityError::NothingUncertain);
        }
        let paths: Vec<&str> = active.iter().map(|&value| scenario.uncertain()[value].path.as_str()).collect();
        let groups = groups::groups(&paths, &options.groups)?;
        Ok(Self { scenario, options, rows, variants, active, groups })
    }

    /// What is analysed.
    pub fn scenario(&self) -> &'a Scenario {
        self.scenario
    }

    /// What it will take.
    pub fn cost(&self) -> Cost {
        let options = &self.options;
        let law = points::law(self.scenario);
        let used = self.active.len() as u64;
        let correlated = self.active.iter().filter(|&&value| law.is_correlated(value)).count() as u64;
        let pairs = REPLICATES * options.pairs.div_ceil(REPLICATES).next_power_of_two();
        Cost {
            rows: self.rows.len() as u64,
            draws: options.draws,
            draw_trials: options.draw_trials,
            pairs,
            // Both ends, each value redrawn, given each correlated one, and the steps between on the way from end to end.
            points_per_pair: 2 + used + correlated + used.saturating_sub(2),
            point_trials: options.point_trials,
            worlds: 1 + 2 * used,
            world_trials: options.world_trials,
            variants: self.rows.len().min(3) as u64,
        }
    }

    /// Runs a share of it. Every share begins with all draws: which points are looked at hangs on them.
    pub fn share(&self, monitor: &dyn Monitor) -> Result<(), SensitivityError> {
        let cost = self.cost();
        let prepared = self.prepared(&cost)?;
        let draws = draws::draw(self, &prepared, &cost, monitor)?;
        let points = Points::new(self, draws::Reading::new(self, &prepared, &draws).drawn());
        Spread::new(&points, &cost).sums(monitor)?;
        Tornado::new(&points, &cost).sums(monitor)?;
        Ok(())
    }

    fn prepared(&self, cost: &Cost) -> Result<Prepared<'_>, RunError> {
        let effort = Effort::Trials(cost.draws * cost.draw_trials);
        // Families are run, never the models of the baseline alone.
        let (seed, draws) = (self.options.seed, Some(cost.draws));
        Prepared::with_variants(self.scenario, &self.variants, seed, draws, effort, Compile::AsNeeded)
    }

    /// Runs it.
    pub fn run(&self, monitor: &dyn Monitor) -> Result<SensitivityResult, SensitivityError> {
        let cost = self.cost();
        let prepared = self.prepared(&cost)?;
        let draws = draws::draw(self, &prepared, &cost, monitor)?;
        let reading = draws::Reading::new(self, &prepared, &draws);
        let points = Points::new(self, reading.drawn());
        let (spread, tornado) = (Spread::new(&points, &cost), Tornado::new(&points, &cost));
        let (rows, chunks) = (spread.sums(monitor)?, tornado.sums(monitor)?);
        let indices = spread.indices(&rows).into_iter().zip(tornado.bars(&chunks));
        let mut targets = indices.map(|(spread, bars)| Target {
            mean: spread.mean,
            variance: spread.variance,
            noise: spread.noise,
            indices: spread.values.map(|values| self.active.iter().map(|&value| values[value]).collect()),
            centre: bars.centre,
            tornado: bars.swings,
        });
        let odds = targets.next().ok_or(SensitivityError::Interrupted)?;
        let choice = targets.next().zip(points.drawn.pair).map(|(difference, (best, second))| Choice {
            best,
            second,
            difference,
        });
        let law = points::law(self.scenario);
        Ok(SensitivityResult {
            scenario: self.scenario.name().to_owned(),
            file: self.scenario.file().to_owned(),
            measures: self.scenario.in_force().to_vec(),
            harm_unit: self.scenario.harm_unit().to_owned(),
            cost_unit: self.scenario.cost_unit().to_owned(),
            provenance: self.provenance(&cost),
            cost,
            asked: self.options.asked(),
            values: self.active.iter().map(|&value| self.value(value)).collect(),
            idle: self.scenario.uncertain().len() - self.active.len(),
            correlated: self.active.iter().any(|&value| law.is_correlated(value)),
            odds,
            choice,
            information: reading.information(),
        })
    }

    fn value(&self, value: usize) -> Value {
        let uncertain = &self.scenario.uncertain()[value];
        Value { path: uncertain.path.clone(), points: [0.05, 0.5, 0.95].map(|u| uncertain.law.quantile(u)) }
    }

    fn provenance(&self, cost: &Cost) -> Provenance {
        Provenance {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario_hash: self.scenario.hash().to_owned(),
            seed: self.options.seed,
            trials: cost.trials(),
            draws: cost.draws,
            estimator: self.options.estimator,
            overrides: self.scenario.overrides().to_vec(),
            effort: Effort::Trials(cost.trials()),
        }
    }
}

/// The baseline and the sets of measures to choose from; the baseline alone where the scenario has no measures.
fn rows_of(scenario: &Scenario, options: &SensitivityOptions) -> Result<Vec<Combination>, SensitivityError> {
    let run = RunOptions {
        seed: options.seed,
        draws: Some(options.draws),
        effort: Effort::Trials(options.draws * options.draw_trials),
        estimator: options.estimator,
        records: 0,
    };
    let asked = CompareOptions {
        run,
        combine: options.combine,
        budget: options.budget,
        measures: options.measures.clone(),
        tolerable: None,
        confidence: None,
        detail: Detail::Rows,
    };
    let rows = match rows::plan(scenario, &asked) {
        Ok(plan) => plan.rows,
        Err(CompareError::NoMeasures) if options.measures.is_none() => vec![Combination { names: Vec::new() }],
        Err(error) => return Err(error.into()),
    };
    let affordable = |row: &Combination| {
        let central = scenario.central_values();
        let measures = scenario.measures().iter().filter(|measure| row.names.contains(&measure.name));
        options.budget.is_none_or(|budget| measures.map(|measure| measure.cost(&central)).sum::<f64>() <= budget)
    };
    Ok(rows.into_iter().filter(affordable).collect())
}

/// Values that some row uses, or that are correlated with one of these; costs only where money counts.
fn active(scenario: &Scenario, variants: &[Scenario], rows: &[Combination], harm_cost: Option<f64>) -> Vec<usize> {
    let law = points::law(scenario);
    let uses: Vec<Vec<bool>> = variants.iter().map(Scenario::uses).collect();
    let counts = |value: usize| {
        let path = &scenario.uncertain()[value].path;
        let of_cost = |row: &Combination| {
            row.names.iter().any(|name| *path == crate::scenario::beneath(&["measure", name, "cost"]))
        };
        uses.iter().any(|uses| uses[value]) || (harm_cost.is_some() && rows.iter().any(of_cost))
    };
    (0..law.size()).filter(|&value| law.together(value).iter().any(|&other| counts(other))).collect()
}
