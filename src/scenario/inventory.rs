//! Every number that a scenario states, with where it comes from.

use super::document::Scenario;
use super::node::{Base, Node, Quantity, Value};
use super::path::joined;

/// A number that the scenario states.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedNumber {
    /// Where it stands, such as `group.generals.mistake`.
    pub path: String,
    /// What is stated.
    pub value: Stated,
    /// Which of [`Scenario::sources`] says where it comes from; absent if none does.
    pub source: Option<usize>,
}

/// What is stated of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stated {
    /// It is this.
    Known(f64),
    /// It is not known: which of [`Scenario::uncertain`] it is.
    Uncertain(usize),
    /// A measure in force changes it; with the medians of what is not known it is this.
    Changed(f64),
}

impl Scenario {
    /// Every number from which the model is made, as it is with the measures in force: by part of the file and by name.
    pub fn numbers(&self) -> Vec<StatedNumber> {
        let central = self.central_values();
        let mut found = Vec::new();
        collect(self.tree(), "", &mut |path, quantity| {
            let value = match quantity {
                Quantity { base: Base::Plain(value), operations } if operations.is_empty() => Stated::Known(*value),
                Quantity { base: Base::Uncertain(index), operations } if operations.is_empty() => {
                    Stated::Uncertain(*index)
                }
                changed => Stated::Changed(changed.settled(&central)),
            };
            found.push(StatedNumber { path: path.to_owned(), value, source: self.source_of(path) });
        });
        found
    }
}

fn collect(node: &Node, path: &str, found: &mut impl FnMut(&str, &Quantity)) {
    match &node.value {
        Value::Table(table) => table.iter().for_each(|(key, entry)| collect(&entry.node, &joined(path, key), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(item, &joined(path, &index.to_string()), found));
        }
        Value::Number(quantity) => found(path, quantity),
        Value::Text(_) | Value::Bool(_) | Value::Date(_) => {}
    }
}
