//! Steps that the commands share: what was typed becomes what the studies and reports take.

use super::args::{Drawing, Output, ThemeChoice, Trials};
use super::failure::Failure;
use super::folder::OtherResult;
use super::terminal::{self, Voice};
use crate::report::charts::{ChartStyle, Theme};
use crate::report::envelope::Head;
use crate::report::files::{Looks, Wanted};
use crate::report::page::Evidence;
use crate::report::safe;
use crate::scenario::Scenario;
use crate::study::result::Effort;
use crate::study::run::RunOptions;

/// Half-width of the interval over the odds at which a run stops, unless told otherwise.
const DEFAULT_PRECISION: f64 = 0.02;
/// Most trials that a run spends on it, unless told otherwise.
const DEFAULT_MAX_TRIALS: u64 = 1_000_000;
/// Warnings shown of each scenario.
const WARNINGS_SHOWN: usize = 3;

/// What is odd about a scenario, a line each; `check` shows all of it, with excerpts.
pub fn warn(scenario: &Scenario, voice: Voice) {
    let warnings = scenario.warnings();
    warnings.iter().take(WARNINGS_SHOWN).for_each(|warning| terminal::note(voice, &warning.headline()));
    if warnings.len() > WARNINGS_SHOWN {
        let (more, file) = (warnings.len() - WARNINGS_SHOWN, safe::one_line(scenario.file()));
        terminal::note(voice, &format!("and {more} more: overheard check {file}"));
    }
}

/// Refuses scenarios that no longer say what they said when sums were made of them.
pub fn same_scenarios(scenarios: &[Scenario], head: &Head) -> Result<(), Failure> {
    let then = head.scenarios.iter().map(|subject| subject.hash.as_str());
    if scenarios.iter().map(Scenario::hash).eq(then) {
        return Ok(());
    }
    let changed = scenarios.iter().zip(&head.scenarios).find(|(now, then)| now.hash() != then.hash);
    let file = changed.map_or_else(String::new, |(now, _)| safe::one_line(now.file()));
    Err(Failure::Parts(format!(
        "{file}: the scenario says something else than when the trials were run; put it back as it was, or run all again"
    )))
}

/// How charts are to look.
pub fn style(drawing: &Drawing) -> ChartStyle {
    ChartStyle { theme: theme(drawing.theme), size: drawing.chart_size }
}

/// The colours that were asked for.
pub fn theme(choice: ThemeChoice) -> Theme {
    match choice {
        ThemeChoice::Light => Theme::Light,
        ThemeChoice::Dark => Theme::Dark,
        ThemeChoice::Print => Theme::Print,
    }
}

/// What a result is written with besides its numbers.
pub fn looks<'a>(drawing: &Drawing, evidence: &'a Evidence) -> Looks<'a> {
    Looks { style: style(drawing), evidence, report: wanted(drawing) }
}

/// Whether a report for people is wanted.
pub fn wanted(drawing: &Drawing) -> Wanted {
    if drawing.report { Wanted::Yes } else { Wanted::No }
}

/// What is to become of the result of another scenario file.
pub fn other_result(output: &Output) -> OtherResult {
    if output.force { OtherResult::Replace } else { OtherResult::Keep }
}

/// Does the work on so many threads, or on as many as there are cores.
pub fn on_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?;
    Ok(pool.install(work))
}

/// How to run.
pub fn run_options(trials: &Trials, records: usize) -> RunOptions {
    RunOptions {
        seed: trials.seed,
        draws: trials.draws,
        effort: match trials.trials {
            Some(trials) => Effort::Trials(trials),
            None => Effort::Precision {
                relative: trials.precision.unwrap_or(DEFAULT_PRECISION),
                max_trials: trials.max_trials.unwrap_or(DEFAULT_MAX_TRIALS),
            },
        },
        estimator: trials.estimator.drawing(trials.sampling),
        records,
    }
}
