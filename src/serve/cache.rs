//! Finished results, so that what is not changed is not run again, and what is seen can be taken along at once.

use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};

use super::answer::Answer;
use crate::scenario::Scenario;

/// Results kept.
const MOST_RESULTS: usize = 64;
/// Numbers in all of them together, roughly: blocks and draws are what they are made of. About 40 MB.
const MOST_NUMBERS: usize = 600_000;

/// What a result is the result of.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    file: String,
    hash: String,
    overrides: Vec<String>,
    in_force: Vec<String>,
    question: String,
}

impl Key {
    /// Of a question about a scenario, with its options.
    pub fn of(scenario: &Scenario, question: &impl Debug) -> Self {
        Self {
            file: scenario.file().to_owned(),
            hash: scenario.hash().to_owned(),
            overrides: scenario.overrides().to_vec(),
            in_force: scenario.in_force().to_vec(),
            question: format!("{question:?}"),
        }
    }
}

/// Results, those asked for last at the end.
#[derive(Default)]
pub struct Cache {
    kept: Mutex<Vec<(Key, Answer)>>,
}

impl Cache {
    /// A result, if it is kept.
    pub fn get(&self, key: &Key) -> Option<Answer> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(other, _)| other == key)?;
        let found = kept.remove(at);
        let answer = found.1.clone();
        kept.push(found);
        Some(answer)
    }

    /// Keeps a result, and lets go of the oldest where it is too much.
    pub fn put(&self, key: Key, answer: Answer) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(other, _)| *other != key);
        kept.push((key, answer));
        let numbers = |kept: &[(Key, Answer)]| -> usize { kept.iter().map(|(_, answer)| answer.size()).sum() };
        while kept.len() > MOST_RESULTS || (kept.len() > 1 && numbers(&kept) > MOST_NUMBERS) {
            kept.remove(0);
        }
    }
}
