//! The parts of a file that the model is not made from: where numbers come from, what is borne, what was seen.

use super::node::Node;
use super::path::Pattern;
use super::seen::{Captures, Evidence};
use super::source::Issue;
use crate::quantity::{NonNegative, Probability};

/// What a number rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A published source.
    Sourced,
    /// Computed from sourced numbers.
    Computed,
    /// Somebody's judgement.
    Judgement,
}

/// An entry of the evidence register: where the numbers at a path come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceNote {
    /// The path, which may hold `*`.
    pub path: String,
    /// What they rest on.
    pub basis: Basis,
    /// The source, the computation or the reason.
    pub text: String,
    pattern: Pattern,
}

impl SourceNote {
    /// How closely it names what it is about: the longer its path and the fewer its wildcards, the closer.
    pub(super) fn closeness(&self) -> (usize, usize) {
        let keys = self.pattern.0.iter().filter(|step| **step != super::path::Step::Any).count();
        (self.pattern.0.len(), keys)
    }

    /// Whether the note is about the value at this path, or about a part that holds it.
    pub fn covers(&self, path: &str) -> bool {
        let Ok(Pattern(steps)) = Pattern::parse(path) else { return false };
        let keys: Vec<String> = steps.iter().map(super::path::Step::text).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        (1..=keys.len()).any(|length| self.pattern.matches(&keys[..length]))
    }
}

/// A point of the curve of tolerated exceedance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TolerancePoint {
    /// Harm, in the scenario's unit.
    pub harm: NonNegative,
    /// Probability of at least that harm that is borne.
    pub probability: Probability,
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.text().map(str::to_owned)
}

fn number(node: &Node, key: &str) -> Option<f64> {
    node.get(key)?.number().map(|quantity| quantity.settled(&[]))
}

fn count(node: &Node, key: &str) -> Option<u32> {
    number(node, key).map(|value| value as u32)
}

/// The evidence register; a note that is about nothing in the file is a warning.
pub(super) fn sources(root: &Node, issues: &mut Vec<Issue>) -> Vec<SourceNote> {
    let Some(table) = root.get("sources").and_then(Node::table) else { return Vec::new() };
    let mut notes = Vec::new();
    for (path, entry) in table {
        let basis = match text(&entry.node, "basis").as_deref() {
            Some("sourced") => Basis::Sourced,
            Some("computed") => Basis::Computed,
            _ => Basis::Judgement,
        };
        let Ok(pattern) = Pattern::parse(path) else { continue };
        if !leads_somewhere(root, &pattern.0) {
            issues.push(Issue::warning(entry.key, super::path::joined("sources", path), "the path matches nothing"));
        }
        notes.push(SourceNote {
            path: path.clone(),
            basis,
            text: text(&entry.node, "text").unwrap_or_default(),
            pattern,
        });
    }
    notes
}

fn leads_somewhere(node: &Node, steps: &[super::path::Step]) -> bool {
    use super::path::Step;
    let Some((step, rest)) = steps.split_first() else { return true };
    match step {
        Step::Key(key) => match node.array() {
            Some(items) => {
                key.parse::<usize>().ok().and_then(|at| items.get(at)).is_some_and(|item| leads_somewhere(item, rest))
            }
            None => node.get(key).is_some_and(|node| leads_somewhere(node, rest)),
        },
        Step::Any => {
            let in_table = node.table().into_iter().flatten().map(|(_, entry)| &entry.node);
            in_table.chain(node.array().into_iter().flatten()).any(|node| leads_somewhere(node, rest))
        }
    }
}

/// The points of the curve of tolerated exceedance, by ascending harm.
pub(super) fn tolerance(root: &Node) -> Vec<TolerancePoint> {
    let points = root.get("tolerance").and_then(|node| node.get("points")).and_then(Node::array).unwrap_or_default();
    let point = |node: &Node| {
        let harm = NonNegative::new(number(node, "harm")?).ok()?;
        Some(TolerancePoint { harm, probability: Probability::new(number(node, "probability")?).ok()? })
    };
    let mut points: Vec<TolerancePoint> = points.iter().filter_map(point).collect();
    points.sort_by(|a, b| a.harm.get().total_cmp(&b.harm.get()));
    points
}

/// What was seen at events like this one: in words, or as three counts.
pub(super) fn evidence(root: &Node, issues: &mut Vec<Issue>) -> Vec<Evidence> {
    let items = root.get("evidence").and_then(Node::array).unwrap_or_default();
    let mut read = Vec::new();
    for (index, node) in items.iter().enumerate() {
        let path = format!("evidence.{index}");
        let counted = COUNTED.iter().any(|key| node.get(key).is_some());
        let (key, found) = match node.get("seen").and_then(Node::text) {
            Some(_) if counted => {
                let message = format!("`seen` says it in words, and so {} must be left out", COUNTED.join(", "));
                issues.push(Issue::error(node.span, path, message));
                continue;
            }
            Some(words) => ("seen", Evidence::parse(words)),
            None => {
                let counts = COUNTED.map(|key| count(node, key));
                let [Some(least), Some(in_events), Some(of_events)] = counts else {
                    if node.table().is_some() {
                        let message = format!("either `seen` or all of {} are needed", COUNTED.join(", "));
                        issues.push(Issue::error(node.span, path, message));
                    }
                    continue;
                };
                ("in_events", Evidence::events(Captures { least, most: None }, in_events, of_events))
            }
        };
        match found {
            Ok(evidence) => read.push(evidence),
            Err(message) => {
                let span = node.get(key).map_or(node.span, |node| node.span);
                issues.push(Issue::error(span, format!("{path}.{key}"), message));
            }
        }
    }
    read
}

/// The keys of evidence as counts.
const COUNTED: [&str; 3] = ["captures_at_least", "in_events", "of_events"];
