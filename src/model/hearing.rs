//! Who can hear a conversation where and over which channel: the odds of being recorded, line by line, while it lasts.
//!
//! They depend on the collectors and on when the conversation is held, not on who takes part or lapses, so that all its
//! legs share them, and all variants with the same collectors.

use super::campaign::CollectorModel;
use super::compiled::{Model, Starters};
use super::coverage::{Coverage, Together};
use super::latent::{Line, Placements};
use super::sampler::Choice;
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
    /// Of the conversation whose number stands beside it.
    coverage: Coverage,
    attended: u64,
    /// Whether one of many places is drawn.
    draws_place: bool,
    /// How well each collector kind hears the conversations under way, by position among all.
    ears: Vec<f64>,
    /// By venue: how loud the conversation of that number is there.
    loudness: Vec<f64>,
    loudness_of: u64,
    candidates: Vec<Candidate>,
    /// Who is with the conversation under way, at the venue that is looked at.
    together: Together,
    /// `A_q` at the venue that is looked at, by channel and campaign, campaigns running fastest.
    hazards: Vec<f64>,
    /// Number of the conversation under way, never used twice.
    number: u64,
    /// Spots of the conversations before.
    kept: usize,
    /// Whether anybody needs the spots of the conversation under way.
    is_needed: bool,
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

/// A place where somebody may be and be heard.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    venue: usize,
    /// Odds of being there.
    share: f64,
    loudness: f64,
}

/// Of more places than so many where a conversation of a thinned schedule can be heard one is drawn.
const FEW: usize = 4;
/// A place counts at least for this share of the average loudness, so that what is rarely drawn stands for little more.
const LEAST_LOUDNESS: f64 = 0.5;
/// What is at a place that was drawn counts so many times as much, at most, as it would among all of them.
pub(super) const MOST_PLACES_IN_ONE: f64 = (1.0 + LEAST_LOUDNESS) / LEAST_LOUDNESS;

/// Whether there may be so many of these places that one is drawn.
pub(super) fn draws_one(places: &Choice) -> bool {
    places.items().count() > FEW
}

impl Heard {
    /// Positions of the spots, in the order of channels.
    pub fn spots(&self) -> std::ops::Range<usize> {
        self.first..self.end
    }
}

impl Hearing {
    pub fn clear(&mut self, model: &Model) {
        self.spots.clear();
        self.recorded.clear();
        self.campaigns = model.campaigns.len();
        self.by_venue.resize(model.venues, SpotsAt::default());
        self.kept = 0;
    }

    /// Another conversation.
    pub fn begin(&mut self) {
        self.number += 1;
        self.kept = self.spots.len();
        self.is_needed = false;
    }

    /// Somebody needs the spots of the conversation under way.
    pub fn need(&mut self) {
        self.is_needed = true;
    }

    /// The conversation is over: its spots are forgotten unless somebody needs them.
    pub fn end(&mut self) {
        if !self.is_needed {
            self.spots.truncate(self.kept);
            self.recorded.truncate(self.kept * self.campaigns);
        }
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

    /// Conversations that these start follow.
    pub fn attend(&mut self, model: &Model, starters: &Starters) {
        self.draws_place = starters.thinning.opened < 1.0 && starters.thinning.draws_place;
        if !self.draws_place {
            return;
        }
        let hours = model.kinds[starters.kind].median_hours;
        let ears = |collector: &CollectorModel| {
            let channels = collector.hears.iter().map(|&(channel, pickup)| {
                let reach = pickup * hours;
                starters.thinning.channels.get(channel).unwrap_or(&1.0) * reach / (1.0 + reach)
            });
            channels.sum::<f64>()
        };
        self.ears.clear();
        self.ears.extend(model.campaigns.iter().flat_map(|campaign| &campaign.collectors).map(ears));
    }

    /// Those of the places, given with the odds of being there, that have spots while the conversation lasts.
    ///
    /// In a conversation that stands for others, of many such places one is drawn, by a number in `[0, 1)`, with odds that
    /// are nearly proportional to what can be heard there, and stands for all: with the odds of being there over those
    /// of being drawn. So what is expected of the leg stays as it is.
    pub fn places(
        &mut self,
        model: &Model,
        placements: &Placements,
        opening: &Opening,
        places: impl Iterator<Item = (usize, f64)>,
        number: impl FnOnce() -> f64,
        heard: &mut Vec<Heard>,
    ) {
        heard.clear();
        if self.attended != self.number {
            self.attended = self.number;
            self.coverage.attend(model, opening);
        }
        if !self.draws_place || opening.weight == 1.0 || !opening.ends_on_its_day() {
            places.for_each(|(venue, share)| self.add(model, placements, venue, share, heard));
            return;
        }
        if self.loudness_of != self.number {
            self.loudness_of = self.number;
            self.coverage.loudness(model, placements, &self.ears, &mut self.loudness);
        }
        self.candidates.clear();
        for (venue, share) in places {
            let loudness = self.loudness[venue];
            if loudness > 0.0 {
                self.candidates.push(Candidate { venue, share, loudness });
            }
        }
        if self.candidates.len() > FEW {
            let (venue, share) = draw(&self.candidates, number());
            return self.add(model, placements, venue, share, heard);
        }
        for index in 0..self.candidates.len() {
            let Candidate { venue, share, .. } = self.candidates[index];
            self.add(model, placements, venue, share, heard);
        }
    }

    fn add(&mut self, model: &Model, placements: &Placements, venue: usize, share: f64, heard: &mut Vec<Heard>) {
        let SpotsAt { first, end, .. } = self.at(model, placements, venue);
        if first < end {
            heard.push(Heard { venue, share, first, end });
        }
    }

    fn at(&mut self, model: &Model, placements: &Placements, venue: usize) -> SpotsAt {
        let known = self.by_venue[venue];
        if known.conversation == self.number {
            return known;
        }
        let first = self.spots.len();
        if self.coverage.together(model, placements, venue, &mut self.together) {
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

/// Draws one of several places, by a number in `[0, 1)`, and tells the odds of being there over those of being drawn.
fn draw(candidates: &[Candidate], number: f64) -> (usize, f64) {
    let sum = |of: &dyn Fn(&Candidate) -> f64| candidates.iter().map(of).sum::<f64>();
    let least = LEAST_LOUDNESS * sum(&|one| one.share * one.loudness) / sum(&|one| one.share);
    let counts = |one: &Candidate| one.share * one.loudness.max(least);
    let total = sum(&counts);
    let mut left = number * total;
    let fits = |one: &&Candidate| {
        left -= counts(one);
        left < 0.0
    };
    let drawn = candidates.iter().find(fits).unwrap_or(&candidates[candidates.len() - 1]);
    (drawn.venue, total / drawn.loudness.max(least))
}
