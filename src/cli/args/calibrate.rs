//! Arguments of `calibrate`.

use std::path::PathBuf;

use clap::Args;

use super::{Changes, Drawing, EstimatorChoice, Output};
use crate::cli::number::{count, draws, seen, threads, trials_at_least};
use crate::scenario::Evidence;

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard calibrate air-show.toml                     by the [[evidence]] of the file
  overheard calibrate air-show.toml --seen 'captures>=1 in 1 of 14 events'
  overheard calibrate air-show.toml --seen 'captures=0 in 12 events' --write new.toml
  overheard calibrate air-show.toml --seen 'odds between 1 % and 20 %' --only-seen

'captures>=1 in 1 of 14 events': one event of fourteen had captures. 'captures>=1 in 12
events': twelve events together. =, <=, <, > are understood too. 'odds between A and B' is
the word of somebody who knows, and is taken as a 90 % interval.";

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateArguments {
    /// Scenario file
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// What is changed in the scenario.
    #[command(flatten)]
    pub changes: Changes,
    /// What was seen at events like this one; may be repeated, and adds to [[evidence]]
    #[arg(long = "seen", value_name = "WORDS", value_parser = seen, help_heading = "Evidence")]
    pub seen: Vec<Evidence>,
    /// Leave the [[evidence]] of the scenario out
    #[arg(long, requires = "seen", help_heading = "Evidence")]
    pub only_seen: bool,
    /// Write a scenario that extends this one, with the ranges that are to be believed now
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub write: Option<PathBuf>,
    /// Draws of the uncertain values; rounded up to 32 times a power of two
    #[arg(long, value_name = "M", default_value = "2048", value_parser = draws, help_heading = "Trials")]
    pub draws: u64,
    /// Trials in each draw for each piece of evidence; at least 4, and twice its events
    #[arg(long, value_name = "N", default_value = "32", value_parser = trials_at_least::<4>, help_heading = "Trials")]
    pub draw_trials: u64,
    /// Seed of the random numbers: the same seed gives the same result to the last digit
    #[arg(long, value_name = "S", default_value = "1", value_parser = count, help_heading = "Trials")]
    pub seed: u64,
    /// How the odds are estimated
    #[arg(long, value_enum, default_value = "conditional", help_heading = "Trials")]
    pub estimator: EstimatorChoice,
    /// Threads to run on [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = threads, help_heading = "Trials")]
    pub threads: Option<usize>,
    /// Where the results go.
    #[command(flatten)]
    pub output: Output,
    /// What charts look like.
    #[command(flatten)]
    pub drawing: Drawing,
}
