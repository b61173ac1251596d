//! Where each number of a trial's observation stands in its row.

use crate::quantity::HOURS_PER_DAY;
use crate::scenario::world::World;

/// `P(at least k captures)` is observed for `k` from 1 to this.
pub const AT_LEAST: usize = 10;

/// Causes of a captured leg, in the order of their positions.
pub const CAUSES: [&str; 4] = ["mistake", "workaround", "forced", "none"];

/// Single positions of the row. The odds come first: other layers rely on it.
pub mod at {
    /// Probability that at least one conversation is captured.
    pub const ODDS: usize = 0;
    /// Captured conversations.
    pub const CAPTURES: usize = 1;
    /// Harm.
    pub const HARM: usize = 2;
    /// Captured conversations with exactly one lapsed leg.
    pub const WEAK_LINK: usize = 3;
    /// Conversations held.
    pub const CONVERSATIONS: usize = 4;
    /// Legs.
    pub const LEGS: usize = 5;
    /// Lapsed legs.
    pub const LAPSED: usize = 6;
    /// Legs that share time with a collector that picks up their channel.
    pub const COVERED: usize = 7;
    /// Legs recorded.
    pub const RECORDED: usize = 8;
    /// Legs recorded and readable.
    pub const READABLE: usize = 9;
    /// Legs reviewed.
    pub const REVIEWED: usize = 10;
    /// Legs captured.
    pub const CAPTURED_LEGS: usize = 11;
    /// Captures of legs, counted once for each campaign.
    pub const CAMPAIGN_CAPTURES: usize = 12;
    /// The first of the positions of `P(at least k captures)`, `k` from 1.
    pub const AT_LEAST_FIRST: usize = 13;
}

/// A run of positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// The first position.
    pub start: usize,
    /// How many.
    pub len: usize,
}

impl Section {
    fn after(previous: Self, len: usize) -> Self {
        Self { start: previous.start + previous.len, len }
    }

    /// The positions.
    pub fn positions(self) -> std::ops::Range<usize> {
        self.start..self.start + self.len
    }
}

/// The layout of the row; the same for all worlds of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Probability of a first capture before the end of each hour of the event.
    pub first_capture: Section,
    /// Captured legs by venue.
    pub venue: Section,
    /// Captured legs by channel.
    pub channel: Section,
    /// Captured legs by group.
    pub group: Section,
    /// Captured legs by kind of conversation.
    pub kind: Section,
    /// Captured legs by cause.
    pub cause: Section,
    /// Captured legs by day.
    pub day: Section,
    /// Captured legs by hour of the day.
    pub hour: Section,
    /// Captured legs by venue and hour of the day, hours running fastest.
    pub venue_hour: Section,
    /// Captures by campaign.
    pub campaign: Section,
}

impl Layout {
    /// The layout for a world.
    pub fn new(world: &World) -> Self {
        let days = world.event.days as usize;
        let first_capture = Section { start: at::AT_LEAST_FIRST + AT_LEAST, len: days * HOURS_PER_DAY };
        let venue = Section::after(first_capture, world.venues.len());
        let channel = Section::after(venue, world.channels.len());
        let group = Section::after(channel, world.groups.len());
        let kind = Section::after(group, world.kinds.len());
        let cause = Section::after(kind, CAUSES.len());
        let day = Section::after(cause, days);
        let hour = Section::after(day, HOURS_PER_DAY);
        let venue_hour = Section::after(hour, world.venues.len() * HOURS_PER_DAY);
        let campaign = Section::after(venue_hour, world.campaigns.len());
        Self { first_capture, venue, channel, group, kind, cause, day, hour, venue_hour, campaign }
    }

    /// Length of the row.
    pub fn len(&self) -> usize {
        self.campaign.start + self.campaign.len
    }

    /// Whether the row is empty: never.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Pairs of numerator and denominator of every share: the weak-link share first, then all attributions in the order
    /// of their positions.
    pub fn ratios(&self) -> Vec<(usize, usize)> {
        let legs = (self.venue.start..self.campaign.start).map(|position| (position, at::CAPTURED_LEGS));
        let campaigns = self.campaign.positions().map(|position| (position, at::CAMPAIGN_CAPTURES));
        std::iter::once((at::WEAK_LINK, at::CAPTURES)).chain(legs).chain(campaigns).collect()
    }

    /// The number, among `ratios`, of the share at a position.
    pub fn ratio_of(&self, position: usize) -> usize {
        if position == at::WEAK_LINK { 0 } else { 1 + position - self.venue.start }
    }
}
