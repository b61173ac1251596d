//! Trials x draws over threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::job::{Job, Monitor, Progress};
use super::plan::{BLOCKS_PER_UNIT, Effort, Grid};
use super::sample::{Block, Convergence, DrawTally, Sample, Stop};
use crate::model::{Workspace, at};
use crate::random::Trial;
use crate::statistics::{ALPHA, BlockSums, Moments, Tally};

/// Part of one draw's trials that a worker does at a time.
#[derive(Debug, Clone, Copy)]
struct Unit {
    draw: u64,
    first: u64,
    end: u64,
}

/// Runs a job. Absent if it was cancelled before anything was finished.
pub fn run(job: &Job, monitor: &dyn Monitor) -> Option<Sample> {
    let draws = job.replicate_of.len() as u64;
    let runner = Runner { job, monitor, grid: Grid::new(draws), moments: job.moments(), done: AtomicU64::new(0) };
    let sample = Sample::new(job.layout.clone(), job.replicates(), draws as usize, job.effort);
    let sample = match job.effort {
        Effort::Trials(trials) => runner.fixed(sample, trials),
        Effort::Precision { relative, max_trials } => runner.until_precise(sample, relative, max_trials),
    };
    (sample.trials() > 0).then_some(sample)
}

/// Runs blocks of a job again and returns them as they are now.
pub fn run_again(job: &Job, blocks: &[Block], monitor: &dyn Monitor) -> Vec<Block> {
    let draws = job.replicate_of.len() as u64;
    let runner = Runner { job, monitor, grid: Grid::new(draws), moments: job.moments(), done: AtomicU64::new(0) };
    let again = |worker: &mut Worker, block: &Block| {
        let unit = Unit { draw: block.draw, first: block.first_trial, end: block.first_trial + block.trials };
        worker.run(&runner, unit, &mut |_, _| {})
    };
    blocks.par_iter().map_init(Worker::default, again).collect()
}

pub(super) struct Runner<'a> {
    pub job: &'a Job<'a>,
    monitor: &'a dyn Monitor,
    pub grid: Grid,
    moments: Moments,
    done: AtomicU64,
}

/// Sums of a step, shared by the workers; they are exact, so the order of the workers does not show.
struct Pending {
    replicates: Vec<Mutex<Tally>>,
    draws: Vec<Mutex<DrawTally>>,
}

impl Runner<'_> {
    fn fixed(&self, mut sample: Sample, trials: u64) -> Sample {
        let whole = trials / self.grid.draws;
        let extra = trials % self.grid.draws;
        let goal = whole + u64::from(extra > 0);
        // The first `extra` draws take one trial more.
        let limit = |draw: u64| whole + u64::from(draw < extra);
        if !self.advance(&mut sample, 0, goal, &limit) {
            sample.stop = Stop::Interrupted;
        }
        sample
    }

    /// Runs every draw from trial `done` to `goal`, step by step; false if cancelled, with only whole steps added.
    pub(super) fn advance(
        &self,
        sample: &mut Sample,
        done: u64,
        goal: u64,
        limit: &(dyn Fn(u64) -> u64 + Sync),
    ) -> bool {
        let mut from = done;
        while from < goal {
            let to = self.grid.step_end(from, goal);
            let Some((pending, mut blocks)) = self.step(from, to, goal, limit, sample) else { return false };
            for (total, part) in sample.replicates.iter_mut().zip(pending.replicates) {
                total.merge(&part.into_inner().unwrap_or_else(PoisonError::into_inner));
            }
            for (total, part) in sample.draws.iter_mut().zip(pending.draws) {
                let part = part.into_inner().unwrap_or_else(PoisonError::into_inner);
                total.trials += part.trials;
                total.sum.merge(&part.sum);
                total.square.merge(&part.square);
            }
            sample.blocks.append(&mut blocks);
            let odds = sample.odds(self.job.indicators(), ALPHA);
            sample.convergence.push(Convergence { trials: sample.trials(), odds });
            from = to;
        }
        true
    }

    fn step(
        &self,
        from: u64,
        to: u64,
        goal: u64,
        limit: &(dyn Fn(u64) -> u64 + Sync),
        sample: &Sample,
    ) -> Option<(Pending, Vec<Block>)> {
        let length = self.grid.block * BLOCKS_PER_UNIT;
        let mut units = Vec::new();
        for draw in 0..self.grid.draws {
            let end = to.min(limit(draw));
            units.extend((from..end).step_by(length as usize).map(|first| Unit {
                draw,
                first,
                end: end.min(first + length),
            }));
        }
        let pending = Pending {
            replicates: sample
                .replicates
                .iter()
                .map(|_| Mutex::new(Tally::new(self.job.layout.len(), &self.moments)))
                .collect(),
            draws: sample.draws.iter().map(|_| Mutex::new(DrawTally::default())).collect(),
        };
        let planned = goal.saturating_mul(self.grid.draws);
        let odds = sample.convergence.last().map(|point| point.odds);
        let blocks: Option<Vec<Block>> = units
            .par_iter()
            .map_init(Worker::default, |worker, &unit| {
                if self.monitor.cancelled() {
                    return None;
                }
                let block = worker.run(self, unit, &mut |sums, draw| pending.add(self.job, unit.draw, sums, draw));
                let trials_done = self.done.fetch_add(block.trials, Ordering::Relaxed) + block.trials;
                self.monitor.progress(&Progress { trials_done, trials_planned: planned, odds });
                Some(block)
            })
            .collect();
        blocks.map(|blocks| (pending, blocks))
    }
}

impl Pending {
    fn add(&self, job: &Job, draw: u64, sums: &BlockSums, of_draw: &DrawTally) {
        let replicate = job.replicate_of[draw as usize];
        self.replicates[replicate].lock().unwrap_or_else(PoisonError::into_inner).add(sums);
        let mut total = self.draws[draw as usize].lock().unwrap_or_else(PoisonError::into_inner);
        total.trials += of_draw.trials;
        total.sum.merge(&of_draw.sum);
        total.square.merge(&of_draw.square);
    }
}

/// Room that a worker keeps from unit to unit.
#[derive(Default)]
struct Worker {
    room: Option<(Workspace, BlockSums)>,
}

impl Worker {
    /// Runs a unit block by block, hands each block on, and returns the unit's sums.
    fn run(&mut self, runner: &Runner, unit: Unit, hand_on: &mut dyn FnMut(&BlockSums, &DrawTally)) -> Block {
        let job = runner.job;
        let model = job.models.model(unit.draw);
        let (workspace, sums) = self.room.get_or_insert_with(|| {
            (Workspace::new(&model, &job.layout), BlockSums::new(job.layout.len(), runner.moments.clone()))
        });
        workspace.fit(&model);
        let mut block = Block {
            draw: unit.draw,
            first_trial: unit.first,
            trials: unit.end - unit.first,
            odds: 0.0,
            captures: 0.0,
            harm: 0.0,
            digest: 0,
        };
        let mut first = unit.first;
        while first < unit.end {
            let end = unit.end.min((first / runner.grid.block + 1) * runner.grid.block);
            sums.clear();
            let mut of_draw = DrawTally { trials: end - first, ..DrawTally::default() };
            for trial in first..end {
                workspace.run(&model, &job.layout, &Trial::new(job.seed, unit.draw, trial), job.estimator);
                let odds = workspace.row()[at::ODDS];
                of_draw.sum.add(odds);
                of_draw.square.add(odds * odds);
                sums.add(workspace.row(), workspace.harm());
            }
            block.odds += sums.sums()[at::ODDS];
            block.captures += sums.sums()[at::CAPTURES];
            block.harm += sums.sums()[at::HARM];
            block.digest = block.digest.rotate_left(1) ^ sums.digest();
            hand_on(sums, &of_draw);
            first = end;
        }
        block
    }
}
