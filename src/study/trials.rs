//! What happened in every trial of a run, as a table.

use rayon::prelude::*;

use super::prepare::{Compile, Prepared, RunError};
use super::result::{Block, RunResult};
use crate::engine::{Job, Monitor, Progress, rows_of};
use crate::model::at;
use crate::scenario::Scenario;

/// What is told of a trial: expected values given the trial's schedule and latent state, under the conditional estimator;
/// what happened, under the analog one.
pub const OBSERVED: [(&str, usize); 12] = [
    ("odds", at::ODDS),
    ("captures", at::CAPTURES),
    ("harm", at::HARM),
    ("weak_link_captures", at::WEAK_LINK),
    ("conversations", at::CONVERSATIONS),
    ("legs", at::LEGS),
    ("lapsed", at::LAPSED),
    ("covered", at::COVERED),
    ("recorded", at::RECORDED),
    ("readable", at::READABLE),
    ("reviewed", at::REVIEWED),
    ("captured_legs", at::CAPTURED_LEGS),
];

/// Trials that are held at a time, about.
const AT_A_TIME: u64 = 1 << 17;

/// A trial: its draw of the uncertain values, its number in it, and what was observed, in the order of `OBSERVED`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrialRow {
    /// The draw, from 0.
    pub draw: u64,
    /// The trial in the draw, from 0.
    pub trial: u64,
    /// What was observed.
    pub observed: [f64; OBSERVED.len()],
}

/// Whether all trials were told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// They were.
    All,
    /// It was cancelled before.
    Cancelled,
}

/// Hands on every trial of a result in the order of its blocks, some at a time. It runs them again: what a trial observes
/// depends on nothing but the seed, its draw and its number, so that it comes to the result's own sums.
pub fn trials<E: From<RunError>>(
    scenario: &Scenario,
    result: &RunResult,
    monitor: &dyn Monitor,
    hand_on: &mut dyn FnMut(&[TrialRow]) -> Result<(), E>,
) -> Result<Told, E> {
    let provenance = &result.provenance;
    let prepared = Prepared::new(scenario, provenance.seed, Some(provenance.draws), provenance.effort, Compile::Ahead)?;
    let job = prepared.job(provenance.seed, provenance.estimator, provenance.effort);
    let mut trials_done = 0;
    for blocks in batches(&result.blocks) {
        if monitor.cancelled() {
            return Ok(Told::Cancelled);
        }
        let rows: Vec<Vec<TrialRow>> = blocks.par_iter().map(|block| rows_in(&job, block)).collect();
        hand_on(&rows.concat())?;
        trials_done += blocks.iter().map(|block| block.trials).sum::<u64>();
        let odds = Some(result.odds.estimate);
        monitor.progress(&Progress { trials_done, trials_planned: provenance.trials, odds });
    }
    Ok(Told::All)
}

fn rows_in(job: &Job, block: &Block) -> Vec<TrialRow> {
    let observed = rows_of(job, block, &OBSERVED.map(|(_, position)| position));
    let row = |(trial, observed)| TrialRow { draw: block.draw, trial, observed };
    (block.first_trial..).zip(observed).map(row).collect()
}

/// The blocks in stretches of so many trials.
fn batches(blocks: &[Block]) -> Vec<&[Block]> {
    let mut batches = Vec::new();
    let (mut from, mut trials) = (0, 0);
    for (at, block) in blocks.iter().enumerate() {
        trials += block.trials;
        if trials >= AT_A_TIME {
            batches.push(&blocks[from..=at]);
            (from, trials) = (at + 1, 0);
        }
    }
    if from < blocks.len() {
        batches.push(&blocks[from..]);
    }
    batches
}
