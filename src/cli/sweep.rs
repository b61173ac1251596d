//! `sweep`: the odds along one path of the scenario, or over two.

use std::path::PathBuf;

use super::args::{Format, SweepArguments};
use super::failure::{Failure, Outcome};
use super::progress::Watch;
use super::steps::{looks, on_threads, other_result, run_options, warn};
use super::terminal::{self, Interrupt, Voice};
use super::{folder, load};
use crate::engine::{Monitor, Tray, Work};
use crate::report::files::{self, ReportError};
use crate::report::page::Evidence;
use crate::report::{json, safe, tables, text};
use crate::scenario::{self, Diagnostics, Override, Scenario};
use crate::study::result::{Effort, Stop};
use crate::study::sweep::result::SweepResult;
use crate::study::sweep::{self, SweepError, SweepOptions};

/// Half-width over the odds of the worst point at which a sweep stops, and the most trials at each point on the way.
const DEFAULT_PRECISION: f64 = 0.05;
const DEFAULT_MAX_TRIALS: u64 = 100_000;

/// Sweeps a scenario.
pub fn sweep(arguments: &SweepArguments, voice: Voice) -> Result<Outcome, Failure> {
    with(arguments, &read(arguments, voice)?, Work::Whole, voice)
}

/// The scenario with nothing varied.
pub fn read(arguments: &SweepArguments, voice: Voice) -> Result<Scenario, Failure> {
    let scenario = load::scenario(&arguments.scenario, &arguments.overrides, &[]).map_err(Failure::Scenario)?;
    warn(&scenario, voice);
    Ok(scenario)
}

/// Runs a share of the trials of all points.
pub fn share(arguments: &SweepArguments, tray: &Tray, voice: Voice) -> Result<Outcome, Failure> {
    let interrupt = Interrupt::listen()?;
    let watch = Watch::new(&interrupt, voice).on(Work::Share(tray));
    let load = loader(arguments)?;
    let shared = on_threads(arguments.trials.threads, || sweep::share(&load, &options(arguments), &watch))?;
    match shared {
        _ if interrupt.came() => Ok(Outcome::Interrupted),
        Err(error) => Err(failed(arguments, error)),
        Ok(()) => Ok(Outcome::Done),
    }
}

/// Sweeps a scenario that is read, with what becomes of the sums.
pub fn with(arguments: &SweepArguments, scenario: &Scenario, work: Work, voice: Voice) -> Result<Outcome, Failure> {
    let place = place(arguments);
    folder::admit(&place, scenario.file(), other_result(&arguments.output))?;
    let interrupt = Interrupt::listen()?;
    let watch = Watch::new(&interrupt, voice).on(work);
    let effort = options(arguments).effort;
    let Some(result) = on_threads(arguments.trials.threads, || look(arguments, effort, &watch))?? else {
        terminal::note(voice, "interrupted before all points were looked at once: nothing was written");
        return Ok(Outcome::Interrupted);
    };
    drop(watch);
    let evidence = Evidence::of(scenario);
    let files = files::of_sweep(&result, &looks(&arguments.drawing, &evidence))?;
    folder::store(&place, &files, scenario.file(), other_result(&arguments.output))?;
    terminal::note(voice, &format!("wrote {}", safe::path(&place)));
    terminal::print(&printed(&result, arguments.output.format)?)?;
    if result.stop == Stop::Interrupted {
        terminal::note(voice, "interrupted: all points are there, with fewer trials than were wanted");
        return Ok(Outcome::Interrupted);
    }
    Ok(Outcome::Done)
}

/// A sweep of another effort, by which its size is told; absent if it was interrupted before all points were looked at.
pub fn look(arguments: &SweepArguments, effort: Effort, watch: &Watch) -> Result<Option<SweepResult>, Failure> {
    let options = SweepOptions { effort, ..options(arguments) };
    match sweep::sweep(&loader(arguments)?, &options, watch) {
        Ok(result) => Ok(Some(result)),
        Err(_) if watch.cancelled() => Ok(None),
        Err(error) => Err(failed(arguments, error)),
    }
}

/// The folder of the result: beside that of a run, never in its place.
fn place(arguments: &SweepArguments) -> PathBuf {
    folder::place_beside(&arguments.scenario, "sweep", arguments.output.out.as_deref())
}

/// Reads the scenario with more changes than were given.
fn loader(arguments: &SweepArguments) -> Result<impl Fn(&[Override]) -> Result<Scenario, Diagnostics> + Sync, Failure> {
    let given: Result<Vec<Override>, _> = arguments.overrides.iter().map(|text| Override::parse(text)).collect();
    let given = given.map_err(Failure::Scenario)?;
    Ok(move |more: &[Override]| scenario::load(&arguments.scenario, &[&given[..], more].concat()))
}

fn failed(arguments: &SweepArguments, error: SweepError) -> Failure {
    match error {
        SweepError::Scenario(diagnostics) => Failure::Scenario(diagnostics),
        error => Failure::Sweep { file: safe::path(&arguments.scenario), error },
    }
}

/// How it sweeps.
pub fn options(arguments: &SweepArguments) -> SweepOptions {
    let run = run_options(&arguments.trials, 0);
    let effort = match run.effort {
        Effort::Precision { .. } => Effort::Precision {
            relative: arguments.trials.precision.unwrap_or(DEFAULT_PRECISION),
            max_trials: arguments.trials.max_trials.unwrap_or(DEFAULT_MAX_TRIALS),
        },
        fixed => fixed,
    };
    SweepOptions {
        axes: arguments.vary.clone(),
        measures: arguments.measures.clone(),
        seed: run.seed,
        draws: run.draws,
        effort,
        estimator: run.estimator,
    }
}

/// What goes to standard output.
fn printed(result: &SweepResult, format: Format) -> Result<Vec<u8>, ReportError> {
    Ok(match format {
        Format::Text => text::sweep(result, terminal::look()).into_bytes(),
        Format::Json => json::sweep(result)?.into_bytes(),
        Format::Csv => tables::sweep(result)?,
    })
}
