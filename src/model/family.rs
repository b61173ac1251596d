//! A baseline and its variants on common random numbers, in one pass.
//!
//! Every variant gets, to the bit, what a trial of its own would give it: the same streams are read by the same code.
//! What variants have in common is drawn once: placements where the campaigns are alike, people where a group is alike,
//! conversations and whereabouts where their schedule is alike. A leg is looked at variant by variant only if it can
//! lapse or be picked up in at least one of them.

use std::sync::Arc;

use super::capture::{Captured, Estimator, Funnel, Heard, Observer, STAGES, harm_given_capture};
use super::compiled::{GroupModel, Model, Starters, Tables};
use super::exposure::{ConversationKey, Exposure, LegNumbers};
use super::integral::Integral;
use super::kind::{KindModel, Lines};
use super::latent::{Person, Placements, draw_people};
use super::review::Review;
use super::schedule::{Listener, Opening, Participant, Walk, draw_place};
use crate::random::Trial;
use crate::scenario::world::World;
use crate::statistics::union;

/// Models of a baseline (the first) and its variants, with what they share.
#[derive(Debug, Clone)]
pub struct Family {
    models: Vec<Arc<Model>>,
    placements: Classes,
    /// By group.
    people: Vec<Classes>,
    schedules: Vec<ScheduleClass>,
}

/// A partition of the variants.
#[derive(Debug, Clone)]
struct Classes {
    /// The class of each variant.
    of: Vec<usize>,
    /// A variant of each class.
    representatives: Vec<usize>,
}

/// Variants under which people of one group start like conversations of one kind.
#[derive(Debug, Clone)]
struct ScheduleClass {
    members: Vec<usize>,
    starters: Arc<Starters>,
    /// By venue: no member needs draws there.
    idle: Vec<bool>,
    /// By venue: under every member a leg that does not lapse cannot be picked up.
    quiet: Vec<bool>,
    /// The greatest lapse factor of the members.
    lapse_factor: f64,
}

impl Classes {
    fn new(count: usize, alike: impl Fn(usize, usize) -> bool) -> Self {
        let mut classes = Self { of: Vec::with_capacity(count), representatives: Vec::new() };
        for variant in 0..count {
            let known = classes.representatives.iter().position(|&other| alike(variant, other));
            classes.of.push(known.unwrap_or(classes.representatives.len()));
            if known.is_none() {
                classes.representatives.push(variant);
            }
        }
        classes
    }
}

impl Family {
    /// Compiles the worlds of a baseline (the first) and its variants.
    ///
    /// # Panics
    ///
    /// Without any world.
    pub fn compile(worlds: &[World]) -> Self {
        let mut tables = Tables::default();
        let baseline = Arc::new(Model::compile_beside(&worlds[0], None, &mut tables));
        let mut models = vec![Arc::clone(&baseline)];
        for world in &worlds[1..] {
            models.push(Arc::new(Model::compile_beside(world, Some((&worlds[0], &baseline)), &mut tables)));
        }
        let people = (0..baseline.groups.len())
            .map(|group| {
                Classes::new(models.len(), |a, b| same_people(&models[a].groups[group], &models[b].groups[group]))
            })
            .collect();
        Self {
            placements: Classes::new(models.len(), |a, b| Placements::alike(&models[a], &models[b])),
            people,
            schedules: schedule_classes(&models),
            models,
        }
    }

    /// How many variants, the baseline included.
    pub fn len(&self) -> usize {
        self.models.len()
    }

    /// Whether there is none: never.
    pub fn is_empty(&self) -> bool {
        self.models.is_empty()
    }

    /// The model of a variant.
    pub fn model(&self, variant: usize) -> &Model {
        &self.models[variant]
    }
}

/// Whether the people of a group are the same in the same trial.
fn same_people(a: &Arc<GroupModel>, b: &Arc<GroupModel>) -> bool {
    Arc::ptr_eq(a, b)
        || (a.count == b.count && a.mistake == b.mistake && a.workaround == b.workaround && a.lodging == b.lodging)
}

/// Whether the people of a group are there at the same times and places.
fn same_presence(a: &Arc<GroupModel>, b: &Arc<GroupModel>) -> bool {
    Arc::ptr_eq(a, b)
        || ((a.count, a.first_day, a.last_day) == (b.count, b.first_day, b.last_day)
            && a.lodging == b.lodging
            && a.whereabouts == b.whereabouts)
}

/// Whether conversations of a kind open alike.
fn same_openings(a: &Arc<KindModel>, b: &Arc<KindModel>) -> bool {
    Arc::ptr_eq(a, b)
        || (a.hours == b.hours
            && a.to_local == b.to_local
            && a.duration == b.duration
            && a.lapse_multiplier == b.lapse_multiplier)
}

fn same_schedule(a: (&Model, &Arc<Starters>), b: (&Model, &Arc<Starters>)) -> bool {
    let ((a, a_starters), (b, b_starters)) = (a, b);
    let same_starts = Arc::ptr_eq(a_starters, b_starters)
        || (a_starters.starts == b_starters.starts && a_starters.joiners == b_starters.joiners);
    let mut groups = std::iter::once(a_starters.group).chain(a_starters.joiners.iter().map(|joiner| joiner.group));
    same_starts
        && a.days == b.days
        && same_openings(&a.kinds[a_starters.kind], &b.kinds[b_starters.kind])
        && groups.all(|group| same_presence(&a.groups[group], &b.groups[group]))
}

/// The classes in the order in which each model goes through its starters, which is that of kinds and groups.
fn schedule_classes(models: &[Arc<Model>]) -> Vec<ScheduleClass> {
    let sections = models.iter().flat_map(|model| &model.starters).map(|starters| (starters.kind, starters.group));
    let mut sections: Vec<(usize, usize)> = sections.collect();
    sections.sort_unstable();
    sections.dedup();
    let mut classes: Vec<ScheduleClass> = Vec::new();
    for section in sections {
        let first = classes.len();
        for (variant, model) in models.iter().enumerate() {
            let own = model.starters.iter().find(|starters| (starters.kind, starters.group) == section);
            let Some(starters) = own else { continue };
            let known = classes[first..].iter().position(|class| {
                let other: &Model = &models[class.members[0]];
                same_schedule((model.as_ref(), starters), (other, &class.starters))
            });
            match known {
                Some(known) => classes[first + known].add(variant, model),
                None => classes.push(ScheduleClass::new(variant, model, starters)),
            }
        }
    }
    classes
}

impl ScheduleClass {
    fn new(variant: usize, model: &Model, starters: &Arc<Starters>) -> Self {
        let everywhere = vec![true; model.venues];
        let mut class = Self {
            members: Vec::new(),
            starters: Arc::clone(starters),
            idle: everywhere.clone(),
            quiet: everywhere,
            lapse_factor: 0.0,
        };
        class.add(variant, model);
        class
    }

    fn add(&mut self, variant: usize, model: &Model) {
        let unheard = |lines: &Lines| {
            lines.approved.as_ref().is_some_and(|choice| choice.items().all(|channel| !model.picked_up[channel]))
        };
        let kind = &model.kinds[self.starters.kind];
        for (venue, lines) in kind.lines.iter().enumerate() {
            self.idle[venue] &= lines.idle;
            self.quiet[venue] &= unheard(lines);
        }
        self.lapse_factor = self.lapse_factor.max(kind.lapse_factor);
        self.members.push(variant);
    }
}

/// What a trial of one variant gave.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Brief {
    /// Probability that at least one conversation is captured.
    pub odds: f64,
    /// Captured conversations.
    pub captures: f64,
    /// Harm.
    pub harm: f64,
}

impl Observer for Brief {
    fn campaign(&mut self, _: usize, _: f64) {}

    fn leg(&mut self, _: &Heard, _: &[f64; STAGES]) {}

    fn conversation(&mut self, _: &Opening, Captured { odds: captured, .. }: Captured, mean_harm: f64) {
        self.captures += captured;
        self.harm += captured * mean_harm;
        union(&mut self.odds, captured);
    }
}

/// Room for trials on a family.
#[derive(Debug, Clone)]
pub struct FamilyWorkspace {
    /// By class of placements.
    placements: Vec<Placements>,
    people: FamilyPeople,
    /// By schedule class.
    walks: Vec<Walk>,
    /// By variant.
    exposures: Vec<Exposure>,
    /// By variant.
    integrals: Vec<Integral>,
    funnel: Funnel,
    review: Review,
    briefs: Vec<Brief>,
    /// By variant: whether its brief of the trial is whole.
    is_done: Vec<bool>,
    /// By variant: what the last analog trial captured.
    captured: Vec<Vec<ConversationKey>>,
}

/// People of all variants.
#[derive(Debug, Clone)]
struct FamilyPeople {
    /// By group and class.
    people: Vec<Vec<Vec<Person>>>,
    /// By group, for each person the greatest odds of a mistake and of a workaround among the classes.
    greatest: Vec<Vec<(f64, f64)>>,
}

impl FamilyPeople {
    fn new(family: &Family) -> Self {
        let count = |group: usize, variant: usize| family.models[variant].groups[group].count;
        let people = family.people.iter().enumerate().map(|(group, classes)| {
            let rooms = classes.representatives.iter().map(|&variant| vec![Person::default(); count(group, variant)]);
            rooms.collect()
        });
        let greatest = family.people.iter().enumerate().map(|(group, classes)| {
            let most = classes.representatives.iter().map(|&variant| count(group, variant)).max();
            vec![(0.0, 0.0); most.unwrap_or(0)]
        });
        Self { people: people.collect(), greatest: greatest.collect() }
    }

    fn draw(&mut self, family: &Family, trial: &Trial) {
        for (group, classes) in family.people.iter().enumerate() {
            let greatest = &mut self.greatest[group];
            greatest.fill((0.0, 0.0));
            for (people, &variant) in self.people[group].iter_mut().zip(&classes.representatives) {
                draw_people(&family.models[variant].groups[group], trial, people);
                for (most, person) in greatest.iter_mut().zip(people.iter()) {
                    *most = (most.0.max(person.mistake), most.1.max(person.workaround));
                }
            }
        }
    }
}

impl FamilyWorkspace {
    /// Room for trials on a family.
    pub fn new(family: &Family) -> Self {
        let placements = family.placements.representatives.iter().map(|&variant| &family.models[variant]);
        let walks = family.schedules.iter().map(|class| Walk::new(&family.models[class.members[0]]));
        Self {
            placements: placements.map(|model| Placements::new(model)).collect(),
            people: FamilyPeople::new(family),
            walks: walks.collect(),
            exposures: vec![Exposure::default(); family.len()],
            integrals: vec![Integral::default(); family.len()],
            funnel: Funnel::default(),
            review: Review::default(),
            briefs: vec![Brief::default(); family.len()],
            is_done: vec![false; family.len()],
            captured: vec![Vec::new(); family.len()],
        }
    }

    /// Runs one trial on every variant; `briefs` then holds what each gave.
    pub fn run(&mut self, family: &Family, trial: &Trial, estimator: Estimator) {
        for (placements, &variant) in self.placements.iter_mut().zip(&family.placements.representatives) {
            placements.draw(&family.models[variant], trial);
        }
        self.people.draw(family, trial);
        self.captured.iter_mut().for_each(Vec::clear);
        self.is_done.fill(false);
        if estimator == Estimator::Conditional {
            self.integrate(family, trial);
        }
        if self.is_done.contains(&false) {
            self.draw_legs(family, trial);
            self.read(family, trial, estimator);
        }
    }

    /// As a trial of a single model does it.
    fn integrate(&mut self, family: &Family, trial: &Trial) {
        for (integral, model) in self.integrals.iter_mut().zip(&family.models) {
            integral.clear(model);
        }
        for (class, walk) in family.schedules.iter().zip(&mut self.walks) {
            let (people, placements, integrals) = (&self.people, &self.placements, &mut self.integrals);
            let mut shared = Integrating { family, class, people, placements, integrals };
            walk.run(&family.models[class.members[0]], &class.starters, trial, &mut shared);
        }
        for (variant, (integral, model)) in self.integrals.iter_mut().zip(&family.models).enumerate() {
            let brief = &mut self.briefs[variant];
            *brief = Brief::default();
            self.review.fill(model, &self.placements[family.placements.of[variant]], &integral.own);
            self.is_done[variant] = self.review.takes_expected(&integral.own);
            if self.is_done[variant] {
                integral.capture(model, &self.review, brief);
            }
        }
    }

    fn draw_legs(&mut self, family: &Family, trial: &Trial) {
        for (exposure, model) in self.exposures.iter_mut().zip(&family.models) {
            exposure.clear(model);
        }
        for (class, walk) in family.schedules.iter().zip(&mut self.walks) {
            let mut shared = Drawing {
                family,
                class,
                people: &self.people,
                placements: &self.placements,
                exposures: &mut self.exposures,
                touched: Touched::No,
            };
            walk.run(&family.models[class.members[0]], &class.starters, trial, &mut shared);
        }
    }

    /// Reads the drawn legs of the variants that are not done yet.
    fn read(&mut self, family: &Family, trial: &Trial, estimator: Estimator) {
        for variant in (0..family.len()).filter(|&variant| !self.is_done[variant]) {
            let brief = &mut self.briefs[variant];
            *brief = Brief::default();
            let exposure = &self.exposures[variant];
            let (model, placements) = (&family.models[variant], &self.placements[family.placements.of[variant]]);
            self.review.fill(model, placements, &exposure.own);
            self.funnel.run(model, &self.review, exposure, trial, estimator, brief);
            if estimator == Estimator::Analog {
                let hits = exposure.conversations.iter().zip(&self.funnel.captured).filter(|(_, odds)| **odds == 1.0);
                self.captured[variant].extend(hits.map(|(conversation, _)| conversation.key()));
                let harm = harm_given_capture(model, self.funnel.odds(exposure), trial, brief.odds);
                brief.harm = harm.unwrap_or(0.0);
            }
        }
    }

    /// Whether the last analog trial captured a conversation under a variant.
    pub fn captures(&self, variant: usize, conversation: ConversationKey) -> bool {
        self.captured[variant].contains(&conversation)
    }

    /// What the last trial gave, by variant.
    pub fn briefs(&self) -> &[Brief] {
        &self.briefs
    }
}

/// Whether the conversation that is under way concerns any member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Touched {
    Yes,
    No,
}

/// The listener of a walk that the members of a class share, legs drawn.
struct Drawing<'a> {
    family: &'a Family,
    class: &'a ScheduleClass,
    people: &'a FamilyPeople,
    placements: &'a [Placements],
    exposures: &'a mut [Exposure],
    touched: Touched,
}

impl Listener for Drawing<'_> {
    fn is_idle(&self, _: usize, only_place: Option<usize>) -> bool {
        only_place.and_then(|venue| self.class.idle.get(venue)).copied().unwrap_or(false)
    }

    fn begin(&mut self, _: &Opening) {
        self.touched = Touched::No;
    }

    fn leg(&mut self, opening: &Opening, participant: &Participant, trial: &Trial) {
        let Participant { group, person, .. } = *participant;
        // Members have the same whereabouts.
        let model = &self.family.models[self.class.members[0]];
        let (place, mut stream) = draw_place(model, opening, participant, trial);
        let numbers = LegNumbers::draw(&mut stream);
        let classes = &self.family.people[group];
        let of_variant = |variant: usize| &self.people.people[group][classes.of[variant]][person];
        let venue = match self.class.quiet.len() {
            // Members lodge alike.
            venues if place == venues => of_variant(self.class.members[0]).lodging as usize,
            _ => place,
        };
        let (mistake, workaround) = self.people.greatest[group][person];
        let factor = self.class.lapse_factor * opening.multiplier;
        if self.class.quiet[venue] && numbers.slip >= mistake * factor && numbers.shortcut >= workaround * factor {
            return;
        }
        if self.touched == Touched::No {
            self.touched = Touched::Yes;
            self.class.members.iter().for_each(|&variant| self.exposures[variant].begin());
        }
        for &variant in &self.class.members {
            let placements = &self.placements[self.family.placements.of[variant]];
            let model = &self.family.models[variant];
            let mut own = stream.clone();
            let person = of_variant(variant);
            self.exposures[variant].leg(model, placements, opening, participant, person, venue, numbers, &mut own);
        }
    }

    fn end(&mut self, opening: &Opening, participants: u64) {
        if self.touched == Touched::Yes {
            self.class.members.iter().for_each(|&variant| self.exposures[variant].end(opening, participants));
        }
    }
}

/// The listener of a walk that the members of a class share, legs integrated.
struct Integrating<'a> {
    family: &'a Family,
    class: &'a ScheduleClass,
    people: &'a FamilyPeople,
    placements: &'a [Placements],
    integrals: &'a mut [Integral],
}

impl Listener for Integrating<'_> {
    fn is_idle(&self, _: usize, only_place: Option<usize>) -> bool {
        only_place.and_then(|venue| self.class.idle.get(venue)).copied().unwrap_or(false)
    }

    fn begin(&mut self, _: &Opening) {
        self.class.members.iter().for_each(|&variant| self.integrals[variant].begin());
    }

    fn leg(&mut self, opening: &Opening, participant: &Participant, _: &Trial) {
        let Participant { group, person, .. } = *participant;
        let classes = &self.family.people[group];
        for &variant in &self.class.members {
            let placements = &self.placements[self.family.placements.of[variant]];
            let person = &self.people.people[group][classes.of[variant]][person];
            self.integrals[variant].leg(&self.family.models[variant], placements, opening, participant, person);
        }
    }

    fn end(&mut self, opening: &Opening, _: u64) {
        self.class.members.iter().for_each(|&variant| self.integrals[variant].end(opening));
    }
}
