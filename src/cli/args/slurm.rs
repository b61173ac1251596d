//! Arguments of `slurm`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::{Changes, Drawing, Output, Trials};
use crate::cli::number::{count, records, shards, threads, word_of_slurm};

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard slurm air-show.toml --shards 200 --trials 1e9             write the scripts
  overheard slurm air-show.toml --shards 200 --precision 0.001 --partition short --submit
  overheard slurm --resume output/air-show.slurm                      how far it is
  overheard slurm --resume output/air-show.slurm --submit             run what is missing";

/// Arguments of `slurm`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["scenarios", "resume"]).required(true))]
pub struct SlurmArguments {
    /// Scenario files
    #[arg(value_name = "SCENARIO", requires = "shards")]
    pub scenarios: Vec<PathBuf>,
    /// Parts to run: tasks of the job array
    #[arg(long, value_name = "N", value_parser = shards, conflicts_with = "resume", help_heading = "Slurm")]
    pub shards: Option<u64>,
    /// Submit the jobs and show how far they are, until the result is there
    #[arg(long, help_heading = "Slurm")]
    pub submit: bool,
    /// Do not wait for the jobs that are submitted
    #[arg(long, requires = "submit", help_heading = "Slurm")]
    pub detach: bool,
    /// Go on with the run in this folder: show what is missing or, with --submit, run it
    #[arg(long, value_name = "DIR", help_heading = "Slurm")]
    pub resume: Option<PathBuf>,
    /// Partition [default: that of the cluster]
    #[arg(long, value_name = "NAME", value_parser = word_of_slurm, help_heading = "Slurm")]
    pub partition: Option<String>,
    /// Account that the time is charged to [default: that of the user]
    #[arg(long, value_name = "NAME", value_parser = word_of_slurm, help_heading = "Slurm")]
    pub account: Option<String>,
    /// Time limit of a task [default: twice what a short trial run takes to promise]
    #[arg(long, value_name = "TIME", value_parser = word_of_slurm, help_heading = "Slurm")]
    pub time: Option<String>,
    /// Memory of a task [default: twice what a short trial run takes]
    #[arg(long, value_name = "SIZE", value_parser = word_of_slurm, help_heading = "Slurm")]
    pub memory: Option<String>,
    /// CPUs of a task
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, help_heading = "Slurm")]
    pub cpus: usize,
    /// How many times a task that fails is put into the queue again, and the array for parts that are missing after all
    #[arg(long, value_name = "N", default_value = "3", value_parser = count, help_heading = "Slurm")]
    pub requeue: u64,
    /// The program on the nodes [default: this one, by its path]
    #[arg(long, value_name = "FILE", help_heading = "Slurm")]
    pub program: Option<PathBuf>,
    /// What is changed in the scenarios.
    #[command(flatten)]
    pub changes: Changes,
    /// How much is run.
    #[command(flatten)]
    pub trials: Trials,
    /// Where the results go.
    #[command(flatten)]
    pub output: Output,
    /// What charts look like.
    #[command(flatten)]
    pub drawing: Drawing,
    /// Also tell the stories of N captured conversations, in captures.csv
    #[arg(long, value_name = "N", default_value = "0", value_parser = records, help_heading = "Output")]
    pub records: usize,
}
