//! Which measure buys the most.

use super::comparison::{Absence, CompareResult, Replay};
use super::prepare::{Compile, Prepared, RunError};
use super::replay::replay;
use super::result::{Effort, RunResult};
use super::rows::{self, Combination};
use super::run::{RunOptions, run_prepared};
use super::stories::Search;
use crate::engine::Monitor;
use crate::scenario::Scenario;
use arena::Arena;
use break_even::break_even;
use budget::search;
pub use files::compare_files;
use race::{Fielded, field};
use reading::{Reading, median};
use shapley::shapley;
use steps::steps;
use worlds::Worlds;

mod arena;
mod bounds;
mod break_even;
mod budget;
mod files;
mod proof;
mod race;
mod reading;
mod sets;
mod shapley;
mod steps;
mod worlds;

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
    /// How much to tell.
    pub detail: Detail,
}

/// How much a comparison tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The rows, with what follows from their trials alone.
    Table,
    /// The values at which the recommendation flips, too.
    Rows,
    /// Replayed captures and Shapley shares too, which need trials of their own.
    All,
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
    let mut plan = rows::plan(scenario, options)?;
    let mut variants = plan.variants(scenario)?;
    let RunOptions { seed, draws, effort, estimator, .. } = options.run;
    let compile = Compile::by(monitor.work());
    let prepared = Prepared::with_variants(scenario, &variants, seed, draws, effort, compile)?;
    let baseline = run_prepared(scenario, &prepared, &options.run, monitor)?;
    let arena = Arena { prepared: &prepared, seed, estimator, placing: baseline.placing, monitor };
    let trials = baseline.provenance.trials;
    let searched = search(scenario, options, &arena, &plan.rows, &baseline)?;
    if let Ok(searched) = &searched {
        plan.add(&searched.sets);
        variants = plan.variants(scenario)?;
    }
    let costs = rows::costs(scenario, &plan.rows, &prepared);
    let Fielded { pool, left, race } = field(&arena, &variants, &costs, options, trials)?;
    let worlds = prepared.has_draws().then(|| Worlds::new(&pool, &costs, options.tolerable));
    let reading = Reading::new(scenario, &pool, &plan.rows, &costs, worlds.as_ref(), &left);
    let rows = reading.rows();
    let replay = match options.detail {
        Detail::Table | Detail::Rows => Replay::default(),
        Detail::All => replayed(&plan.rows, &variants, &prepared, &baseline, effort, monitor),
    };
    let behind = |row: usize| reading.behind(row);
    Ok(CompareResult {
        recommendation: reading.recommendation(&rows),
        steps: steps(&pool, &rows),
        pairing: median(rows.iter().filter_map(|row| row.pairing).collect()),
        shapley: shapley(scenario, options, &arena, &baseline)?,
        break_even: match options.detail {
            Detail::Table => Err(Absence::NotAsked),
            Detail::Rows | Detail::All => break_even(&arena, scenario, &variants, &pool, reading.best()),
        },
        race,
        budget_search: searched
            .map(|searched| searched.told(options.budget.unwrap_or(f64::INFINITY), &rows, reading.best(), &behind)),
        baseline,
        cost_unit: scenario.cost_unit().to_owned(),
        combine: options.combine,
        narrowed: options.measures.clone(),
        budget: options.budget,
        impossible: plan.impossible,
        replay,
        tolerable: options.tolerable,
        rows,
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
