//! `discover`: what the worlds with high odds have in common.

use super::args::{DiscoverArguments, Format};
use super::failure::{Failure, Outcome};
use super::progress::Watch;
use super::steps::{looks, on_threads, other_result, run_options, warn};
use super::terminal::{self, Interrupt, Voice};
use super::{folder, load};
use crate::report::files::{self, ReportError};
use crate::report::page::Evidence;
use crate::report::{json, safe, tables, text};
use crate::scenario::Scenario;
use crate::study::discover::result::DiscoverResult;
use crate::study::discover::{self, DiscoverOptions};
use crate::study::result::{Effort, Stop};

/// Share of the smaller side that may be on the wrong side of the threshold, and the most trials on the way there.
const DEFAULT_DOUBT: f64 = 0.05;
const DEFAULT_MAX_TRIALS: u64 = 300_000;

/// Discovers what worlds of interest have in common.
pub fn discover(arguments: &DiscoverArguments, voice: Voice) -> Result<Outcome, Failure> {
    let scenario = load::changed(&arguments.scenario, &arguments.changes).map_err(Failure::Scenario)?;
    warn(&scenario, voice);
    let place = folder::place_beside(&arguments.scenario, "discover", arguments.output.out.as_deref());
    folder::admit(&place, scenario.file(), other_result(&arguments.output))?;
    let interrupt = Interrupt::listen()?;
    let Some(result) = on_threads(arguments.trials.threads, || answer(&scenario, arguments, &interrupt, voice))??
    else {
        terminal::note(voice, "interrupted before every world was looked at: nothing was written");
        return Ok(Outcome::Interrupted);
    };
    let evidence = Evidence::of(&scenario);
    let files = files::of_discovery(&result, &looks(&arguments.drawing, &evidence))?;
    folder::store(&place, &files, scenario.file(), other_result(&arguments.output))?;
    terminal::note(voice, &format!("wrote {}", safe::path(&place)));
    terminal::print(&printed(&result, arguments.output.format)?)?;
    if result.stop == Stop::Interrupted {
        terminal::note(voice, "interrupted: every world is there, with fewer trials than were wanted");
        return Ok(Outcome::Interrupted);
    }
    Ok(Outcome::Done)
}

/// The answer; absent if it was interrupted before every world was looked at.
fn answer(
    scenario: &Scenario,
    arguments: &DiscoverArguments,
    interrupt: &Interrupt,
    voice: Voice,
) -> Result<Option<DiscoverResult>, Failure> {
    match discover::discover(scenario, &options(arguments), &Watch::new(interrupt, voice)) {
        Ok(result) => Ok(Some(result)),
        Err(_) if interrupt.came() => Ok(None),
        Err(error) => Err(Failure::Discover { file: safe::one_line(scenario.file()), error }),
    }
}

fn options(arguments: &DiscoverArguments) -> DiscoverOptions {
    let run = run_options(&arguments.trials, 0);
    let effort = match run.effort {
        Effort::Precision { .. } => Effort::Precision {
            relative: arguments.trials.precision.unwrap_or(DEFAULT_DOUBT),
            max_trials: arguments.trials.max_trials.unwrap_or(DEFAULT_MAX_TRIALS),
        },
        fixed => fixed,
    };
    DiscoverOptions {
        above: arguments.above,
        coverage: arguments.coverage,
        seed: run.seed,
        draws: run.draws,
        effort,
        estimator: run.estimator,
    }
}

/// What goes to standard output.
fn printed(result: &DiscoverResult, format: Format) -> Result<Vec<u8>, ReportError> {
    Ok(match format {
        Format::Text => text::discovery(result, terminal::look()).into_bytes(),
        Format::Json => json::discovery(result)?.into_bytes(),
        Format::Csv => tables::trajectory(result)?,
    })
}
