//! What is to be run in parts, and the words in which the jobs say so.

use std::path::{Path, PathBuf};

use crate::cli::args::{Format, Task};
use crate::cli::failure::Failure;
use crate::cli::words::{Typed, Without};

/// Where runs go unless told otherwise.
const DEFAULT_PARENT: &str = "output";

/// What is to be run in parts.
pub struct Order<'a> {
    /// The command.
    pub task: Task,
    /// The words under which its options were typed.
    pub path: Vec<&'static str>,
    /// What was typed.
    pub typed: &'a Typed,
}

impl Order<'_> {
    /// Refuses what cannot be run as jobs.
    pub fn admit(&self) -> Result<(), Failure> {
        if self.task.threads().is_some() {
            return Err(Failure::Usage("--cpus says how many threads a task has: leave --threads out".to_owned()));
        }
        self.task.admit()
    }

    /// The folder of the jobs: `output/<stem>.slurm`, with the command's name in it if that is not a run.
    pub fn folder(&self) -> PathBuf {
        let stem = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let stem = self.task.files().first().map(stem).unwrap_or_default();
        let name = match &self.task {
            Task::Run(_) => format!("{stem}.slurm"),
            other => format!("{stem}-{}.slurm", other.name()),
        };
        self.task.out().map_or_else(|| Path::new(DEFAULT_PARENT).join(name), Path::to_owned)
    }

    /// The command, on the copies of its scenarios, and with a stated number of trials if it has one.
    pub fn command(&self, trials: Option<u64>, names: &[String]) -> Result<Vec<String>, Failure> {
        let mut words = self.typed.words_as(self.task.name(), &self.path, Without::ProcessAndResult)?;
        words.truncate(words.iter().position(|word| word == "--").unwrap_or(words.len()));
        if let Some(trials) = trials {
            let of_effort = ["--trials=", "--precision=", "--max-trials="];
            words.retain(|word| !of_effort.iter().any(|option| word.starts_with(option)));
            words.insert(1, format!("--trials={trials}"));
        }
        words.push("--".to_owned());
        words.extend(names.iter().cloned());
        Ok(words)
    }

    /// The options of the result, which the merge gets.
    pub fn looks(&self) -> Result<Vec<String>, Failure> {
        let mut words = self.typed.words_as(self.task.name(), &self.path, Without::Process)?;
        words.truncate(words.iter().position(|word| word == "--").unwrap_or(words.len()));
        let of_result = ["--theme=", "--chart-size="];
        words.retain(|word| word == "--report" || of_result.iter().any(|option| word.starts_with(option)));
        let format = match self.task.output().0.format {
            Format::Text => "text",
            Format::Json => "json",
            Format::Csv => "csv",
        };
        words.push(format!("--format={format}"));
        Ok(words)
    }
}
