//! What is known of a leak, against the conversations of a trial; and the rivals of the campaigns.

use std::sync::Arc;

use super::exposure::Cause;
use super::schedule::{Opening, hour_of_day};
use crate::quantity::{CountRange, HourRange};
use crate::scenario::Fact;
use crate::scenario::world::{Pathway, World};

/// A set of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FactSet(u16);

impl FactSet {
    /// The facts of a list.
    pub fn of(facts: &[Fact]) -> Self {
        facts.iter().fold(Self::default(), |set, &fact| set.with(fact))
    }

    fn with(self, fact: Fact) -> Self {
        Self(self.0 | 1 << fact as u16)
    }

    /// The facts of this set that are not in the other.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The facts of both.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn holds(self, fact: Fact) -> bool {
        self.0 & 1 << fact as u16 != 0
    }

    fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What is said of a leg.
    fn of_legs() -> Self {
        Self::of(&[Fact::Venue, Fact::Channel, Fact::Group, Fact::Cause])
    }
}

/// What is known of a leak, by the indices of the world; what is absent is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// Kind of the conversation.
    pub kind: Option<usize>,
    /// Days, from 1.
    pub day: Option<CountRange>,
    /// Hours of the day in which it began.
    pub hour: Option<HourRange>,
    /// Participants.
    pub participants: Option<CountRange>,
    /// Lapsed legs.
    pub lapsed_legs: Option<CountRange>,
    /// Venue of the leg.
    pub venue: Option<usize>,
    /// Channel of the leg.
    pub channel: Option<usize>,
    /// Group of the leg's participant.
    pub group: Option<usize>,
    /// Cause of the leg, in the order of [`super::CAUSES`].
    pub cause: Option<usize>,
}

impl Evidence {
    /// The facts that are known.
    pub fn facts(&self) -> Vec<Fact> {
        let known = [
            (Fact::Kind, self.kind.is_some()),
            (Fact::Day, self.day.is_some()),
            (Fact::Hour, self.hour.is_some()),
            (Fact::Participants, self.participants.is_some()),
            (Fact::LapsedLegs, self.lapsed_legs.is_some()),
            (Fact::Venue, self.venue.is_some()),
            (Fact::Channel, self.channel.is_some()),
            (Fact::Group, self.group.is_some()),
            (Fact::Cause, self.cause.is_some()),
        ];
        known.into_iter().filter(|(_, known)| *known).map(|(fact, _)| fact).collect()
    }

    /// The known facts that do not hold of a conversation.
    pub(super) fn against(&self, opening: &Opening, participants: u32, lapsed_legs: u32) -> FactSet {
        let counted = |range: Option<CountRange>, count: u32| range.is_some_and(|range| !range.contains(count));
        let checks = [
            (Fact::Kind, self.kind.is_some_and(|kind| kind != opening.kind)),
            (Fact::Day, counted(self.day, opening.day as u32 + 1)),
            (Fact::Hour, self.hour.is_some_and(|hours| !hours.contains(hour_of_day(opening.start)))),
            (Fact::Participants, counted(self.participants, participants)),
            (Fact::LapsedLegs, counted(self.lapsed_legs, lapsed_legs)),
        ];
        failed(&checks)
    }

    /// The known facts that do not hold of a leg.
    pub(super) fn against_leg(&self, venue: usize, channel: usize, group: usize, cause: Cause) -> FactSet {
        let other = |known: Option<usize>, found: usize| known.is_some_and(|known| known != found);
        failed(&[
            (Fact::Venue, other(self.venue, venue)),
            (Fact::Channel, other(self.channel, channel)),
            (Fact::Group, other(self.group, group)),
            (Fact::Cause, other(self.cause, cause as usize)),
        ])
    }

    /// Whether the facts of a set speak of a leg that has lapsed without saying why.
    fn wants_a_lapse(&self, set: FactSet) -> bool {
        set.holds(Fact::LapsedLegs)
            && !set.holds(Fact::Cause)
            && self.lapsed_legs.is_some_and(|lapsed| lapsed.least() > 0)
    }

    /// Whether the facts of a set hold of a conversation that did not leak through one of its legs: those said of a leg
    /// must all hold of one, which has lapsed if the set says that legs had. Legs are given by the facts that do not hold
    /// of them, and their causes.
    pub(super) fn fits(
        &self,
        set: FactSet,
        against: FactSet,
        mut legs: impl Iterator<Item = (FactSet, Cause)>,
    ) -> bool {
        if against.meets(set) {
            return false;
        }
        if !set.meets(FactSet::of_legs()) {
            return true;
        }
        let lapsed = self.wants_a_lapse(set);
        legs.any(|(leg, cause)| !leg.meets(set) && (!lapsed || cause != Cause::None))
    }
}

/// Whether the facts of a set hold, given those that do not.
pub(super) fn hold(set: FactSet, against: FactSet) -> bool {
    !against.meets(set)
}

fn failed(checks: &[(Fact, bool)]) -> FactSet {
    checks.iter().filter(|(_, failed)| *failed).fold(FactSet::default(), |set, &(fact, _)| set.with(fact))
}

/// Sets of facts by which captures are counted: none, all, all but each, each alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sets {
    facts: Vec<Fact>,
    sets: Vec<FactSet>,
}

impl Sets {
    /// The position of the set of no facts.
    pub const NOTHING: usize = 0;
    /// The position of the set of all known facts.
    pub const ALL: usize = 1;

    /// The sets of the facts that are known.
    pub fn new(evidence: &Evidence) -> Self {
        let facts = evidence.facts();
        let all = FactSet::of(&facts);
        let but = facts.iter().map(|&fact| all.without(FactSet::of(&[fact])));
        let alone = facts.iter().map(|&fact| FactSet::of(&[fact]));
        let sets = [FactSet::default(), all].into_iter().chain(but).chain(alone).collect();
        Self { sets, facts }
    }

    /// The known facts.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The position of all facts but the one at a position of [`Self::facts`].
    pub fn without(&self, fact: usize) -> usize {
        2 + fact
    }

    /// The position of one fact alone, by its position of [`Self::facts`].
    pub fn alone(&self, fact: usize) -> usize {
        2 + self.facts.len() + fact
    }

    /// How many sets.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether there is none: never.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// The set of all known facts.
    pub(super) fn all(&self) -> FactSet {
        self.sets[Self::ALL]
    }

    /// Whether all known facts hold, given those that do not.
    pub(super) fn all_hold(&self, against: FactSet) -> bool {
        hold(self.all(), against)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = FactSet> + '_ {
        self.sets.iter().copied()
    }
}

/// A pathway, compiled.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    /// Expected captures of one conversation that it can reach: `prior x captures`.
    pub rate: f64,
    kinds: Option<Vec<usize>>,
    groups: Option<Vec<usize>>,
    channels: Option<Vec<usize>>,
}

impl Rival {
    /// The rivals of a world, in its order.
    pub fn all(world: &World) -> Vec<Self> {
        let one = |pathway: &Arc<Pathway>| Self {
            rate: pathway.prior.get() * pathway.captures.get(),
            kinds: pathway.only_kinds.clone(),
            groups: pathway.only_groups.clone(),
            channels: pathway.only_channels.clone(),
        };
        world.pathways.iter().map(one).collect()
    }

    /// Whether it can reach a conversation of this kind with these legs (group, channel): one leg must be of a group and
    /// over a channel that it reaches.
    pub(super) fn reaches(&self, kind: usize, mut legs: impl Iterator<Item = (usize, usize)>) -> bool {
        let among = |names: &Option<Vec<usize>>, one: usize| names.as_ref().is_none_or(|names| names.contains(&one));
        let any_leg = self.groups.is_none() && self.channels.is_none();
        among(&self.kinds, kind)
            && (any_leg || legs.any(|(group, channel)| among(&self.groups, group) && among(&self.channels, channel)))
    }
}
