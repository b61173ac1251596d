//! Finished results, so that what is not changed is not run again, and what is seen can be taken along at once.

use std::sync::{Arc, Mutex, PoisonError};

use crate::scenario::Scenario;
use crate::study::result::RunResult;
use crate::study::run::RunOptions;

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
    options: RunOptions,
}

impl Key {
    /// Of a run of a scenario.
    pub fn of(scenario: &Scenario, options: &RunOptions) -> Self {
        Self {
            file: scenario.file().to_owned(),
            hash: scenario.hash().to_owned(),
            overrides: scenario.overrides().to_vec(),
            in_force: scenario.in_force().to_vec(),
            options: options.clone(),
        }
    }
}

/// Results, those asked for last at the end.
#[derive(Default)]
pub struct Cache {
    kept: Mutex<Vec<(Key, Arc<RunResult>)>>,
}

impl Cache {
    /// A result, if it is kept.
    pub fn get(&self, key: &Key) -> Option<Arc<RunResult>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(other, _)| other == key)?;
        let found = kept.remove(at);
        let result = Arc::clone(&found.1);
        kept.push(found);
        Some(result)
    }

    /// Keeps a result, and lets go of the oldest where it is too much.
    pub fn put(&self, key: Key, result: &Arc<RunResult>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(other, _)| *other != key);
        kept.push((key, Arc::clone(result)));
        let numbers = |kept: &[(Key, Arc<RunResult>)]| -> usize { kept.iter().map(|(_, result)| size(result)).sum() };
        while kept.len() > MOST_RESULTS || (kept.len() > 1 && numbers(&kept) > MOST_NUMBERS) {
            kept.remove(0);
        }
    }
}

fn size(result: &RunResult) -> usize {
    result.blocks.len() + result.draw_odds.len() + result.harm_exceedance.len() + result.first_capture.len()
}
