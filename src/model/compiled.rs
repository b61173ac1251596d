//! A world compiled: names resolved to indices and stream keys, tables cut down and renormalised.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::aim::Aim;
use super::campaign::{CampaignModel, CollectorModel, campaign_models};
use super::kind::{KindModel, kind_models};
use super::sampler::Choice;
use super::schedule::{Opening, hour_of_day};
use super::score::ScoreTable;
use super::selection::OfOne;
use super::thinning::{self, Thinning};
use crate::random::Entity;
use crate::scenario::world::{Group, Joiners, Kind, LapseOdds, Place, World};

/// An immutable model of one world: what a trial runs on.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) days: usize,
    pub(super) readable: Vec<f64>,
    pub(super) groups: Vec<Arc<GroupModel>>,
    /// Position of each group's first person among all people.
    pub(super) offsets: Vec<usize>,
    pub(super) kinds: Vec<Arc<KindModel>>,
    pub(super) campaigns: Vec<Arc<CampaignModel>>,
    pub(super) starters: Vec<Arc<Starters>>,
    pub(super) venues: usize,
    /// Whether any collector picks up the channel: other legs need no coverage.
    pub(super) picked_up: Vec<bool>,
    pub(super) people: usize,
    /// What the legs at a venue add to `own` on a day at most ([`Self::most_own`]); empty where everything is reviewed.
    pub(super) own_by_venue: Vec<f64>,
    /// What one conversation of a thinned schedule adds to it.
    pub(super) own_of_one: OfOne,
    /// Found when somebody asks for it ([`Self::worths`]).
    worths: OnceLock<Aim>,
}

/// People of a group.
#[derive(Debug, Clone)]
pub(super) struct GroupModel {
    pub entity: Entity,
    pub count: usize,
    pub first_day: usize,
    pub last_day: usize,
    pub mistake: PersonOdds,
    pub workaround: PersonOdds,
    pub substitutes: f64,
    pub flagged: f64,
    pub lodging: Option<Choice>,
    /// The place that stands for the lodging: the one after the last venue.
    pub lodging_place: usize,
    /// For each hour of the day where people are; the item after the last venue is the lodging.
    pub whereabouts: Arc<Vec<Choice>>,
}

/// A person's odds of a lapse as a function of the normal score.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PersonOdds {
    Alike(f64),
    Varied { mean: f64, variation: f64, table: Arc<ScoreTable> },
}

impl GroupModel {
    /// The venues where people of the group can be, some more than once.
    fn venues(&self) -> impl Iterator<Item = usize> + '_ {
        let lodging = self.lodging.iter().flat_map(Choice::items);
        // The item after the last venue is the lodging.
        self.whereabouts.iter().flat_map(Choice::items).filter(|&place| place < self.lodging_place).chain(lodging)
    }
}

impl PersonOdds {
    /// Whether either is above 0 for anybody.
    fn or(&self, other: &Self) -> bool {
        !matches!((self, other), (Self::Alike(0.0), Self::Alike(0.0)))
    }

    #[inline]
    pub fn at(&self, score: f64) -> f64 {
        match self {
            Self::Alike(odds) => *odds,
            Self::Varied { table, .. } => table.value(score),
        }
    }
}

/// People of one group who start conversations of one kind.
#[derive(Debug, Clone)]
pub(super) struct Starters {
    pub group: usize,
    pub kind: usize,
    pub entity: Entity,
    /// Conversations a person and day.
    pub rate: f64,
    /// Which of the conversations a thinned schedule keeps.
    pub thinning: Thinning,
    pub joiners: Vec<JoinerModel>,
}

impl Starters {
    /// The rate, as a walk takes one or more.
    pub fn rates(&self) -> &[f64] {
        std::slice::from_ref(&self.rate)
    }

    /// The groups that take part.
    pub fn groups(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::once(self.group).chain(self.joiners.iter().map(|joiner| joiner.group))
    }
}

/// Others of a group who join.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct JoinerModel {
    pub group: usize,
    pub entity: Entity,
    pub number: JoinerNumber,
}

/// How many join.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum JoinerNumber {
    Fixed(u64),
    Uniform { min: u64, width: u64 },
    Poisson(f64),
}

impl Model {
    /// Compiles a world. The same world gives the same model.
    pub fn compile(world: &World) -> Self {
        Self::compile_beside(world, None, &mut Tables::default())
    }

    /// Compiles a world, taking over from another's model what the two have in common.
    pub(super) fn compile_beside(world: &World, other: Option<(&World, &Self)>, tables: &mut Tables) -> Self {
        let days = world.event.days as usize;
        let campaigns = campaign_models(world, other);
        let picked_up: Vec<bool> = (0..world.channels.len())
            .map(|channel| campaigns.iter().flat_map(|c| &c.collectors).any(|post| post.pickup[channel] > 0.0))
            .collect();
        let groups: Vec<Arc<GroupModel>> = (0..world.groups.len())
            .map(|index| {
                let group = &world.groups[index];
                match other.map(|(beside, model)| (&beside.groups[index], &model.groups[index])) {
                    Some((beside, model)) if same(beside, group) => Arc::clone(model),
                    other => Arc::new(group_model(group, world.venues.len(), other, tables)),
                }
            })
            .collect();
        let offsets = groups.iter().scan(0, |next, group| Some(std::mem::replace(next, *next + group.count)));
        let mut model = Self {
            days,
            readable: world.channels.iter().map(|channel| channel.readable.get()).collect(),
            offsets: offsets.collect(),
            people: groups.iter().map(|group| group.count).sum(),
            groups,
            kinds: kind_models(world, other, &picked_up),
            campaigns,
            starters: starters(world, other),
            venues: world.venues.len(),
            picked_up,
            own_by_venue: Vec::new(),
            own_of_one: OfOne::flat(0.0),
            worths: OnceLock::new(),
        };
        thinning::thin(&mut model, other.map(|(_, model)| model));
        if model.is_limited() && model.is_thinned() {
            (model.own_by_venue, model.own_of_one) = (model.most_own(), model.own_of_each());
        }
        model
    }

    /// Whether anything can be captured at all. Where not, the odds are 0 exactly, and no trial needs to be run to say so.
    pub fn can_capture(&self) -> bool {
        let heard = |post: &CollectorModel, channel: usize| {
            post.posts > 0 && post.duty > 0.0 && post.places.is_some() && post.pickup[channel] > 0.0
        };
        let audible: Vec<bool> = (0..self.readable.len())
            .map(|channel| {
                let mut posts = self.campaigns.iter().flat_map(|campaign| &campaign.collectors);
                self.readable[channel] > 0.0 && posts.any(|post| heard(post, channel))
            })
            .collect();
        // Cheap first; the worths know whether a post can be where a leg is, too.
        self.starters.iter().any(|starters| self.can_be_heard(starters, &audible)) && self.worths().total() > 0.0
    }

    /// Whether any leg of these conversations can run over an audible channel.
    fn can_be_heard(&self, starters: &Starters, audible: &[bool]) -> bool {
        let kind = &self.kinds[starters.kind];
        let groups = starters.groups();
        let held = self.groups[starters.group].count > 0 && kind.recognised > 0.0;
        held && groups.map(|group| &self.groups[group]).any(|group| {
            let can_lapse = kind.lapse_factor > 0.0 && group.mistake.or(&group.workaround);
            group.venues().any(|venue| kind.lines[venue].can_be_heard(can_lapse, audible))
        })
    }

    /// The venues where somebody of a group with this lodging may be when a conversation opens, with the odds.
    pub(super) fn places(
        &self,
        opening: &Opening,
        group: usize,
        lodging: usize,
    ) -> impl Iterator<Item = (usize, f64)> + '_ {
        let venue = move |place: usize| if place == self.venues { lodging } else { place };
        let whereabouts = &self.groups[group].whereabouts[hour_of_day(opening.start)];
        whereabouts.shares().map(move |(place, share)| (venue(place), share))
    }

    /// The place where all people of a group are when a conversation opens, if there is but one.
    #[inline]
    pub(super) fn only_place(&self, opening: &Opening, group: usize) -> Option<usize> {
        self.groups[group].whereabouts[hour_of_day(opening.start)].only()
    }

    /// What posts are worth, by place.
    pub(super) fn worths(&self) -> &Aim {
        self.worths.get_or_init(|| Aim::at(self))
    }

    /// Days of the event.
    pub fn days(&self) -> usize {
        self.days
    }
}

/// Whether two worlds have this in common.
pub(super) fn same<T: PartialEq>(a: &Arc<T>, b: &Arc<T>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

/// Tables of lapse odds already built: groups and variants often share a mean and a variation.
#[derive(Default)]
pub(super) struct Tables(BTreeMap<(u64, u64), Arc<ScoreTable>>);

impl Tables {
    fn odds(&mut self, odds: &LapseOdds) -> PersonOdds {
        let (mean, variation) = (odds.mean.get(), odds.variation.get());
        if variation == 0.0 || mean == 0.0 {
            return PersonOdds::Alike(mean);
        }
        let key = (mean.to_bits(), variation.to_bits());
        let table = self.0.entry(key).or_insert_with(|| Arc::new(ScoreTable::beta(mean, variation)));
        PersonOdds::Varied { mean, variation, table: Arc::clone(table) }
    }
}

/// What a group has in common with another's is taken over from there.
fn group_model(
    group: &Group,
    venues: usize,
    other: Option<(&Arc<Group>, &Arc<GroupModel>)>,
    tables: &mut Tables,
) -> GroupModel {
    let other = other.filter(|(beside, _)| beside.name == group.name);
    let whereabouts = match other {
        Some((beside, model)) if beside.whereabouts == group.whereabouts => Arc::clone(&model.whereabouts),
        _ => Arc::new(whereabouts(group, venues)),
    };
    let mut odds = |of: fn(&Group) -> &LapseOdds, compiled: fn(&GroupModel) -> &PersonOdds| match other {
        Some((beside, model)) if of(beside) == of(group) => compiled(model).clone(),
        _ => tables.odds(of(group)),
    };
    GroupModel {
        entity: other.map_or_else(|| Entity::named(&["group", &group.name]), |(_, model)| model.entity),
        count: group.count as usize,
        first_day: group.first_day as usize - 1,
        last_day: group.last_day as usize - 1,
        mistake: odds(|group| &group.mistake, |model| &model.mistake),
        workaround: odds(|group| &group.workaround, |model| &model.workaround),
        substitutes: group.substitutes.get(),
        flagged: group.flagged.get(),
        lodging: group.lodging.as_ref().and_then(|weights| Choice::new(weights.shares())),
        lodging_place: venues,
        whereabouts,
    }
}

fn whereabouts(group: &Group, venues: usize) -> Vec<Choice> {
    let place = |&(place, weight): &(Place, f64)| match place {
        Place::Venue(venue) => (venue, weight),
        Place::Lodging => (venues, weight),
    };
    group.whereabouts.values().iter().filter_map(|places| Choice::new(places.iter().map(place))).collect()
}

fn starters(world: &World, other: Option<(&World, &Model)>) -> Vec<Arc<Starters>> {
    let alike = |a: &Arc<Kind>, b: &Arc<Kind>| Arc::ptr_eq(a, b) || (a.rate == b.rate && a.joined_by == b.joined_by);
    let mut all = Vec::new();
    for (index, kind) in world.kinds.iter().enumerate() {
        match other {
            Some((beside, model)) if alike(&beside.kinds[index], kind) => {
                all.extend(model.starters.iter().filter(|starters| starters.kind == index).cloned());
            }
            _ => all.extend(
                kind.rate
                    .iter()
                    .filter(|(_, rate)| rate.get() > 0.0)
                    .map(|&(group, rate)| Arc::new(Starters { rate: rate.get(), ..starters_of(world, index, group) })),
            ),
        }
    }
    all
}

/// People of a group who start conversations of a kind, without their rate.
fn starters_of(world: &World, kind: usize, group: usize) -> Starters {
    let (name, starting) = (&world.kinds[kind].name, &world.groups[group].name);
    let joiners = world.kinds[kind].joined_by.iter().map(|&(joining, number)| JoinerModel {
        group: joining,
        entity: Entity::named(&["joiners", name, starting, &world.groups[joining].name]),
        number: joiner_number(number),
    });
    let entity = Entity::named(&["conversations", name, starting]);
    Starters { group, kind, entity, rate: 0.0, thinning: Thinning::all(), joiners: joiners.collect() }
}

fn joiner_number(number: Joiners) -> JoinerNumber {
    match number {
        Joiners::Fixed(count) => JoinerNumber::Fixed(u64::from(count)),
        Joiners::Uniform { min, max } => {
            JoinerNumber::Uniform { min: u64::from(min), width: u64::from(max) - u64::from(min) + 1 }
        }
        Joiners::Poisson(mean) => JoinerNumber::Poisson(mean.get()),
    }
}
