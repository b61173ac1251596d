//! What the numbers of a scenario rest on.

use super::table::{Cell, Kind, Table};
use crate::report::round;
use crate::scenario::{Basis, Ignorance, Scenario};

/// Digits of a number that somebody typed.
const TYPED_DIGITS: i32 = 6;

/// The evidence register.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// Where numbers come from.
    pub notes: Vec<Note>,
    /// The values that are not known.
    pub uncertain: Vec<Uncertain>,
}

/// Where the numbers at a path come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The path, which may hold `*` (untrusted text).
    pub path: String,
    /// What they rest on.
    pub basis: Basis,
    /// The source, the computation or the reason (untrusted text).
    pub text: String,
}

/// A value that is not known.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain {
    /// Where it stands (untrusted text).
    pub path: String,
    /// What is believed of it.
    pub law: Ignorance,
    /// What that rests on; absent if no note says so.
    pub basis: Option<Basis>,
}

impl Evidence {
    /// The register of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let notes = scenario.sources();
        let basis = |path: &str| notes.iter().find(|note| note.covers(path)).map(|note| note.basis);
        let uncertain = scenario.uncertain().iter();
        Self {
            notes: notes
                .iter()
                .map(|note| Note { path: note.path.clone(), basis: note.basis, text: note.text.clone() })
                .collect(),
            uncertain: uncertain
                .map(|value| Uncertain { path: value.path.clone(), law: value.law, basis: basis(&value.path) })
                .collect(),
        }
    }

    /// The register as tables.
    pub fn tables(&self) -> Vec<Table> {
        let note =
            |note: &Note| vec![Cell::word(&note.path), Cell::word(name(Some(note.basis))), Cell::word(&note.text)];
        let notes = Table::new(
            "The evidence register: what the scenario says its numbers rest on",
            &[("Numbers at", Kind::Word), ("Basis", Kind::Word), ("Source, computation or reason", Kind::Word)],
            self.notes.iter().map(note).collect(),
        );
        let value = |value: &Uncertain| {
            let (law, first) = believed(&value.law);
            vec![Cell::word(&value.path), Cell::number(law, first), Cell::word(name(value.basis))]
        };
        let uncertain = Table::new(
            "Values that are not known, and what is believed of them",
            &[("Value", Kind::Word), ("Believed", Kind::Number), ("Basis", Kind::Word)],
            self.uncertain.iter().map(value).collect(),
        );
        [notes, uncertain].into_iter().flatten().collect()
    }

    /// How many values rest on what, in a sentence; nothing without uncertain values.
    pub fn summary(&self) -> Vec<String> {
        if self.uncertain.is_empty() {
            return Vec::new();
        }
        let known = [Some(Basis::Sourced), Some(Basis::Computed), Some(Basis::Judgement), None];
        let counts: Vec<String> = known
            .into_iter()
            .map(|basis| (self.uncertain.iter().filter(|value| value.basis == basis).count(), name(basis)))
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        vec![format!("Of {} uncertain values: {}.", self.uncertain.len(), counts.join(", "))]
    }
}

/// A basis in a word.
fn name(basis: Option<Basis>) -> &'static str {
    match basis {
        Some(Basis::Sourced) => "sourced",
        Some(Basis::Computed) => "computed",
        Some(Basis::Judgement) => "judgement",
        None => "not stated",
    }
}

fn believed(law: &Ignorance) -> (String, f64) {
    let typed = |value: f64| round::typed(value, TYPED_DIGITS);
    match *law {
        Ignorance::LogNormal { low, high } | Ignorance::LogitNormal { low, high } => {
            (format!("{} to {} (90 %)", typed(low), typed(high)), low)
        }
        Ignorance::Pert { min, mode, max } => {
            (format!("{} to {}, likeliest {}", typed(min), typed(max), typed(mode)), min)
        }
    }
}
