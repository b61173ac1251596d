//! What the numbers of a scenario rest on.

use crate::scenario::{Basis, Ignorance, Scenario};

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
}

/// A basis in a word.
pub(super) fn name(basis: Option<Basis>) -> &'static str {
    match basis {
        Some(Basis::Sourced) => "sourced",
        Some(Basis::Computed) => "computed",
        Some(Basis::Judgement) => "judgement",
        None => "not stated",
    }
}

/// How many values rest on what, in a sentence; empty without any.
pub(super) fn summary(uncertain: &[Uncertain]) -> String {
    if uncertain.is_empty() {
        return String::new();
    }
    let known = [Some(Basis::Sourced), Some(Basis::Computed), Some(Basis::Judgement), None];
    let counts: Vec<String> = known
        .into_iter()
        .map(|basis| (uncertain.iter().filter(|value| value.basis == basis).count(), name(basis)))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    format!("Of {} uncertain values: {}.", uncertain.len(), counts.join(", "))
}
