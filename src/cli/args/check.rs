//! Arguments of `check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Changes;

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard check scenarios/*.toml
  overheard check air-show.toml --set group.generals.mistake=0.02 --format json";

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Scenario files
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
    /// What is changed in the scenarios.
    #[command(flatten)]
    pub changes: Changes,
    /// What is printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: CheckFormat,
}

/// What `check` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Tables for people
    Text,
    /// The same for programs
    Json,
}
