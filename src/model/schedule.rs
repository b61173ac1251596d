//! Conversations and their legs, down to what a campaign could record of them.

use super::compiled::{JoinerModel, JoinerNumber, KindModel, Lines, Model, Starters};
use super::latent::{Latent, Line, Person};
use super::layout::at;
use super::sampler::score;
use crate::quantity::HOURS_PER_DAY;
use crate::random::{Address, Entity, Purpose, Stream, Trial};

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
    pub entity: Entity,
    pub item: u64,
    pub kind: usize,
    pub day: usize,
    /// Hours since midnight of day 1.
    pub start: f64,
    pub duration: f64,
    pub participants: u32,
    pub lapsed_legs: u32,
    /// The first of its exposed legs; they end where the next conversation's begin.
    pub first_leg: usize,
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

/// What a trial has drawn; kept between trials, so that a warm trial allocates nothing.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    pub conversations: Vec<Conversation>,
    pub legs: Vec<ExposedLeg>,
    /// `P(recorded by q)` by exposed leg and campaign, campaigns running fastest.
    pub recorded: Vec<f64>,
    /// `own` of the review pile by campaign and day, days running fastest.
    pub own: Vec<f64>,
    /// For each person the number of the last conversation that the person took part in.
    joined: Vec<u64>,
    conversation_number: u64,
}

/// The conversation that is being drawn.
struct Call<'a> {
    kind: &'a KindModel,
    conversation: Conversation,
    lapse_factor: f64,
    end: f64,
}

/// A participant of the conversation that is being drawn.
struct Participant {
    group: usize,
    person: usize,
    entity: Entity,
    lane: u64,
}

impl Schedule {
    pub fn new(model: &Model) -> Self {
        Self {
            conversations: Vec::new(),
            legs: Vec::new(),
            recorded: Vec::new(),
            own: vec![0.0; model.campaigns.len() * model.days],
            joined: vec![0; model.people],
            conversation_number: 0,
        }
    }

    /// Draws all conversations of the event and counts them, their legs and their lapses into the row.
    pub fn draw(&mut self, model: &Model, latent: &Latent, trial: &Trial, row: &mut [f64]) {
        self.conversations.clear();
        self.legs.clear();
        self.recorded.clear();
        self.own.fill(0.0);
        for starters in &model.starters {
            let group = &model.groups[starters.group];
            for person in 0..group.count {
                let address = Address { entity: starters.entity, item: person as u64, lane: 0 };
                let mut stream = trial.stream(address, Purpose::Starts);
                // The day decides the position in the stream, also where the group is not there yet.
                for day in 0..=group.last_day {
                    let count = starters.starts.count(stream.uniform());
                    if day >= group.first_day {
                        for number in 0..count {
                            let item = (person as u64) << 32 | (day as u64) << 20 | number;
                            self.draw_conversation(model, latent, trial, starters, item, row);
                        }
                    }
                }
            }
        }
    }

    fn draw_conversation(
        &mut self,
        model: &Model,
        latent: &Latent,
        trial: &Trial,
        starters: &Starters,
        item: u64,
        row: &mut [f64],
    ) {
        let mut call = begin(model, trial, starters, item, self.legs.len());
        self.conversation_number += 1;
        let initiator = (item >> 32) as usize;
        self.joined[model.groups[starters.group].offset + initiator] = self.conversation_number;
        let starter = Participant { group: starters.group, person: initiator, entity: starters.entity, lane: 0 };
        self.add_leg(model, latent, trial, &mut call, &starter, row);
        for joiner in &starters.joiners {
            self.add_joiners(model, latent, trial, &mut call, starters.group, joiner, row);
        }
        row[at::CONVERSATIONS] += 1.0;
        row[at::LEGS] += f64::from(call.conversation.participants);
        row[at::LAPSED] += f64::from(call.conversation.lapsed_legs);
        if self.legs.len() > call.conversation.first_leg {
            self.conversations.push(call.conversation);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a trial, passed apart so that each is borrowed alone")]
    fn add_joiners(
        &mut self,
        model: &Model,
        latent: &Latent,
        trial: &Trial,
        call: &mut Call,
        starter_group: usize,
        joiner: &JoinerModel,
        row: &mut [f64],
    ) {
        let group = &model.groups[joiner.group];
        let day = call.conversation.day;
        if day < group.first_day || day > group.last_day {
            return;
        }
        let item = call.conversation.item;
        let mut stream = trial.stream(Address { entity: joiner.entity, item, lane: 0 }, Purpose::Joiners);
        let others = group.count - usize::from(starter_group == joiner.group);
        let number = joiner.number.draw(&mut stream).min(others as u64);
        if call.is_idle(group.whereabouts[hour_of_day(call.conversation.start)].only()) {
            call.conversation.participants += number as u32;
            return;
        }
        for lane in 1..=number {
            let person = self.another(group.offset, group.count, &mut stream);
            let participant = Participant { group: joiner.group, person, entity: joiner.entity, lane };
            self.add_leg(model, latent, trial, call, &participant, row);
        }
    }

    /// A person of a group, uniform among those who are not in the conversation yet. Drawn until one is found, so that
    /// one joiner more leaves the others as they were.
    fn another(&mut self, offset: usize, count: usize, stream: &mut Stream) -> usize {
        loop {
            let person = stream.below(count as u64) as usize;
            if self.joined[offset + person] != self.conversation_number {
                self.joined[offset + person] = self.conversation_number;
                return person;
            }
        }
    }

    fn add_leg(
        &mut self,
        model: &Model,
        latent: &Latent,
        trial: &Trial,
        call: &mut Call,
        participant: &Participant,
        row: &mut [f64],
    ) {
        call.conversation.participants += 1;
        let group = &model.groups[participant.group];
        let whereabouts = &group.whereabouts[hour_of_day(call.conversation.start)];
        if call.is_idle(whereabouts.only()) {
            return;
        }
        let address = Address { entity: participant.entity, item: call.conversation.item, lane: participant.lane };
        let mut stream = trial.stream(address, Purpose::Leg);
        let person = &latent.people[group.offset + participant.person];
        let place = whereabouts.pick(stream.uniform());
        let venue = if place == model.venues { person.lodging as usize } else { place };
        let (channel, cause) = call.line(venue, person, group.substitutes, &mut stream);
        if cause != Cause::None {
            call.conversation.lapsed_legs += 1;
        }
        if model.picked_up[channel] {
            let leg = ExposedLeg {
                entity: participant.entity,
                lane: participant.lane,
                group: participant.group,
                line: Line { venue, channel },
                cause,
            };
            self.expose(model, latent, call, leg, row);
        }
    }

    /// Keeps the leg if any campaign can record it.
    fn expose(&mut self, model: &Model, latent: &Latent, call: &Call, leg: ExposedLeg, row: &mut [f64]) {
        let before = self.recorded.len();
        let mut covered = false;
        for campaign in 0..model.campaigns.len() {
            let hazard = latent.hazard(model, campaign, leg.line, call.conversation.start, call.end);
            let recorded = -(-hazard).exp_m1();
            covered |= recorded > 0.0;
            self.recorded.push(recorded);
        }
        if !covered {
            self.recorded.truncate(before);
            return;
        }
        row[at::COVERED] += 1.0;
        for (campaign, recorded) in self.recorded[before..].iter().enumerate() {
            self.own[campaign * model.days + call.conversation.day] += recorded * model.readable[leg.line.channel];
        }
        self.legs.push(leg);
    }
}

/// Hour of the day of a time in hours since midnight of day 1.
pub(super) fn hour_of_day(time: f64) -> usize {
    time as usize % HOURS_PER_DAY
}

fn begin<'a>(model: &'a Model, trial: &Trial, starters: &Starters, item: u64, first_leg: usize) -> Call<'a> {
    let kind = &model.kinds[starters.kind];
    let mut stream = trial.stream(Address { entity: starters.entity, item, lane: 0 }, Purpose::Conversation);
    let day = (item >> 20 & 0xfff) as usize;
    let (hour, inside) = kind.hours.pick_inside(stream.uniform());
    let full_day = HOURS_PER_DAY as f64;
    let local = (hour as f64 + inside + kind.to_local).rem_euclid(full_day);
    // `rem_euclid` may round up to a full day; that is midnight.
    let start = (day * HOURS_PER_DAY) as f64 + if local < full_day { local } else { 0.0 };
    let multiplier_score = score(&mut stream);
    let multiplier =
        kind.lapse_multiplier.as_ref().map_or(1.0, |table| table.value(multiplier_score) / kind.lapse_shape);
    let duration = kind.duration.draw(&mut stream);
    let conversation = Conversation {
        entity: starters.entity,
        item,
        kind: starters.kind,
        day,
        start,
        duration,
        participants: 0,
        lapsed_legs: 0,
        first_leg,
    };
    let event_end = (model.days * HOURS_PER_DAY) as f64;
    Call { kind, conversation, lapse_factor: kind.lapse_factor * multiplier, end: (start + duration).min(event_end) }
}

impl Call<'_> {
    /// Whether all who are at this one place need no draws.
    fn is_idle(&self, only_place: Option<usize>) -> bool {
        // The item after the last venue is the lodging: it has no lines of its own.
        only_place.and_then(|venue| self.kind.lines.get(venue)).is_some_and(|lines| lines.idle)
    }

    /// The channel of a person's leg at a venue, and why.
    fn line(&self, venue: usize, person: &Person, substitutes: f64, stream: &mut Stream) -> (usize, Cause) {
        let lines = &self.kind.lines[venue];
        let (slips, shortcuts, choice) = (stream.uniform(), stream.uniform(), stream.uniform());
        let cause = if slips < (person.mistake * self.lapse_factor).min(1.0) {
            Cause::Mistake
        } else if shortcuts < (person.workaround * self.lapse_factor).min(1.0) {
            Cause::Workaround
        } else {
            Cause::None
        };
        let Some(fallback) = lines.fallback.as_ref().filter(|_| cause != Cause::None) else {
            return lines.not_lapsing(choice);
        };
        let channel = fallback.pick(choice);
        if !lines.blocked[channel] {
            return (channel, cause);
        }
        let (finds_another, another, approved) = (stream.uniform(), stream.uniform(), stream.uniform());
        match &lines.open_fallback {
            Some(open) if finds_another < substitutes => (open.pick(another), cause),
            _ => lines.not_lapsing(approved),
        }
    }
}

impl Lines {
    /// The approved channel of a leg, or a forced lapse where nothing approved is to be had.
    fn not_lapsing(&self, uniform: f64) -> (usize, Cause) {
        match (&self.approved, &self.open_fallback) {
            (Some(approved), _) => (approved.pick(uniform), Cause::None),
            (None, Some(open)) => (open.pick(uniform), Cause::Forced),
            (None, None) => unreachable!("the reader refuses a venue where a participant finds no line"),
        }
    }
}

impl JoinerNumber {
    fn draw(&self, stream: &mut Stream) -> u64 {
        match self {
            Self::Fixed(count) => *count,
            Self::Uniform { min, width } => min + stream.below(*width),
            Self::Poisson(table) => table.count(stream.uniform()),
        }
    }
}
