//! Measures: changes to the scenario, at a cost.

use super::check::{Checker, hint};
use super::edit::{Absent, Walk, shape_at};
use super::format::WORLD_PARTS;
use super::node::{Act, Base, Node, Operation, Quantity, Value};
use super::path::{Pattern, Step, joined};
use super::shape::{Certainty, Shape};
use super::source::{Issue, Span};

/// Of what kind a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeasureKind {
    /// It changes lines, places or devices.
    Technical,
    /// It changes what people do.
    Organisational,
}

/// A mitigation: changes to the scenario, at a cost.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its name in the file.
    pub name: String,
    /// What it is called; its name where the file gives no title.
    pub title: String,
    /// Technical or organisational.
    pub kind: MeasureKind,
    /// Measures it cannot be combined with, as this file states it.
    pub excludes: Vec<String>,
    /// Measures it needs.
    pub requires: Vec<String>,
    pub(super) cost: Quantity,
    pub(super) changes: Vec<Change>,
    /// Where its name stands.
    pub(super) span: Span,
}

impl Measure {
    /// What it costs, in the scenario's unit of cost, with the uncertain values settled.
    pub fn cost(&self, values: &[f64]) -> f64 {
        self.cost.settled(values)
    }

    /// Whether the part of the file at that place belongs to this measure.
    pub(super) fn owns(&self, span: Span) -> bool {
        self.span == span || self.changes.iter().any(|change| change.owns(span))
    }
}

#[derive(Debug, Clone)]
pub(super) struct Change {
    /// Its own path, such as `measure.briefing.changes.0`.
    pub path: String,
    pub at: Pattern,
    pub at_span: Span,
    pub action: Action,
    pub span: Span,
}

impl Change {
    fn owns(&self, span: Span) -> bool {
        let within = |node: &Node| node.span.contains(span);
        self.at_span == span
            || self.span.contains(span)
            || match &self.action {
                Action::Set(node) => within(node),
                Action::Operate(operation) => operation.span.contains(span),
                Action::Insert(items) | Action::Remove(items) => items.iter().any(within),
            }
    }
}

#[derive(Debug, Clone)]
pub(super) enum Action {
    Set(Node),
    Insert(Vec<Node>),
    Remove(Vec<Node>),
    Operate(Operation),
}

/// The order in which changes act, whatever the order of the measures: what is replaced is replaced first, so that other
/// measures still scale it.
const PHASES: [fn(&Action) -> bool; 3] = [
    |action| matches!(action, Action::Set(_)),
    |action| matches!(action, Action::Insert(_) | Action::Remove(_)),
    |action| matches!(action, Action::Operate(_)),
];

const ACTIONS: [&str; 5] = ["set", "scale", "add", "insert", "remove"];

/// Checks the values of `set`, `insert` and `remove` against the shape of what they are for.
pub(super) fn check_targets(root: &mut Node, checker: &mut Checker<'_>) {
    for_each_change(root, |path, change| {
        let at = change.get("at").and_then(Node::text).and_then(|text| Pattern::parse(text).ok());
        let (Some(shape), Value::Table(table)) = (at.as_ref().and_then(shape_at), &mut change.value) else { return };
        for key in ["set", "insert", "remove"] {
            if let Some(entry) = table.get_mut(key) {
                checker.check(&mut entry.node, shape, &joined(path, key));
            }
        }
    });
}

fn for_each_change(root: &mut Node, mut act: impl FnMut(&str, &mut Node)) {
    let Value::Table(parts) = &mut root.value else { return };
    let Some(Value::Table(measures)) = parts.get_mut("measure").map(|entry| &mut entry.node.value) else { return };
    for (name, measure) in measures {
        let Value::Table(fields) = &mut measure.node.value else { continue };
        let Some(Value::Array(changes)) = fields.get_mut("changes").map(|entry| &mut entry.node.value) else {
            continue;
        };
        let path = joined(&joined("measure", name), "changes");
        changes.iter_mut().enumerate().for_each(|(index, change)| act(&joined(&path, &index.to_string()), change));
    }
}

/// The measures of a checked file; what is wrong is added to the issues.
pub(super) fn read(root: &Node, issues: &mut Vec<Issue>) -> Vec<Measure> {
    let Some(table) = root.get("measure").and_then(Node::table) else { return Vec::new() };
    table.iter().filter_map(|(name, entry)| one(name, entry.key, &entry.node, issues)).collect()
}

fn one(name: &str, span: Span, node: &Node, issues: &mut Vec<Issue>) -> Option<Measure> {
    let path = joined(&joined("measure", name), "changes");
    let listed = node.get("changes")?.array()?.iter().enumerate();
    let changes: Vec<Option<Change>> =
        listed.map(|(index, change)| read_change(joined(&path, &index.to_string()), change, issues)).collect();
    let names = |key: &str| {
        let items = node.get(key).and_then(Node::array).unwrap_or_default();
        items.iter().filter_map(|item| item.text().map(str::to_owned)).collect()
    };
    let kind = match node.get("kind")?.text()? {
        "technical" => MeasureKind::Technical,
        _ => MeasureKind::Organisational,
    };
    Some(Measure {
        name: name.to_owned(),
        title: node.get("title").and_then(Node::text).unwrap_or(name).to_owned(),
        kind,
        excludes: names("excludes"),
        requires: names("requires"),
        cost: node.get("cost")?.number()?.clone(),
        changes: changes.into_iter().collect::<Option<_>>()?,
        span,
    })
}

fn read_change(path: String, node: &Node, issues: &mut Vec<Issue>) -> Option<Change> {
    let table = node.table()?;
    let at = node.get("at")?;
    let pattern = match Pattern::parse(at.text()?) {
        Ok(pattern) => pattern,
        Err(error) => {
            issues.push(Issue::error(at.span, joined(&path, "at"), format!("not a path: {error}")));
            return None;
        }
    };
    if !matches!(&pattern.0[0], Step::Key(part) if WORLD_PARTS.contains(&part.as_str())) {
        let help = hint(&pattern.0[0].text(), WORLD_PARTS.into_iter(), "measures change");
        issues.push(Issue::error(at.span, joined(&path, "at"), format!("`{pattern}` matches nothing")).help(help));
        return None;
    }
    let present: Vec<&str> = ACTIONS.into_iter().filter(|action| table.contains_key(*action)).collect();
    let [key] = present[..] else {
        let message = format!("exactly one of {} is needed, found {}", ACTIONS.join(", "), present.len());
        issues.push(Issue::error(node.span, path, message));
        return None;
    };
    let action = read_action(key, node.get(key)?)?;
    Some(Change { path, at: pattern, at_span: at.span, action, span: node.span })
}

fn read_action(key: &str, node: &Node) -> Option<Action> {
    let operation = |act| {
        let operand = node.number()?.base;
        Some(Action::Operate(Operation { act, operand, span: node.span }))
    };
    match key {
        "set" => Some(Action::Set(node.clone())),
        "insert" => Some(Action::Insert(node.array()?.to_vec())),
        "remove" => Some(Action::Remove(node.array()?.to_vec())),
        "scale" => operation(Act::Scale),
        _ => operation(Act::Add),
    }
}

/// What became of a tree under measures.
pub(super) struct Applied {
    pub tree: Node,
    /// For each measure, whether it changed anything.
    pub changed: Vec<bool>,
}

/// The tree with the changes of these measures; `root` stays as it is.
pub(super) fn apply(root: &Node, measures: &[&Measure]) -> Result<Applied, Vec<Issue>> {
    let mut tree = root.clone();
    let mut changed = vec![false; measures.len()];
    let mut issues = Vec::new();
    for phase in PHASES {
        for (measure, changed) in measures.iter().zip(&mut changed) {
            for change in measure.changes.iter().filter(|change| phase(&change.action)) {
                match apply_change(&mut tree, change) {
                    Ok(difference) => *changed |= difference,
                    Err(issue) => issues.push(issue),
                }
            }
        }
    }
    if issues.is_empty() { Ok(Applied { tree, changed }) } else { Err(issues) }
}

fn apply_change(tree: &mut Node, change: &Change) -> Result<bool, Issue> {
    let absent = if matches!(change.action, Action::Set(_)) { Absent::Create } else { Absent::Default };
    let (mut changed, mut refused) = (false, None);
    let walked =
        Walk::run(tree, &change.at, absent, change.span, |node, shape| match act(node, shape, &change.action) {
            Ok(difference) => changed |= difference,
            Err(message) => refused = Some(message),
        });
    let issue = |message: String| Issue::error(change.at_span, joined(&change.path, "at"), message);
    match (walked, refused) {
        (Err(help), _) => Err(issue(format!("`{}` matches nothing", change.at)).help(help)),
        (_, Some(message)) => Err(issue(message)),
        _ => Ok(changed),
    }
}

fn act(node: &mut Node, shape: &Shape, action: &Action) -> Result<bool, String> {
    match action {
        Action::Set(_) if matches!(shape, Shape::Named(_)) => {
            Err("a measure cannot replace a whole set of named things, only what is in them".to_owned())
        }
        Action::Set(value) => {
            let changed = !node.same(value);
            *node = value.clone();
            Ok(changed)
        }
        Action::Operate(operation) => operate(node, shape, *operation),
        Action::Insert(items) => on_list(node, shape, |list| {
            let new: Vec<Node> = items.iter().filter(|item| !list.iter().any(|old| old.same(item))).cloned().collect();
            list.extend(new);
        }),
        Action::Remove(items) => {
            on_list(node, shape, |list| list.retain(|old| !items.iter().any(|item| item.same(old))))
        }
    }
}

fn on_list(node: &mut Node, shape: &Shape, edit: impl FnOnce(&mut Vec<Node>)) -> Result<bool, String> {
    let (Shape::Names(_), Value::Array(list)) = (shape, &mut node.value) else {
        return Err("insert and remove act on lists of names, such as venue.*.blocked".to_owned());
    };
    let before = list.len();
    edit(list);
    Ok(list.len() != before)
}

fn operate(node: &mut Node, shape: &Shape, operation: Operation) -> Result<bool, String> {
    if shape.number().is_some_and(|number| number.certainty == Certainty::Certain) {
        return Err("this number can only be set".to_owned());
    }
    match (&mut node.value, shape) {
        (Value::Number(quantity), _) if shape.number().is_some() => Ok(operate_on(quantity, operation)),
        (Value::Table(forms), Shape::Distribution(..) | Shape::Joiners(..)) if operation.act == Act::Scale => {
            // The parameters that bear the unit; sigma and shape have none.
            let mut changed = false;
            let mut scale = |key: &str, node: &mut Node| {
                if let (false, Value::Number(quantity)) = (matches!(key, "sigma" | "shape"), &mut node.value) {
                    changed |= operate_on(quantity, operation);
                }
            };
            for (key, form) in forms {
                match &mut form.node.value {
                    Value::Table(table) => table.iter_mut().for_each(|(key, entry)| scale(key, &mut entry.node)),
                    _ => scale(key, &mut form.node),
                }
            }
            Ok(changed)
        }
        (Value::Table(_), Shape::Distribution(..) | Shape::Joiners(..)) => {
            Err("a distribution can be scaled or set, not added to".to_owned())
        }
        _ => Err("scale and add act on numbers; name them one by one or with `*`".to_owned()),
    }
}

/// Adds the operation; false where it changes nothing.
fn operate_on(quantity: &mut Quantity, operation: Operation) -> bool {
    let idle = match (operation.act, operation.operand) {
        (Act::Scale, Base::Plain(factor)) => factor == 1.0,
        (Act::Add, Base::Plain(term)) => term == 0.0,
        _ => false,
    };
    let of_nothing = operation.act == Act::Scale && *quantity == Quantity::plain(0.0);
    if !idle && !of_nothing {
        quantity.operations.push(operation);
    }
    !idle && !of_nothing
}
