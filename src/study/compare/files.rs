//! Whole scenarios compared, for variants that are kept in files.
//!
//! The files may have nothing in common. They run side by side, trial by trial, and since random numbers are keyed by seed,
//! draw, trial and the *names* of the entities, whatever two files share by name draws the same numbers in both: people,
//! conversations, whereabouts, collectors, and the draws of uncertain values of the same path. The more they share, the
//! narrower the interval of their difference; where they share nothing it is that of independent runs.

use std::collections::BTreeSet;

use super::arena::{HARM, ODDS};
use super::reading::lowest;
use crate::engine::{Cells, Contest, ContestSample, Models, Monitor, Rivals, shared_contest};
use crate::random::Placing;
use crate::scenario::Scenario;
use crate::scenario::world::World;
use crate::statistics::{ALPHA, Estimate, Range, Replicated};
use crate::study::comparison::{Effect, FileRow, FilesResult};
use crate::study::prepare::{Compile, Prepared, RunError};
use crate::study::run::{RunOptions, run_prepared};

/// Compares scenarios with the first of them, trial by trial.
///
/// # Panics
///
/// Without any scenario.
pub fn compare_files(
    scenarios: &[Scenario],
    options: &RunOptions,
    monitor: &dyn Monitor,
) -> Result<FilesResult, RunError> {
    let compile = Compile::by(monitor.work());
    let prepare = |scenario| Prepared::new(scenario, options.seed, options.draws, options.effort, compile);
    let prepared: Vec<Prepared> = scenarios.iter().map(prepare).collect::<Result<_, RunError>>()?;
    let each = scenarios.iter().zip(&prepared);
    let runs = each.map(|(scenario, prepared)| run_prepared(scenario, prepared, options, monitor));
    let runs = runs.collect::<Result<Vec<_>, RunError>>()?;
    let trials = runs.iter().map(|run| run.provenance.trials).max().unwrap_or(0);
    let aimed = runs.iter().all(|run| run.placing == Placing::Aimed);
    let placing = if aimed { Placing::Aimed } else { Placing::AsIs };
    let sample = side_by_side(&prepared, options, placing, trials, monitor)?.ok_or(RunError::NothingFinished)?;
    let reading = Reading { scenarios, prepared: &prepared, sample: &sample };
    let odds: Vec<Replicated> = (0..scenarios.len()).map(|file| sample.mean(file, ODDS)).collect();
    let means: Vec<f64> = odds.iter().map(|odds| odds.mean).collect();
    let files: Vec<usize> = (0..scenarios.len()).collect();
    // Of equal odds the first comes first: a file has no cost.
    let best = lowest(&files, &means, &vec![0.0; scenarios.len()]);
    Ok(FilesResult {
        rows: files.iter().map(|&file| reading.row(file, &odds)).collect(),
        tied: files.into_iter().filter(|&file| file != best && tied(&odds, file, best)).collect(),
        runs,
        best,
        trials: sample.trials(),
    })
}

/// Runs all scenarios in the same trials. With uncertain values in any of them, all take turns over as many draws.
fn side_by_side(
    prepared: &[Prepared],
    options: &RunOptions,
    placing: Placing,
    trials: u64,
    monitor: &dyn Monitor,
) -> Result<Option<ContestSample>, RunError> {
    let drawn = prepared.iter().find(|prepared| prepared.has_draws());
    let cells = drawn.map_or(Cells::Strands, |prepared| Cells::all_draws(prepared.replicate_of()));
    let rivals = |_: usize, draw: u64| {
        let of = |prepared: &Prepared| {
            let own = if prepared.has_draws() { draw } else { 0 };
            (prepared.model(own), prepared.layout.clone())
        };
        Ok(Rivals::Models(prepared.iter().map(of).collect()))
    };
    let RunOptions { seed, estimator, .. } = *options;
    let subjects: Vec<String> = prepared.iter().map(Prepared::subject).collect();
    let job = Contest { rivals: &rivals, cells, seed, estimator, placing, trials: 0..trials };
    shared_contest(&format!("files {subjects:?}"), &job, monitor)
}

/// Whether a file cannot be told to have higher odds than the best, all files taken together at 95 % (Bonferroni).
fn tied(odds: &[Replicated], file: usize, best: usize) -> bool {
    let behind = odds[file].minus(&odds[best]).estimate(Range::Any, ALPHA / (odds.len() - 1) as f64);
    behind.interval.is_none_or(|interval| interval.low <= 0.0)
}

struct Reading<'a> {
    scenarios: &'a [Scenario],
    prepared: &'a [Prepared<'a>],
    sample: &'a ContestSample,
}

impl Reading<'_> {
    fn row(&self, file: usize, odds: &[Replicated]) -> FileRow {
        let scenario = &self.scenarios[file];
        let difference = odds[file].minus(&odds[0]);
        let same_unit = scenario.harm_unit() == self.scenarios[0].harm_unit();
        let (harm, harm_of_first) = (self.sample.mean(file, HARM), self.sample.mean(0, HARM));
        let told = difference.estimate(Range::Any, ALPHA);
        FileRow {
            file: scenario.file().to_owned(),
            scenario: scenario.name().to_owned(),
            odds: odds[file].estimate(Range::Probability, ALPHA),
            difference: told,
            ratio: odds[file].over(&odds[0]).map(|ratio| ratio.estimate(Range::NonNegative, ALPHA)),
            harm: same_unit.then(|| harm.estimate(Range::NonNegative, ALPHA)),
            harm_avoided: same_unit.then(|| harm_of_first.minus(&harm).estimate(Range::Any, ALPHA)),
            effect: self.effect(file, told),
            shared_entities: shared_entities(&self.prepared[0].names, &self.prepared[file].names),
            pairing: pairing(&odds[file], &odds[0], &difference).filter(|_| file > 0),
        }
    }

    fn effect(&self, file: usize, difference: Estimate) -> Effect {
        match difference.interval {
            _ if file == 0 => Effect::Baseline,
            _ if self.sample.changed(file) == 0 => Effect::Nothing,
            Some(interval) if interval.high < 0.0 => Effect::Lowers,
            Some(interval) if interval.low > 0.0 => Effect::Raises,
            _ => Effect::Unclear,
        }
    }
}

fn pairing(own: &Replicated, first: &Replicated, difference: &Replicated) -> Option<f64> {
    let independent = own.standard_error()?.hypot(first.standard_error()?);
    let paired = difference.standard_error()?;
    (paired > 0.0).then(|| independent / paired)
}

/// Share of the names of either world that both have.
fn shared_entities(a: &World, b: &World) -> f64 {
    let (a, b) = (entities(a), entities(b));
    a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64
}

fn entities(world: &World) -> BTreeSet<(&'static str, &str)> {
    let channels = world.channels.iter().map(|channel| ("channel", channel.name.as_str()));
    let venues = world.venues.iter().map(|venue| ("venue", venue.name.as_str()));
    let groups = world.groups.iter().map(|group| ("group", group.name.as_str()));
    let kinds = world.kinds.iter().map(|kind| ("conversation", kind.name.as_str()));
    let campaigns = world.campaigns.iter().map(|campaign| ("campaign", campaign.name.as_str()));
    channels.chain(venues).chain(groups).chain(kinds).chain(campaigns).collect()
}
