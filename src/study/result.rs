//! What a run has found: finished numbers, ready to be shown. Nothing here is computed further by who shows it.

pub use crate::engine::{Block, Convergence, Effort, Stop};
pub use crate::model::Estimator;
pub use crate::random::Placing;
use crate::scenario::Basis;
use crate::statistics::{Band, Estimate};

/// Where a result comes from: enough to make it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// Version of the program.
    pub version: String,
    /// Hash of the scenario after `extends` and `--set`, before measures.
    pub scenario_hash: String,
    /// The seed.
    pub seed: u64,
    /// Trials in all.
    pub trials: u64,
    /// Draws of the uncertain values; 1 without any.
    pub draws: u64,
    /// The estimator.
    pub estimator: Estimator,
    /// `--set` overrides, as given.
    pub overrides: Vec<String>,
    /// What the run was to stop at.
    pub effort: Effort,
}

/// The answer of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunResult {
    /// The event's name (untrusted text).
    pub scenario: String,
    /// The scenario file, as named on the command line.
    pub file: String,
    /// Measures in force.
    pub measures: Vec<String>,
    /// Unit in which harm is counted (untrusted text).
    pub harm_unit: String,
    /// Days of the event.
    pub days: u32,
    /// Weekday of day 1 (0 is Monday), if known.
    pub first_weekday: Option<u8>,
    /// Where the result comes from.
    pub provenance: Provenance,
    /// How the collectors of its trials were placed.
    pub placing: Placing,
    /// Why the run ended.
    pub stop: Stop,
    /// Draws that should reach the precision, where more draws are what it takes.
    pub advised_draws: Option<u64>,
    /// Probability that at least one sensitive conversation is captured during the event.
    pub odds: Odds,
    /// Expected number of captured conversations.
    pub captures: Estimate,
    /// `P(at least k captured conversations)`, `k` from 0.
    pub at_least: Vec<Estimate>,
    /// Expected harm, in `harm_unit`.
    pub harm: Estimate,
    /// Probability that the event's harm exceeds a level, by ascending level.
    pub harm_exceedance: Vec<Exceedance>,
    /// What the scenario states as tolerable: harm, in `harm_unit`, with the probability of at least that harm that is
    /// borne; by ascending harm, empty where nothing is stated.
    pub tolerance: Vec<(f64, f64)>,
    /// Probability that nothing was captured before an hour of the event, by ascending hour.
    pub first_capture: Vec<Survival>,
    /// Expected counts per event, stage by stage.
    pub funnel: Funnel,
    /// Shares of the captures.
    pub attribution: Attribution,
    /// Share of captured conversations with exactly one lapsed leg; absent where nothing was captured.
    pub weak_link_share: Option<Estimate>,
    /// The odds at growing numbers of trials.
    pub convergence: Vec<Convergence>,
    /// Odds in each draw of the uncertain values (noisy means of few trials); empty without uncertain values.
    pub draw_odds: Vec<f64>,
    /// How many captured conversations were asked for.
    pub stories_wanted: usize,
    /// Captured conversations: as many, or all that the trials held.
    pub stories: Vec<Story>,
    /// Sums of blocks of trials, by which `verify` checks the result.
    pub blocks: Vec<Block>,
    /// Trials in which the odds were above 0.
    pub contributing_trials: u64,
    /// What the band rests on; absent where that cannot be told.
    pub band_shares: Option<BandShares>,
    /// The odds by size of the delegation and by odds of a lapse; absent unless it was asked for.
    pub iso_risk: Option<IsoRisk>,
}

/// What share of the band of ignorance rests on what, by a log-linear fit of the odds to the uncertain values over the draws.
#[derive(Debug, Clone, PartialEq)]
pub struct BandShares {
    /// Variance of the logarithm of the odds that the fit explains, over that which the band stands for.
    pub explained: f64,
    /// The shares of what is explained, which sum to 1.
    pub by_basis: Vec<BasisShare>,
}

/// The share of the values of one basis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BasisShare {
    /// What the values rest on; absent for those of which the scenario does not say it.
    pub basis: Option<Basis>,
    /// Their share.
    pub share: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// The odds by size of the delegation and by odds of a lapse.
#[derive(Debug, Clone, PartialEq)]
pub struct IsoRisk {
    /// People of the delegation as the scenario has it.
    pub people: u32,
    /// The groups that are the delegation: those whose legs can lapse (untrusted text).
    pub groups: Vec<String>,
    /// The points of a grid, by size and then by lapse factor.
    pub cells: Vec<IsoCell>,
}

/// A point of the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IsoCell {
    /// People of the delegation.
    pub people: u32,
    /// What all odds of a lapse are multiplied by; 1 is the scenario.
    pub lapse_factor: f64,
    /// Trials at this point.
    pub trials: u64,
    /// The odds.
    pub odds: Estimate,
}

/// The odds and what they rest on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Odds {
    /// The predictive odds (over chance and ignorance), with the error of the simulation.
    pub estimate: Estimate,
    /// Part of the standard error that more trials inside the same draws would remove (chance); absent if unknown.
    pub chance_error: Option<f64>,
    /// 5 % and 95 % quantile of the odds over the draws, corrected for the noise inside each draw; absent without
    /// uncertain values, and where the draws are too few or too noisy to tell.
    pub band: Option<Band>,
}

/// A point of the loss-exceedance curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exceedance {
    /// Level of harm, in the scenario's unit.
    pub harm: f64,
    /// Probability that the event's harm is greater.
    pub probability: Estimate,
}

/// A point of the survival curve of the first capture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Survival {
    /// Hours since local midnight of day 1.
    pub hour: f64,
    /// Probability that no conversation that started before this hour was captured.
    pub survival: Estimate,
}

/// Expected counts per event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Funnel {
    /// Conversations held.
    pub conversations: Estimate,
    /// Their legs.
    pub legs: Estimate,
    /// Legs over a channel that was not approved, forced ones included.
    pub lapsed: Estimate,
    /// Legs that share any time with a collector at their venue that picks up their channel.
    pub covered: Estimate,
    /// Legs recorded by at least one campaign.
    pub recorded: Estimate,
    /// Legs recorded and readable.
    pub readable: Estimate,
    /// Legs reviewed.
    pub reviewed: Estimate,
    /// Legs captured.
    pub captured_legs: Estimate,
    /// Conversations captured.
    pub captured_conversations: Estimate,
}

/// The share of one name in the captures.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The name (untrusted text).
    pub name: String,
    /// Its share, in `[0, 1]`.
    pub share: Estimate,
}

/// Shares of captured legs (for `campaign`: of the captures that are each campaign's); each list sums to 1 and leaves
/// out names without captures; all empty where nothing was captured. By descending share, but `day` and `hour` in
/// their own order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attribution {
    /// By venue.
    pub venue: Vec<Share>,
    /// By channel.
    pub channel: Vec<Share>,
    /// By group.
    pub group: Vec<Share>,
    /// By kind of conversation.
    pub kind: Vec<Share>,
    /// By cause of the lapse: `mistake`, `workaround`, `forced`, or `none`.
    pub cause: Vec<Share>,
    /// By campaign.
    pub campaign: Vec<Share>,
    /// By day of the event, from 1.
    pub day: Vec<Share>,
    /// By local hour of the day, 0 to 23.
    pub hour: Vec<Share>,
    /// By venue and local hour of the day.
    pub venue_hour: Vec<VenueHour>,
}

/// The share of a venue and hour in the captured legs.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueHour {
    /// The venue (untrusted text).
    pub venue: String,
    /// Local hour of the day, 0 to 23.
    pub hour: u8,
    /// Its share, in `[0, 1]`.
    pub share: Estimate,
}

/// One captured conversation of the analog estimator.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Draw of the uncertain values, from 0.
    pub draw: u64,
    /// Trial inside the draw, from 0.
    pub trial: u64,
    /// Day of the event, from 1.
    pub day: u32,
    /// Start, in hours since midnight of that day.
    pub hour: f64,
    /// Length \[h\].
    pub duration_hours: f64,
    /// Kind of conversation.
    pub kind: String,
    /// Group of the captured leg's participant.
    pub group: String,
    /// Venue of the captured leg.
    pub venue: String,
    /// Channel of the captured leg.
    pub channel: String,
    /// Cause of the captured leg's lapse.
    pub cause: String,
    /// Participants of the conversation.
    pub participants: u32,
    /// Lapsed legs of the conversation.
    pub lapsed_legs: u32,
    /// Captured legs of the conversation; the story tells the first.
    pub captured_legs: u32,
    /// Campaign that captured it.
    pub campaign: String,
    /// Harm, in the scenario's unit.
    pub harm: f64,
}
