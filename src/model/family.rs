//! A baseline and its variants on common random numbers, in one pass.
//!
//! Every variant gets, to the bit, what a trial of its own would give it that keeps as many conversations: the same
//! streams are read by the same code.
//! What variants have in common is drawn once: placements where the campaigns are alike, people where a group is alike,
//! conversations and whereabouts where their schedule is alike. A leg is looked at variant by variant only if it can
//! lapse or be picked up in at least one of them.

use std::sync::{Arc, OnceLock};

use super::aim::Aim;
use super::compiled::{GroupModel, Model, Starters, Tables, same};
use super::kind::{KindModel, Lines};
use super::latent::Placements;
use super::thinning::keep_alike;
use crate::scenario::world::World;

/// Models of a baseline (the first) and its variants, with what they share.
#[derive(Debug, Clone)]
pub struct Family {
    pub(super) models: Vec<Arc<Model>>,
    pub(super) placements: Classes,
    pub(super) hearings: Classes,
    /// What is piled up of other people's sessions, and how much is reviewed.
    pub(super) reviews: Classes,
    /// By group.
    pub(super) people: Vec<Classes>,
    pub(super) schedules: Vec<ScheduleClass>,
    /// By variant: its schedule classes in order, each with the class of its legs there.
    pub(super) legs: Vec<Vec<(usize, usize)>>,
    /// By class of placements; found when somebody asks for it.
    aims: OnceLock<Vec<Option<Aim>>>,
}

/// A partition of the variants.
#[derive(Debug, Clone)]
pub(super) struct Classes {
    /// The class of each variant.
    pub of: Vec<usize>,
    /// A variant of each class.
    pub representatives: Vec<usize>,
}

/// Variants under which conversations that people of one group start of one kind are alike, up to how many there are and
/// where people are.
#[derive(Debug, Clone)]
pub(super) struct ScheduleClass {
    pub members: Vec<usize>,
    /// Those of a member.
    pub starters: Arc<Starters>,
    /// Conversations that a person starts a day under the members, the greatest first.
    pub rates: Vec<f64>,
    /// By member, the position of its rate.
    pub ranks: Vec<usize>,
    /// Members under which people are at the same places.
    pub presences: Vec<Vec<usize>>,
    /// The classes of hearing of the members.
    pub hearings: Vec<usize>,
    /// Who asks who hears a conversation.
    pub audiences: Vec<Audience>,
    /// Members among which all legs are alike, up to the funnel after `recorded`.
    pub alike: Vec<AlikeLegs>,
    /// By venue: no member needs draws there.
    pub idle: Vec<bool>,
    /// By venue: under every member a leg that does not lapse cannot be picked up.
    pub quiet: Vec<bool>,
    /// The greatest lapse factor of the members.
    pub lapse_factor: f64,
}

/// People at certain places, under certain collectors.
#[derive(Debug, Clone)]
pub(super) struct Audience {
    pub hearing: usize,
    /// Of the presences of the class.
    pub presence: usize,
    /// The position of the greatest rate among its members.
    pub rank: usize,
}

/// Members among which all legs of a schedule class are alike.
#[derive(Debug, Clone)]
pub(super) struct AlikeLegs {
    pub members: Vec<usize>,
    /// The position of their rate.
    pub rank: usize,
    /// Of the audiences of the class.
    pub audience: usize,
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
    /// By class of placements, where its members are aimed.
    pub(super) fn aims(&self) -> &[Option<Aim>] {
        let of_class = |class: usize| {
            let members = self.models.iter().zip(&self.placements.of).filter(|(_, of)| **of == class);
            Aim::at_all(&members.map(|(model, _)| &**model).collect::<Vec<_>>())
        };
        self.aims.get_or_init(|| (0..self.placements.representatives.len()).map(of_class).collect())
    }

    /// Compiles the worlds of a baseline (the first) and its variants.
    ///
    /// # Panics
    ///
    /// Without any world.
    pub fn compile(worlds: &[World]) -> Self {
        Self::compile_with(Arc::new(Model::compile(&worlds[0])), worlds)
    }

    /// The same, with the model of the baseline at hand.
    ///
    /// # Panics
    ///
    /// Without any world.
    pub fn compile_with(baseline: Arc<Model>, worlds: &[World]) -> Self {
        let mut tables = Tables::default();
        let mut models = vec![Arc::clone(&baseline)];
        for world in &worlds[1..] {
            models.push(Arc::new(Model::compile_beside(world, Some((&worlds[0], &baseline)), &mut tables)));
        }
        keep_alike(&mut models);
        let people = (0..baseline.groups.len())
            .map(|group| {
                Classes::new(models.len(), |a, b| same_people(&models[a].groups[group], &models[b].groups[group]))
            })
            .collect();
        let placements = Classes::new(models.len(), |a, b| Placements::alike(&models[a], &models[b]));
        let hearings = Classes::new(models.len(), |a, b| {
            placements.of[a] == placements.of[b] && same_pickup(&models[a], &models[b])
        });
        let reviews = Classes::new(models.len(), |a, b| {
            let same = |(a, b): (&Arc<_>, &Arc<_>)| Arc::ptr_eq(a, b);
            placements.of[a] == placements.of[b] && models[a].campaigns.iter().zip(&models[b].campaigns).all(same)
        });
        let mut family = Self {
            placements,
            hearings,
            reviews,
            people,
            schedules: Vec::new(),
            legs: Vec::new(),
            aims: OnceLock::new(),
            models,
        };
        family.schedules = schedule_classes(&family.models, &family.hearings);
        family.tell_legs_apart();
        family
    }

    fn tell_legs_apart(&mut self) {
        self.legs = vec![Vec::new(); self.models.len()];
        for index in 0..self.schedules.len() {
            let class = &self.schedules[index];
            let (mut alike, mut audiences): (Vec<AlikeLegs>, Vec<Audience>) = (Vec::new(), Vec::new());
            for (&variant, &rank) in class.members.iter().zip(&class.ranks) {
                let presence = class.presences.iter().position(|some| some.contains(&variant)).unwrap_or_default();
                let audience = audience(&mut audiences, self.hearings.of[variant], presence, rank);
                let same = |other: &AlikeLegs| {
                    (other.rank, other.audience) == (rank, audience)
                        && self.same_legs(&class.starters, variant, other.members[0])
                };
                let known = alike.iter().position(same).unwrap_or(alike.len());
                if known == alike.len() {
                    alike.push(AlikeLegs { members: Vec::new(), rank, audience });
                }
                alike[known].members.push(variant);
                self.legs[variant].push((index, known));
            }
            (self.schedules[index].alike, self.schedules[index].audiences) = (alike, audiences);
        }
    }

    /// Whether the legs of these conversations are the same under two variants, as far as what is recorded of them.
    fn same_legs(&self, starters: &Starters, a: usize, b: usize) -> bool {
        let (one, other) = (&self.models[a], &self.models[b]);
        let (kind, other_kind) = (&one.kinds[starters.kind], &other.kinds[starters.kind]);
        let limited = |model: &Model| model.campaigns.iter().map(|c| c.review_per_day.is_some()).collect::<Vec<_>>();
        one.readable == other.readable
            && limited(one) == limited(other)
            && (Arc::ptr_eq(kind, other_kind)
                || (kind.lapse_factor == other_kind.lapse_factor && kind.lines == other_kind.lines))
            && starters.groups().all(|group| {
                self.people[group].of[a] == self.people[group].of[b]
                    && one.groups[group].substitutes == other.groups[group].substitutes
            })
    }

    /// How many variants, the baseline included.
    pub fn len(&self) -> usize {
        self.models.len()
    }

    /// Whether there is none: never.
    pub fn is_empty(&self) -> bool {
        self.models.is_empty()
    }

    /// The model of a variant, to be kept.
    pub fn shared(&self, variant: usize) -> Arc<Model> {
        Arc::clone(&self.models[variant])
    }

    /// The model of a variant.
    pub fn model(&self, variant: usize) -> &Model {
        &self.models[variant]
    }
}

/// The position of an audience, new or known.
fn audience(audiences: &mut Vec<Audience>, hearing: usize, presence: usize, rank: usize) -> usize {
    match audiences.iter_mut().position(|known| (known.hearing, known.presence) == (hearing, presence)) {
        Some(known) => {
            audiences[known].rank = audiences[known].rank.min(rank);
            known
        }
        None => {
            audiences.push(Audience { hearing, presence, rank });
            audiences.len() - 1
        }
    }
}

/// Whether the people of a group are the same in the same trial.
fn same_people(a: &Arc<GroupModel>, b: &Arc<GroupModel>) -> bool {
    Arc::ptr_eq(a, b)
        || (a.count == b.count && a.mistake == b.mistake && a.workaround == b.workaround && a.lodging == b.lodging)
}

/// Whether collectors pick up alike.
fn same_pickup(a: &Model, b: &Model) -> bool {
    let pickups = |model: &Model| {
        let collectors = model.campaigns.iter().flat_map(|campaign| &campaign.collectors);
        collectors.map(|collector| collector.pickup.clone()).collect::<Vec<_>>()
    };
    let alike = |(a, b): (&Arc<_>, &Arc<_>)| Arc::ptr_eq(a, b);
    a.campaigns.iter().zip(&b.campaigns).all(alike) || pickups(a) == pickups(b)
}

/// Whether as many people of a group are there at the same times.
fn same_days(a: &Arc<GroupModel>, b: &Arc<GroupModel>) -> bool {
    Arc::ptr_eq(a, b) || (a.count, a.first_day, a.last_day) == (b.count, b.first_day, b.last_day)
}

/// Whether the people of a group are at the same places.
fn same_places(a: &Arc<GroupModel>, b: &Arc<GroupModel>) -> bool {
    Arc::ptr_eq(a, b) || (a.lodging == b.lodging && same(&a.whereabouts, &b.whereabouts))
}

/// Whether conversations of a kind open alike.
fn same_openings(a: &Arc<KindModel>, b: &Arc<KindModel>) -> bool {
    Arc::ptr_eq(a, b)
        || (a.hours == b.hours
            && a.to_local == b.to_local
            && a.duration == b.duration
            && a.lapse_multiplier == b.lapse_multiplier)
}

/// Whether one schedule has all conversations of the other, or the other all of the one.
fn same_schedule(a: (&Model, &Arc<Starters>), b: (&Model, &Arc<Starters>)) -> bool {
    let ((a, a_starters), (b, b_starters)) = (a, b);
    let same_starts = Arc::ptr_eq(a_starters, b_starters)
        || (a_starters.thinning == b_starters.thinning && a_starters.joiners == b_starters.joiners);
    same_starts
        && a.days == b.days
        && same_openings(&a.kinds[a_starters.kind], &b.kinds[b_starters.kind])
        && a_starters.groups().all(|group| same_days(&a.groups[group], &b.groups[group]))
}

/// The classes in the order in which each model goes through its starters, which is that of kinds and groups.
fn schedule_classes(models: &[Arc<Model>], hearings: &Classes) -> Vec<ScheduleClass> {
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
                Some(known) => classes[first + known].add(variant, models, starters.rate),
                None => classes.push(ScheduleClass::new(variant, models, starters)),
            }
        }
    }
    for class in &mut classes {
        class.rank();
        class.hearings = class.members.iter().map(|&variant| hearings.of[variant]).collect();
        class.hearings.sort_unstable();
        class.hearings.dedup();
    }
    classes
}

impl ScheduleClass {
    fn new(variant: usize, models: &[Arc<Model>], starters: &Arc<Starters>) -> Self {
        let everywhere = vec![true; models[variant].venues];
        let mut class = Self {
            members: Vec::new(),
            starters: Arc::clone(starters),
            rates: Vec::new(),
            ranks: Vec::new(),
            presences: Vec::new(),
            hearings: Vec::new(),
            audiences: Vec::new(),
            alike: Vec::new(),
            idle: everywhere.clone(),
            quiet: everywhere,
            lapse_factor: 0.0,
        };
        class.add(variant, models, starters.rate);
        class
    }

    fn add(&mut self, variant: usize, models: &[Arc<Model>], rate: f64) {
        let model = &models[variant];
        let unheard = |lines: &Lines| {
            lines.approved.as_ref().is_some_and(|choice| choice.items().all(|channel| !model.picked_up[channel]))
        };
        let kind = &model.kinds[self.starters.kind];
        for (venue, lines) in kind.lines.iter().enumerate() {
            self.idle[venue] &= lines.idle;
            self.quiet[venue] &= unheard(lines);
        }
        self.lapse_factor = self.lapse_factor.max(kind.lapse_factor);
        let same = |others: &Vec<usize>| {
            let other = &models[others[0]];
            self.starters.groups().all(|group| same_places(&model.groups[group], &other.groups[group]))
        };
        match self.presences.iter().position(same) {
            Some(known) => self.presences[known].push(variant),
            None => self.presences.push(vec![variant]),
        }
        self.members.push(variant);
        self.rates.push(rate);
    }

    /// Puts the rates in order, each once.
    fn rank(&mut self) {
        let of_members = std::mem::take(&mut self.rates);
        self.rates.clone_from(&of_members);
        self.rates.sort_by(|a, b| b.total_cmp(a));
        self.rates.dedup();
        let rank = |rate: &f64| self.rates.iter().position(|other| other == rate).unwrap_or_default();
        self.ranks = of_members.iter().map(rank).collect();
    }
}
