//! `sensitivity`: what the odds and the choice of measure hang on.

use super::args::{EstimatorChoice, Format, SensitivityArguments};
use super::failure::{Failure, Outcome};
use super::progress::Watch;
use super::steps::{looks, on_threads, other_result, warn};
use super::terminal::{self, Interrupt, Voice};
use super::{folder, load};
use crate::report::files::{self, ReportError};
use crate::report::page::Evidence;
use crate::report::{json, safe, tables, text};
use crate::scenario::Scenario;
use crate::study::result::Estimator;
use crate::study::sensitivity::result::SensitivityResult;
use crate::study::sensitivity::{Analysis, SensitivityOptions};

/// Analyses a scenario.
pub fn sensitivity(arguments: &SensitivityArguments, voice: Voice) -> Result<Outcome, Failure> {
    let scenario = load::changed(&arguments.scenario, &arguments.changes).map_err(Failure::Scenario)?;
    warn(&scenario, voice);
    let place = folder::place_beside(&arguments.scenario, "sensitivity", arguments.output.out.as_deref());
    folder::admit(&place, scenario.file(), other_result(&arguments.output))?;
    let interrupt = Interrupt::listen()?;
    let answer = || answer(&scenario, arguments, &interrupt, voice);
    let Some(result) = on_threads(arguments.threads, answer)?? else {
        terminal::note(voice, "interrupted before the analysis was whole: nothing was written");
        return Ok(Outcome::Interrupted);
    };
    let evidence = Evidence::of(&scenario);
    let files = files::of_sensitivity(&result, &looks(&arguments.drawing, &evidence))?;
    folder::store(&place, &files, scenario.file(), other_result(&arguments.output))?;
    terminal::note(voice, &format!("wrote {}", safe::path(&place)));
    terminal::print(&printed(&result, arguments.output.format)?)?;
    Ok(Outcome::Done)
}

/// The analysis, whose cost is said first; absent if it was interrupted.
fn answer(
    scenario: &Scenario,
    arguments: &SensitivityArguments,
    interrupt: &Interrupt,
    voice: Voice,
) -> Result<Option<SensitivityResult>, Failure> {
    let failed = |error| Failure::Sensitivity { file: safe::one_line(scenario.file()), error };
    let analysis = Analysis::new(scenario, options(arguments)).map_err(failed)?;
    terminal::note(voice, &text::cost_of_sensitivity(&analysis.cost()));
    match analysis.run(&Watch::new(interrupt, voice)) {
        Ok(result) => Ok(Some(result)),
        Err(_) if interrupt.came() => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn options(arguments: &SensitivityArguments) -> SensitivityOptions {
    let patterns = |group: &String| group.split(',').map(|pattern| pattern.trim().to_owned()).collect();
    SensitivityOptions {
        seed: arguments.seed,
        estimator: match arguments.estimator {
            EstimatorChoice::Conditional => Estimator::Conditional,
            EstimatorChoice::Analog => Estimator::Analog,
        },
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
