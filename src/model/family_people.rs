//! The people of a family of variants.

use super::family::Family;
use super::latent::{Person, draw_person};
use crate::random::Trial;

/// People of all variants, drawn as they are asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct FamilyPeople {
    /// By group and class.
    people: Vec<Vec<Vec<Person>>>,
    /// By group, for each person what all classes have in common.
    known: Vec<Vec<Known>>,
    trial: u64,
}

/// What is known of a person under all classes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// The trial in which the person was drawn.
    drawn_in: u64,
    /// The greatest odds of a mistake and of a workaround among the classes.
    pub greatest: (f64, f64),
}

impl FamilyPeople {
    pub fn new(family: &Family) -> Self {
        let count = |group: usize, variant: usize| family.models[variant].groups[group].count;
        let people = family.people.iter().enumerate().map(|(group, classes)| {
            let rooms = classes.representatives.iter().map(|&variant| vec![Person::default(); count(group, variant)]);
            rooms.collect()
        });
        let known = family.people.iter().enumerate().map(|(group, classes)| {
            let most = classes.representatives.iter().map(|&variant| count(group, variant)).max();
            vec![Known::default(); most.unwrap_or(0)]
        });
        Self { people: people.collect(), known: known.collect(), trial: 0 }
    }

    /// Another trial: nobody is known.
    pub fn forget(&mut self) {
        self.trial += 1;
    }

    /// Draws a person under every class, unless that is done.
    #[inline]
    pub fn meet(&mut self, family: &Family, group: usize, person: usize, trial: &Trial) -> &Known {
        if self.known[group][person].drawn_in != self.trial {
            self.draw(family, group, person, trial);
        }
        &self.known[group][person]
    }

    /// A person, who was met in this trial, under a variant.
    #[inline]
    pub fn of(&self, family: &Family, variant: usize, group: usize, person: usize) -> &Person {
        &self.people[group][family.people[group].of[variant]][person]
    }

    fn draw(&mut self, family: &Family, group: usize, person: usize, trial: &Trial) {
        let mut greatest = (0.0f64, 0.0f64);
        let classes = self.people[group].iter_mut().zip(&family.people[group].representatives);
        for (people, &variant) in classes.filter(|(people, _)| person < people.len()) {
            let drawn = draw_person(&family.models[variant].groups[group], person, trial);
            greatest = (greatest.0.max(drawn.mistake), greatest.1.max(drawn.workaround));
            people[person] = drawn;
        }
        self.known[group][person] = Known { drawn_in: self.trial, greatest };
    }
}
