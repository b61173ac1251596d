//! Who can hear a conversation where and over which channel: the odds of being recorded, line by line, while it lasts.
//!
//! They depend on the collectors and on when the conversation is held, not on who takes part or lapses, so that all its
//! legs share them, and all variants with the same collectors.

use super::compiled::Model;
use super::coverage::{Coverage, Together};
use super::latent::{Line, Placements};
use super::schedule::Opening;

/// The spots at a venue, if they were looked for in the conversation under way.
#[derive(Debug, Clone, Copy, Default)]
struct SpotsAt {
    conversation: u64,
    first: usize,
    end: usize,
}

/// Lines over which the conversations of a trial can be recorded; kept between trials for its room.
#[derive(Debug, Clone, Default)]
pub(super) struct Hearing {
    spots: Vec<Line>,
    /// `P(recorded by q)` by spot and campaign, campaigns running fastest.
    recorded: Vec<f64>,
    campaigns: usize,
    by_venue: Vec<SpotsAt>,
    coverage: Coverage,
    /// Who is with the conversation under way, at the venue that is looked at.
    together: Together,
    /// `A_q` at the venue that is looked at, by channel and campaign, campaigns running fastest.
    hazards: Vec<f64>,
    /// Number of the conversation under way, never used twice.
    number: u64,
    /// Spots of the conversations before.
    kept: usize,
}

/// A place where somebody may be, with the spots there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heard {
    pub venue: usize,
    /// Odds of being there.
    pub share: f64,
    first: usize,
    end: usize,
}

impl Heard {
    /// Positions of the spots, in the order of channels.
    pub fn spots(&self) -> std::ops::Range<usize> {
        self.first..self.end
    }
}

impl Hearing {
    pub fn clear(&mut self, model: &Model, placements: &Placements) {
        self.spots.clear();
        self.recorded.clear();
        self.campaigns = model.campaigns.len();
        self.by_venue.resize(model.venues, SpotsAt::default());
        self.kept = 0;
        self.coverage.read(model, placements);
    }

    /// Another conversation.
    pub fn begin(&mut self) {
        self.number += 1;
        self.kept = self.spots.len();
    }

    /// Nobody needs the spots of the conversation under way.
    pub fn forget(&mut self) {
        self.spots.truncate(self.kept);
        self.recorded.truncate(self.kept * self.campaigns);
    }

    /// The line of a spot.
    #[inline]
    pub fn line(&self, spot: usize) -> Line {
        self.spots[spot]
    }

    /// `P(recorded by q)` over a spot, by campaign.
    #[inline]
    pub fn recorded(&self, spot: usize) -> &[f64] {
        &self.recorded[spot * self.campaigns..(spot + 1) * self.campaigns]
    }

    /// Those of the places, given with the odds of being there, that have spots while the conversation lasts.
    pub fn places(
        &mut self,
        model: &Model,
        opening: &Opening,
        places: impl Iterator<Item = (usize, f64)>,
        heard: &mut Vec<Heard>,
    ) {
        heard.clear();
        for (venue, share) in places {
            let SpotsAt { first, end, .. } = self.at(model, opening, venue);
            if first < end {
                heard.push(Heard { venue, share, first, end });
            }
        }
    }

    fn at(&mut self, model: &Model, opening: &Opening, venue: usize) -> SpotsAt {
        let known = self.by_venue[venue];
        if known.conversation == self.number {
            return known;
        }
        let first = self.spots.len();
        if self.coverage.together(model, venue, opening, &mut self.together) {
            self.listen(model, venue);
        }
        let found = SpotsAt { conversation: self.number, first, end: self.spots.len() };
        self.by_venue[venue] = found;
        found
    }

    /// Adds the spots at a venue where somebody is.
    fn listen(&mut self, model: &Model, venue: usize) {
        self.hazards.clear();
        self.hazards.resize(model.picked_up.len() * self.campaigns, 0.0);
        for &((campaign, kind), hours) in self.together.hours() {
            for &(channel, pickup) in &model.campaigns[campaign].collectors[kind].hears {
                self.hazards[channel * self.campaigns + campaign] += pickup * hours;
            }
        }
        for (channel, hazards) in self.hazards.chunks_exact(self.campaigns).enumerate() {
            if hazards.iter().any(|hazard| *hazard > 0.0) {
                self.spots.push(Line { venue, channel });
                self.recorded.extend(hazards.iter().map(|hazard| -(-hazard).exp_m1()));
            }
        }
    }
}
