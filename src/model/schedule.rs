//! Conversations and who takes part in them.
//!
//! The walk draws what does not depend on lapses and collectors, and tells a listener of every leg; so the same walk
//! serves one model and a family of variants that share their schedule.

use super::compiled::{JoinerModel, JoinerNumber, Model, Starters};
use super::sampler::score;
use crate::quantity::HOURS_PER_DAY;
use crate::random::{Address, Entity, Purpose, Stream, Trial};

/// A conversation as it opens, before its legs are known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    pub entity: Entity,
    pub item: u64,
    pub kind: usize,
    pub day: usize,
    /// Hours since midnight of day 1.
    pub start: f64,
    pub duration: f64,
    /// The conversation's own multiplier of the odds of a lapse.
    pub multiplier: f64,
    /// When it ends, or the event does.
    pub end: f64,
}

impl Opening {
    /// The conversation's own address.
    pub fn address(&self) -> Address {
        Address { entity: self.entity, item: self.item, lane: 0 }
    }
}

/// Somebody in a conversation.
pub(super) struct Participant {
    pub group: usize,
    /// Position in the group.
    pub person: usize,
    pub entity: Entity,
    pub lane: u64,
}

/// Who is told of conversations and legs as they are drawn.
pub(super) trait Listener {
    /// Whether people of a group who all are at one place at this hour need no draws. The place after the last venue is
    /// the lodging.
    fn is_idle(&self, kind: usize, only_place: Option<usize>) -> bool;

    /// A conversation opens.
    fn begin(&mut self, opening: &Opening);

    /// Somebody takes part. What is drawn of the leg, and whether it is drawn, is the listener's own.
    fn leg(&mut self, opening: &Opening, participant: &Participant, trial: &Trial);

    /// The conversation has all its participants.
    fn end(&mut self, opening: &Opening, participants: u64);
}

/// Draws conversations; kept between trials for its room.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    /// For each person the number of the last conversation that the person took part in.
    joined: Vec<u64>,
    conversation_number: u64,
}

impl Walk {
    pub fn new(model: &Model) -> Self {
        Self { joined: vec![0; model.people], conversation_number: 0 }
    }

    /// Draws all conversations that people of one group start of one kind.
    pub fn run(&mut self, model: &Model, starters: &Starters, trial: &Trial, listener: &mut impl Listener) {
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
                        self.converse(model, starters, trial, item, listener);
                    }
                }
            }
        }
    }

    fn converse(&mut self, model: &Model, starters: &Starters, trial: &Trial, item: u64, listener: &mut impl Listener) {
        let opening = open(model, starters, trial, item);
        self.conversation_number += 1;
        let person = (item >> 32) as usize;
        self.joined[model.offsets[starters.group] + person] = self.conversation_number;
        listener.begin(&opening);
        let starter = Participant { group: starters.group, person, entity: starters.entity, lane: 0 };
        take_part(model, trial, &opening, &starter, listener);
        let mut participants = 1;
        for joiner in &starters.joiners {
            participants += self.join(model, starters.group, trial, &opening, joiner, listener);
        }
        listener.end(&opening, participants);
    }

    /// Lets others of a group join; returns how many.
    fn join(
        &mut self,
        model: &Model,
        starter_group: usize,
        trial: &Trial,
        opening: &Opening,
        joiner: &JoinerModel,
        listener: &mut impl Listener,
    ) -> u64 {
        let group = &model.groups[joiner.group];
        if opening.day < group.first_day || opening.day > group.last_day {
            return 0;
        }
        let address = Address { entity: joiner.entity, item: opening.item, lane: 0 };
        let mut stream = trial.stream(address, Purpose::Joiners);
        let others = group.count - usize::from(starter_group == joiner.group);
        let number = joiner.number.draw(&mut stream).min(others as u64);
        if listener.is_idle(opening.kind, group.whereabouts[hour_of_day(opening.start)].only()) {
            return number;
        }
        for lane in 1..=number {
            let person = self.another(model.offsets[joiner.group], group.count, &mut stream);
            let participant = Participant { group: joiner.group, person, entity: joiner.entity, lane };
            take_part(model, trial, opening, &participant, listener);
        }
        number
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
}

fn take_part(model: &Model, trial: &Trial, opening: &Opening, participant: &Participant, listener: &mut impl Listener) {
    let whereabouts = &model.groups[participant.group].whereabouts[hour_of_day(opening.start)];
    if listener.is_idle(opening.kind, whereabouts.only()) {
        return;
    }
    listener.leg(opening, participant, trial);
}

/// The place of a participant, drawn, and the stream of the leg, which stands at its next numbers. The place after the
/// last venue is the lodging.
pub(super) fn draw_place(
    model: &Model,
    opening: &Opening,
    participant: &Participant,
    trial: &Trial,
) -> (usize, Stream) {
    let address = Address { entity: participant.entity, item: opening.item, lane: participant.lane };
    let mut stream = trial.stream(address, Purpose::Leg);
    let whereabouts = &model.groups[participant.group].whereabouts[hour_of_day(opening.start)];
    (whereabouts.pick(stream.uniform()), stream)
}

fn open(model: &Model, starters: &Starters, trial: &Trial, item: u64) -> Opening {
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
    let event_end = (model.days * HOURS_PER_DAY) as f64;
    Opening {
        entity: starters.entity,
        item,
        kind: starters.kind,
        day,
        start,
        duration,
        multiplier,
        end: (start + duration).min(event_end),
    }
}

/// Hour of the day of a time in hours since midnight of day 1.
pub(super) fn hour_of_day(time: f64) -> usize {
    time as usize % HOURS_PER_DAY
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
