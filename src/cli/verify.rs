//! `verify`: whether a result is what its scenario gives.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::args::VerifyArguments;
use super::failure::{Failure, Outcome};
use super::number::MOST_DRAWS;
use super::progress::Watch;
use super::terminal::{self, Interrupt, Voice};
use super::{load, steps};
use crate::report::files::{BLOCKS, MANIFEST, Manifest, SUMMARY};
use crate::report::recorded::{self, Mismatch, Recorded, RecordedError};
use crate::report::{safe, verdict};
use crate::scenario::{Scenario, system};
use crate::study::verify::{self, Verification};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Verifies a result.
pub fn verify(arguments: &VerifyArguments, voice: Voice) -> Result<Outcome, Failure> {
    let dir = folder(&arguments.result)?;
    let recorded = read(&dir)?;
    let scenario = scenario(arguments, &recorded)?;
    let mut mismatches = in_files(&dir, &recorded)?;
    mismatches.extend(origin(&recorded, &scenario));
    let interrupt = Interrupt::listen()?;
    let again = run_again(&recorded, &scenario, arguments, &Watch::new(&interrupt, voice))?;
    if interrupt.came() {
        terminal::say("interrupted before all was compared: nothing can be said");
        return Ok(Outcome::Interrupted);
    }
    terminal::print(verdict::text(&mismatches, &again).as_bytes())?;
    Ok(if verdict::holds(&mismatches, &again) { Outcome::Done } else { Outcome::Differs })
}

fn run_again(
    recorded: &Recorded,
    scenario: &Scenario,
    arguments: &VerifyArguments,
    watch: &Watch,
) -> Result<Verification, Failure> {
    let again = || verify::verify(scenario, &recorded.provenance, &recorded.blocks, watch);
    let file = safe::one_line(scenario.file());
    steps::on_threads(arguments.threads, again)?.map_err(|error| Failure::Run { file, error })
}

/// The folder of a result, also if its summary was named.
fn folder(result: &Path) -> Result<PathBuf, Failure> {
    let wrong = match result {
        _ if result.file_name().is_some_and(|name| name == SUMMARY) => {
            return Ok(result.parent().unwrap_or(Path::new("")).to_owned());
        }
        _ if result.is_file() => "it is a file, not the result of a run",
        _ if !result.exists() => "there is no such folder",
        _ if !result.join(SUMMARY).exists() => "no result is in this folder",
        _ => return Ok(result.to_owned()),
    };
    let stem = result.file_stem().filter(|_| result.is_file()).map(Path::new);
    let example = Path::new("output").join(stem.unwrap_or(Path::new("NAME")));
    let hint = format!("name a folder that `overheard run` wrote, such as {}", example.display());
    Err(Failure::File { path: result.to_owned(), wrong: wrong.to_owned(), hint: safe::one_line(&hint) })
}

fn bytes(path: PathBuf) -> Result<Vec<u8>, Failure> {
    fs::read(&path).map_err(|error| {
        let hint = "only a whole result of `overheard run` can be verified: run the scenario again".to_owned();
        Failure::File { path, wrong: system::in_words(&error), hint }
    })
}

fn read(dir: &Path) -> Result<Recorded, Failure> {
    let refused = |error| Failure::Recorded { dir: dir.to_owned(), error };
    let summary = bytes(dir.join(SUMMARY))?;
    if recorded::is_of_comparison(&summary) {
        return Err(refused(RecordedError::Comparison));
    }
    let recorded = recorded::read(&summary, &bytes(dir.join(BLOCKS))?).map_err(refused)?;
    if recorded.provenance.draws > MOST_DRAWS {
        return Err(refused(RecordedError::Field("provenance.draws")));
    }
    Ok(recorded)
}

fn scenario(arguments: &VerifyArguments, recorded: &Recorded) -> Result<Scenario, Failure> {
    let file = arguments.scenario.clone().unwrap_or_else(|| PathBuf::from(&recorded.file));
    if arguments.scenario.is_none() && !file.exists() {
        let wrong = "there is no such file".to_owned();
        let hint = "the result names this scenario file; say where it is with --scenario FILE".to_owned();
        return Err(Failure::File { path: file, wrong, hint });
    }
    load::scenario(&file, &recorded.provenance.overrides, &recorded.measures).map_err(Failure::Scenario)
}

/// Whether the files are as they were written, and agree with each other.
fn in_files(dir: &Path, recorded: &Recorded) -> Result<Vec<Mismatch>, Failure> {
    let refused = |error| Failure::Recorded { dir: dir.to_owned(), error: RecordedError::Manifest(error) };
    let manifest: Manifest = serde_json::from_slice(&bytes(dir.join(MANIFEST))?).map_err(refused)?;
    let mut mismatches = recorded::changed_files(&manifest, |name| inside(dir, name));
    mismatches.extend(recorded::disagreements(recorded));
    Ok(mismatches)
}

/// What a file of the result holds; the manifest may have been edited to name one outside.
fn inside(dir: &Path, name: &str) -> Option<Vec<u8>> {
    let is_inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if is_inside { fs::read(dir.join(name)).ok() } else { None }
}

/// Whether version and scenario are those of the result.
fn origin(recorded: &Recorded, scenario: &Scenario) -> Vec<Mismatch> {
    let from = &recorded.provenance;
    let mut mismatches = Vec::new();
    if from.version != VERSION {
        let (found, expected) = (safe::one_line(&from.version), VERSION.to_owned());
        mismatches.push(Mismatch::Version { found, expected });
    }
    if from.scenario_hash != scenario.hash() {
        let (found, expected) = (safe::one_line(&from.scenario_hash), scenario.hash().to_owned());
        mismatches.push(Mismatch::Scenario { found, expected });
    }
    mismatches
}
