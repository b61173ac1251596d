//! Arguments of `compare`.

use std::path::PathBuf;

use clap::Args;

use super::{Drawing, Output, Trials};
use crate::cli::number::{confidence, cost, measures_together, odds};

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard compare air-show.toml                       each measure alone
  overheard compare air-show.toml --combine 2           and every two of them together
  overheard compare air-show.toml --budget 30000        all combinations within a budget
  overheard compare air-show.toml --measures briefing,secure-room --tolerable 0.01
  overheard compare air-show.toml --confidence 0.95     more trials where the choice is open
  overheard compare this-year.toml next-year.toml       whole scenarios, entities matched by name
  overheard compare air-show.toml --report --theme print
  overheard compare air-show.toml --format json --quiet | jq '.rows[].odds.mean'";

/// Arguments of `compare`.
#[derive(Debug, Clone, Args)]
pub struct CompareArguments {
    /// Scenario file; several files are compared as they are, each with the first
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
    /// Combinations of up to K measures [default: each measure alone]
    #[arg(long, value_name = "K", value_parser = measures_together, help_heading = "Measures")]
    pub combine: Option<usize>,
    /// All combinations that cost at most this, in the scenario's unit of cost
    #[arg(long, value_name = "COST", value_parser = cost, allow_negative_numbers = true, help_heading = "Measures")]
    pub budget: Option<f64>,
    /// Only these measures, by name and separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Measures")]
    pub measures: Option<Vec<String>>,
    /// Odds that are tolerable: in which share of the draws does each row stay under them?
    #[arg(long, value_name = "ODDS", value_parser = odds, help_heading = "Measures")]
    pub tolerable: Option<f64>,
    /// Deal more trials to the rows that compete, until the best is known with this probability
    #[arg(long, value_name = "P", value_parser = confidence, help_heading = "Trials")]
    pub confidence: Option<f64>,
    /// Change a value of the scenario, such as group.generals.mistake=0.02; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE", help_heading = "Scenario")]
    pub overrides: Vec<String>,
    /// How much is run.
    #[command(flatten)]
    pub trials: Trials,
    /// Where the results go.
    #[command(flatten)]
    pub output: Output,
    /// What charts look like.
    #[command(flatten)]
    pub drawing: Drawing,
}
