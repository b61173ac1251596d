//! Arguments of `sweep`.

use std::path::PathBuf;

use clap::Args;

use super::{Drawing, Output, Trials};
use crate::scenario::Vary;

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Values:
  PATH=FROM..TO:N       N values at equal distances, both ends included [default: 11]
  PATH=FROM..TO:N:log   at equal ratios; whole numbers where the path wants them
  PATH=a,b,c            these values
  A path may hold *, which stands for every name, as with --set.

Examples:
  overheard sweep air-show.toml --vary 'group.*.mistake=0.005..0.1:9:log'
  overheard sweep air-show.toml --vary event.days=1..6:6 --measure briefing --measure secure-room
  overheard sweep haystack.toml --vary campaign.net.collector.posts.count=1..256:9:log \\
                                --vary campaign.net.review_per_day=30..3840:8:log
  overheard sweep air-show.toml --vary 'conversation.*.clock=local,home' --format csv";

/// Arguments of `sweep`.
#[derive(Debug, Clone, Args)]
#[command(mut_arg("precision", |arg| arg.help("Stop when at every point the 95 % interval's half-width is under REL times the odds [default: 0.05]")))]
#[command(mut_arg("max_trials", |arg| arg.help("At most this many trials at each point on the way to the precision [default: 100_000]")))]
#[command(mut_arg("trials", |arg| arg.help("Run exactly this many trials at each point; 1e5 and 100_000 are understood")))]
pub struct SweepArguments {
    /// Scenario file
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// The value to vary, and from where to where; twice for a grid
    #[arg(long, value_name = "PATH=VALUES", value_parser = Vary::parse, required = true, help_heading = "Sweep")]
    pub vary: Vec<Vary>,
    /// A line of its own for this measure, beside the scenario as it is; may be repeated
    #[arg(long = "measure", value_name = "NAME", help_heading = "Sweep")]
    pub measures: Vec<String>,
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
