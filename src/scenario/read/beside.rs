//! What a variant of a scenario has in common with it, so that it is read once.

use std::collections::BTreeMap;

use crate::scenario::node::{Entry, Node};
use crate::scenario::world::World;

/// What else the things of a part are read with.
const READ_WITH: [(&str, &[&str]); 7] = [
    ("event", &["event"]),
    ("channel", &[]),
    ("venue", &[]),
    ("group", &["event"]),
    ("conversation", &["event"]),
    ("campaign", &["event", "venue"]),
    ("pathway", &[]),
];

/// What a tree says otherwise than another: by part, whether each thing of it does.
#[derive(Debug, Clone, Default)]
pub(in crate::scenario) struct Changed(BTreeMap<&'static str, Vec<bool>>);

impl Changed {
    /// Of two trees whose things have the same names.
    pub fn between(one: &Node, other: &Node) -> Self {
        let same = |part: &&str| match (one.get(part), other.get(part)) {
            (Some(one), Some(other)) => one.same(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let changed = |(part, with): (&'static str, &[&str])| {
            let all = !with.iter().all(same);
            let of_other = |name: &str| other.get(part).and_then(|part| part.get(name));
            let differs =
                |(name, entry): (&String, &Entry)| all || !of_other(name).is_some_and(|other| other.same(&entry.node));
            let table = one.get(part).and_then(Node::table).into_iter().flatten();
            (part, table.map(differs).collect())
        };
        Self(READ_WITH.into_iter().map(changed).collect())
    }
}

/// The world of another tree, under the same values, and what the tree to be read says otherwise.
pub(in crate::scenario) struct Beside<'a> {
    pub world: &'a World,
    pub changed: &'a Changed,
}

impl Beside<'_> {
    /// Whether a thing, by its position in its part, is as it was.
    pub fn holds(&self, part: &str, index: usize) -> bool {
        self.changed.0.get(part).and_then(|things| things.get(index)).is_some_and(|changed| !changed)
    }

    /// Whether a whole part is as it was.
    pub fn holds_all(&self, part: &str) -> bool {
        self.changed.0.get(part).is_some_and(|things| !things.contains(&true))
    }
}
