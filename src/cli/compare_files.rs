//! `compare` of several scenario files: whole scenarios, each with the first.

use std::path::PathBuf;

use super::args::{CompareArguments, Format};
use super::failure::{Failure, Outcome};
use super::progress::Watch;
use super::steps::{on_threads, other_result, run_options, style, wanted, warn};
use super::terminal::{self, Interrupt, Voice};
use super::{folder, load};
use crate::engine::{Monitor, Work};
use crate::report::files::{self, ReportError};
use crate::report::page::Evidence;
use crate::report::{json, recorded, safe, tables, text};
use crate::scenario::{Diagnostics, Scenario};
use crate::study::compare::{CompareError, compare_files};
use crate::study::comparison::FilesResult;

/// Compares scenarios that are read, with what becomes of the sums.
pub fn with(
    arguments: &CompareArguments,
    scenarios: &[Scenario],
    work: Work,
    voice: Voice,
) -> Result<Outcome, Failure> {
    let names: Vec<String> = scenarios.iter().map(|scenario| scenario.file().to_owned()).collect();
    let (place, subject) = (place(arguments), recorded::several(&names));
    folder::admit(&place, &subject, other_result(&arguments.output))?;
    let interrupt = Interrupt::listen()?;
    let watch = Watch::new(&interrupt, voice).on(work);
    let Some(result) = on_threads(arguments.trials.threads, || answer(scenarios, arguments, &watch))?? else {
        terminal::note(voice, "interrupted before all files were compared over the same trials: nothing was written");
        return Ok(Outcome::Interrupted);
    };
    drop(watch);
    let evidence: Vec<Evidence> = scenarios.iter().map(Evidence::of).collect();
    let drawing = &arguments.drawing;
    let files = files::of_files(&result, &style(drawing), &evidence, wanted(drawing))?;
    folder::store(&place, &files, &subject, other_result(&arguments.output))?;
    terminal::note(voice, &format!("wrote {}", safe::path(&place)));
    terminal::print(&printed(&result, arguments.output.format)?)?;
    Ok(Outcome::Done)
}

/// All scenarios, or what is wrong with all of them.
pub fn read(arguments: &CompareArguments, voice: Voice) -> Result<Vec<Scenario>, Failure> {
    let narrowed = arguments.measures.is_some() || arguments.combine.is_some() || arguments.budget.is_some();
    if narrowed || arguments.tolerable.is_some() || arguments.confidence.is_some() {
        let message = "several scenarios are compared as they are: --measures, --combine, --budget, --tolerable and \
                       --confidence need a single one";
        return Err(Failure::Usage(message.to_owned()));
    }
    let (mut scenarios, mut refused) = (Vec::new(), Diagnostics::default());
    for path in &arguments.scenarios {
        match load::scenario(path, &arguments.overrides, &[]) {
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

/// The folder of the result, by the names of all files.
fn place(arguments: &CompareArguments) -> PathBuf {
    let stems = arguments.scenarios.iter().filter_map(|path| path.file_stem());
    let joined = stems.map(|stem| stem.to_string_lossy().into_owned()).collect::<Vec<_>>().join("-");
    folder::place_beside(&PathBuf::from(format!("{joined}.toml")), "compare", arguments.output.out.as_deref())
}

/// The comparison; absent if it was interrupted before anything could be compared.
pub fn answer(
    scenarios: &[Scenario],
    arguments: &CompareArguments,
    watch: &Watch,
) -> Result<Option<FilesResult>, Failure> {
    let options = run_options(&arguments.trials, 0);
    match compare_files(scenarios, &options, watch) {
        Ok(result) => Ok(Some(result)),
        Err(_) if watch.cancelled() => Ok(None),
        Err(error) => {
            let file = scenarios.iter().map(|scenario| safe::one_line(scenario.file())).collect::<Vec<_>>().join(", ");
            Err(Failure::Compare { file, error: CompareError::Run(error) })
        }
    }
}

fn printed(result: &FilesResult, format: Format) -> Result<Vec<u8>, ReportError> {
    Ok(match format {
        Format::Text => text::files(result, terminal::look()).into_bytes(),
        Format::Json => json::files(result)?.into_bytes(),
        Format::Csv => tables::files(result)?,
    })
}
