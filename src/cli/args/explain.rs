//! Arguments of `explain`.

use std::path::PathBuf;

use clap::Args;

use super::{Changes, Drawing, Output, Trials};

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard explain air-show.toml                    what its [leak] table says is known
  overheard explain air-show.toml --given participants=4 --given day=2
  overheard explain air-show.toml --given none --given venue=hotel --given hour=18-24
  overheard explain air-show.toml --given lapsed_legs=1-2 --set pathway.insider.prior=0.2
  overheard explain air-show.toml --report           with a report for people

Fields: of the conversation kind, day, hour, participants, lapsed_legs; of one and the same leg
venue, channel, group, cause (mistake, workaround, forced, none).

--precision is that of the leading explanation's posterior. --estimator has no say here:
legs are drawn, and what becomes of them is integrated.";

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Scenario file
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// What is known of the leak, such as venue=hotel or hour=18-24, beside or instead of what the scenario says; may be
    /// repeated; `none` leaves out what the scenario says
    #[arg(long, value_name = "FIELD=VALUE")]
    pub given: Vec<String>,
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
