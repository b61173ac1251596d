//! What a variant of a scenario has in common with it, so that it is read once.

use std::sync::Arc;

use crate::scenario::node::Node;
use crate::scenario::world::{Campaign, Channel, Event, Group, Kind, Pathway, Venue, World};

/// What a tree says otherwise than another: by part, whether each named thing of it does.
#[derive(Debug, Clone, Default)]
pub(in crate::scenario) struct Changed {
    event: bool,
    channels: Vec<bool>,
    venues: Vec<bool>,
    groups: Vec<bool>,
    kinds: Vec<bool>,
    campaigns: Vec<bool>,
    pathways: Vec<bool>,
}

impl Changed {
    /// Of two trees whose named things have the same names.
    pub fn between(one: &Node, other: &Node) -> Self {
        let same = |part: &str| match (one.get(part), other.get(part)) {
            (Some(one), Some(other)) => one.same(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let changed = |part: &str, hangs_on: &[&str]| match one.get(part).and_then(Node::table) {
            None => Vec::new(),
            Some(table) => {
                let all = !hangs_on.iter().all(|part| same(part));
                let other = |name: &str| other.get(part).and_then(|part| part.get(name));
                let differs = |(name, entry): (&String, &crate::scenario::node::Entry)| {
                    all || !other(name).is_some_and(|other| other.same(&entry.node))
                };
                table.iter().map(differs).collect()
            }
        };
        Self {
            event: !same("event"),
            channels: changed("channel", &[]),
            venues: changed("venue", &[]),
            groups: changed("group", &["event"]),
            kinds: changed("conversation", &["event"]),
            campaigns: changed("campaign", &["event", "venue"]),
            pathways: changed("pathway", &[]),
        }
    }
}

/// The world of another tree, under the same values, and what the tree to be read says otherwise.
pub(in crate::scenario) struct Beside<'a> {
    pub world: &'a World,
    pub changed: &'a Changed,
}

/// Named things of one kind that may be known already.
pub(in crate::scenario) struct Known<'a, T> {
    all: &'a [Arc<T>],
    changed: &'a [bool],
}

impl<T> Clone for Known<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Known<'_, T> {}

impl<'a, T> Known<'a, T> {
    /// The thing at a position, if it is as it was.
    pub fn get(self, index: usize) -> Option<&'a Arc<T>> {
        if *self.changed.get(index)? { None } else { self.all.get(index) }
    }
}

impl<'a> Beside<'a> {
    pub fn event(&self) -> Option<&'a Event> {
        if self.changed.event { None } else { Some(&self.world.event) }
    }

    pub fn channels(&self) -> Known<'a, Channel> {
        Known { all: &self.world.channels, changed: &self.changed.channels }
    }

    pub fn venues(&self) -> Known<'a, Venue> {
        Known { all: &self.world.venues, changed: &self.changed.venues }
    }

    pub fn groups(&self) -> Known<'a, Group> {
        Known { all: &self.world.groups, changed: &self.changed.groups }
    }

    pub fn kinds(&self) -> Known<'a, Kind> {
        Known { all: &self.world.kinds, changed: &self.changed.kinds }
    }

    pub fn campaigns(&self) -> Known<'a, Campaign> {
        Known { all: &self.world.campaigns, changed: &self.changed.campaigns }
    }

    pub fn pathways(&self) -> Known<'a, Pathway> {
        Known { all: &self.world.pathways, changed: &self.changed.pathways }
    }
}
