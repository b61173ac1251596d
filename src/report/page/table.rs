//! Tables of a page: numbers for people, with what they are sorted by.

use serde::{Deserialize, Serialize};

use crate::report::charts::scale::Unit;
use crate::report::safe;
use crate::statistics::Estimate;

/// Texts longer than this are cut.
const TEXT_COLUMNS: usize = 600;

/// A table that can be sorted by any of its columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What it is of.
    pub caption: String,
    /// Its columns.
    pub heads: Vec<Head>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// What a column or cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text, at the left.
    Word,
    /// Numbers, at the right.
    Number,
}

/// The heading of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Its text.
    pub text: String,
    /// What stands below it.
    pub kind: Kind,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// What is shown.
    pub text: String,
    /// What it is sorted by, where that is a number.
    pub key: Option<f64>,
    /// What it holds.
    pub kind: Kind,
}

impl Cell {
    /// A text (untrusted).
    pub fn word(text: &str) -> Self {
        Self { text: safe::fit(text, TEXT_COLUMNS), key: None, kind: Kind::Word }
    }

    /// A number, as it is shown and as it is sorted.
    pub fn number(text: String, value: f64) -> Self {
        Self { text, key: value.is_finite().then_some(value), kind: Kind::Number }
    }

    /// A probability or share with its interval, as a percentage.
    pub fn percent(estimate: &Estimate) -> Self {
        Self::number(Unit::Percent.told(estimate), estimate.mean)
    }

    /// A plain number with its interval.
    pub fn plain(estimate: &Estimate) -> Self {
        Self::number(Unit::Plain.told(estimate), estimate.mean)
    }

    /// A name (untrusted), cut to so many columns; names that are numbers are sorted as such.
    pub fn name(name: &str, columns: usize) -> Self {
        let name = safe::fit(name, columns);
        match name.parse::<f64>() {
            Ok(value) => Self::number(name, value),
            Err(_) => Self::word(&name),
        }
    }
}

impl Table {
    /// A table; absent without rows.
    pub fn new(caption: impl Into<String>, heads: &[(&str, Kind)], rows: Vec<Vec<Cell>>) -> Option<Self> {
        let heads: Vec<Head> = heads.iter().map(|&(text, kind)| Head { text: text.to_owned(), kind }).collect();
        debug_assert!(rows.iter().all(|row| row.len() == heads.len()));
        (!rows.is_empty()).then(|| Self { caption: caption.into(), heads, rows })
    }
}
