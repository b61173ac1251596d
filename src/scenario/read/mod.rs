//! A checked tree, with its uncertain values settled, to a [`World`].
//!
//! The structure of the tree was checked before (`check.rs`), and so was every plain number. What is left to find here
//! is what hangs on several values at once, or on what was drawn: it is called once a draw, so that nothing is
//! formatted, copied or searched for that is not needed when all is well.

mod beside;
mod campaign;
mod conversation;
mod event;
mod people;
mod size;
mod whole;

use std::sync::Arc;

use super::limits;
use super::names::Names;
use super::node::{Entry, Node, Quantity, Value};
use super::path::joined;
use super::shape::{Entity, Range, Shape, Stated, shown};
use super::source::Issue;
use super::world::World;
use crate::quantity::{Distribution, HourRange, Weights};

pub(super) use beside::{Beside, Changed};
pub use size::work_of_a_trial;
pub(super) use whole::warnings;

/// A value with the way to it.
pub(super) struct At<'a> {
    node: &'a Node,
    shape: &'static Shape,
    key: &'a str,
    parent: Option<&'a At<'a>>,
}

impl<'a> At<'a> {
    pub fn root(node: &'a Node) -> Self {
        At { node, shape: &super::format::ROOT, key: "", parent: None }
    }

    pub fn get(&'a self, key: &'a str) -> Option<At<'a>> {
        let shape = self.shape.below(key)?;
        Some(At { node: self.node.get(key)?, shape, key, parent: Some(self) })
    }

    /// The values of a table, in ascending order of their keys.
    pub fn entries(&'a self) -> impl Iterator<Item = At<'a>> {
        let table = self.node.table().into_iter().flatten();
        table.filter_map(|(key, Entry { node, .. })| {
            Some(At { node, shape: self.shape.below(key)?, key: key.as_str(), parent: Some(self) })
        })
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.node.get(key)?.text()
    }

    pub fn path(&self) -> String {
        self.parent.map_or_else(String::new, |parent| joined(&parent.path(), self.key))
    }
}

/// What every part of the reader needs, and the issues found so far.
pub(super) struct Reader<'a> {
    pub names: &'a Names,
    pub values: &'a [f64],
    beside: Option<&'a Beside<'a>>,
    pub issues: Vec<Issue>,
}

/// The world of a tree, or what is wrong with it under these values. What the tree has in common with another whose world
/// is known is taken over from there.
pub(super) fn world(
    root: &Node,
    names: &Names,
    values: &[f64],
    beside: Option<&Beside<'_>>,
) -> Result<World, Vec<Issue>> {
    let mut reader = Reader { names, values, beside, issues: Vec::new() };
    let world = reader.world(&At::root(root));
    match world {
        Some(world) if reader.issues.is_empty() => Ok(world),
        _ => Err(reader.issues),
    }
}

impl Reader<'_> {
    fn world(&mut self, root: &At<'_>) -> Option<World> {
        let event = self.event(root);
        let days = event.as_ref().map_or(1, |event| event.days);
        let channels = self.all(root, "channel", |world| &world.channels, |reader, at| reader.channel(at));
        let venues = self.all(root, "venue", |world| &world.venues, |reader, at| reader.venue(at));
        let groups = self.all(root, "group", |world| &world.groups, |reader, at| reader.group(at, days));
        let kinds = self.all(root, "conversation", |world| &world.kinds, |reader, at| reader.kind(at));
        let venues = venues?;
        let campaigns = self.all(root, "campaign", |world| &world.campaigns, |reader, at| reader.campaign(at, &venues));
        let pathways = self.all(root, "pathway", |world| &world.pathways, |reader, at| reader.pathway(at));
        let world = World {
            event: event?,
            channels: channels?,
            venues,
            groups: groups?,
            kinds: kinds?,
            campaigns: campaigns?,
            pathways: pathways?,
        };
        if self.issues.is_empty() {
            self.whole(root, &world);
        }
        Some(world)
    }

    /// Every named thing of a part, taken over where another world has it alike; none if the part is absent.
    fn all<T>(
        &mut self,
        at: &At<'_>,
        part: &str,
        of_world: fn(&World) -> &[Arc<T>],
        mut one: impl FnMut(&mut Self, &At<'_>) -> Option<T>,
    ) -> Option<Vec<Arc<T>>> {
        let beside = self.beside;
        let Some(part) = at.get(part) else { return Some(Vec::new()) };
        let count = part.entries().count();
        if count > limits::NAMES {
            self.error(&part, format!("{count} stand here, above the limit of {}", limits::NAMES));
            return None;
        }
        // All of them before giving up, so that all errors are found.
        let read: Vec<Option<Arc<T>>> = part
            .entries()
            .enumerate()
            .map(|(index, at)| match beside.filter(|beside| beside.holds(part.key, index)) {
                Some(beside) => of_world(beside.world).get(index).cloned(),
                None => one(self, &at).map(Arc::new),
            })
            .collect();
        read.into_iter().collect()
    }

    fn error(&mut self, at: &At<'_>, message: impl Into<String>) -> &mut Issue {
        let changed_at = at.node.number().and_then(|quantity| quantity.operations.last()).map(|last| last.span);
        self.issues.push(Issue::error(changed_at.unwrap_or(at.node.span), at.path(), message));
        let last = self.issues.len() - 1;
        &mut self.issues[last]
    }

    /// What a constructor made, or its error, said of this place.
    fn checked<T, E: std::fmt::Display>(&mut self, at: &At<'_>, made: Result<T, E>) -> Option<T> {
        match made {
            Ok(made) => Some(made),
            Err(error) => {
                self.error(at, error.to_string());
                None
            }
        }
    }

    /// The number at a key, or its default.
    fn number(&mut self, at: &At<'_>, key: &str) -> Option<f64> {
        match at.get(key) {
            Some(child) => self.settled(&child),
            None => at.shape.below(key)?.number()?.default,
        }
    }

    /// The number at a key that may be absent: the outer `None` is an error.
    fn optional_number(&mut self, at: &At<'_>, key: &str) -> Option<Option<f64>> {
        match at.get(key) {
            Some(child) => self.settled(&child).map(Some),
            None => Some(None),
        }
    }

    /// The number that stands here, settled and in range.
    fn settled(&mut self, at: &At<'_>) -> Option<f64> {
        let (quantity, number) = (at.node.number()?, at.shape.number()?);
        let stated = if quantity.is_plain() { Stated::AsIs } else { Stated::Settled };
        let value = quantity.settled(self.values);
        match number.range.admit(value, stated) {
            Ok(value) => Some(value),
            Err(message) => {
                if stated == Stated::Settled {
                    let help = self.story(quantity, number.range);
                    self.error(at, message).help = Some(help);
                }
                None
            }
        }
    }

    /// How a settled value came about.
    fn story(&self, quantity: &Quantity, range: Range) -> String {
        use super::node::{Act, Base};
        let base = match quantity.base {
            Base::Plain(value) => format!("{value} as stated"),
            Base::Uncertain(_) => format!("{} as drawn", quantity.base.settled(self.values)),
        };
        let operations = quantity.operations.iter().map(|operation| {
            let operand = operation.operand.settled(self.values);
            match operation.act {
                Act::Scale => format!(", times {operand}"),
                Act::Add => format!(", plus {operand}"),
            }
        });
        format!("it came from {base}{}; keep it {}", operations.collect::<String>(), range.wanted())
    }

    /// Numbers by defined names.
    fn by_name(&mut self, at: &At<'_>, entity: Entity) -> Option<Vec<(usize, f64)>> {
        let read: Vec<Option<(usize, f64)>> = at
            .entries()
            .map(|entry| {
                let value = self.settled(&entry);
                Some((self.names.index(entity, entry.key)?, value?))
            })
            .collect();
        read.into_iter().collect()
    }

    /// Weights by defined names, which must not be all 0.
    fn weights(&mut self, at: &At<'_>, entity: Entity) -> Option<Weights> {
        let entries = self.by_name(at, entity)?;
        self.checked(at, Weights::new(entries))
    }

    /// The indices of a list of names, ascending, each once.
    fn indices(&mut self, at: &At<'_>, key: &str, entity: Entity) -> Option<Vec<usize>> {
        let Some(items) = at.node.get(key) else { return Some(Vec::new()) };
        let found = items.array()?.iter().map(|item| self.names.index(entity, item.text()?));
        let mut indices: Vec<usize> = found.collect::<Option<_>>()?;
        indices.sort_unstable();
        indices.dedup();
        Some(indices)
    }

    /// The ranges of hours of a table, each with what stands there.
    fn by_hour<T>(
        &mut self,
        at: &At<'_>,
        mut one: impl FnMut(&mut Self, &At<'_>) -> Option<T>,
    ) -> Option<Vec<(String, HourRange, T)>> {
        let read: Vec<Option<(String, HourRange, T)>> = at
            .entries()
            .map(|entry| {
                let value = one(self, &entry);
                Some((entry.key.to_owned(), HourRange::parse(entry.key).ok()?, value?))
            })
            .collect();
        read.into_iter().collect()
    }

    fn distribution(&mut self, at: &At<'_>, key: &str) -> Option<Distribution> {
        let at = at.get(key)?;
        if let Value::Number(_) = at.node.value {
            return self.settled(&at).map(Distribution::Constant);
        }
        let form = at.entries().next()?;
        let law = self.law(&form)?;
        let law = self.checked(&form, law.checked())?;
        let refused = match law {
            Distribution::LogNormal { sigma, .. } if sigma > limits::SIGMA => {
                Some(("sigma", format!("{} is above the limit of {}", shown(sigma), limits::SIGMA)))
            }
            Distribution::Gamma { shape, .. } if !limits::SHAPES.contains(&shape) => {
                let (least, most) = (limits::SHAPES.start(), limits::SHAPES.end());
                Some(("shape", format!("{} is not between {least} and {most}", shown(shape))))
            }
            _ => None,
        };
        let Some((key, message)) = refused else { return Some(law) };
        self.error(&form.get(key)?, message);
        None
    }

    fn law(&mut self, form: &At<'_>) -> Option<Distribution> {
        match form.key {
            "lognormal" => {
                let (median, sigma) = (self.number(form, "median"), self.number(form, "sigma"));
                Some(Distribution::LogNormal { median: median?, sigma: sigma? })
            }
            "exponential" => Some(Distribution::Exponential { mean: self.number(form, "mean")? }),
            "uniform" => {
                let (min, max) = (self.number(form, "min"), self.number(form, "max"));
                Some(Distribution::Uniform { min: min?, max: max? })
            }
            "pert" => {
                let (min, mode, max) = (self.number(form, "min"), self.number(form, "mode"), self.number(form, "max"));
                Some(Distribution::Pert { min: min?, mode: mode?, max: max? })
            }
            _ => {
                let (mean, shape) = (self.number(form, "mean"), self.number(form, "shape"));
                Some(Distribution::Gamma { mean: mean?, shape: shape? })
            }
        }
    }
}
