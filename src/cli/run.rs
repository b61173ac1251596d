//! `run`: the odds of one scenario, or of several side by side.

use std::path::PathBuf;

use super::args::{Format, RunArguments};
use super::failure::{Failure, Outcome};
use super::progress::Watch;
use super::steps::{looks, on_threads, other_result, run_options, warn};
use super::terminal::{self, Interrupt, Voice};
use super::{folder, load};
use crate::engine::{Monitor, Tray, Work};
use crate::report::files::{self, ReportError};
use crate::report::page::Evidence;
use crate::report::tables::OutputFile;
use crate::report::trials::{TRIALS, TrialsError, TrialsFile, admit};
use crate::report::{json, safe, tables, text};
use crate::scenario::{Diagnostics, Scenario};
use crate::study::result::{RunResult, Stop};
use crate::study::trials::{self, Told};
use crate::study::{iso_risk, run};

/// Runs the scenarios.
pub fn run(arguments: &RunArguments, voice: Voice) -> Result<Outcome, Failure> {
    with(arguments, &read(arguments, voice)?, Work::Whole, voice)
}

/// Runs a share of the trials of the scenarios.
pub fn share(arguments: &RunArguments, scenarios: &[Scenario], tray: &Tray, voice: Voice) -> Result<Outcome, Failure> {
    let interrupt = Interrupt::listen()?;
    let watch = || Watch::new(&interrupt, voice).on(Work::Share(tray));
    on_threads(arguments.trials.threads, || simulate(scenarios, arguments, &watch))??;
    Ok(if interrupt.came() { Outcome::Interrupted } else { Outcome::Done })
}

/// Runs scenarios that are read, with what becomes of their sums.
pub fn with(arguments: &RunArguments, scenarios: &[Scenario], work: Work, voice: Voice) -> Result<Outcome, Failure> {
    let places = places(arguments, scenarios)?;
    let interrupt = Interrupt::listen()?;
    let watch = || Watch::new(&interrupt, voice).on(work);
    let results = on_threads(arguments.trials.threads, || simulate(scenarios, arguments, &watch))??;
    for ((result, place), scenario) in results.iter().zip(&places).zip(scenarios) {
        let evidence = Evidence::of(scenario);
        let looks = looks(&arguments.drawing, &evidence);
        let trials = on_threads(arguments.trials.threads, || trials_file(scenario, result, arguments, &watch))??;
        let files = files::of_run_with(result, &looks, trials.into_iter().collect())?;
        folder::store(place, &files, &result.file, other_result(&arguments.output))?;
        terminal::note(voice, &format!("wrote {}", safe::one_line(&place.to_string_lossy())));
    }
    terminal::print(&printed(&results, arguments.output.format)?)?;
    Ok(ended(&results, scenarios, voice))
}

/// The table of all trials, if it is asked for and nobody interrupts it.
fn trials_file<'a>(
    scenario: &Scenario,
    result: &RunResult,
    arguments: &RunArguments,
    watch: &dyn Fn() -> Watch<'a>,
) -> Result<Option<OutputFile>, TrialsError> {
    let watch = watch();
    if !arguments.parquet {
        return Ok(None);
    }
    let mut file = TrialsFile::new(result)?;
    match trials::trials(scenario, result, &watch, &mut |rows| file.add(rows))? {
        Told::All => Ok(Some(OutputFile { name: TRIALS.to_owned(), bytes: file.bytes()? })),
        Told::Cancelled => {
            watch.note(&format!("no {TRIALS}: interrupted"));
            Ok(None)
        }
    }
}

/// All scenarios, or what is wrong with all of them.
pub fn read(arguments: &RunArguments, voice: Voice) -> Result<Vec<Scenario>, Failure> {
    let mut scenarios = Vec::new();
    let mut refused = Diagnostics::default();
    for path in &arguments.scenarios {
        match load::changed(path, &arguments.changes) {
            Ok(scenario) => scenarios.push(scenario),
            Err(diagnostics) => refused.0.extend(diagnostics.0),
        }
    }
    if !refused.0.is_empty() {
        return Err(Failure::Scenario(refused));
    }
    scenarios.iter().for_each(|scenario| warn(scenario, voice));
    Ok(scenarios)
}

/// The folders of the results; refused now rather than after a long run.
fn places(arguments: &RunArguments, scenarios: &[Scenario]) -> Result<Vec<PathBuf>, Failure> {
    if arguments.parquet {
        admit(run_options(&arguments.trials, 0).effort.most_trials())?;
    }
    let places = folder::places(&arguments.scenarios, arguments.output.out.as_deref());
    for (place, scenario) in places.iter().zip(scenarios) {
        folder::admit(place, scenario.file(), other_result(&arguments.output))?;
    }
    Ok(places)
}

/// The results, one scenario after the other; fewer if interrupted.
fn simulate<'a>(
    scenarios: &[Scenario],
    arguments: &RunArguments,
    watch: &(dyn Fn() -> Watch<'a> + Sync),
) -> Result<Vec<RunResult>, Failure> {
    let options = run_options(&arguments.trials, arguments.records);
    let mut results = Vec::new();
    for scenario in scenarios {
        let watch = watch();
        if watch.cancelled() {
            break;
        }
        match run::run(scenario, &options, &watch) {
            Ok(result) => results.push(with_iso_risk(result, scenario, arguments, &watch)?),
            Err(_) if watch.cancelled() => break,
            Err(error) => return Err(Failure::Run { file: safe::one_line(scenario.file()), error }),
        }
    }
    Ok(results)
}

/// The result with lines of equal odds, if they are asked for; one that was interrupted meanwhile is whole without them.
fn with_iso_risk(
    mut result: RunResult,
    scenario: &Scenario,
    arguments: &RunArguments,
    watch: &Watch,
) -> Result<RunResult, Failure> {
    if !arguments.iso_risk || watch.cancelled() {
        return Ok(result);
    }
    let grid = iso_risk::iso_risk(scenario, &result, &watch.anew());
    result.iso_risk = grid.map_err(|error| Failure::Run { file: safe::one_line(scenario.file()), error })?;
    if result.iso_risk.is_none() && !matches!(watch.work(), Work::Share(_)) {
        let why = if watch.cancelled() { "interrupted" } else { "nothing was captured, or no group can lapse" };
        watch.note(&format!("no iso-risk chart: {why}"));
    }
    Ok(result)
}

/// What goes to standard output; nothing without results.
fn printed(results: &[RunResult], format: Format) -> Result<Vec<u8>, ReportError> {
    if results.is_empty() {
        return Ok(Vec::new());
    }
    Ok(match format {
        Format::Text => text::summary(results, terminal::look()).into_bytes(),
        Format::Json => json::summary(results)?.into_bytes(),
        Format::Csv => tables::summary(results)?,
    })
}

fn ended(results: &[RunResult], scenarios: &[Scenario], voice: Voice) -> Outcome {
    let whole = results.iter().filter(|result| result.stop != Stop::Interrupted).count();
    if whole == scenarios.len() {
        return Outcome::Done;
    }
    let partly = if results.len() > whole { ", 1 in part" } else { "" };
    terminal::note(voice, &format!("interrupted: {whole} of {} scenarios finished{partly}", scenarios.len()));
    Outcome::Interrupted
}
