//! Lapses, lines, and which legs a campaign can record.

use super::compiled::Model;
use super::kind::Lines;
use super::latent::{Line, Person, Placements};
use super::schedule::{Opening, Participant};
use crate::random::{Entity, Stream};

/// Why a leg runs over the channel that it runs over, in the order of [`super::layout::CAUSES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A slip.
    Mistake,
    /// A knowing shortcut.
    Workaround,
    /// Nothing approved was there.
    Forced,
    /// No lapse: an approved channel.
    None,
}

/// A conversation of which at least one leg can be recorded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Conversation {
    pub opening: Opening,
    pub participants: u32,
    pub lapsed_legs: u32,
    /// The first of its exposed legs; they end where the next conversation's begin.
    pub first_leg: usize,
}

/// Which conversation of a trial it is, the same under every variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConversationKey {
    entity: Entity,
    item: u64,
}

impl Conversation {
    pub fn key(&self) -> ConversationKey {
        ConversationKey { entity: self.opening.entity, item: self.opening.item }
    }
}

/// A leg that shares time with a collector that picks up its channel.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExposedLeg {
    pub entity: Entity,
    pub lane: u64,
    pub group: usize,
    pub line: Line,
    pub cause: Cause,
}

/// The first numbers of a leg after its place: slip, shortcut, choice of the channel.
#[derive(Debug, Clone, Copy)]
pub(super) struct LegNumbers {
    pub slip: f64,
    pub shortcut: f64,
    pub choice: f64,
}

impl LegNumbers {
    pub fn draw(stream: &mut Stream) -> Self {
        Self { slip: stream.uniform(), shortcut: stream.uniform(), choice: stream.uniform() }
    }
}

/// What of a schedule can be recorded on one model; kept between trials, so that a warm trial allocates nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Exposure {
    pub conversations: Vec<Conversation>,
    pub legs: Vec<ExposedLeg>,
    /// `P(recorded by q)` by exposed leg and campaign, campaigns running fastest.
    pub recorded: Vec<f64>,
    /// `own` of the review pile by campaign and day, days running fastest.
    pub own: Vec<f64>,
    /// Lapsed legs of all conversations.
    pub lapsed: u64,
    lapsed_before: u64,
    first_leg: usize,
}

impl Exposure {
    pub fn clear(&mut self, model: &Model) {
        self.conversations.clear();
        self.legs.clear();
        self.recorded.clear();
        self.own.clear();
        self.own.resize(model.campaigns.len() * model.days, 0.0);
        self.lapsed = 0;
    }

    pub fn begin(&mut self) {
        self.first_leg = self.legs.len();
        self.lapsed_before = self.lapsed;
    }

    /// Keeps the conversation if any of its legs is exposed.
    pub fn end(&mut self, opening: &Opening, participants: u64) {
        if self.legs.len() > self.first_leg {
            self.conversations.push(Conversation {
                opening: *opening,
                participants: participants as u32,
                lapsed_legs: (self.lapsed - self.lapsed_before) as u32,
                first_leg: self.first_leg,
            });
        }
    }

    /// Draws the line of a leg and keeps the leg if any campaign can record it.
    #[expect(clippy::too_many_arguments, reason = "the parts of a trial, passed apart so that each is borrowed alone")]
    pub fn leg(
        &mut self,
        model: &Model,
        placements: &Placements,
        opening: &Opening,
        participant: &Participant,
        person: &Person,
        venue: usize,
        numbers: LegNumbers,
        stream: &mut Stream,
    ) {
        let kind = &model.kinds[opening.kind];
        let substitutes = model.groups[participant.group].substitutes;
        let factor = kind.lapse_factor * opening.multiplier;
        let (channel, cause) = line(&kind.lines[venue], person, factor, substitutes, numbers, stream);
        self.lapsed += u64::from(cause != Cause::None);
        if model.picked_up[channel] {
            let leg = ExposedLeg {
                entity: participant.entity,
                lane: participant.lane,
                group: participant.group,
                line: Line { venue, channel },
                cause,
            };
            self.expose(model, placements, opening, leg);
        }
    }

    fn expose(&mut self, model: &Model, placements: &Placements, opening: &Opening, leg: ExposedLeg) {
        let before = self.recorded.len();
        let mut covered = false;
        for campaign in 0..model.campaigns.len() {
            let hazard = placements.hazard(model, campaign, leg.line, opening.start, opening.end);
            let recorded = -(-hazard).exp_m1();
            covered |= recorded > 0.0;
            self.recorded.push(recorded);
        }
        if !covered {
            self.recorded.truncate(before);
            return;
        }
        for (campaign, recorded) in self.recorded[before..].iter().enumerate() {
            self.own[campaign * model.days + opening.day] += recorded * model.readable[leg.line.channel];
        }
        self.legs.push(leg);
    }

    /// The exposed legs of a conversation.
    pub fn legs_of(&self, conversation: usize) -> std::ops::Range<usize> {
        let end = self.conversations.get(conversation + 1).map_or(self.legs.len(), |next| next.first_leg);
        self.conversations[conversation].first_leg..end
    }
}

/// The channel of a person's leg, and why.
pub(super) fn line(
    lines: &Lines,
    person: &Person,
    factor: f64,
    substitutes: f64,
    numbers: LegNumbers,
    stream: &mut Stream,
) -> (usize, Cause) {
    let cause = if numbers.slip < (person.mistake * factor).min(1.0) {
        Cause::Mistake
    } else if numbers.shortcut < (person.workaround * factor).min(1.0) {
        Cause::Workaround
    } else {
        Cause::None
    };
    let Some(fallback) = lines.fallback.as_ref().filter(|_| cause != Cause::None) else {
        return not_lapsing(lines, numbers.choice);
    };
    let channel = fallback.pick(numbers.choice);
    if !lines.blocked[channel] {
        return (channel, cause);
    }
    let (finds_another, another, approved) = (stream.uniform(), stream.uniform(), stream.uniform());
    match &lines.open_fallback {
        Some(open) if finds_another < substitutes => (open.pick(another), cause),
        _ => not_lapsing(lines, approved),
    }
}

/// The approved channel of a leg, or a forced lapse where nothing approved is to be had.
fn not_lapsing(lines: &Lines, uniform: f64) -> (usize, Cause) {
    match (&lines.approved, &lines.open_fallback) {
        (Some(approved), _) => (approved.pick(uniform), Cause::None),
        (None, Some(open)) => (open.pick(uniform), Cause::Forced),
        (None, None) => unreachable!("the reader refuses a venue where a participant finds no line"),
    }
}
