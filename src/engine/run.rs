//! Trials x draws over threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::plan::{BLOCKS_PER_UNIT, Effort, Grid, is_last_look};
use super::sample::{Block, Convergence, DrawTally, Indicators, Sample, Stop, moments};
use crate::model::{Estimator, Layout, Model, Workspace, at};
use crate::random::Trial;
use crate::statistics::{ALPHA, ALPHA_AT_LOOK, BlockSums, Estimate, Moments, Tally, trials_for};

/// What a run tells on its way, and what it asks. Called from worker threads.
pub trait Monitor: Sync {
    /// Trials were done.
    fn progress(&self, progress: &Progress);
    /// Whether to stop.
    fn cancelled(&self) -> bool;
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Trials done.
    pub trials_done: u64,
    /// Trials of the part that is under way; more may follow.
    pub trials_planned: u64,
    /// The odds at the last step.
    pub odds: Option<Estimate>,
}

/// A monitor that neither listens nor stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Monitor for Unwatched {
    fn progress(&self, _: &Progress) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// Models of the draws.
pub trait Models: Sync {
    /// The model of a draw, from 0.
    fn model(&self, draw: u64) -> Arc<Model>;
}

/// What to run.
pub struct Job<'a> {
    /// The model of each draw.
    pub models: &'a dyn Models,
    /// The layout that all of them share.
    pub layout: Layout,
    /// The replicate of each draw, ascending; `[0]` without uncertain values.
    pub replicate_of: &'a [usize],
    /// The seed.
    pub seed: u64,
    /// The estimator.
    pub estimator: Estimator,
    /// How much to do.
    pub effort: Effort,
}

/// Where the finite number of draws takes more than this share of the squared width aimed at, too many trials would be
/// needed to make up for it.
const MOST_DESIGN_SHARE: f64 = 0.75;

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

impl Job<'_> {
    fn replicates(&self) -> usize {
        self.replicate_of.last().map_or(1, |last| last + 1)
    }

    fn moments(&self) -> Moments {
        moments(&self.layout, self.replicates())
    }

    fn indicators(&self) -> Indicators {
        if self.estimator == Estimator::Analog { Indicators::Yes } else { Indicators::No }
    }
}

struct Runner<'a> {
    job: &'a Job<'a>,
    monitor: &'a dyn Monitor,
    grid: Grid,
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

    /// At most four looks: a pilot that sizes the second, which mostly is the last; then one more try, then the limit.
    fn until_precise(&self, mut sample: Sample, relative: f64, max_trials: u64) -> Sample {
        let most = max_trials.div_ceil(self.grid.draws);
        let (mut done, mut goal) = (0, self.grid.pilot().min(most));
        for (look, &alpha) in ALPHA_AT_LOOK.iter().enumerate() {
            if !self.advance(&mut sample, done, goal, &|_| u64::MAX) {
                sample.stop = Stop::Interrupted;
                sample.alpha = alpha;
                return sample;
            }
            done = goal;
            sample.alpha = alpha;
            sample.stop = Stop::MaxTrials;
            if let Some(stop) = self.verdict(&sample, relative, alpha) {
                sample.stop = stop;
                return sample;
            }
            if done >= most {
                return sample;
            }
            goal =
                if is_last_look(look + 1) { most } else { self.next_goal(&sample, relative, look).clamp(done, most) };
        }
        sample
    }

    /// Whether the precision is reached, or cannot be by more trials of the same draws.
    fn verdict(&self, sample: &Sample, relative: f64, alpha: f64) -> Option<Stop> {
        let odds = sample.odds(self.job.indicators(), alpha);
        if odds.relative_half_width().is_some_and(|width| width <= relative) {
            return Some(Stop::Precision);
        }
        let target = relative * odds.mean;
        let widths = sample.half_widths(alpha)?;
        let hopeless = widths.design.powi(2) > MOST_DESIGN_SHARE * target.powi(2);
        (sample.draws.len() > 1 && odds.mean > 0.0 && hopeless && widths.chance <= target).then_some(Stop::Draws)
    }

    /// Trials in each draw at which the next look should find the precision reached.
    fn next_goal(&self, sample: &Sample, relative: f64, look: usize) -> u64 {
        let odds = sample.odds(self.job.indicators(), ALPHA_AT_LOOK[look]);
        let target = relative * odds.mean;
        let Some(widths) = sample.half_widths(ALPHA_AT_LOOK[look + 1]).filter(|_| target > 0.0) else {
            return u64::MAX;
        };
        // What the design takes of the width is left to chance no more; where it takes too much, chance may have it all.
        let design = widths.design.powi(2);
        let left = if design > MOST_DESIGN_SHARE * target.powi(2) { target.powi(2) } else { target.powi(2) - design };
        self.grid.per_draw(trials_for(left.sqrt(), sample.trials(), widths.chance))
    }

    /// Runs every draw from trial `done` to `goal`, step by step; false if cancelled, with only whole steps added.
    fn advance(&self, sample: &mut Sample, done: u64, goal: u64, limit: &(dyn Fn(u64) -> u64 + Sync)) -> bool {
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
