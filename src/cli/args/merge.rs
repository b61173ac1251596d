//! Arguments of `merge`.

use std::path::PathBuf;

use clap::Args;

use super::{Drawing, Output};
use crate::cli::number::threads;

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard merge parts/                      all parts in a folder
  overheard merge a.part b.part --out results --report
  sbatch --array=$(overheard merge parts/ --missing) array.sh";

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub struct MergeArguments {
    /// Parts, or folders with parts (files that end in .part)
    #[arg(required = true, value_name = "PART")]
    pub parts: Vec<PathBuf>,
    /// Print which parts are missing or cannot be used, as `sbatch --array` takes them, and merge nothing
    #[arg(long)]
    pub missing: bool,
    /// Threads for what is left to do [default: all cores]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
    /// Where the results go.
    #[command(flatten)]
    pub output: Output,
    /// What charts look like.
    #[command(flatten)]
    pub drawing: Drawing,
}
