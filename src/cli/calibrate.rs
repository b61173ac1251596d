//! `calibrate`: what the uncertain values must have been, given what was seen.

use super::args::{CalibrateArguments, Format, SamplingChoice};
use super::failure::{Failure, Outcome};
use super::progress::Watch;
use super::steps::{looks, on_threads, other_result, warn};
use super::terminal::{self, Interrupt, Voice};
use super::{folder, load, written};
use crate::report::files::{self, ReportError};
use crate::report::page::Evidence;
use crate::report::{json, safe, tables, text};
use crate::scenario::Scenario;
use crate::study::calibrate::result::CalibrateResult;
use crate::study::calibrate::{self, CalibrateError, CalibrateOptions};

/// Calibrates a scenario.
pub fn calibrate(arguments: &CalibrateArguments, voice: Voice) -> Result<Outcome, Failure> {
    let scenario = load::changed(&arguments.scenario, &arguments.changes).map_err(Failure::Scenario)?;
    warn(&scenario, voice);
    let place = folder::place_beside(&arguments.scenario, "calibrate", arguments.output.out.as_deref());
    folder::admit(&place, scenario.file(), other_result(&arguments.output))?;
    if let Some(path) = &arguments.write {
        written::admit(path, &arguments.scenario, &arguments.changes.overrides, other_result(&arguments.output))?;
    }
    let interrupt = Interrupt::listen()?;
    let Some(result) = on_threads(arguments.threads, || answer(&scenario, arguments, &interrupt, voice))?? else {
        terminal::note(voice, "interrupted before the calibration was whole: nothing was written");
        return Ok(Outcome::Interrupted);
    };
    let evidence = Evidence::of(&scenario);
    let files = files::of_calibrate(&result, &looks(&arguments.drawing, &evidence))?;
    folder::store(&place, &files, scenario.file(), other_result(&arguments.output))?;
    terminal::note(voice, &format!("wrote {}", safe::path(&place)));
    if let Some(path) = &arguments.write {
        written::write(path, &arguments.scenario, &result)?;
        terminal::note(voice, &format!("wrote {}", safe::path(path)));
    }
    terminal::print(&printed(&result, arguments.output.format)?)?;
    Ok(Outcome::Done)
}

/// The calibration; absent if it was interrupted.
fn answer(
    scenario: &Scenario,
    arguments: &CalibrateArguments,
    interrupt: &Interrupt,
    voice: Voice,
) -> Result<Option<CalibrateResult>, Failure> {
    match calibrate::calibrate(scenario, &options(scenario, arguments), &Watch::new(interrupt, voice)) {
        Ok(result) => Ok(Some(result)),
        Err(CalibrateError::Interrupted) => Ok(None),
        Err(_) if interrupt.came() => Ok(None),
        Err(error) => Err(Failure::Calibrate { file: safe::one_line(scenario.file()), error }),
    }
}

fn options(scenario: &Scenario, arguments: &CalibrateArguments) -> CalibrateOptions {
    let in_file = if arguments.only_seen { &[] } else { scenario.evidence() };
    CalibrateOptions {
        seed: arguments.seed,
        estimator: arguments.estimator.drawing(SamplingChoice::Auto),
        draws: arguments.draws,
        trials: arguments.draw_trials,
        evidence: in_file.iter().chain(&arguments.seen).copied().collect(),
    }
}

fn printed(result: &CalibrateResult, format: Format) -> Result<Vec<u8>, ReportError> {
    Ok(match format {
        Format::Text => text::calibrate(result, terminal::look()).into_bytes(),
        Format::Json => json::calibrate(result)?.into_bytes(),
        Format::Csv => tables::calibrate_summary(result)?,
    })
}
