//! Folders of results: written whole or not at all, and never over anything else.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::report::files::{MANIFEST, Manifest, SUMMARY};
use crate::report::recorded;
use crate::report::safe;
use crate::report::tables::OutputFile;
use crate::scenario::system;

/// Results go to a folder below this one, unless told otherwise.
const DEFAULT_PARENT: &str = "output";

/// Why a result was not stored.
#[derive(Debug, Error)]
pub enum FolderError {
    /// The system refused.
    #[error(
        "{}: {}; nothing was written there, name another folder with --out",
        safe::path(path),
        system::in_words(error)
    )]
    System {
        /// What was to be read or written.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Something else than a folder.
    #[error("{} is not a folder; name another with --out", safe::path(.0))]
    NotAFolder(PathBuf),
    /// A folder that holds other things.
    #[error(
        "{} holds {}, which is no part of a result; name another folder with --out",
        safe::path(dir),
        safe::path(found)
    )]
    Foreign {
        /// The folder.
        dir: PathBuf,
        /// What was found in it.
        found: PathBuf,
    },
    /// The result of another scenario file.
    #[error("{} holds the result of {of}; name another folder with --out, or replace it with --force", safe::path(dir))]
    OtherResult {
        /// The folder.
        dir: PathBuf,
        /// The scenario file of the result in it.
        of: String,
    },
    /// The folder in which the program was started.
    #[error("{} is the current folder, or holds it, and cannot be replaced; name another with --out", safe::path(.0))]
    Current(PathBuf),
}

/// What is to become of the result of another scenario file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherResult {
    /// It stays, and the run is refused.
    Keep,
    /// It is replaced.
    Replace,
}

/// A folder for each scenario: `output/<stem>`, `<out>`, or for several scenarios `<out>/<stem>`. Files of one stem are
/// told apart by their folders' names, and if need be by a number.
pub fn places(scenarios: &[PathBuf], out: Option<&Path>) -> Vec<PathBuf> {
    let parent = match (scenarios, out) {
        ([_], Some(out)) => return vec![out.to_owned()],
        (_, Some(out)) => out,
        (_, None) => Path::new(DEFAULT_PARENT),
    };
    let mut taken = BTreeSet::new();
    let mut name_of = |scenario: &PathBuf| {
        let namesakes = scenarios.iter().filter(|other| stem(other) == stem(scenario)).count();
        let name = match folder_name(scenario) {
            Some(folder) if namesakes > 1 => format!("{folder}-{}", stem(scenario)),
            _ => stem(scenario),
        };
        let numbered = (2u32..).map(|number| format!("{name}-{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
        parent.join(free.unwrap_or(name))
    };
    scenarios.iter().map(&mut name_of).collect()
}

/// The folder of what a command other than `run` makes of a scenario: `output/<stem>-<command>`, or `<out>`.
pub fn place_beside(scenario: &Path, command: &str, out: Option<&Path>) -> PathBuf {
    out.map_or_else(|| Path::new(DEFAULT_PARENT).join(format!("{}-{command}", stem(scenario))), Path::to_owned)
}

fn stem(scenario: &Path) -> String {
    scenario.file_stem().map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn folder_name(scenario: &Path) -> Option<String> {
    Some(scenario.parent()?.file_name()?.to_string_lossy().into_owned())
}

/// Refuses a folder in which the result of `scenario` may not be put.
pub fn admit(dir: &Path, scenario: &str, other: OtherResult) -> Result<(), FolderError> {
    match fs::symlink_metadata(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(system(dir)(error)),
        Ok(_) if !dir.is_dir() => return Err(FolderError::NotAFolder(dir.to_owned())),
        Ok(_) => {}
    }
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).map_err(system(dir))?;
    if here.starts_with(dir.canonicalize().map_err(system(dir))?) {
        return Err(FolderError::Current(dir.to_owned()));
    }
    let listed = listed_files(dir);
    if let Some(found) = foreign(dir, dir, &listed)? {
        return Err(FolderError::Foreign { dir: dir.to_owned(), found });
    }
    match subject(dir) {
        Some(of) if other == OtherResult::Keep && !is_same_file(&of, scenario) => {
            Err(FolderError::OtherResult { dir: dir.to_owned(), of: safe::one_line(&of) })
        }
        _ => Ok(()),
    }
}

/// Puts the files of a result into the folder, in place of the result that is there.
pub fn store(dir: &Path, files: &[OutputFile], scenario: &str, other: OtherResult) -> Result<(), FolderError> {
    admit(dir, scenario, other)?;
    let target = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let parent = match target.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(system(parent))?;
    // Beside the target, hence on the same file system: renaming is then all or nothing.
    let scratch = tempfile::Builder::new().prefix(".overheard-").tempdir_in(parent).map_err(system(parent))?;
    let (fresh, old) = (scratch.path().join("new"), scratch.path().join("old"));
    for file in files {
        let path = fresh.join(&file.name);
        fs::create_dir_all(path.parent().unwrap_or(&fresh)).map_err(system(dir))?;
        fs::write(&path, &file.bytes).map_err(system(dir))?;
    }
    if target.exists() {
        fs::rename(&target, &old).map_err(system(dir))?;
    }
    fs::rename(&fresh, &target).map_err(|error| {
        // What was there comes back.
        let _ = fs::rename(&old, &target);
        system(dir)(error)
    })
}

fn system(path: &Path) -> impl Fn(io::Error) -> FolderError {
    move |error| FolderError::System { path: path.to_owned(), error }
}

/// What the manifest lists, and itself; nothing without a manifest.
fn listed_files(dir: &Path) -> BTreeSet<PathBuf> {
    let manifest = fs::read(dir.join(MANIFEST)).ok().and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    let names = manifest.map(|manifest| manifest.files).unwrap_or_default().into_iter().map(|file| file.name);
    let listed: BTreeSet<PathBuf> = names.map(PathBuf::from).collect();
    if listed.is_empty() { listed } else { listed.into_iter().chain([PathBuf::from(MANIFEST)]).collect() }
}

/// Something below `dir` that is not listed.
fn foreign(root: &Path, dir: &Path, listed: &BTreeSet<PathBuf>) -> Result<Option<PathBuf>, FolderError> {
    for entry in fs::read_dir(dir).map_err(system(dir))? {
        let entry = entry.map_err(system(dir))?;
        let path = entry.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_owned();
        if entry.file_type().map_err(system(&path))?.is_dir() && listed.iter().any(|file| file.starts_with(&name)) {
            if let Some(found) = foreign(root, &path, listed)? {
                return Ok(Some(found));
            }
        } else if !listed.contains(&name) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// The scenario file of the result in the folder.
fn subject(dir: &Path) -> Option<String> {
    let summary = fs::read(dir.join(SUMMARY)).ok()?;
    Some(recorded::subject(&summary).unwrap_or_else(|_| "something that cannot be read".to_owned()))
}

fn is_same_file(one: &str, other: &str) -> bool {
    let real = |path: &str| Path::new(path).canonicalize().ok();
    one == other || real(one).is_some_and(|one| Some(one) == real(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::files::sha256;

    fn result_of(scenario: &str) -> Vec<OutputFile> {
        let summary = serde_json::json!({
            "scenario": "x", "file": scenario, "measures": [],
            "provenance": { "version": "", "scenario_hash": "", "seed": 1, "trials": 1, "draws": 1,
                "estimator": "analog", "effort": { "trials": 1, "precision": null, "max_trials": null } },
            "odds": { "mean": 0.0 }, "captures": { "mean": 0.0 }, "harm": { "mean": 0.0 },
        });
        let bytes = summary.to_string().into_bytes();
        let chart = ("charts/funnel.svg", b"<svg/>".to_vec());
        let mut files: Vec<OutputFile> =
            [(SUMMARY, bytes), chart].map(|(name, bytes)| OutputFile { name: name.to_owned(), bytes }).into();
        let listed: Vec<_> = files
            .iter()
            .map(|file| serde_json::json!({ "name": file.name, "bytes": 0, "sha256": sha256(&file.bytes) }))
            .collect();
        let manifest = serde_json::json!({ "format": 1, "version": "", "files": listed });
        files.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_string().into_bytes() });
        files
    }

    fn store_of(dir: &Path, scenario: &str, other: OtherResult) -> Result<(), FolderError> {
        store(dir, &result_of(scenario), scenario, other)
    }

    fn names_in(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_result_is_stored_whole_and_replaced_by_one_of_the_same_scenario() {
        let temporary = tempfile::tempdir().unwrap();
        let dir = temporary.path().join("output/show");
        store_of(&dir, "a.toml", OtherResult::Keep).unwrap();
        store_of(&dir, "a.toml", OtherResult::Keep).unwrap();
        assert_eq!(names_in(&dir), ["charts", MANIFEST, SUMMARY]);
        assert_eq!(names_in(dir.parent().unwrap()), ["show"], "nothing is left beside it");
    }

    #[test]
    fn the_result_of_another_scenario_is_replaced_only_if_that_is_asked_for() {
        let temporary = tempfile::tempdir().unwrap();
        let dir = temporary.path().join("show");
        store_of(&dir, "a.toml", OtherResult::Keep).unwrap();
        let refused = store_of(&dir, "b.toml", OtherResult::Keep);
        assert!(matches!(refused, Err(FolderError::OtherResult { of, .. }) if of == "a.toml"));
        store_of(&dir, "b.toml", OtherResult::Replace).unwrap();
        assert_eq!(subject(&dir).as_deref(), Some("b.toml"));
    }

    #[test]
    fn a_folder_with_anything_else_in_it_stays_as_it_is() {
        let temporary = tempfile::tempdir().unwrap();
        let dir = temporary.path().join("show");
        for foreign in ["notes.txt", "charts/notes.txt", "more/notes.txt"] {
            store_of(&dir, "a.toml", OtherResult::Keep).unwrap();
            let path = dir.join(foreign);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "mine").unwrap();
            let refused = store_of(&dir, "a.toml", OtherResult::Replace);
            assert!(matches!(refused, Err(FolderError::Foreign { .. })), "{foreign}");
            assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
            fs::remove_dir_all(&dir).unwrap();
        }
    }

    #[test]
    fn a_file_or_the_current_folder_is_no_place_for_a_result() {
        let temporary = tempfile::tempdir().unwrap();
        let file = temporary.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(admit(&file, "a.toml", OtherResult::Replace), Err(FolderError::NotAFolder(_))));
        assert!(matches!(admit(Path::new("."), "a.toml", OtherResult::Replace), Err(FolderError::Current(_))));
        assert!(matches!(admit(Path::new("/"), "a.toml", OtherResult::Replace), Err(FolderError::Current(_))));
    }

    #[test]
    fn an_empty_folder_is_as_good_as_none() {
        let temporary = tempfile::tempdir().unwrap();
        store_of(temporary.path(), "a.toml", OtherResult::Keep).unwrap();
        assert_eq!(names_in(temporary.path()).len(), 3);
    }

    #[test]
    fn scenarios_of_one_stem_get_folders_of_their_own() {
        let paths = |scenarios: &[&str], out: Option<&str>| -> Vec<String> {
            let scenarios: Vec<PathBuf> = scenarios.iter().map(PathBuf::from).collect();
            places(&scenarios, out.map(Path::new)).iter().map(|place| safe::path(place).to_string()).collect()
        };
        assert_eq!(paths(&["in/show.toml"], None), ["output/show"]);
        assert_eq!(paths(&["in/show.toml"], Some("x")), ["x"]);
        assert_eq!(paths(&["a.toml", "in/b.toml"], Some("x")), ["x/a", "x/b"]);
        assert_eq!(paths(&["p/show.toml", "q/show.toml"], None), ["output/p-show", "output/q-show"]);
        assert_eq!(paths(&["a.toml", "a.toml", "./a.toml"], None), ["output/a", "output/a-2", "output/a-3"]);
    }
}
