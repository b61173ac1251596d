//! `run`: the odds of one scenario, or of several side by side.

use std::path::PathBuf;

use super::args::{Drawing, EstimatorChoice, Format, RunArguments, ThemeChoice, Trials};
use super::failure::{Failure, Outcome};
use super::folder::{self, OtherResult};
use super::load;
use super::progress::Watch;
use super::terminal::{self, Interrupt, Voice};
use crate::report::charts::{ChartStyle, Theme};
use crate::report::files::{self, Looks, ReportError};
use crate::report::html::Evidence;
use crate::report::{json, safe, tables, text};
use crate::scenario::{Diagnostics, Scenario};
use crate::study::result::{Effort, Estimator, RunResult, Stop};
use crate::study::run::{self, RunOptions};

/// Half-width of the interval over the odds at which a run stops, unless told otherwise.
const DEFAULT_PRECISION: f64 = 0.02;
/// Most trials that a run spends on it, unless told otherwise.
const DEFAULT_MAX_TRIALS: u64 = 1_000_000;

/// Runs the scenarios.
pub fn run(arguments: &RunArguments, voice: Voice) -> Result<Outcome, Failure> {
    let scenarios = read(arguments, voice)?;
    let places = places(arguments, &scenarios)?;
    let interrupt = Interrupt::listen()?;
    let results = on_threads(arguments.trials.threads, || simulate(&scenarios, arguments, &interrupt, voice))??;
    for ((result, place), scenario) in results.iter().zip(&places).zip(&scenarios) {
        let evidence = arguments.drawing.report.then(|| Evidence::of(scenario));
        let looks = Looks { style: style(&arguments.drawing), report: evidence.as_ref() };
        folder::store(place, &files::of_run(result, &looks)?, &result.file, other_result(arguments))?;
        terminal::note(voice, &format!("wrote {}", safe::one_line(&place.to_string_lossy())));
    }
    terminal::print(&printed(&results, arguments.output.format)?)?;
    Ok(ended(&results, &scenarios, voice))
}

/// All scenarios, or what is wrong with all of them.
fn read(arguments: &RunArguments, voice: Voice) -> Result<Vec<Scenario>, Failure> {
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
    for scenario in scenarios.iter().filter(|scenario| !scenario.warnings().is_empty()) {
        let file = safe::one_line(scenario.file());
        let odd = scenario.warnings().len();
        terminal::note(voice, &format!("{file}: warnings: {odd}; see overheard check {file}"));
    }
    Ok(scenarios)
}

/// The folders of the results; refused now rather than after a long run.
fn places(arguments: &RunArguments, scenarios: &[Scenario]) -> Result<Vec<PathBuf>, Failure> {
    let places = folder::places(&arguments.scenarios, arguments.output.out.as_deref());
    for (place, scenario) in places.iter().zip(scenarios) {
        folder::admit(place, scenario.file(), other_result(arguments))?;
    }
    Ok(places)
}

fn style(drawing: &Drawing) -> ChartStyle {
    let theme = match drawing.theme {
        ThemeChoice::Light => Theme::Light,
        ThemeChoice::Dark => Theme::Dark,
        ThemeChoice::Print => Theme::Print,
    };
    ChartStyle { theme, size: drawing.chart_size }
}

fn other_result(arguments: &RunArguments) -> OtherResult {
    if arguments.output.force { OtherResult::Replace } else { OtherResult::Keep }
}

/// Does the work on so many threads, or on as many as there are cores.
pub fn on_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?;
    Ok(pool.install(work))
}

/// The results, one scenario after the other; fewer if interrupted.
fn simulate(
    scenarios: &[Scenario],
    arguments: &RunArguments,
    interrupt: &Interrupt,
    voice: Voice,
) -> Result<Vec<RunResult>, Failure> {
    let options = options(&arguments.trials, arguments.records);
    let mut results = Vec::new();
    for scenario in scenarios {
        if interrupt.came() {
            break;
        }
        match run::run(scenario, &options, &Watch::new(interrupt, voice)) {
            Ok(result) => results.push(result),
            Err(_) if interrupt.came() => break,
            Err(error) => return Err(Failure::Run { file: safe::one_line(scenario.file()), error }),
        }
    }
    Ok(results)
}

fn options(trials: &Trials, records: usize) -> RunOptions {
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
        estimator: match trials.estimator {
            EstimatorChoice::Conditional => Estimator::Conditional,
            EstimatorChoice::Analog => Estimator::Analog,
        },
        records,
    }
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
