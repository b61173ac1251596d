//! What can be typed: the commands, each with a file of its own, and what several of them share.

mod calibrate;
mod check;
mod compare;
mod discover;
mod explain;
mod init;
mod merge;
mod report;
mod run;
mod sensitivity;
mod serve;
mod shard;
mod slurm;
mod sweep;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub use calibrate::CalibrateArguments;
pub use check::{CheckArguments, CheckFormat};
pub use compare::CompareArguments;
pub use discover::DiscoverArguments;
pub use explain::ExplainArguments;
pub use init::InitArguments;
pub use merge::MergeArguments;
pub use report::ReportArguments;
pub use run::RunArguments;
pub use sensitivity::SensitivityArguments;
pub use serve::ServeArguments;
pub use shard::{ShardArguments, Task};
pub use slurm::{Jobs, SlurmArguments};
pub use sweep::SweepArguments;
pub use verify::VerifyArguments;

use super::number::{chart_size, count, draws, precision, threads, trials};
use crate::report::charts::Size;
use crate::study::result::Estimator;

const PROGRAM_EXAMPLES: &str = "\
Examples:
  overheard init                        write a scenario to begin with
  overheard check scenario.toml         see what it says, and what is wrong with it
  overheard run scenario.toml           the odds, and tables in output/scenario/

Exit codes: 0 done, 1 failed, 2 bad usage or an invalid scenario, 130 interrupted.";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  overheard completions bash > ~/.local/share/bash-completion/completions/overheard
  overheard completions fish > ~/.config/fish/completions/overheard.fish";

/// How likely is it that a sensitive conversation at a large gathering is captured by chance?
#[derive(Debug, Parser)]
#[command(name = "overheard", version, max_term_width = 90, after_help = PROGRAM_EXAMPLES)]
#[command(arg_required_else_help = true)]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
    /// Say nothing but the results: no progress, no notes
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Estimate the odds of one scenario, or of several side by side
    #[command(after_help = run::EXAMPLES)]
    Run(RunArguments),
    /// Say which measure buys the most: the baseline against its measures, trial by trial
    #[command(after_help = compare::EXAMPLES)]
    Compare(CompareArguments),
    /// After a leak: say who captured it, and what would have prevented it
    #[command(after_help = explain::EXAMPLES)]
    Explain(ExplainArguments),
    /// Which uncertain values the odds and the choice of measure hang on, and what learning them is worth
    #[command(after_help = sensitivity::EXAMPLES)]
    Sensitivity(SensitivityArguments),
    /// What the uncertain values must have been, given what was seen at events like this one
    #[command(after_help = calibrate::EXAMPLES)]
    Calibrate(CalibrateArguments),
    /// See how the odds change along one value of the scenario, or over two
    #[command(after_help = sweep::EXAMPLES)]
    Sweep(SweepArguments),
    /// Find what the worlds with high odds have in common
    #[command(after_help = discover::EXAMPLES)]
    Discover(DiscoverArguments),
    /// Say what is wrong with scenarios, and what their numbers imply
    #[command(after_help = check::EXAMPLES)]
    Check(CheckArguments),
    /// Print the JSON Schema of the scenario file, for editors
    Schema,
    /// Write a commented starter scenario that runs as it stands
    Init(InitArguments),
    /// Run a random 1 % of a result's trials again, and compare
    #[command(after_help = verify::EXAMPLES)]
    Verify(VerifyArguments),
    /// Put the pages of any results together into one HTML file
    #[command(after_help = report::EXAMPLES)]
    Report(ReportArguments),
    /// Start the page for planners, on this machine: sliders, measures, charts, a scenario editor
    #[command(after_help = serve::EXAMPLES)]
    Serve(ServeArguments),
    /// Run one part of many of a command's trials, on any machine
    #[command(after_help = shard::EXAMPLES)]
    Shard(ShardArguments),
    /// Make of all parts the result that one machine would have given
    #[command(after_help = merge::EXAMPLES)]
    Merge(MergeArguments),
    /// Write, and submit, the jobs that run scenarios in parts on a Slurm cluster
    #[command(after_help = slurm::EXAMPLES)]
    #[command(mut_arg("out", |out| out.help("Folder for jobs, parts and result [default: output/<SCENARIO>.slurm]")))]
    #[command(mut_arg("threads", |threads| threads.hide(true)), mut_arg("force", |force| force.hide(true)))]
    #[command(
        subcommand_negates_reqs = true,
        subcommand_value_name = "COMMAND",
        subcommand_help_heading = "Other commands"
    )]
    Slurm(Box<SlurmArguments>),
    /// Print completions for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// Changes to the scenarios as they are read.
#[derive(Debug, Clone, Args)]
pub struct Changes {
    /// Change a value of the scenario, such as group.generals.mistake=0.02; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE", help_heading = "Scenario")]
    pub overrides: Vec<String>,
    /// Run with this measure in force; may be repeated
    #[arg(long = "measure", value_name = "NAME", help_heading = "Scenario")]
    pub measures: Vec<String>,
}

/// How much is run, and how.
#[derive(Debug, Clone, Args)]
pub struct Trials {
    /// Stop when the 95 % interval's half-width is under REL times the odds [default: 0.02]
    #[arg(long, value_name = "REL", value_parser = precision, help_heading = "Trials")]
    pub precision: Option<f64>,
    /// At most this many trials on the way to the precision [default: 1_000_000]
    #[arg(long, value_name = "N", value_parser = trials, help_heading = "Trials")]
    pub max_trials: Option<u64>,
    /// Run exactly this many trials; 1e6 and 1_000_000 are understood
    #[arg(long, value_name = "N", value_parser = trials, conflicts_with_all = ["precision", "max_trials"], help_heading = "Trials")]
    pub trials: Option<u64>,
    /// Seed of the random numbers: the same seed gives the same result to the last digit
    #[arg(long, value_name = "S", default_value = "1", value_parser = count, help_heading = "Trials")]
    pub seed: u64,
    /// Draws of the uncertain values [default: 1000 if the scenario has any]
    #[arg(long, value_name = "M", value_parser = draws, help_heading = "Trials")]
    pub draws: Option<u64>,
    /// How the odds are estimated
    #[arg(long, value_enum, default_value = "conditional", help_heading = "Trials")]
    pub estimator: EstimatorChoice,
    /// How the conditional estimator draws conversations
    #[arg(long, value_enum, default_value = "auto", help_heading = "Trials")]
    pub sampling: SamplingChoice,
    /// Threads to run on [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = threads, help_heading = "Trials")]
    pub threads: Option<usize>,
}

/// The estimators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EstimatorChoice {
    /// Draw schedule and latent state, integrate the rest exactly: far fewer trials
    Conditional,
    /// Draw every stage, down to the recognised conversation
    Analog,
}

impl EstimatorChoice {
    /// The estimator that draws conversations in this way.
    pub fn drawing(self, sampling: SamplingChoice) -> Estimator {
        match (self, sampling) {
            (Self::Conditional, SamplingChoice::Auto) => Estimator::Conditional,
            (Self::Conditional, SamplingChoice::Plain) => Estimator::Whole,
            (Self::Analog, _) => Estimator::Analog,
        }
    }
}

/// How trials are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SamplingChoice {
    /// Trials that are spread evenly over where collectors can be, or aimed at the places where captures are if a pilot
    /// finds that to be better, and of a large schedule a share that stands for all: fewer trials to the same precision,
    /// which cost no more for a larger crowd
    Auto,
    /// Every trial by itself, and every conversation of the schedule
    Plain,
}

/// Where the results go.
#[derive(Debug, Clone, Args)]
pub struct Output {
    /// Folder for the files [default: output/<SCENARIO>]; a folder for each of several scenarios
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Replace the result of another scenario file
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// What is printed
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    pub format: Format,
}

/// What charts look like, and whether there is a report.
#[derive(Debug, Clone, Args)]
pub struct Drawing {
    /// Also write report.html: the answer, charts, tables and sources in one file
    #[arg(long, help_heading = "Output")]
    pub report: bool,
    /// Colours of the charts
    #[arg(long, value_enum, default_value = "light", help_heading = "Output")]
    pub theme: ThemeChoice,
    /// Size of the charts in pixels; pictures have twice as many
    #[arg(long, value_name = "WxH", default_value = "960x600", value_parser = chart_size, help_heading = "Output")]
    pub chart_size: Size,
}

/// Colours of the charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThemeChoice {
    /// Dark on white
    Light,
    /// Light on near black
    Dark,
    /// Black on white, for a printer without colours
    Print,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A summary for people
    Text,
    /// All numbers
    Json,
    /// The headline numbers as a table
    Csv,
}
