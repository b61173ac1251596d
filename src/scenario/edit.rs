//! Changing the tree at a path: what `--set` and the changes of measures do.

use std::collections::{BTreeMap, BTreeSet};

use super::check::hint;
use super::diagnostic::nearest;
use super::format::ROOT;
use super::limits;
use super::node::{Entry, Node, Quantity, Value};
use super::path::{Pattern, Step};
use super::shape::{Number, Range, Shape};
use super::source::Span;

/// A bound of an uncertain value, which only `--set` can reach.
static BOUND: Shape = Shape::Number(Number::new(Range::Within(limits::NUMBER)).certain());

/// What happens where the path names a key that is known but absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// The key is created, for a value that replaces whatever is there.
    Create,
    /// The default of the key takes its place, where it has one.
    Default,
}

/// Why a path led nowhere: how far it led, and what there would have been.
struct DeadEnd {
    depth: usize,
    known: BTreeSet<String>,
}

/// A walk along a path with wildcards; `act` is called at every value that is meant.
pub(super) struct Walk<'p, F> {
    pattern: &'p Pattern,
    absent: Absent,
    /// Where what is created is said to stand.
    span: Span,
    act: F,
    found: usize,
    dead_end: DeadEnd,
}

impl<'p, F: FnMut(&mut Node, &'static Shape)> Walk<'p, F> {
    /// Acts on everything in the tree that the pattern means; if that is nothing, says what may have been meant.
    pub fn run(root: &mut Node, pattern: &'p Pattern, absent: Absent, span: Span, act: F) -> Result<(), String> {
        let dead_end = DeadEnd { depth: 0, known: BTreeSet::new() };
        let mut walk = Self { pattern, absent, span, act, found: 0, dead_end };
        walk.step(root, &ROOT, 0);
        if walk.found > 0 { Ok(()) } else { Err(walk.suggestion()) }
    }

    fn step(&mut self, node: &mut Node, shape: &'static Shape, depth: usize) {
        let Some(step) = self.pattern.0.get(depth) else {
            self.found += 1;
            return (self.act)(node, shape);
        };
        match (&mut node.value, step) {
            (Value::Table(table), Step::Any) => {
                for (key, entry) in table {
                    if let Some(below) = below(shape, key) {
                        self.step(&mut entry.node, below, depth + 1);
                    }
                }
            }
            (Value::Table(table), Step::Key(key)) => match below(shape, key) {
                Some(below) => match table.get_mut(key) {
                    Some(entry) => self.step(&mut entry.node, below, depth + 1),
                    None => self.absent(table, key, shape, depth),
                },
                None => self.end_here(depth, shape, table),
            },
            (Value::Array(items), step) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let meant = match step {
                        Step::Any => true,
                        Step::Key(key) => *key == index.to_string(),
                    };
                    if let (true, Some(below)) = (meant, shape.below("")) {
                        self.step(item, below, depth + 1);
                    }
                }
            }
            _ => self.end_here(depth, shape, &BTreeMap::new()),
        }
    }

    fn absent(&mut self, table: &mut BTreeMap<String, Entry>, key: &str, shape: &'static Shape, depth: usize) {
        let last = depth + 1 == self.pattern.0.len();
        let filler = shape.below(key).and_then(|below| match self.absent {
            Absent::Create if last => creatable(shape).then_some(Value::Bool(false)),
            Absent::Create => openable(below).then(|| Value::Table(BTreeMap::new())),
            Absent::Default if last && !shape.fields().is_empty() => default_of(below),
            Absent::Default => None,
        });
        let (Some(value), Some(below)) = (filler, shape.below(key)) else {
            return self.end_here(depth, shape, table);
        };
        let mut node = Node { span: self.span, value };
        let before = self.found;
        self.step(&mut node, below, depth + 1);
        if self.found > before {
            table.insert(key.to_owned(), Entry { key: self.span, node });
        }
    }

    fn end_here(&mut self, depth: usize, shape: &Shape, table: &BTreeMap<String, Entry>) {
        if depth > self.dead_end.depth {
            self.dead_end = DeadEnd { depth, known: BTreeSet::new() };
        }
        if depth == self.dead_end.depth {
            let fields = shape.fields().iter().map(|field| field.key.to_owned());
            self.dead_end.known.extend(fields.chain(table.keys().cloned()));
        }
    }

    fn suggestion(self) -> String {
        let DeadEnd { depth, known } = self.dead_end;
        let Some(Step::Key(key)) = self.pattern.0.get(depth) else {
            return "there is nothing at that path".to_owned();
        };
        let known = known.iter().map(String::as_str);
        match nearest(key, known.clone().filter(|other| other != key)) {
            Some(near) => format!("did you mean `{}`?", self.pattern.with_step(depth, near)),
            None if known.clone().any(|other| other == key) => format!("`{key}` is not set and has no default here"),
            None => hint(key, known, &format!("in place of `{key}` there is")),
        }
    }
}

fn below(shape: &'static Shape, key: &str) -> Option<&'static Shape> {
    let bound =
        || (shape.number().is_some() && matches!(key, "low" | "high" | "min" | "mode" | "max")).then_some(&BOUND);
    shape.below(key).or_else(bound)
}

/// Whether a key of this table may be created: known keys, and entries of tables of weights, but no new channel or group.
fn creatable(shape: &Shape) -> bool {
    matches!(shape, Shape::Record(_) | Shape::ByName(..) | Shape::ByHour(_))
}

/// Whether an absent table of this shape may be created on the way.
fn openable(shape: &Shape) -> bool {
    matches!(shape, Shape::Record(_) | Shape::ByName(..) | Shape::ByHour(_))
}

fn default_of(shape: &Shape) -> Option<Value> {
    match shape {
        Shape::Number(number) => number.default.map(|value| Value::Number(Quantity::plain(value))),
        Shape::Names(_) => Some(Value::Array(Vec::new())),
        _ => None,
    }
}

/// The shape of what a path means, as far as the path alone tells.
pub(super) fn shape_at(pattern: &Pattern) -> Option<&'static Shape> {
    pattern.0.iter().try_fold(&ROOT, |shape, step| match step {
        Step::Key(key) => shape.below(key),
        Step::Any => shape.below(""),
    })
}
