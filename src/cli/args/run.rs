//! Arguments of `run`.

use std::path::PathBuf;

use clap::Args;

use super::{Changes, Drawing, Output, Trials};
use crate::cli::number::records;

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard run scenarios/air-show.toml
  overheard run a.toml b.toml --trials 1e5            two scenarios side by side
  overheard run air-show.toml --measure briefing      with a measure in force
  overheard run air-show.toml --set event.days=3 --seed 7
  overheard run air-show.toml --report --theme print  with a report for people, to be printed
  overheard run air-show.toml --iso-risk              odds by size of the delegation and by lapses
  overheard run air-show.toml --format json --quiet | jq .odds
  overheard run air-show.toml --trials 1e9 --checkpoint long.state
  overheard run --resume long.state                   after a power cut or Ctrl-C";

/// Arguments of `run`.
#[derive(Debug, Clone, Args)]
pub struct RunArguments {
    /// Scenario files
    #[arg(required_unless_present = "resume", value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
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
    /// of lines of equal odds; takes about three times as long as the run itself
    #[arg(long, help_heading = "Output")]
    pub iso_risk: bool,
    /// Also tell the stories of N captured conversations, in captures.csv
    #[arg(long, value_name = "N", default_value = "0", value_parser = records, help_heading = "Output")]
    pub records: usize,
    /// Also write every trial into trials.parquet, for analysis elsewhere; takes as long again as the run
    /// itself, and a program that was built with the feature `parquet`
    #[arg(long, help_heading = "Output")]
    pub parquet: bool,
    /// Keep the state in FILE, every half minute and on Ctrl-C, until the run is over
    #[arg(long, value_name = "FILE", help_heading = "Long runs")]
    pub checkpoint: Option<PathBuf>,
    /// Go on with the run whose state is in FILE; its command is in there, too
    #[arg(long, value_name = "FILE", conflicts_with = "checkpoint", help_heading = "Long runs")]
    pub resume: Option<PathBuf>,
}
