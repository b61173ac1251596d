//! A scenario file as a tree in which every value knows its place.

use std::collections::BTreeMap;

use toml::value::Datetime;

use super::source::Span;

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub span: Span,
    pub value: Value,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Table(BTreeMap<String, Entry>),
    Array(Vec<Node>),
    Text(String),
    Bool(bool),
    Number(Quantity),
    Date(Datetime),
}

/// A value of a table, with the place of its key.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub key: Span,
    pub node: Node,
}

/// A number as the file and the measures in force state it: a base, and what is done to it in turn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantity {
    pub base: Base,
    pub operations: Vec<Operation>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Base {
    Plain(f64),
    /// Index into the list of uncertain values.
    Uncertain(usize),
}

impl Base {
    pub fn settled(self, values: &[f64]) -> f64 {
        match self {
            Self::Plain(value) => value,
            Self::Uncertain(index) => values[index],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Operation {
    pub act: Act,
    pub operand: Base,
    /// Where the operand stands.
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Scale,
    Add,
}

impl Quantity {
    pub fn plain(value: f64) -> Self {
        Self { base: Base::Plain(value), operations: Vec::new() }
    }

    pub fn settled(&self, values: &[f64]) -> f64 {
        self.operations.iter().fold(self.base.settled(values), |value, operation| {
            let operand = operation.operand.settled(values);
            match operation.act {
                Act::Scale => value * operand,
                Act::Add => value + operand,
            }
        })
    }

    /// Whether the value is the same in every draw.
    pub fn is_plain(&self) -> bool {
        matches!(self.base, Base::Plain(_)) && self.operations.is_empty()
    }
}

impl Node {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.table().and_then(|table| table.get(key)).map(|entry| &entry.node)
    }

    pub fn table(&self) -> Option<&BTreeMap<String, Entry>> {
        if let Value::Table(table) = &self.value { Some(table) } else { None }
    }

    pub fn array(&self) -> Option<&[Node]> {
        if let Value::Array(items) = &self.value { Some(items) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub fn number(&self) -> Option<&Quantity> {
        if let Value::Number(quantity) = &self.value { Some(quantity) } else { None }
    }

    /// What it is, for messages.
    pub fn describe(&self) -> &'static str {
        match self.value {
            Value::Table(_) => "a table",
            Value::Array(_) => "a list",
            Value::Text(_) => "a text",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Date(_) => "a date",
        }
    }

    /// Marks every uncertain value that this part of the tree hangs on.
    pub fn mark_uncertain(&self, used: &mut [bool]) {
        match &self.value {
            Value::Table(table) => table.values().for_each(|entry| entry.node.mark_uncertain(used)),
            Value::Array(items) => items.iter().for_each(|item| item.mark_uncertain(used)),
            Value::Number(quantity) => {
                let operands = quantity.operations.iter().map(|operation| operation.operand);
                for base in std::iter::once(quantity.base).chain(operands) {
                    if let Base::Uncertain(index) = base {
                        used[index] = true;
                    }
                }
            }
            Value::Text(_) | Value::Bool(_) | Value::Date(_) => {}
        }
    }

    /// Whether both say the same, wherever they stand.
    pub fn same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Table(a), Value::Table(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|((k, x), (l, y))| k == l && x.node.same(&y.node))
            }
            (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.same(y)),
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::Date(a), Value::Date(b)) => a == b,
            _ => false,
        }
    }
}
