//! Arguments of `sensitivity`.

use std::path::PathBuf;

use clap::Args;

use super::{Changes, Drawing, EstimatorChoice, Output};
use crate::cli::number::{cost, count, draws, measures_together, pairs, price, threads, trials_at_least};

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard sensitivity air-show.toml
  overheard sensitivity air-show.toml --measures no-dial-in,briefing
  overheard sensitivity air-show.toml --combine 2 --budget 50000
  overheard sensitivity air-show.toml --group 'campaign.*' --group 'group.*.mistake'
  overheard sensitivity air-show.toml --pairs 4096 --report   narrower intervals

It says beforehand how many trials it will take. The odds hang on a value as far as
their variance over the draws does; the choice of measure is the one with the least
expected harm; what learning a value is worth is the harm that a better choice would
save, per event.";

/// Arguments of `sensitivity`.
#[derive(Debug, Clone, Args)]
pub struct SensitivityArguments {
    /// Scenario file
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// What is changed in the scenario.
    #[command(flatten)]
    pub changes: Changes,
    /// Choose among these measures only [default: all]
    #[arg(long = "measures", value_name = "NAME,…", value_delimiter = ',', help_heading = "Choice")]
    pub choices: Option<Vec<String>>,
    /// Choose among combinations of up to K measures as well
    #[arg(long, value_name = "K", default_value = "1", value_parser = measures_together, help_heading = "Choice")]
    pub combine: usize,
    /// Choose among what costs at most this
    #[arg(long, value_name = "COST", value_parser = cost, help_heading = "Choice")]
    pub budget: Option<f64>,
    /// Count money too: one unit of harm is worth this much of the unit of cost
    #[arg(long, value_name = "COST", value_parser = price, help_heading = "Choice")]
    pub harm_cost: Option<f64>,
    /// Values that would be learned together: paths with *, apart by commas; may be repeated
    #[arg(long = "group", value_name = "PATH,…", help_heading = "Choice")]
    pub groups: Vec<String>,
    /// Pairs of points for the indices; rounded up to 32 times a power of two
    #[arg(long, value_name = "N", default_value = "1024", value_parser = pairs, help_heading = "Trials")]
    pub pairs: u64,
    /// Trials at each point of the indices; at least 2
    #[arg(long, value_name = "N", default_value = "8", value_parser = trials_at_least::<2>, help_heading = "Trials")]
    pub point_trials: u64,
    /// Trials in each world of the tornado; at least 2
    #[arg(long, value_name = "N", default_value = "4096", value_parser = trials_at_least::<2>, help_heading = "Trials")]
    pub tornado_trials: u64,
    /// Draws for the value of information
    #[arg(long, value_name = "M", default_value = "1000", value_parser = draws, help_heading = "Trials")]
    pub draws: u64,
    /// Trials in each draw, on every set of measures; at least 4
    #[arg(long, value_name = "N", default_value = "16", value_parser = trials_at_least::<4>, help_heading = "Trials")]
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
