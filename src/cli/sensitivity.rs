//! `sensitivity`: what the odds and the choice of measure hang on.

use super::args::{Format, SamplingChoice, SensitivityArguments};
use super::failure::{Failure, Outcome};
use super::progress::Watch;
use super::steps::{looks, on_threads, other_result, warn};
use super::terminal::{self, Interrupt, Voice};
use super::{folder, load};
use crate::engine::{Monitor, Tray, Work};
use crate::report::files::{self, ReportError};
use crate::report::page::Evidence;
use crate::report::{json, safe, tables, text};
use crate::scenario::Scenario;
use crate::study::sensitivity::result::SensitivityResult;
use crate::study::sensitivity::{Analysis, SensitivityError, SensitivityOptions};

/// Analyses a scenario.
pub fn sensitivity(arguments: &SensitivityArguments, voice: Voice) -> Result<Outcome, Failure> {
    with(arguments, &read(arguments, voice)?, Work::Whole, voice)
}

/// The scenario, as the arguments change it.
pub fn read(arguments: &SensitivityArguments, voice: Voice) -> Result<Scenario, Failure> {
    let scenario = load::changed(&arguments.scenario, &arguments.changes).map_err(Failure::Scenario)?;
    warn(&scenario, voice);
    Ok(scenario)
}

/// Runs a share of the analysis.
pub fn share(
    arguments: &SensitivityArguments,
    scenario: &Scenario,
    tray: &Tray,
    voice: Voice,
) -> Result<Outcome, Failure> {
    let interrupt = Interrupt::listen()?;
    let watch = Watch::new(&interrupt, voice).on(Work::Share(tray));
    let analysis = analysis(scenario, arguments)?;
    match on_threads(arguments.threads, || analysis.share(&watch))? {
        _ if interrupt.came() => Ok(Outcome::Interrupted),
        Err(error) => Err(failed(scenario, error)),
        Ok(()) => Ok(Outcome::Done),
    }
}

/// Analyses a scenario that is read, with what becomes of the sums.
pub fn with(
    arguments: &SensitivityArguments,
    scenario: &Scenario,
    work: Work,
    voice: Voice,
) -> Result<Outcome, Failure> {
    let place = folder::place_beside(&arguments.scenario, "sensitivity", arguments.output.out.as_deref());
    folder::admit(&place, scenario.file(), other_result(&arguments.output))?;
    let interrupt = Interrupt::listen()?;
    let watch = Watch::new(&interrupt, voice).on(work);
    let analysis = analysis(scenario, arguments)?;
    if matches!(work, Work::Whole) {
        terminal::note(voice, &text::cost_of_sensitivity(&analysis.cost()));
    }
    let Some(result) = on_threads(arguments.threads, || answer(&analysis, &watch))?? else {
        terminal::note(voice, "interrupted before the analysis was whole: nothing was written");
        return Ok(Outcome::Interrupted);
    };
    drop(watch);
    let evidence = Evidence::of(scenario);
    let files = files::of_sensitivity(&result, &looks(&arguments.drawing, &evidence))?;
    folder::store(&place, &files, scenario.file(), other_result(&arguments.output))?;
    terminal::note(voice, &format!("wrote {}", safe::path(&place)));
    terminal::print(&printed(&result, arguments.output.format)?)?;
    Ok(Outcome::Done)
}

fn analysis<'a>(scenario: &'a Scenario, arguments: &SensitivityArguments) -> Result<Analysis<'a>, Failure> {
    Analysis::new(scenario, options(arguments)).map_err(|error| failed(scenario, error))
}

/// The result; absent if it was interrupted.
fn answer(analysis: &Analysis, watch: &Watch) -> Result<Option<SensitivityResult>, Failure> {
    match analysis.run(watch) {
        Ok(result) => Ok(Some(result)),
        Err(_) if watch.cancelled() => Ok(None),
        Err(error) => Err(failed(analysis.scenario(), error)),
    }
}

fn failed(scenario: &Scenario, error: SensitivityError) -> Failure {
    Failure::Sensitivity { file: safe::one_line(scenario.file()), error }
}

fn options(arguments: &SensitivityArguments) -> SensitivityOptions {
    let patterns = |group: &String| group.split(',').map(|pattern| pattern.trim().to_owned()).collect();
    SensitivityOptions {
        seed: arguments.seed,
        estimator: arguments.estimator.drawing(SamplingChoice::Auto),
        draws: arguments.draws,
        draw_trials: arguments.draw_trials,
        pairs: arguments.pairs,
        point_trials: arguments.point_trials,
        world_trials: arguments.tornado_trials,
        measures: arguments.choices.clone(),
        combine: arguments.combine,
        budget: arguments.budget,
        harm_cost: arguments.harm_cost,
        groups: arguments.groups.iter().map(patterns).collect(),
    }
}

fn printed(result: &SensitivityResult, format: Format) -> Result<Vec<u8>, ReportError> {
    Ok(match format {
        Format::Text => text::sensitivity(result, terminal::look()).into_bytes(),
        Format::Json => json::sensitivity(result)?.into_bytes(),
        Format::Csv => tables::sensitivity_summary(result)?,
    })
}
