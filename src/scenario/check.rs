//! The structure of a file against the table of keys: types, unknown keys, names, and the range of every plain number.
//! On the way, every uncertain value is listed, and becomes a number with an identity.

use std::collections::BTreeMap;

use super::diagnostic::{nearest, quoted};
use super::leak;
use super::limits;
use super::names::{LODGING, Names};
use super::node::{Base, Entry, Node, Quantity, Value};
use super::path::{Pattern, joined};
use super::shape::{Certainty, Entity, Field, Number, Range, Shape, Stated};
use super::source::Issue;
use super::uncertain::{Ignorance, UncertainValue};
use crate::quantity::HourRange;

const UNCERTAIN_FORMS: &str = "an uncertain value is { low, high }, a 90 % interval, or { min, mode, max }";

pub(super) struct Checker<'a> {
    pub names: &'a Names,
    pub uncertain: Vec<UncertainValue>,
    pub issues: Vec<Issue>,
}

impl Checker<'_> {
    pub fn check(&mut self, node: &mut Node, shape: &'static Shape, path: &str) {
        if self.issues.len() >= limits::ISSUES {
            return;
        }
        match shape {
            Shape::Text | Shape::Bool | Shape::Date => self.plain(node, shape, path),
            Shape::CountRange => {
                if let Err(message) = leak::count_range(node) {
                    self.issues.push(Issue::error(node.span, path, message));
                }
            }
            Shape::Choice(options) => self.choice(node, options, path),
            Shape::Number(number) => self.number(node, number, path),
            Shape::Name(entity) => self.name(node, *entity, path),
            Shape::Names(entity) => {
                self.list(node, path, |checker, item, path| checker.name(item, *entity, path));
            }
            Shape::Texts => self.list(node, path, |checker, item, path| checker.plain(item, &Shape::Text, path)),
            Shape::List(shape) => self.list(node, path, |checker, item, path| checker.check(item, shape, path)),
            Shape::Record(fields) => self.record(node, fields, path),
            Shape::Named(below) | Shape::ByName(_, below) | Shape::ByHour(below) | Shape::ByPath(below) => {
                self.keyed(node, shape, below, path);
            }
            Shape::Distribution(number, forms) => self.forms(node, number, forms, path),
            Shape::Joiners(number, forms) => match node.value {
                Value::Table(ref mut table) if has_keys(table, &["min", "max"]) => {
                    let below = &super::format::JOINER_NUMBER;
                    table.iter_mut().for_each(|(key, entry)| self.check(&mut entry.node, below, &joined(path, key)));
                }
                _ => self.forms(node, number, forms, path),
            },
            Shape::Target => {}
        }
    }

    fn wrong_type(&mut self, node: &Node, path: &str, wanted: &str) {
        self.issues.push(Issue::error(node.span, path, format!("{} stands here, {wanted} is needed", node.describe())));
    }

    fn plain(&mut self, node: &Node, shape: &Shape, path: &str) {
        match (shape, &node.value) {
            (Shape::Text, Value::Text(_)) | (Shape::Bool, Value::Bool(_)) => {}
            (Shape::Date, Value::Date(date)) if date.date.is_some() && date.time.is_none() => {}
            (Shape::Text, _) => self.wrong_type(node, path, "a text in quotes"),
            (Shape::Bool, _) => self.wrong_type(node, path, "true or false"),
            _ => self.wrong_type(node, path, "a date such as 2024-02-20"),
        }
    }

    fn choice(&mut self, node: &Node, options: &[&str], path: &str) {
        let wanted = || options.iter().map(|option| format!("\"{option}\"")).collect::<Vec<_>>().join(" or ");
        match node.text() {
            Some(text) if options.contains(&text) => {}
            Some(text) => {
                self.issues.push(Issue::error(node.span, path, format!("{} is not {}", quoted(text), wanted())));
            }
            None => self.wrong_type(node, path, &wanted()),
        }
    }

    fn name(&mut self, node: &Node, entity: Entity, path: &str) {
        match node.text() {
            Some(name) if self.names.defined(entity, name) => {}
            Some(name) => {
                let issue = self.undefined(entity, name);
                self.issues.push(Issue { span: node.span, path: path.to_owned(), ..issue });
            }
            None => self.wrong_type(node, path, &format!("the name of a {}", entity.noun())),
        }
    }

    /// What to say of a name that is not defined; the place is still to be filled in.
    fn undefined(&self, entity: Entity, name: &str) -> Issue {
        let known = self.names.all(entity);
        let nowhere = super::source::Span::new(0, 0..0);
        let issue = Issue::error(nowhere, "", format!("no {} is called {}", entity.noun(), quoted(name)));
        issue.help(hint(name, known.iter().map(String::as_str), "defined"))
    }

    fn list(&mut self, node: &mut Node, path: &str, mut each: impl FnMut(&mut Self, &mut Node, &str)) {
        if let Value::Array(items) = &mut node.value {
            for (index, item) in items.iter_mut().enumerate() {
                each(self, item, &joined(path, &index.to_string()));
            }
        } else {
            self.wrong_type(node, path, "a list in [ ]");
        }
    }

    fn record(&mut self, node: &mut Node, fields: &'static [Field], path: &str) {
        let span = node.span;
        let Value::Table(table) = &mut node.value else {
            return self.wrong_type(node, path, "a table");
        };
        for (key, entry) in table.iter_mut() {
            match fields.iter().find(|field| field.key == key) {
                Some(field) => self.check(&mut entry.node, &field.shape, &joined(path, key)),
                None => self.unknown_key(key, entry, fields, path),
            }
        }
        for field in fields.iter().filter(|field| field.required && !table.contains_key(field.key)) {
            let help = format!("{}: {}", field.key, lower_first(field.doc));
            self.issues.push(Issue::error(span, path, format!("`{}` is missing", field.key)).help(help));
        }
    }

    fn unknown_key(&mut self, key: &str, entry: &Entry, fields: &[Field], path: &str) {
        if self.issues.len() < limits::ISSUES {
            let help = hint(key, fields.iter().map(|field| field.key), "known here");
            self.issues.push(Issue::error(entry.key, joined(path, key), "unknown key").help(help));
        }
    }

    fn keyed(&mut self, node: &mut Node, shape: &'static Shape, below: &'static Shape, path: &str) {
        let Value::Table(table) = &mut node.value else {
            return self.wrong_type(node, path, "a table");
        };
        for (key, entry) in table.iter_mut() {
            let path = joined(path, key);
            if let Some(issue) = self.refused_key(shape, key, &path) {
                self.issues.push(Issue { span: entry.key, path: path.clone(), ..issue });
            }
            self.check(&mut entry.node, below, &path);
        }
    }

    /// What is wrong with the key of a table whose keys are names, hours or paths.
    fn refused_key(&self, shape: &Shape, key: &str, path: &str) -> Option<Issue> {
        let nowhere = super::source::Span::new(0, 0..0);
        let issue = |message: String| Some(Issue::error(nowhere, "", message));
        match shape {
            Shape::ByName(entity, _) if !self.names.defined(*entity, key) => Some(self.undefined(*entity, key)),
            Shape::ByHour(_) => HourRange::parse(key).err().and_then(|error| issue(error.to_string())),
            Shape::ByPath(_) => Pattern::parse(key).err().and_then(|error| issue(format!("not a path: {error}"))),
            Shape::Named(_) if key.is_empty() => issue("a name must not be empty".to_owned()),
            Shape::Named(_) if path == "venue.lodging" => {
                issue(format!("`{LODGING}` stands for each person's own lodging and cannot name a venue"))
            }
            _ => None,
        }
    }

    fn forms(&mut self, node: &mut Node, number: &'static Number, forms: &'static [Field], path: &str) {
        let choices = || forms.iter().map(|form| form.key).collect::<Vec<_>>().join(", ");
        let (span, known) = match &node.value {
            Value::Table(table) if !is_uncertain(table) => {
                (node.span, table.keys().filter(|key| forms.iter().any(|form| form.key == *key)).count())
            }
            _ => return self.number(node, number, path),
        };
        let Value::Table(table) = &mut node.value else { return };
        for (key, entry) in table.iter_mut() {
            match forms.iter().find(|form| form.key == key) {
                Some(form) => self.check(&mut entry.node, &form.shape, &joined(path, key)),
                None => self.unknown_key(key, entry, forms, path),
            }
        }
        if known != 1 && known == table.len() {
            let message = format!("a number or exactly one of {} is needed, {known} stand here", choices());
            self.issues.push(Issue::error(span, path, message));
        }
    }

    fn number(&mut self, node: &mut Node, number: &Number, path: &str) {
        match &node.value {
            Value::Number(quantity) => {
                if let Base::Plain(value) = quantity.base
                    && let Err(message) = number.range.admit(value, Stated::AsIs)
                {
                    self.issues.push(Issue::error(node.span, path, message));
                }
            }
            Value::Table(_) if number.certainty == Certainty::Certain => {
                let message = format!("a table stands here, {} is needed", number.range.wanted());
                self.issues.push(Issue::error(node.span, path, message).help("this number cannot be uncertain"));
            }
            Value::Table(table) => match law(table, number.range) {
                Ok(law) => {
                    let index = self.uncertain.len();
                    self.uncertain.push(UncertainValue { path: path.to_owned(), law });
                    node.value = Value::Number(Quantity { base: Base::Uncertain(index), operations: Vec::new() });
                }
                Err(message) => self.issues.push(Issue::error(node.span, path, message).help(UNCERTAIN_FORMS)),
            },
            _ => self.wrong_type(node, path, &number.range.wanted()),
        }
    }
}

/// A hint at the nearest known name, or at all of them.
pub(super) fn hint<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone, label: &str) -> String {
    const LISTED: usize = 30;
    match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.clone().next().is_none() => format!("{label}: nothing"),
        None => {
            let more = if known.clone().count() > LISTED { ", …" } else { "" };
            format!("{label}: {}{more}", known.take(LISTED).collect::<Vec<_>>().join(", "))
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn has_keys(table: &BTreeMap<String, Entry>, keys: &[&str]) -> bool {
    table.len() == keys.len() && keys.iter().all(|key| table.contains_key(*key))
}

fn is_uncertain(table: &BTreeMap<String, Entry>) -> bool {
    ["low", "high", "mode"].iter().any(|key| table.contains_key(*key))
}

/// The law of an uncertain value, or what is wrong with it.
fn law(table: &BTreeMap<String, Entry>, range: Range) -> Result<Ignorance, String> {
    let bound = |key: &str| match table.get(key).and_then(|entry| entry.node.number()) {
        Some(quantity) if quantity.settled(&[]).abs() <= limits::NUMBER => Ok(quantity.settled(&[])),
        Some(quantity) => Err(format!("{key} = {} is not a number up to {:e}", quantity.settled(&[]), limits::NUMBER)),
        None => Err(format!("{key} must be a plain number")),
    };
    if has_keys(table, &["low", "high"]) {
        let (low, high) = (bound("low")?, bound("high")?);
        let top = if range == Range::Odds { 1.0 } else { f64::INFINITY };
        if !(0.0 < low && low < high && high < top) {
            let top = if range == Range::Odds { " < 1" } else { "" };
            return Err(format!("0 < low < high{top} is required, found low {low}, high {high}"));
        }
        Ok(if range == Range::Odds { Ignorance::LogitNormal { low, high } } else { Ignorance::LogNormal { low, high } })
    } else if has_keys(table, &["min", "mode", "max"]) {
        let (min, mode, max) = (bound("min")?, bound("mode")?, bound("max")?);
        if !(min <= mode && mode <= max && min < max) {
            return Err(crate::quantity::QuantityError::NotOrdered { min, mode, max }.to_string());
        }
        range.admit(min, Stated::Settled)?;
        range.admit(max, Stated::Settled)?;
        Ok(Ignorance::Pert { min, mode, max })
    } else {
        let keys: Vec<String> = table.keys().map(|key| format!("`{key}`")).collect();
        Err(format!("a table with {} stands here, {} is needed", keys.join(", "), range.wanted()))
    }
}
