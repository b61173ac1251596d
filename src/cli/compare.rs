//! `compare`: which measure buys the most.

use std::path::Path;

use super::args::{CompareArguments, Format};
use super::failure::{Failure, Outcome};
use super::progress::Watch;
use super::steps::{looks, on_threads, other_result, run_options, warn};
use super::terminal::{self, Interrupt, Voice};
use super::{compare_files, folder, load};
use crate::engine::{Monitor, Tray, Work};
use crate::report::files::{self, ReportError};
use crate::report::page::Evidence;
use crate::report::{json, safe, tables, text};
use crate::scenario::Scenario;
use crate::study::compare::{self, CompareOptions, Detail};
use crate::study::comparison::CompareResult;

/// Compares the measures of a scenario, or several scenarios as they are.
pub fn compare(arguments: &CompareArguments, voice: Voice) -> Result<Outcome, Failure> {
    with(arguments, &read(arguments, voice)?, Work::Whole, voice)
}

/// The scenarios, as the arguments change them.
pub fn read(arguments: &CompareArguments, voice: Voice) -> Result<Vec<Scenario>, Failure> {
    let [file] = &arguments.scenarios[..] else { return compare_files::read(arguments, voice) };
    let scenario = load::scenario(file, &arguments.overrides, &[]).map_err(Failure::Scenario)?;
    warn(&scenario, voice);
    Ok(vec![scenario])
}

/// Runs a share of the trials of the comparison.
pub fn share(
    arguments: &CompareArguments,
    scenarios: &[Scenario],
    tray: &Tray,
    voice: Voice,
) -> Result<Outcome, Failure> {
    let interrupt = Interrupt::listen()?;
    let watch = Watch::new(&interrupt, voice).on(Work::Share(tray));
    on_threads(arguments.trials.threads, || match scenarios {
        [scenario] => answer(scenario, arguments, &watch).map(drop),
        _ => compare_files::answer(scenarios, arguments, &watch).map(drop),
    })??;
    Ok(if interrupt.came() { Outcome::Interrupted } else { Outcome::Done })
}

/// Compares scenarios that are read, with what becomes of the sums.
pub fn with(
    arguments: &CompareArguments,
    scenarios: &[Scenario],
    work: Work,
    voice: Voice,
) -> Result<Outcome, Failure> {
    let [scenario] = scenarios else { return compare_files::with(arguments, scenarios, work, voice) };
    let place = folder::place_beside(Path::new(scenario.file()), "compare", arguments.output.out.as_deref());
    folder::admit(&place, scenario.file(), other_result(&arguments.output))?;
    let interrupt = Interrupt::listen()?;
    let watch = Watch::new(&interrupt, voice).on(work);
    let Some(result) = on_threads(arguments.trials.threads, || answer(scenario, arguments, &watch))?? else {
        terminal::note(voice, "interrupted before all rows were compared over the same trials: nothing was written");
        return Ok(Outcome::Interrupted);
    };
    drop(watch);
    store(&place, &result, scenario, arguments)?;
    terminal::note(voice, &format!("wrote {}", safe::path(&place)));
    terminal::print(&printed(&result, arguments.output.format)?)?;
    if interrupt.came() {
        terminal::note(voice, "interrupted: all rows are compared, but fewer captures were replayed");
        return Ok(Outcome::Interrupted);
    }
    Ok(Outcome::Done)
}

/// The comparison; absent if it was interrupted before anything could be compared.
fn answer(scenario: &Scenario, arguments: &CompareArguments, watch: &Watch) -> Result<Option<CompareResult>, Failure> {
    let options = options(arguments);
    match compare::compare(scenario, &options, watch) {
        Ok(result) => Ok(Some(result)),
        Err(_) if watch.cancelled() => Ok(None),
        Err(error) => Err(Failure::Compare { file: safe::one_line(scenario.file()), error }),
    }
}

fn options(arguments: &CompareArguments) -> CompareOptions {
    CompareOptions {
        run: run_options(&arguments.trials, 0),
        combine: arguments.combine.unwrap_or(1),
        budget: arguments.budget,
        measures: arguments.measures.clone(),
        tolerable: arguments.tolerable,
        confidence: arguments.confidence,
        detail: Detail::All,
    }
}

fn store(
    place: &Path,
    result: &CompareResult,
    scenario: &Scenario,
    arguments: &CompareArguments,
) -> Result<(), Failure> {
    let evidence = Evidence::of(scenario);
    let files = files::of_compare(result, &looks(&arguments.drawing, &evidence))?;
    Ok(folder::store(place, &files, scenario.file(), other_result(&arguments.output))?)
}

/// What goes to standard output.
fn printed(result: &CompareResult, format: Format) -> Result<Vec<u8>, ReportError> {
    Ok(match format {
        Format::Text => text::comparison(result, terminal::look()).into_bytes(),
        Format::Json => json::comparison(result)?.into_bytes(),
        Format::Csv => tables::comparison(result)?,
    })
}
