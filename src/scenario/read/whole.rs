//! What can only be judged of the scenario as a whole.

use std::collections::BTreeMap;

use super::{At, Reader};
use crate::quantity::{HOURS_PER_DAY, Weights};
use crate::scenario::node::Node;
use crate::scenario::path::joined;
use crate::scenario::source::{Issue, Span};
use crate::scenario::world::{Clock, Group, Joiners, Kind, Place, Venue, World};

impl Reader<'_> {
    pub(super) fn whole(&mut self, root: &At<'_>, world: &World) {
        self.size(root, world);
        self.focus(root, world);
        for (kind, group, venue) in dead_ends(world) {
            let message = format!(
                "group {} can be at {} then, where neither an approved nor a fallback channel is to be had",
                group.name, venue.name
            );
            let help = format!("offer a channel of approved or fallback at {}, or unblock one", venue.name);
            self.issues.push(issue_at(root.node, &["conversation", &kind.name], message).help(help));
        }
    }

    /// With a focus, some place of each collector must have officials in it.
    fn focus(&mut self, root: &At<'_>, world: &World) {
        if world.campaigns.iter().all(|campaign| campaign.focus.get() == 0.0) {
            return;
        }
        let shares = world.person_hour_shares();
        for campaign in world.campaigns.iter().filter(|campaign| campaign.focus.get() > 0.0) {
            for collector in &campaign.collectors {
                let focused = |&(venue, weight): &(usize, f64)| weight * shares[venue].powf(campaign.focus.get());
                if collector.places.entries().iter().map(focused).sum::<f64>() > 0.0 {
                    continue;
                }
                let message = "with the campaign's focus all its places have weight 0: no officials are at any of them";
                let path = ["campaign", &campaign.name, "collector", &collector.name];
                self.issues
                    .push(issue_at(root.node, &path, message).help("give places where officials are, or focus = 0"));
            }
        }
    }
}

fn may_join(joiners: Joiners) -> bool {
    match joiners {
        Joiners::Fixed(count) | Joiners::Uniform { max: count, .. } => count > 0,
        Joiners::Poisson(mean) => mean.get() > 0.0,
    }
}

/// Indices of the groups that take part in a kind of conversation; none if nobody starts one.
fn participants(kind: &Kind) -> Vec<usize> {
    if kind.rate.is_empty() {
        return Vec::new();
    }
    let joining = kind.joined_by.iter().filter(|(_, joiners)| may_join(*joiners)).map(|(group, _)| *group);
    let mut groups: Vec<usize> = kind.rate.iter().map(|(group, _)| *group).chain(joining).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Whether a conversation of the kind can start in each local hour of the day.
fn local_hours(kind: &Kind, home_to_local_hours: f64) -> [bool; HOURS_PER_DAY] {
    let shift = if kind.clock == Clock::Home { home_to_local_hours } else { 0.0 };
    let mut possible = [false; HOURS_PER_DAY];
    for (hour, _) in kind.hours.values().iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
        // Starts lie in [from, from + 1), which meets two hours where the shift is not whole.
        let from = (hour as f64 + shift).rem_euclid(HOURS_PER_DAY as f64);
        possible[from.floor() as usize % HOURS_PER_DAY] = true;
        possible[from.ceil() as usize % HOURS_PER_DAY] = true;
    }
    possible
}

/// Whether the group can be at each venue in those hours.
fn reachable(group: &Group, hours: &[bool; HOURS_PER_DAY], venues: usize) -> Vec<bool> {
    let mut reached = vec![false; venues];
    let cells = group.whereabouts.values().iter().zip(hours).filter(|(_, possible)| **possible);
    for &(place, _) in cells.flat_map(|(places, _)| places).filter(|(_, weight)| *weight > 0.0) {
        match (place, &group.lodging) {
            (Place::Venue(venue), _) => reached[venue] = true,
            (Place::Lodging, Some(lodging)) => lodging.shares().for_each(|(venue, _)| reached[venue] = true),
            (Place::Lodging, None) => {}
        }
    }
    reached
}

/// Whether some channel of the mix is offered and not blocked at the venue.
fn to_be_had(mix: &Weights, venue: &Venue) -> bool {
    let offered = |channel: &usize| venue.offers.binary_search(channel).is_ok();
    let blocked = |channel: &usize| venue.blocked.binary_search(channel).is_ok();
    mix.shares().any(|(channel, _)| offered(&channel) && !blocked(&channel))
}

/// Every kind, group and venue where a leg may have to lapse because nothing approved is to be had.
fn without_approved(world: &World) -> impl Iterator<Item = (&Kind, &Group, &Venue)> {
    world.kinds.iter().flat_map(move |kind| {
        let hours = local_hours(kind, world.event.home_to_local_hours);
        let lacking: Vec<bool> = world.venues.iter().map(|venue| !to_be_had(&kind.approved, venue)).collect();
        let groups = if lacking.contains(&true) { participants(kind) } else { Vec::new() };
        groups.into_iter().filter(|group| world.groups[*group].count > 0).flat_map(move |group| {
            let group = &world.groups[group];
            let reached = reachable(group, &hours, world.venues.len());
            let venues = world.venues.iter().zip(reached).zip(lacking.clone());
            venues
                .filter(|((_, reached), lacking)| *reached && *lacking)
                .map(move |((venue, _), _)| (kind.as_ref(), group.as_ref(), venue.as_ref()))
        })
    })
}

/// Those of them where nothing of the fallback mix is to be had either.
fn dead_ends(world: &World) -> impl Iterator<Item = (&Kind, &Group, &Venue)> {
    let stuck = |kind: &Kind, venue: &Venue| kind.fallback.as_ref().is_none_or(|mix| !to_be_had(mix, venue));
    without_approved(world).filter(move |(kind, _, venue)| stuck(kind, venue))
}

/// An error at the value of this path.
pub(super) fn issue_at(root: &Node, path: &[&str], message: impl Into<String>) -> Issue {
    let node = path.iter().try_fold(root, |node, key| node.get(key)).unwrap_or(root);
    Issue::error(node.span, shown(path), message)
}

fn shown(path: &[&str]) -> String {
    path.iter().fold(String::new(), |path, key| joined(&path, key))
}

/// What is odd about a valid scenario.
pub(in crate::scenario) fn warnings(root: &Node, world: &World) -> Vec<Issue> {
    let at = |path: &[&str]| path.iter().try_fold(root, |node, key| node.get(key)).unwrap_or(root).span;
    let warning = |path: &[&str], message: String| Issue::warning(at(path), shown(path), message);
    let forced = forced(world).into_iter().map(|(venue, message)| warning(&["venue", venue, "offers"], message));
    let mut speaks = vec![false; world.groups.len()];
    world
        .kinds
        .iter()
        .flat_map(|kind| participants(kind))
        .for_each(|group| speaks[group] = world.groups[group].count > 0);
    let silent = world.groups.iter().zip(speaks).filter(|(_, speaks)| !speaks);
    let silent = silent.map(|(group, _)| {
        warning(&["group", &group.name], "the group never speaks: it starts and joins no conversation".to_owned())
    });
    let unheard = world.campaigns.iter().filter(|campaign| campaign.collectors.iter().all(|c| c.count == 0));
    let unheard = unheard.map(|campaign| {
        warning(&["campaign", &campaign.name], "the campaign has no collector: it captures nothing".to_owned())
    });
    let nothing = world.campaigns.is_empty().then(|| {
        let message = "there is no campaign: the odds are 0".to_owned();
        Issue::warning(Span { end: 0, start: 0, ..root.span }, "campaign", message)
    });
    let mut all: Vec<Issue> = forced.chain(silent).chain(unheard).chain(nothing).collect();
    all.extend(idle_channels(world).into_iter().map(|(name, message)| warning(&["channel", name], message)));
    all.extend(
        blocked_approved(world).into_iter().map(|(venue, message)| warning(&["venue", venue, "blocked"], message)),
    );
    all
}

/// One message for each venue where legs may have to lapse: which kinds of conversation, which groups.
fn forced(world: &World) -> Vec<(&str, String)> {
    let mut by_venue: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for (kind, group, venue) in without_approved(world) {
        by_venue.entry(&venue.name).or_default().entry(&kind.name).or_default().push(&group.name);
    }
    let message = |venue: &str, by_kind: BTreeMap<&str, Vec<&str>>| {
        let mut by_groups: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
        by_kind.into_iter().for_each(|(kind, groups)| by_groups.entry(groups).or_default().push(kind));
        let clause = |(groups, kinds): (Vec<&str>, Vec<&str>)| {
            format!("for {}: legs of {} are forced to lapse there", listed(&kinds), listed(&groups))
        };
        let clauses: Vec<String> = by_groups.into_iter().map(clause).collect();
        format!("nothing approved is to be had at {venue} {}", clauses.join("; "))
    };
    by_venue.into_iter().map(|(venue, by_kind)| (venue, message(venue, by_kind))).collect()
}

/// The names, as many as a message holds.
fn listed(names: &[&str]) -> String {
    const LISTED: usize = 8;
    match names.len().saturating_sub(LISTED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..LISTED].join(", ")),
    }
}

fn idle_channels(world: &World) -> Vec<(&str, String)> {
    let used = |index: usize| {
        let in_mix = |mix: &Weights| mix.shares().any(|(channel, _)| channel == index);
        world.kinds.iter().any(|kind| in_mix(&kind.approved) || kind.fallback.as_ref().is_some_and(in_mix))
    };
    let idle = world.channels.iter().enumerate().filter(|(index, _)| !used(*index));
    idle.map(|(_, channel)| (channel.name.as_str(), "no kind of conversation uses the channel".to_owned())).collect()
}

fn blocked_approved(world: &World) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    for kind in &world.kinds {
        for venue in world.venues.iter().filter(|venue| !venue.blocked.is_empty()) {
            for (channel, _) in kind.approved.shares().filter(|(channel, _)| venue.blocked.contains(channel)) {
                let (channel, kind) = (&world.channels[channel].name, &kind.name);
                let message =
                    format!("{channel} is blocked here but approved for {kind}: approved legs cannot use it either");
                found.push((venue.name.as_str(), message));
            }
        }
    }
    found
}
