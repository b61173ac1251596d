//! The run's folder: the plan, copies of the scenarios, and what is there of the parts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::scripts;
use crate::cli::failure::Failure;
use crate::cli::number::MOST_SHARDS;
use crate::cli::{load, parts};
use crate::report::envelope::{self, Kind, Subject};
use crate::report::files::ReportError;
use crate::scenario::{Scenario, system};

/// The file of the plan.
const PLAN: &str = "plan.json";
/// Version of its format.
const FORMAT: u32 = 1;

/// All that the scripts are made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Version of this format.
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// The program on the nodes.
    pub program: String,
    /// The command that is run in parts.
    pub command: Vec<String>,
    /// How its result is shown.
    pub looks: Vec<String>,
    /// The scenarios, as the command names them.
    pub scenarios: Vec<Subject>,
    /// Parts.
    pub shards: u64,
    /// CPUs of a task.
    pub cpus: usize,
    /// Time limit of a task.
    pub time: String,
    /// Memory of a task.
    pub memory: String,
    /// Partition.
    pub partition: Option<String>,
    /// Account.
    pub account: Option<String>,
    /// How many times something is run again by itself.
    pub requeue: u64,
}

impl Plan {
    /// The format of plans that this program writes.
    pub const FORMAT: u32 = FORMAT;

    /// Writes the plan and the scripts into the folder, where the copies of the scenarios are already.
    pub fn write(&self, dir: &Path) -> Result<(), Failure> {
        for folder in [scripts::PARTS, scripts::LOGS] {
            fs::create_dir_all(dir.join(folder)).map_err(|error| refused(&dir.join(folder), &error))?;
        }
        parts::write(&dir.join(scripts::ARRAY), scripts::array(self).as_bytes())?;
        parts::write(&dir.join(scripts::MERGE), scripts::merge(self).as_bytes())?;
        let text = serde_json::to_string_pretty(self).map_err(ReportError::from)? + "\n";
        parts::write(&dir.join(PLAN), text.as_bytes())
    }

    /// The plan in a folder.
    pub fn read(dir: &Path) -> Result<Self, Failure> {
        let path = dir.join(PLAN);
        let hint = "name a folder that `overheard slurm` wrote".to_owned();
        if !path.exists() {
            let wrong = format!("there is no {PLAN} in it");
            return Err(Failure::File { path: dir.to_owned(), wrong, hint });
        }
        let plan = serde_json::from_slice::<Self>(&parts::read(&path)?);
        match plan {
            Ok(plan) if plan.format == FORMAT && (1..=MOST_SHARDS).contains(&plan.shards) => Ok(plan),
            _ => Err(Failure::File { path, wrong: "it is not a plan of this version".to_owned(), hint }),
        }
    }

    /// The parts that are missing or cannot be used. Every part that is there is read whole.
    pub fn missing(&self, dir: &Path) -> Vec<u64> {
        let is_whole = |index: u64| {
            let path = dir.join(scripts::PARTS).join(parts::name(index, self.shards));
            let opened = parts::read(&path).ok().map(|bytes| envelope::open(Kind::Part, &bytes, |_, _| Ok(())));
            opened
                .is_some_and(|opened| opened.is_ok_and(|head| head.scenarios == self.scenarios && head.index == index))
        };
        (0..self.shards).filter(|&index| !is_whole(index)).collect()
    }

    /// How many parts are there, whole or not: their names are counted.
    pub fn there(&self, dir: &Path) -> u64 {
        let is_part = |entry: fs::DirEntry| !entry.file_name().to_string_lossy().starts_with('.');
        let entries = fs::read_dir(dir.join(scripts::PARTS)).into_iter().flatten().flatten();
        entries.filter_map(|entry| is_part(entry).then_some(())).count() as u64
    }
}

/// Makes a new folder for a run.
pub fn make(dir: &Path) -> Result<(), Failure> {
    let is_empty = |dir: &Path| fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_none());
    if dir.exists() && !is_empty(dir) {
        let wrong = "it is there already".to_owned();
        let hint = "go on with --resume, or name another folder with --out".to_owned();
        return Err(Failure::File { path: dir.to_owned(), wrong, hint });
    }
    fs::create_dir_all(dir).map_err(|error| refused(dir, &error))
}

fn refused(path: &Path, error: &io::Error) -> Failure {
    let hint = "name another folder with --out".to_owned();
    Failure::File { path: path.to_owned(), wrong: system::in_words(error), hint }
}

/// Copies scenarios, with what they extend, so that later edits do not mix with this run; returns the names that the
/// copies have in the folder's `input`. Files below the current folder keep their names.
pub fn copy(scenarios: &[Scenario], overrides: &[String], dir: &Path) -> Result<Vec<String>, Failure> {
    let here = std::env::current_dir().map_err(|error| refused(Path::new("."), &error))?;
    let absolute = |file: &str| lexical(&here.join(file));
    let files: Vec<PathBuf> = scenarios.iter().flat_map(Scenario::files).map(absolute).collect();
    let base = if files.iter().all(|file| file.starts_with(&here)) { here.clone() } else { common(&files) };
    let inside = |file: &Path| file.strip_prefix(&base).map(Path::to_owned).unwrap_or_default();
    let input = dir.join(scripts::INPUT);
    for file in &files {
        let copy = input.join(inside(file));
        let parent = copy.parent().unwrap_or(&input);
        fs::create_dir_all(parent).map_err(|error| refused(parent, &error))?;
        fs::copy(file, &copy).map_err(|error| refused(&copy, &error))?;
    }
    let named = |scenario: &Scenario| {
        let name = inside(&absolute(scenario.file()));
        let copy = load::scenario(&input.join(&name), overrides, &[]);
        let stays_inside =
            |copy: &Scenario| copy.files().all(|file| absolute(file).starts_with(lexical(&here.join(&input))));
        match copy {
            Ok(copy) if copy.hash() == scenario.hash() && stays_inside(&copy) => {
                Ok(name.to_string_lossy().into_owned())
            }
            _ => Err(Failure::File {
                path: PathBuf::from(scenario.file()),
                wrong: "it cannot be copied with what it extends".to_owned(),
                hint: "put the files into one folder, and let them extend each other by relative paths".to_owned(),
            }),
        }
    };
    scenarios.iter().map(named).collect()
}

/// The path without `.` and `..`, by its letters.
fn lexical(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

/// The deepest folder that holds all files.
fn common(files: &[PathBuf]) -> PathBuf {
    let mut base = files.first().and_then(|file| file.parent()).map(Path::to_owned).unwrap_or_default();
    while !files.iter().all(|file| file.starts_with(&base)) {
        if !base.pop() {
            break;
        }
    }
    base
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_found_by_their_letters() {
        assert_eq!(lexical(Path::new("/a/b/../c/./d.toml")), Path::new("/a/c/d.toml"));
        let files = ["/a/b/c.toml", "/a/b/d/e.toml", "/a/f.toml"].map(PathBuf::from);
        assert_eq!(common(&files), Path::new("/a"));
        assert_eq!(common(&files[..1]), Path::new("/a/b"));
    }
}
