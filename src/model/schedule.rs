//! Conversations and who takes part in them.
//!
//! The walk draws what does not depend on lapses and collectors, and tells a listener of every leg; so the same walk
//! serves one model and a family of variants that share their schedule.

use super::compiled::{JoinerModel, JoinerNumber, Model, Starters};
use super::counts::{Counts, Process};
use super::sampler::{poisson, score};
use crate::quantity::HOURS_PER_DAY;
use crate::random::{Address, Entity, Grouping, Purpose, Stream, Trial};

/// A conversation as it opens, before its legs are known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    pub entity: Entity,
    pub item: u64,
    pub kind: usize,
    /// Who starts it: position in the group.
    pub person: usize,
    /// How many conversations of the whole schedule it stands for.
    pub weight: f64,
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
    /// Whether it ends on the day on which it starts.
    pub fn ends_on_its_day(&self) -> bool {
        self.end <= ((self.day + 1) * HOURS_PER_DAY) as f64
    }

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
    /// Whether people of a group need no draws in this conversation, since all of them are where nothing can happen.
    fn is_idle(&self, opening: &Opening, group: usize) -> bool;

    /// A conversation opens, which so many of the rates have, those in front.
    fn begin(&mut self, opening: &Opening, rates: usize);

    /// Somebody takes part. What is drawn of the leg, and whether it is drawn, is the listener's own.
    fn leg(&mut self, opening: &Opening, participant: &Participant, trial: &Trial);

    /// The conversation has all its participants.
    fn end(&mut self, opening: &Opening, participants: u64);
}

/// How much of a schedule is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Every conversation.
    Whole,
    /// The share of them that the model keeps ([`super::thinning`]).
    Thinned,
}

/// Draws conversations; kept between trials for its room.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    /// For each person the number of the last conversation that the person took part in.
    joined: Vec<u64>,
    conversation_number: u64,
    /// By block and rate, rates running fastest: conversations of the starters under way.
    counts: Vec<u64>,
    /// By starters: what is drawn for all trials of a group.
    evenly: Vec<Counts>,
}

/// People of a group who are drawn for together: the first alone, then as many as all before them, of a thinned schedule a
/// quarter of these at a time.
///
/// Blocks hold the same people in a smaller and in a larger delegation, so that the two share the conversations of those
/// whom they share; who is in the last block beyond the group starts none.
#[derive(Debug, Clone, Copy)]
struct Block {
    number: u64,
    first: usize,
    size: usize,
}

impl Block {
    /// All that hold anybody of so many people.
    fn of(count: usize, extent: Extent) -> impl Iterator<Item = Self> {
        (0..).map(move |number| Self::at(number, extent)).take_while(move |block| block.first < count)
    }

    /// The block of a number.
    fn at(number: u64, extent: Extent) -> Self {
        // Of whom there are none, conversations are drawn in vain, which shows where hardly any others are drawn.
        match (extent, number.checked_sub(Self::WHOLE)) {
            (Extent::Thinned, Some(quarters)) => {
                let Self { first, size, .. } = Self::doubling(Self::WHOLE + quarters / 4);
                Self { number, first: first + (quarters % 4) as usize * (size / 4), size: size / 4 }
            }
            _ => Self::doubling(number),
        }
    }

    fn doubling(number: u64) -> Self {
        match number {
            0 => Self { number, first: 0, size: 1 },
            _ => Self { number, first: 1 << (number - 1), size: 1 << (number - 1) },
        }
    }

    /// So many of the first blocks are too small for quarters.
    const WHOLE: u64 = 3;
}

/// Bits of a conversation's number that count inside its block.
const BLOCK_SHIFT: u32 = 48;

impl Walk {
    pub fn new(model: &Model) -> Self {
        let joined = vec![0; model.people];
        Self { joined, conversation_number: 0, counts: Vec::new(), evenly: Vec::new() }
    }

    /// Draws conversations that people of one group start of one kind: a Poisson process, of which a thinned schedule
    /// keeps each conversation independently with the same probability.
    ///
    /// For one or more rates (conversations a person and day), the greatest first: by inversion of the same number a
    /// smaller rate has the first of the conversations of a greater one.
    pub fn run(
        &mut self,
        model: &Model,
        starters: &Starters,
        rates: &[f64],
        extent: Extent,
        trial: &Trial,
        listener: &mut impl Listener,
    ) {
        self.count(model, starters, rates, extent, trial);
        for first in (0..self.counts.len()).step_by(rates.len()) {
            if self.counts[first] == 0 {
                continue;
            }
            let block = Block::at((first / rates.len()) as u64, extent);
            for number in 0..self.counts[first] {
                let item = block.number << BLOCK_SHIFT | number;
                if let Some(opening) = open(model, starters, block, trial, item, extent) {
                    let counts = &self.counts[first..first + rates.len()];
                    let having = counts.iter().take_while(|count| **count > number).count();
                    listener.begin(&opening, having);
                    self.converse(model, starters, trial, &opening, listener);
                }
            }
        }
    }

    /// How many conversations are looked at in each block, by rate.
    fn count(&mut self, model: &Model, starters: &Starters, rates: &[f64], extent: Extent, trial: &Trial) {
        self.counts.clear();
        let opened = if extent == Extent::Thinned { starters.thinning.opened } else { 1.0 };
        let people = model.groups[starters.group].count;
        let means = |block: Block| {
            let person_days = (block.size * model.days) as f64;
            rates.iter().map(move |&rate| rate * opened * person_days)
        };
        if extent == Extent::Thinned && trial.grouping() != Grouping::Single {
            let process = Process { entity: starters.entity, rates, opened };
            let means = || Block::of(people, extent).flat_map(means).collect();
            if let Some(counts) = Counts::of(&mut self.evenly, &process, trial, means) {
                return self.counts.extend(counts.iter().map(|&count| u64::from(count)));
            }
        }
        for block in Block::of(people, extent) {
            let address = Address { entity: starters.entity, item: block.number, lane: 0 };
            let stream = trial.stream(address, Purpose::Starts);
            self.counts.extend(means(block).map(|mean| poisson(mean, &mut stream.clone())));
        }
    }

    fn converse(
        &mut self,
        model: &Model,
        starters: &Starters,
        trial: &Trial,
        opening: &Opening,
        listener: &mut impl Listener,
    ) {
        self.conversation_number += 1;
        self.joined[model.offsets[starters.group] + opening.person] = self.conversation_number;
        let starter = Participant { group: starters.group, person: opening.person, entity: starters.entity, lane: 0 };
        if !listener.is_idle(opening, starters.group) {
            listener.leg(opening, &starter, trial);
        }
        let mut participants = 1;
        for joiner in &starters.joiners {
            participants += self.join(model, starters.group, trial, opening, joiner, listener);
        }
        listener.end(opening, participants);
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
        if listener.is_idle(opening, joiner.group) {
            return number;
        }
        for lane in 1..=number {
            let person = self.another(model.offsets[joiner.group], group.count, &mut stream);
            let participant = Participant { group: joiner.group, person, entity: joiner.entity, lane };
            listener.leg(opening, &participant, trial);
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

/// The place of a participant, drawn, and the stream of the leg, which stands at its next numbers. The place after the
/// last venue is the lodging.
pub(super) fn draw_place(
    model: &Model,
    opening: &Opening,
    participant: &Participant,
    trial: &Trial,
) -> (usize, Stream) {
    let mut stream = leg_stream(opening, participant, trial);
    let whereabouts = &model.groups[participant.group].whereabouts[hour_of_day(opening.start)];
    (whereabouts.pick(stream.uniform()), stream)
}

/// What is drawn of a leg, its place first.
pub(super) fn leg_stream(opening: &Opening, participant: &Participant, trial: &Trial) -> Stream {
    let address = Address { entity: participant.entity, item: opening.item, lane: participant.lane };
    trial.stream(address, Purpose::Leg)
}

/// A conversation; absent where who would start it, or the day, is not the group's, or a thinned schedule leaves it out.
fn open(model: &Model, starters: &Starters, block: Block, trial: &Trial, item: u64, extent: Extent) -> Option<Opening> {
    let kind = &model.kinds[starters.kind];
    let group = &model.groups[starters.group];
    let mut stream = trial.stream(Address { entity: starters.entity, item, lane: 0 }, Purpose::Conversation);
    let place = stream.below((block.size * model.days) as u64) as usize;
    let (person, day) = (block.first + place / model.days, place % model.days);
    if person >= group.count || day < group.first_day || day > group.last_day {
        return None;
    }
    let weight = match extent {
        Extent::Whole => 1.0,
        Extent::Thinned => starters.thinning.weight(group.entity, person, &mut stream, trial)?,
    };
    let (hour, inside) = kind.hours.pick_inside(stream.uniform());
    let (local, full_day) = (hour as f64 + inside + kind.to_local, HOURS_PER_DAY as f64);
    let start = (day * HOURS_PER_DAY) as f64 + if local < full_day { local } else { local - full_day };
    let duration = kind.duration.draw(&mut stream);
    let multiplier =
        kind.lapse_multiplier.as_ref().map_or(1.0, |table| table.value(score(&mut stream)) / kind.lapse_shape);
    let event_end = (model.days * HOURS_PER_DAY) as f64;
    Some(Opening {
        entity: starters.entity,
        item,
        kind: starters.kind,
        person,
        weight,
        day,
        start,
        duration,
        multiplier,
        end: (start + duration).min(event_end),
    })
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
            Self::Poisson(mean) => poisson(*mean, stream),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_follow_each_other_and_are_the_same_in_a_smaller_and_in_a_larger_group() {
        for extent in [Extent::Whole, Extent::Thinned] {
            let of = |count| -> Vec<(u64, usize, usize)> {
                Block::of(count, extent).map(|block| (block.number, block.first, block.size)).collect()
            };
            let all = of(100_000);
            assert!(all.windows(2).all(|pair| pair[0].1 + pair[0].2 == pair[1].1 && pair[0].0 + 1 == pair[1].0));
            for count in [1, 2, 3, 4, 5, 17, 300] {
                let blocks = of(count);
                assert!(all.starts_with(&blocks) && blocks.last().unwrap().1 < count);
            }
        }
        let people = |extent| Block::of(300, extent).map(|block| block.size).sum::<usize>();
        assert_eq!((people(Extent::Whole), people(Extent::Thinned)), (512, 320));
    }
}
