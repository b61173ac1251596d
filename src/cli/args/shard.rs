//! Arguments of `shard`.

use clap::{Args, Subcommand};

use super::{CompareArguments, RunArguments, SensitivityArguments, SweepArguments, compare, run, sensitivity, sweep};
use crate::cli::number::{count, shards};

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard shard --index 0 --of 8 run air-show.toml --trials 1e8 --out parts/
  seq 0 7 | parallel overheard shard --index {} --of 8 run a.toml --trials 1e8 --out parts/
  overheard merge parts/                      when all eight are there
  overheard shard --index 3 --of 8 sweep a.toml --vary event.days=1..6:6 --trials 1e6 --out parts/

A part is a small file of exact sums. A part that is there already, and whole, is not run again.";

/// Arguments of `shard`.
#[derive(Debug, Args)]
pub struct ShardArguments {
    /// Which part, from 0
    #[arg(long, value_name = "I", value_parser = count)]
    pub index: u64,
    /// Of how many
    #[arg(long, value_name = "N", value_parser = shards)]
    pub of: u64,
    /// What to run a part of
    #[command(subcommand)]
    pub task: Task,
}

/// What can be run in parts.
#[derive(Debug, Clone, Subcommand)]
pub enum Task {
    /// A part of a `run`; it needs --trials
    #[command(after_help = run::EXAMPLES, mut_arg("out", |out| out.value_name("PART").required(true).help(PART)))]
    Run(RunArguments),
    /// A part of a `compare`; it needs --trials
    #[command(after_help = compare::EXAMPLES, mut_arg("out", |out| out.value_name("PART").required(true).help(PART)))]
    Compare(CompareArguments),
    /// A part of a `sweep`; it needs --trials, at each point
    #[command(after_help = sweep::EXAMPLES, mut_arg("out", |out| out.value_name("PART").required(true).help(PART)))]
    Sweep(SweepArguments),
    /// A part of a `sensitivity`; each begins with the draws for the value of information
    #[command(after_help = sensitivity::EXAMPLES, mut_arg("out", |out| out.value_name("PART").required(true).help(PART)))]
    Sensitivity(SensitivityArguments),
}

const PART: &str = "File for the part; in a folder, it is called part-I-of-N.part";
