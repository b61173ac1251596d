//! Arguments of `discover`.

use std::path::PathBuf;

use clap::Args;

use super::{Changes, Drawing, Output, Trials};
use crate::cli::number::share;

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
A world is one draw of everything that the scenario gives as a range. The answer is a
box: limits of a few values that hold most worlds of interest and few others.

Examples:
  overheard discover air-show.toml --above 5%
  overheard discover air-show.toml                     the quarter with the highest odds
  overheard discover air-show.toml --above 5% --coverage 60%    a smaller, denser box
  overheard discover air-show.toml --measure secure-room --draws 2000
  overheard discover air-show.toml --format json --quiet | jq '.box.restrictions'";

/// Arguments of `discover`.
#[derive(Debug, Args)]
#[command(mut_arg("precision", |arg| arg.help("Stop when at most this share of the smaller side of the threshold is expected on the wrong side of it [default: 0.05]")))]
#[command(mut_arg("max_trials", |arg| arg.help("At most this many trials over all worlds on the way there [default: 300_000]")))]
#[command(mut_arg("trials", |arg| arg.help("Run exactly this many trials over all worlds; 1e5 and 100_000 are understood")))]
#[command(mut_arg("draws", |arg| arg.help("Worlds: draws of the uncertain values [default: 1000]")))]
pub struct DiscoverArguments {
    /// Scenario file
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// Worlds with odds above this are of interest, such as 5% or 0.05 [default: what a quarter exceeds]
    #[arg(long, value_name = "ODDS", value_parser = share, help_heading = "Worlds")]
    pub above: Option<f64>,
    /// Share of the worlds of interest that the box should hold
    #[arg(long, value_name = "SHARE", value_parser = share, default_value = "80%", help_heading = "Worlds")]
    pub coverage: f64,
    /// What is changed in the scenario.
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
}
