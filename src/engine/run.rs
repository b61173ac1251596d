//! Trials x draws over threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::course::Course;
use super::group_odds::{DrawTally, GroupOdds};
use super::job::{Job, Monitor, Progress};
use super::plan::{Deal, Effort, Grid};
use super::sample::{Block, Sample, Stop};
use super::sums::{Shape, Sums};
use super::work::{Occasion, Work};
use crate::model::{Workspace, at};
use crate::random::{Grouping, Trial};
use crate::statistics::{BlockSums, Estimate};

/// Part of one draw's trials that a worker does at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub draw: u64,
    pub first: u64,
    pub end: u64,
}

/// Runs a job, or what of it is to be run here. Absent if it was cancelled before anything was finished.
pub fn run(job: &Job, monitor: &dyn Monitor) -> Option<Sample> {
    let runner = Runner::new(job, monitor);
    let sample = match (monitor.work(), job.effort) {
        (Work::Share(tray), Effort::Trials(trials)) => return runner.share(trials, tray),
        (Work::Gathered(gathered), Effort::Trials(trials)) if gathered.has(&job.identity()) => {
            return runner.gather(trials, gathered);
        }
        (Work::Kept(keeper), _) => runner.whole(Course::taken_up(job, keeper)?),
        _ => runner.whole(Course::new(job)),
    };
    (sample.trials() > 0).then_some(sample)
}

/// Runs blocks of a job again and returns them as they are now.
pub fn run_again(job: &Job, blocks: &[Block], monitor: &dyn Monitor) -> Vec<Block> {
    let runner = Runner::new(job, monitor);
    let again = |worker: &mut Worker, block: &Block| {
        let unit = Unit { draw: block.draw, first: block.first_trial, end: block.first_trial + block.trials };
        worker.run(&runner, unit, &mut |_, _, _| {})
    };
    blocks.par_iter().map_init(Worker::default, again).collect()
}

pub(super) struct Runner<'a> {
    pub job: &'a Job<'a>,
    pub monitor: &'a dyn Monitor,
    pub grid: Grid,
    grouping: Grouping,
    pub shape: Shape,
    pub done: AtomicU64,
}

/// Whether all of the units asked for were run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    All,
    Cancelled,
}

/// Sums of units, by worker, so that none waits for what another holds; they are exact, so who summed what does not show.
struct Pending<'a> {
    workers: Vec<Mutex<Sums>>,
    shape: &'a Shape,
}

impl<'a> Runner<'a> {
    fn new(job: &'a Job<'a>, monitor: &'a dyn Monitor) -> Self {
        let (grid, grouping) = (job.grid(), job.grouping());
        Self { job, monitor, grid, grouping, shape: job.shape(), done: AtomicU64::new(0) }
    }

    fn whole(&self, mut course: Course) -> Sample {
        self.done.store(course.trials(), Ordering::Relaxed);
        match self.job.effort {
            Effort::Trials(trials) => self.fixed(&mut course, trials),
            Effort::Precision { relative, max_trials } => self.until_precise(&mut course, relative, max_trials),
        }
        course.keep(Occasion::Last);
        course.sample
    }

    fn fixed(&self, course: &mut Course, trials: u64) {
        let deal = Deal::new(trials, self.grid.draws);
        course.goal = deal.goal();
        if self.advance(course, &|draw| deal.limit(draw)) == Extent::Cancelled {
            course.sample.stop = Stop::Interrupted;
        }
    }

    /// Runs every draw to the goal, step by step; if cancelled, only whole steps are added.
    pub(super) fn advance(&self, course: &mut Course, limit: &dyn Fn(u64) -> u64) -> Extent {
        while course.done < course.goal {
            let to = self.grid.step_end(course.done, course.goal);
            let units = self.units(course.done, to, limit);
            if self.step(course, &units) == Extent::Cancelled {
                return Extent::Cancelled;
            }
            let step = std::mem::take(&mut course.begun);
            course.sample.add(step, self.job.indicators());
            course.done = to;
            self.monitor.step(&course.sample);
        }
        Extent::All
    }

    /// Runs the units of a step that are not yet begun, all at once unless somebody keeps what is done on the way.
    fn step(&self, course: &mut Course, units: &[Unit]) -> Extent {
        let planned = course.goal.saturating_mul(self.grid.draws);
        let odds = course.sample.convergence.last().map(|point| point.odds);
        let told = Told { planned, odds };
        let Some(keeper) = course.keeper else {
            let (sums, extent) = self.sums_of(units, told);
            course.begun = sums;
            return extent;
        };
        self.step_in_waves(course, units, told, keeper)
    }

    /// The units of all draws from one trial to another: they do not depend on who runs them.
    pub(super) fn units(&self, from: u64, to: u64, limit: &dyn Fn(u64) -> u64) -> Vec<Unit> {
        let length = self.grid.unit(from, to);
        let of_draw = |draw: u64| {
            let end = to.min(limit(draw));
            (from..end).step_by(length as usize).map(move |first| Unit { draw, first, end: end.min(first + length) })
        };
        (0..self.grid.draws).flat_map(of_draw).collect()
    }

    /// Runs units; those that were begun when it was cancelled are finished.
    pub(super) fn sums_of(&self, units: &[Unit], told: Told) -> (Sums, Extent) {
        let pending = Pending::new(&self.shape);
        let blocks: Vec<Option<Block>> = units
            .par_iter()
            .map_init(Worker::default, |worker, &unit| {
                if self.monitor.cancelled() {
                    return None;
                }
                let block = worker.run(self, unit, &mut |first, sums, draw| {
                    pending.add(unit.draw, self.job.replicate(unit.draw, first), sums, draw)
                });
                let trials_done = self.done.fetch_add(block.trials, Ordering::Relaxed) + block.trials;
                self.monitor.progress(&Progress { trials_done, trials_planned: told.planned, odds: told.odds });
                Some(block)
            })
            .collect();
        let extent = if blocks.iter().all(Option::is_some) { Extent::All } else { Extent::Cancelled };
        (pending.sums(blocks.into_iter().flatten().collect()), extent)
    }
}

/// What is told of the whole while a part of it runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub planned: u64,
    pub odds: Option<Estimate>,
}

impl<'a> Pending<'a> {
    fn new(shape: &'a Shape) -> Self {
        Self { workers: (0..rayon::current_num_threads()).map(|_| Mutex::default()).collect(), shape }
    }

    /// Adds a block to the sums of the worker that calls.
    fn add(&self, draw: u64, replicate: usize, sums: &BlockSums, of_draw: &DrawTally) {
        let worker = rayon::current_thread_index().unwrap_or_default();
        let mut own = self.workers[worker].lock().unwrap_or_else(PoisonError::into_inner);
        own.replicates.entry(replicate).or_insert_with(|| self.shape.tally()).add(sums);
        own.draws.entry(draw as usize).or_default().merge(of_draw);
    }

    fn sums(self, blocks: Vec<Block>) -> Sums {
        let mut all = Sums { blocks, ..Sums::default() };
        let inner = |sums: Mutex<Sums>| sums.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.workers.into_iter().map(inner).for_each(|sums| all.merge(sums));
        all
    }
}

/// Room that a worker keeps from unit to unit.
#[derive(Default)]
struct Worker {
    room: Option<(Workspace, BlockSums)>,
}

impl Worker {
    /// Runs a unit block by block, hands each block on, and returns the unit's sums.
    fn run(&mut self, runner: &Runner, unit: Unit, hand_on: &mut dyn FnMut(u64, &BlockSums, &DrawTally)) -> Block {
        let job = runner.job;
        let model = job.models.model(unit.draw);
        let (workspace, sums) = self.room.get_or_insert_with(|| {
            (Workspace::new(&model, &job.layout), BlockSums::new(runner.shape.length, runner.shape.moments.clone()))
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
            let mut groups = GroupOdds::new(runner.grouping);
            for number in first..end {
                let trial = Trial::new(job.seed, unit.draw, number).grouped(runner.grouping).placed(job.placing);
                workspace.run(&model, &job.layout, &trial, job.estimator);
                groups.add(number, workspace.row()[at::ODDS]);
                sums.add(workspace.row(), workspace.harm());
            }
            block.odds += sums.sums()[at::ODDS];
            block.captures += sums.sums()[at::CAPTURES];
            block.harm += sums.sums()[at::HARM];
            block.digest = block.digest.rotate_left(1) ^ sums.digest();
            hand_on(first, sums, &groups.tally());
            first = end;
        }
        block
    }
}
