//! Kinds of conversation compiled: when they are held, and what lines their legs find at a venue.

use std::sync::Arc;

use super::compiled::{GroupModel, Model, same};
use super::sampler::{Choice, Sampler};
use super::score::ScoreTable;
use crate::quantity::{HOURS_PER_DAY, Weights};
use crate::scenario::world::{Clock, Kind, Venue, World};

/// A kind of conversation.
#[derive(Debug, Clone)]
pub(super) struct KindModel {
    /// Hours of the day on the kind's clock.
    pub hours: Choice,
    /// Added to the time of day on the kind's clock to get the local one, or one a day later \[h\].
    pub to_local: f64,
    pub duration: Sampler,
    /// Its median \[h\].
    pub median_hours: f64,
    pub lapse_factor: f64,
    pub lapse_multiplier: Option<Arc<ScoreTable>>,
    /// Shape of the multiplier's Gamma law, whose table has scale 1.
    pub lapse_shape: f64,
    pub recognised: f64,
    pub harm: Sampler,
    pub mean_harm: f64,
    /// By venue.
    pub lines: Vec<Arc<Lines>>,
}

/// The channels that a leg of a kind finds at a venue.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lines {
    /// Approved, offered and unblocked.
    pub approved: Option<Choice>,
    /// Fallback and offered, blocked ones included: what a lapse tries first.
    pub fallback: Option<Choice>,
    /// Fallback, offered and unblocked: what is left after a block, or where nothing approved is to be had.
    pub open_fallback: Option<Choice>,
    /// By channel.
    pub blocked: Vec<bool>,
    /// The channels of all three that a collector picks up, with their shares.
    pub audible: Vec<Audible>,
    /// Share of `fallback` that is blocked.
    pub blocked_share: f64,
    /// A leg here can neither lapse nor be picked up: it needs no draws.
    pub idle: bool,
}

/// A channel that a collector picks up, with its shares of the choices at a venue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Audible {
    pub channel: usize,
    /// Of the approved channels.
    pub approved: f64,
    /// Of the fallback channels, blocked ones included; 0 where this one is blocked.
    pub unblocked: f64,
    /// Of the unblocked fallback channels.
    pub open: f64,
}

impl KindModel {
    /// The local hours of the day in which a conversation may be held, with the share of the kind's own hour: an hour of
    /// its clock may lie in two local ones, and both are told then.
    pub fn local_hours(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.hours.shares().flat_map(|(hour, share)| {
            let local = hour as f64 + self.to_local;
            let next = if local.fract() == 0.0 { None } else { Some(local as usize + 1) };
            std::iter::once(local as usize).chain(next).map(move |hour| (hour % HOURS_PER_DAY, share))
        })
    }

    /// Where people of a group are in the hours in which a conversation may be held: local hours and venues, some more than
    /// once, with the share of the kind's own hour times the odds of being there.
    pub fn places_of<'a>(
        &'a self,
        model: &'a Model,
        group: &'a GroupModel,
    ) -> impl Iterator<Item = (usize, usize, f64)> + 'a {
        let hours = self.local_hours();
        let places = hours.flat_map(|(hour, share)| {
            group.whereabouts[hour].shares().map(move |(place, odds)| (hour, place, share * odds))
        });
        places.flat_map(|(hour, place, share)| {
            let lodging = group.lodging.as_ref().filter(|_| place == model.venues);
            let only = lodging.is_none().then_some((place, 1.0));
            let lodgings = lodging.into_iter().flat_map(Choice::shares);
            only.into_iter().chain(lodgings).map(move |(venue, odds)| (hour, venue, share * odds))
        })
    }

    /// Whether everybody at this one place needs no draws. The place after the last venue is the lodging, which has no
    /// lines of its own.
    pub fn is_idle(&self, only_place: Option<usize>) -> bool {
        only_place.and_then(|venue| self.lines.get(venue)).is_some_and(|lines| lines.idle)
    }
}

impl Lines {
    /// Whether a leg here can run over an audible channel.
    pub fn can_be_heard(&self, can_lapse: bool, audible: &[bool]) -> bool {
        let any = |choice: &Option<Choice>| choice.as_ref().is_some_and(|choice| choice.items().any(|c| audible[c]));
        any(&self.approved) || any(&self.open_fallback) && (can_lapse || self.approved.is_none())
    }
}

/// The kinds of a world; what another model has alike is taken over from it.
pub(super) fn kind_models(world: &World, other: Option<(&World, &Model)>, picked_up: &[bool]) -> Vec<Arc<KindModel>> {
    let comparable =
        |beside: &World, model: &Model| model.picked_up == picked_up && beside.channels.len() == world.channels.len();
    let other = other.filter(|(beside, model)| beside.event == world.event && comparable(beside, model));
    let same_lines =
        |a: &Arc<Venue>, b: &Arc<Venue>| Arc::ptr_eq(a, b) || (a.offers == b.offers && a.blocked == b.blocked);
    let as_before = match other {
        Some((beside, _)) => beside.venues.iter().zip(&world.venues).map(|(a, b)| same_lines(a, b)).collect(),
        None => vec![false; world.venues.len()],
    };
    let all_as_before = as_before.iter().all(|same| *same);
    let one = |(index, kind): (usize, &Arc<Kind>)| match other
        .map(|(beside, model)| (&beside.kinds[index], &model.kinds[index]))
    {
        Some((beside, model)) if all_as_before && same(beside, kind) => Arc::clone(model),
        other => Arc::new(kind_model(world, kind, picked_up, other, &as_before)),
    };
    world.kinds.iter().enumerate().map(one).collect()
}

fn kind_model(
    world: &World,
    kind: &Kind,
    picked_up: &[bool],
    other: Option<(&Arc<Kind>, &Arc<KindModel>)>,
    as_before: &[bool],
) -> KindModel {
    let full_day = HOURS_PER_DAY as f64;
    let hours = kind.hours.values().iter().copied().enumerate();
    let variation = kind.lapse_variation.get();
    let lapse_shape = 1.0 / (variation * variation);
    let table = || (variation > 0.0).then(|| Arc::new(ScoreTable::gamma(lapse_shape)));
    let same_lines = other.filter(|(beside, _)| beside.approved == kind.approved && beside.fallback == kind.fallback);
    let line = |(venue, (place, same)): (usize, (&Arc<Venue>, &bool))| match same_lines {
        Some((_, model)) if *same => Arc::clone(&model.lines[venue]),
        _ => Arc::new(lines(world, kind, place, picked_up)),
    };
    let duration = match other {
        Some((beside, model)) if beside.duration == kind.duration => model.duration.clone(),
        _ => Sampler::new(&kind.duration),
    };
    KindModel {
        hours: Choice::new(hours).expect("the reader refuses hour weights that sum to 0"),
        to_local: if kind.clock == Clock::Home { world.event.home_to_local_hours.rem_euclid(full_day) } else { 0.0 },
        median_hours: duration.at_score(0.0),
        duration,
        lapse_factor: kind.lapse_factor.get(),
        lapse_multiplier: match other {
            Some((beside, model)) if beside.lapse_variation == kind.lapse_variation => model.lapse_multiplier.clone(),
            _ => table(),
        },
        lapse_shape,
        recognised: kind.recognised.get(),
        harm: match other {
            Some((beside, model)) if beside.harm == kind.harm => model.harm.clone(),
            _ => Sampler::new(&kind.harm),
        },
        mean_harm: kind.harm.mean(),
        lines: shared(world.venues.iter().zip(as_before).enumerate().map(line)),
    }
}

/// A venue that has the lines of the one before it shares them.
fn shared(by_venue: impl Iterator<Item = Arc<Lines>>) -> Vec<Arc<Lines>> {
    let mut all: Vec<Arc<Lines>> = Vec::new();
    for lines in by_venue {
        let before = all.last().filter(|before| same(before, &lines)).cloned();
        all.push(before.unwrap_or(lines));
    }
    all
}

fn lines(world: &World, kind: &Kind, venue: &Venue, picked_up: &[bool]) -> Lines {
    let offered = |channel: usize| venue.offers.contains(&channel);
    let open = |channel: usize| offered(channel) && !venue.blocked.contains(&channel);
    let mix = |weights: &Weights, kept: &dyn Fn(usize) -> bool| {
        Choice::new(weights.entries().iter().copied().filter(|(channel, _)| kept(*channel)))
    };
    let approved = mix(&kind.approved, &open);
    let fallback = kind.fallback.as_ref().and_then(|weights| mix(weights, &offered));
    let share = |choice: &Option<Choice>, channel: usize| choice.as_ref().map_or(0.0, |choice| choice.share(channel));
    let blocked = |channel: usize| venue.blocked.contains(&channel);
    let unheard = approved.as_ref().is_some_and(|choice| choice.items().all(|channel| !picked_up[channel]));
    let open_fallback = kind.fallback.as_ref().and_then(|weights| mix(weights, &open));
    let audible = (0..world.channels.len()).filter(|&channel| picked_up[channel]).map(|channel| Audible {
        channel,
        approved: share(&approved, channel),
        unblocked: if blocked(channel) { 0.0 } else { share(&fallback, channel) },
        open: share(&open_fallback, channel),
    });
    Lines {
        idle: fallback.is_none() && unheard,
        audible: audible.filter(|line| line.approved + line.unblocked + line.open > 0.0).collect(),
        blocked_share: venue.blocked.iter().map(|&channel| share(&fallback, channel)).sum(),
        approved,
        fallback,
        open_fallback,
        blocked: (0..world.channels.len()).map(blocked).collect(),
    }
}
