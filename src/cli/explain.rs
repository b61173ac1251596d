//! `explain`: after a leak, who captured it, and would a measure have prevented it?

use super::args::{EstimatorChoice, ExplainArguments, Format};
use super::failure::{Failure, Outcome};
use super::progress::Watch;
use super::steps::{looks, on_threads, other_result, run_options, warn};
use super::terminal::{self, Interrupt, Voice};
use super::{folder, load};
use crate::report::files::{self, ReportError};
use crate::report::page::Evidence;
use crate::report::{json, safe, tables, text};
use crate::scenario::Scenario;
use crate::study::explain::explanation::{Ending, Explanation};
use crate::study::explain::{ExplainError, ExplainOptions, explain};

/// Explains the leak.
pub fn run(arguments: &ExplainArguments, voice: Voice) -> Result<Outcome, Failure> {
    let scenario = load::changed(&arguments.scenario, &arguments.changes).map_err(Failure::Scenario)?;
    let options = options(arguments, &scenario)?;
    warn(&scenario, voice);
    let place = folder::place_beside(&arguments.scenario, "explain", arguments.output.out.as_deref());
    folder::admit(&place, scenario.file(), other_result(&arguments.output))?;
    let interrupt = Interrupt::listen()?;
    let watch = Watch::new(&interrupt, voice);
    let found = on_threads(arguments.trials.threads, || explain(&scenario, &options, &watch))?;
    drop(watch);
    let found = match found {
        Ok(found) => found,
        Err(_) if interrupt.came() => return Ok(nothing_kept(voice)),
        Err(ExplainError::Run(error)) => {
            return Err(Failure::Run { file: safe::one_line(scenario.file()), error });
        }
    };
    let evidence = Evidence::of(&scenario);
    let looks = looks(&arguments.drawing, &evidence);
    folder::store(&place, &files::of_explanation(&found, &looks)?, &found.file, other_result(&arguments.output))?;
    terminal::note(voice, &format!("wrote {}", safe::one_line(&place.to_string_lossy())));
    terminal::print(&printed(&found, arguments.output.format)?)?;
    Ok(ended(&found, voice))
}

fn options(arguments: &ExplainArguments, scenario: &Scenario) -> Result<ExplainOptions, Failure> {
    if arguments.trials.estimator == EstimatorChoice::Analog {
        return Err(Failure::NoAnalog);
    }
    let run = run_options(&arguments.trials, 0);
    let known = scenario.known_leak(&arguments.given)?;
    Ok(ExplainOptions { known, seed: run.seed, draws: run.draws, effort: run.effort })
}

/// What goes to standard output.
fn printed(found: &Explanation, format: Format) -> Result<Vec<u8>, ReportError> {
    Ok(match format {
        Format::Text => text::explain::explanation(found, terminal::look()).into_bytes(),
        Format::Json => json::explain::explanation(found)?.into_bytes(),
        Format::Csv => tables::explain::hypotheses(found)?,
    })
}

fn nothing_kept(voice: Voice) -> Outcome {
    terminal::note(voice, "interrupted before anything was finished; nothing was written");
    Outcome::Interrupted
}

fn ended(found: &Explanation, voice: Voice) -> Outcome {
    if found.ending != Ending::Interrupted {
        return Outcome::Done;
    }
    terminal::note(voice, "interrupted: what was finished is kept");
    Outcome::Interrupted
}
