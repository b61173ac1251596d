//! Arguments of `slurm`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{
    Changes, CompareArguments, Drawing, Output, RunArguments, SensitivityArguments, SweepArguments, Task, Trials,
    compare, run, sensitivity, sweep,
};
use crate::cli::number::{count, records, shards, threads, word_of_slurm};

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard slurm air-show.toml --shards 200 --trials 1e9             write the scripts
  overheard slurm air-show.toml --shards 200 --precision 0.001 --partition short --submit
  overheard slurm compare air-show.toml --shards 100 --trials 1e8 --combine 2 --submit
  overheard slurm sweep air-show.toml --shards 50 --vary event.days=1..6:6 --trials 1e7
  overheard slurm --resume output/air-show.slurm                      how far it is
  overheard slurm --resume output/air-show.slurm --submit             run what is missing";

/// Arguments of `slurm`.
#[derive(Debug, Args)]
pub struct SlurmArguments {
    /// Scenario files of a run; other commands are named first
    #[arg(value_name = "SCENARIO", required_unless_present = "resume", conflicts_with = "resume")]
    pub scenarios: Vec<PathBuf>,
    /// The jobs.
    #[command(flatten)]
    pub jobs: Jobs,
    /// Go on with the jobs in this folder: show what is missing or, with --submit, run it
    #[arg(long, value_name = "DIR", help_heading = "Slurm")]
    pub resume: Option<PathBuf>,
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
    /// Also run the scenario with other sizes of the delegation and other odds of a lapse, for a chart
    /// of lines of equal odds
    #[arg(long, help_heading = "Output")]
    pub iso_risk: bool,
    /// Also tell the stories of N captured conversations, in captures.csv
    #[arg(long, value_name = "N", default_value = "0", value_parser = records, help_heading = "Output")]
    pub records: usize,
    /// Another command than a run
    #[command(subcommand)]
    pub other: Option<SlurmTask>,
}

/// How the parts are made jobs.
#[derive(Debug, Clone, Args)]
pub struct Jobs {
    /// Parts to run: tasks of the job array
    #[arg(long, value_name = "N", value_parser = shards, global = true, help_heading = "Slurm")]
    pub shards: Option<u64>,
    /// Submit the jobs and show how far they are, until the result is there
    #[arg(long, global = true, help_heading = "Slurm")]
    pub submit: bool,
    /// Do not wait for the jobs that are submitted
    #[arg(long, requires = "submit", global = true, help_heading = "Slurm")]
    pub detach: bool,
    /// Partition [default: that of the cluster]
    #[arg(long, value_name = "NAME", value_parser = word_of_slurm, global = true, help_heading = "Slurm")]
    pub partition: Option<String>,
    /// Account that the time is charged to [default: that of the user]
    #[arg(long, value_name = "NAME", value_parser = word_of_slurm, global = true, help_heading = "Slurm")]
    pub account: Option<String>,
    /// Time limit of a task [default: twice what a short trial run takes to promise]
    #[arg(long, value_name = "TIME", value_parser = word_of_slurm, global = true, help_heading = "Slurm")]
    pub time: Option<String>,
    /// Memory of a task [default: twice what a short trial run takes]
    #[arg(long, value_name = "SIZE", value_parser = word_of_slurm, global = true, help_heading = "Slurm")]
    pub memory: Option<String>,
    /// CPUs of a task
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, global = true, help_heading = "Slurm")]
    pub cpus: usize,
    /// How many times a task that fails is put into the queue again, and the array for parts that are missing after all
    #[arg(long, value_name = "N", default_value = "3", value_parser = count, global = true, help_heading = "Slurm")]
    pub requeue: u64,
    /// The program on the nodes [default: this one, by its path]
    #[arg(long, value_name = "FILE", global = true, help_heading = "Slurm")]
    pub program: Option<PathBuf>,
}

/// What `slurm` runs in parts, named before the scenario.
#[derive(Debug, Subcommand)]
pub enum SlurmTask {
    /// A `run`, as without this word
    #[command(after_help = run::EXAMPLES, mut_arg("out", |out| out.help(FOLDER)))]
    #[command(mut_arg("threads", |arg| arg.hide(true)), mut_arg("force", |arg| arg.hide(true)))]
    #[command(mut_arg("checkpoint", |arg| arg.hide(true)), mut_arg("resume", |arg| arg.hide(true)))]
    Run(RunArguments),
    /// A `compare`
    #[command(after_help = compare::EXAMPLES, mut_arg("out", |out| out.help(FOLDER)))]
    #[command(mut_arg("threads", |arg| arg.hide(true)), mut_arg("force", |arg| arg.hide(true)))]
    Compare(CompareArguments),
    /// A `sweep`
    #[command(after_help = sweep::EXAMPLES, mut_arg("out", |out| out.help(FOLDER)))]
    #[command(mut_arg("threads", |arg| arg.hide(true)), mut_arg("force", |arg| arg.hide(true)))]
    Sweep(SweepArguments),
    /// A `sensitivity`
    #[command(after_help = sensitivity::EXAMPLES, mut_arg("out", |out| out.help(FOLDER)))]
    #[command(mut_arg("threads", |arg| arg.hide(true)), mut_arg("force", |arg| arg.hide(true)))]
    Sensitivity(SensitivityArguments),
}

const FOLDER: &str = "Folder for jobs, parts and result [default: output/<SCENARIO>.slurm]";

impl SlurmArguments {
    /// What is to be run in parts.
    pub fn task(self) -> Task {
        let Self { scenarios, changes, trials, output, drawing, iso_risk, records, other, .. } = self;
        match other {
            Some(SlurmTask::Run(run)) => Task::Run(run),
            Some(SlurmTask::Compare(compare)) => Task::Compare(compare),
            Some(SlurmTask::Sweep(sweep)) => Task::Sweep(sweep),
            Some(SlurmTask::Sensitivity(sensitivity)) => Task::Sensitivity(sensitivity),
            None => Task::Run(RunArguments {
                scenarios,
                changes,
                trials,
                output,
                drawing,
                iso_risk,
                records,
                // Only `slurm run` takes it.
                parquet: false,
                checkpoint: None,
                resume: None,
            }),
        }
    }
}
