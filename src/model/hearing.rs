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
    /// The campaign of each collector kind, and its position there.
    kinds: Vec<(usize, usize)>,
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
        self.kinds.clear();
        for (index, campaign) in model.campaigns.iter().enumerate() {
            self.kinds.extend((0..campaign.collectors.len()).map(|kind| (index, kind)));
        }
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
        if self.coverage.together(venue, opening, &mut self.together) {
            for channel in (0..model.picked_up.len()).filter(|&channel| model.picked_up[channel]) {
                self.listen(model, Line { venue, channel });
            }
        }
        let found = SpotsAt { conversation: self.number, first, end: self.spots.len() };
        self.by_venue[venue] = found;
        found
    }

    fn listen(&mut self, model: &Model, line: Line) {
        let before = self.recorded.len();
        self.recorded.resize(before + self.campaigns, 0.0);
        for &(collector, hours) in self.together.hours() {
            let (campaign, kind) = self.kinds[collector];
            self.recorded[before + campaign] += model.campaigns[campaign].collectors[kind].pickup[line.channel] * hours;
        }
        let hazards = &mut self.recorded[before..];
        if hazards.iter().any(|hazard| *hazard > 0.0) {
            hazards.iter_mut().filter(|hazard| **hazard > 0.0).for_each(|hazard| *hazard = -(-*hazard).exp_m1());
            self.spots.push(line);
        } else {
            self.recorded.truncate(before);
        }
    }
}
