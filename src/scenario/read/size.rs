//! How large a scenario may be as a whole: what a trial holds in memory, and how much it does.

use std::sync::Arc;

use super::whole::issue_at;
use super::{At, Reader};
use crate::quantity::HOURS_PER_DAY;
use crate::scenario::limits;
use crate::scenario::world::{Collector, Group, Joiners, Kind, World};

impl Reader<'_> {
    /// Refuses a scenario of which a trial would fill the memory or take minutes.
    pub(super) fn size(&mut self, root: &At<'_>, world: &World) {
        let sizes = [
            (people(world), limits::PEOPLE, "group", "people in all groups", "model a part of the event"),
            (
                world.kinds.iter().map(|kind| expected_legs(kind, world)).sum(),
                limits::LEGS,
                "conversation",
                "legs expected in each trial",
                "fewer people, lower rates, fewer who join, or a part of the event",
            ),
            (
                sum_over_collectors(world, |collector| f64::from(collector.count) * intervals(collector, world)),
                limits::PLACEMENTS,
                "campaign",
                "placements (posts times intervals of rotation)",
                "fewer posts, or longer rotation_hours",
            ),
            (
                sum_over_collectors(world, |collector| intervals(collector, world)) * world.venues.len() as f64,
                limits::STAYS,
                "campaign",
                "possible stays (intervals of rotation times venues)",
                "longer rotation_hours, or fewer venues",
            ),
            (
                world.kinds.iter().map(|kind| meetings(kind, world)).sum(),
                limits::MEETINGS,
                "campaign",
                "meetings of legs and collectors expected in each trial",
                "fewer kinds of collectors, longer rotation_hours, shorter or fewer conversations",
            ),
            (
                (world.kinds.len() * world.venues.len() * world.channels.len()) as f64,
                limits::LINES,
                "conversation",
                "combinations of kind, venue and channel",
                "fewer of one of them",
            ),
        ];
        for (size, limit, part, what, help) in sizes {
            // NaN is no size either.
            if size.is_nan() || size > limit {
                let message = format!("{} {what} are above the limit of {limit}", size.ceil());
                self.issues.push(issue_at(root.node, &[part], message).help(help));
            }
        }
    }
}

/// Roughly what a trial of this world does, in steps: legs, their meetings with collectors, placements of these, and the
/// lines that may be asked for. Of an ordinary event some thousands.
pub fn work_of_a_trial(world: &World) -> f64 {
    let legs = |kind: &Arc<Kind>| expected_legs(kind, world) + meetings(kind, world);
    let placements = sum_over_collectors(world, |collector| f64::from(collector.count) * intervals(collector, world));
    let lines = (world.kinds.len() * world.venues.len() * world.channels.len()) as f64;
    world.kinds.iter().map(legs).sum::<f64>() + placements + lines
}

fn people(world: &World) -> f64 {
    world.groups.iter().map(|group| f64::from(group.count)).sum()
}

fn sum_over_collectors(world: &World, size: impl Fn(&Collector) -> f64) -> f64 {
    world.campaigns.iter().flat_map(|campaign| &campaign.collectors).map(|post| size(post)).sum()
}

/// Intervals of rotation of an event.
fn intervals(collector: &Collector, world: &World) -> f64 {
    let hours = f64::from(world.event.days) * HOURS_PER_DAY as f64;
    collector.rotation.map_or(1.0, |rotation| (hours / rotation.get()).ceil().max(1.0))
}

/// Mean number of pairs of a leg of this kind and an interval of a collector that its conversation lasts into.
fn meetings(kind: &Kind, world: &World) -> f64 {
    let hours = kind.duration.mean();
    let met = |collector: &Collector| {
        let more = collector.rotation.map_or(0.0, |rotation| hours / rotation.get());
        (1.0 + more).min(intervals(collector, world))
    };
    expected_legs(kind, world) * sum_over_collectors(world, met)
}

/// Mean number of legs of one kind in a trial.
fn expected_legs(kind: &Kind, world: &World) -> f64 {
    let days = |group: &Group| f64::from(group.last_day - group.first_day + 1);
    let starts: f64 = kind
        .rate
        .iter()
        .map(|(group, rate)| (&world.groups[*group], rate.get()))
        .map(|(group, rate)| rate * f64::from(group.count) * days(group))
        .sum();
    let joiners = |&(group, joiners): &(usize, Joiners)| {
        let mean = match joiners {
            Joiners::Fixed(count) => f64::from(count),
            Joiners::Uniform { min, max } => 0.5 * (f64::from(min) + f64::from(max)),
            Joiners::Poisson(mean) => mean.get(),
        };
        mean.min(f64::from(world.groups[group].count))
    };
    starts * (1.0 + kind.joined_by.iter().map(joiners).sum::<f64>())
}
