//! Arguments of `verify`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::number::threads;

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard verify output/air-show
  overheard verify results/monday --scenario scenarios/air-show.toml";

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// Folder of a result, or its summary.json
    #[arg(value_name = "RESULT")]
    pub result: PathBuf,
    /// The scenario file, if it is no longer where the result says
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// Threads to run on [default: all cores]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
}
