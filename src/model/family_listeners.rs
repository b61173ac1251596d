//! What is made, for all variants of a class, of the conversations that they share.

use super::exposure::{Exposure, LegNumbers};
use super::family::{Family, ScheduleClass};
use super::family_people::FamilyPeople;
use super::hearing::{Heard, Hearing};
use super::integral::{Integral, Kept};
use super::latent::Placements;
use super::schedule::{Listener, Opening, Participant, draw_place, leg_stream};
use crate::random::Trial;

/// Whether the conversation that is under way concerns any member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touched {
    Yes,
    No,
}

impl ScheduleClass {
    /// Members that have a conversation which so many of the rates have.
    fn having(&self, rates: usize) -> impl Iterator<Item = usize> {
        self.members.iter().zip(&self.ranks).filter(move |(_, rank)| **rank < rates).map(|(variant, _)| *variant)
    }

    /// Whether under no member anything can happen in this conversation to people of a group, who all are where they are.
    fn is_idle(&self, family: &Family, opening: &Opening, group: usize) -> bool {
        self.presences.iter().all(|members| {
            let place = family.models[members[0]].only_place(opening, group);
            place.and_then(|venue| self.idle.get(venue)).copied().unwrap_or(false)
        })
    }
}

/// The listener of a walk that the members of a class share, legs drawn.
pub(super) struct Drawing<'a> {
    pub family: &'a Family,
    pub class: &'a ScheduleClass,
    pub people: &'a mut FamilyPeople,
    pub placements: &'a [Placements],
    pub exposures: &'a mut [Exposure],
    pub touched: Touched,
    /// How many of the rates have the conversation under way.
    pub rates: usize,
}

impl Drawing<'_> {
    /// A leg under members with which people are at the same places.
    fn leg_at(&mut self, presence: &[usize], opening: &Opening, participant: &Participant, trial: &Trial) {
        let Participant { group, person, .. } = *participant;
        let (place, mut stream) = draw_place(&self.family.models[presence[0]], opening, participant, trial);
        let numbers = LegNumbers::draw(&mut stream);
        let (mistake, workaround) = self.people.meet(self.family, group, person, trial).greatest;
        let venue = match self.class.quiet.len() {
            venues if place == venues => self.people.of(self.family, presence[0], group, person).lodging as usize,
            _ => place,
        };
        let factor = self.class.lapse_factor * opening.multiplier;
        if self.class.quiet[venue] && numbers.slip >= mistake * factor && numbers.shortcut >= workaround * factor {
            return;
        }
        if self.touched == Touched::No {
            self.touched = Touched::Yes;
            self.class.having(self.rates).for_each(|variant| self.exposures[variant].begin());
        }
        for variant in self.class.having(self.rates).filter(|variant| presence.contains(variant)) {
            let placements = &self.placements[self.family.placements.of[variant]];
            let model = &self.family.models[variant];
            let mut own = stream.clone();
            let person = self.people.of(self.family, variant, group, person);
            self.exposures[variant].leg(model, placements, opening, participant, person, venue, numbers, &mut own);
        }
    }
}

impl Listener for Drawing<'_> {
    fn is_idle(&self, opening: &Opening, group: usize) -> bool {
        self.class.is_idle(self.family, opening, group)
    }

    fn begin(&mut self, _: &Opening, rates: usize) {
        self.touched = Touched::No;
        self.rates = rates;
    }

    fn leg(&mut self, opening: &Opening, participant: &Participant, trial: &Trial) {
        for presence in &self.class.presences {
            self.leg_at(presence, opening, participant, trial);
        }
    }

    fn end(&mut self, opening: &Opening, participants: u64) {
        if self.touched == Touched::Yes {
            self.class.having(self.rates).for_each(|variant| self.exposures[variant].end(opening, participants));
        }
    }
}

/// The listener of a walk that the members of a class share, legs integrated.
pub(super) struct Integrating<'a> {
    pub family: &'a Family,
    pub class: &'a ScheduleClass,
    pub people: &'a mut FamilyPeople,
    pub placements: &'a [Placements],
    pub hearings: &'a mut [Hearing],
    /// By audience.
    pub places: &'a mut [Vec<Heard>],
    /// By class of legs.
    pub integrals: &'a mut [Integral],
    /// How many of the rates have the conversation under way.
    pub rates: usize,
}

impl Listener for Integrating<'_> {
    fn is_idle(&self, opening: &Opening, group: usize) -> bool {
        self.class.is_idle(self.family, opening, group)
    }

    fn begin(&mut self, _: &Opening, rates: usize) {
        self.rates = rates;
        self.class.hearings.iter().for_each(|&hearing| self.hearings[hearing].begin());
        let classes = self.integrals.iter_mut().zip(&self.class.alike);
        classes.filter(|(_, alike)| alike.rank < rates).for_each(|(integral, _)| integral.begin());
    }

    fn leg(&mut self, opening: &Opening, participant: &Participant, trial: &Trial) {
        let (family, class) = (self.family, self.class);
        let Participant { group, person, .. } = *participant;
        self.people.meet(family, group, person, trial);
        let audiences = self.places.iter_mut().zip(&class.audiences);
        for (places, audience) in audiences.filter(|(_, audience)| audience.rank < self.rates) {
            let member = class.presences[audience.presence][0];
            let lodging = self.people.of(family, member, group, person).lodging as usize;
            let representative = family.hearings.representatives[audience.hearing];
            let all = family.models[member].places(opening, group, lodging);
            let model = &family.models[representative];
            let number = || leg_stream(opening, participant, trial).uniform();
            let placements = &self.placements[family.placements.of[representative]];
            self.hearings[audience.hearing].places(model, placements, opening, all, number, places);
        }
        let classes = self.integrals.iter_mut().zip(&class.alike);
        for (integral, alike) in classes.filter(|(_, alike)| alike.rank < self.rates) {
            let places = &self.places[alike.audience];
            // A leg that nobody hears changes nothing of what is briefly told.
            if !places.is_empty() {
                let person = self.people.of(family, alike.members[0], group, person);
                let hearing = &self.hearings[class.audiences[alike.audience].hearing];
                integral.leg(&family.models[alike.members[0]], hearing, opening, participant, person, places);
            }
        }
    }

    fn end(&mut self, opening: &Opening, _: u64) {
        let classes = self.integrals.iter_mut().zip(&self.class.alike);
        for (integral, alike) in classes.filter(|(_, alike)| alike.rank < self.rates) {
            if integral.end(opening) == Kept::Yes {
                self.hearings[self.class.audiences[alike.audience].hearing].need();
            }
        }
        self.class.hearings.iter().for_each(|&hearing| self.hearings[hearing].end());
    }
}
