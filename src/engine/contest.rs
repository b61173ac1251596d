//! Trials of a baseline and its variants on common random numbers.
//!
//! The trials are dealt to cells, which are summed each by itself in the order of its trials: the draws of the uncertain
//! values, or without any a fixed number of strands. A long cell is cut into stretches of a length that hangs on the
//! numbers of cells and trials alone, and its sum is that of the stretches' sums. So the sums do not depend on the number of
//! threads.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::group_odds::{GroupOdds, GroupSums};
use super::job::{Monitor, Progress};
use super::plan::{Effort, Grid, STRANDS, share_of_strand};
use super::rivals::{Rivals, Room};
use crate::model::{Brief, Estimator, FamilyWorkspace};
use crate::random::{Grouping, Placing, Trial};
use crate::statistics::Replicated;

/// Where there are fewer cells than this, each is cut into stretches, so that as many threads, or parts, have something to
/// do.
const STRETCHES: usize = 1024;
/// Trials that a stretch has at least, for its rivals are prepared anew.
const LEAST_STRETCH: u64 = 4096;

/// How trials are dealt to cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cells {
    /// One cell for each of these draws.
    Draws {
        /// The draws.
        draws: Vec<u64>,
        /// The replicate of each, ascending from 0.
        replicate_of: Vec<usize>,
    },
    /// Strands of the trials of one draw; each is a replicate.
    Strands,
}

impl Cells {
    /// How many.
    pub fn count(&self) -> usize {
        match self {
            Self::Draws { draws, .. } => draws.len(),
            Self::Strands => STRANDS,
        }
    }

    /// The replicate of a cell.
    pub fn replicate_of(&self, cell: usize) -> usize {
        match self {
            Self::Draws { replicate_of, .. } => replicate_of[cell],
            Self::Strands => cell,
        }
    }

    /// How many replicates.
    pub fn replicates(&self) -> usize {
        match self {
            Self::Draws { replicate_of, .. } => replicate_of.last().map_or(0, |last| last + 1),
            Self::Strands => STRANDS,
        }
    }

    /// All draws of a design, with the replicate of each.
    pub fn all_draws(replicate_of: &[usize]) -> Self {
        Self::Draws { draws: (0..replicate_of.len() as u64).collect(), replicate_of: replicate_of.to_vec() }
    }

    /// How many draws of the uncertain values; 1 without any.
    pub fn draws(&self) -> u64 {
        if *self == Self::Strands { 1 } else { self.count() as u64 }
    }

    /// The draw of a cell.
    pub(super) fn draw(&self, cell: usize) -> u64 {
        match self {
            Self::Draws { draws, .. } => draws[cell],
            Self::Strands => 0,
        }
    }

    /// How many of all trials a cell takes.
    pub(super) fn share_of(&self, cell: usize, trials: u64, grouping: Grouping) -> u64 {
        if *self == Self::Strands {
            return share_of_strand(cell, trials, grouping);
        }
        let count = self.count() as u64;
        trials / count + u64::from((cell as u64) < trials % count)
    }

    /// The number of a cell's trial inside its draw: strands take the groups of trials in turn.
    pub(super) fn trial(&self, cell: usize, index: u64, grouping: Grouping) -> u64 {
        if *self != Self::Strands {
            return index;
        }
        let size = grouping.size();
        (index / size * STRANDS as u64 + cell as u64) * size + index % size
    }
}

/// Sums over the trials of one cell for one variant.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct VariantSums {
    /// Odds.
    pub odds: f64,
    /// Odds of the groups of trials with an even number in their cell: half of the trials, to tell chance from ignorance.
    pub odds_of_even: f64,
    /// Squares of the odds.
    pub odds_square: f64,
    /// Odds by whole group of trials.
    pub groups: GroupSums,
    /// Captured conversations.
    pub captures: f64,
    /// Harm.
    pub harm: f64,
    /// Trials that came out otherwise than the baseline's.
    pub changed: u64,
}

impl VariantSums {
    fn add(&mut self, other: &Self) {
        self.odds += other.odds;
        self.odds_of_even += other.odds_of_even;
        self.odds_square += other.odds_square;
        self.groups.merge(&other.groups);
        self.captures += other.captures;
        self.harm += other.harm;
        self.changed += other.changed;
    }
}

/// What to run.
pub struct Contest<'a, E> {
    /// The rivals in a cell, which belongs to a draw: the baseline first.
    pub rivals: &'a (dyn Fn(usize, u64) -> Result<Rivals, E> + Sync),
    /// How the trials are dealt.
    pub cells: Cells,
    /// The seed.
    pub seed: u64,
    /// The estimator.
    pub estimator: Estimator,
    /// How the collectors of its trials are placed: those of rivals that share them where the captures of any of them are.
    pub placing: Placing,
    /// Which of the trials, counted over all cells: contests over ranges that meet add up to one over both.
    pub trials: Range<u64>,
}

/// The sums of a contest.
#[derive(Debug, Clone, PartialEq)]
pub struct ContestSample {
    cells: Cells,
    grouping: Grouping,
    placing: Placing,
    /// By cell, which of its trials.
    trials: Vec<Range<u64>>,
    /// By cell and variant.
    sums: Vec<Vec<VariantSums>>,
}

/// Trials of a cell that are summed each after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    cell: usize,
    /// Which of the cell's trials.
    pub trials: Range<u64>,
}

impl Stretch {
    /// How many trials it has.
    pub fn count(&self) -> u64 {
        self.trials.end - self.trials.start
    }
}

/// The sums over a stretch, by variant.
pub(super) type StretchSums = Vec<VariantSums>;

impl<E> Contest<'_, E> {
    /// How its trials belong together: as in a run of as many.
    fn grouping(&self) -> Grouping {
        Grid::new(self.cells.draws()).grouping(self.estimator, Effort::Trials(self.trials.end))
    }

    /// Which of its trials a cell runs.
    fn range(&self, cell: usize) -> Range<u64> {
        let below = |trials: u64| self.cells.share_of(cell, trials, self.grouping());
        below(self.trials.start)..below(self.trials.end)
    }

    /// All stretches, cell by cell: at least one of each, though it be empty.
    pub(super) fn stretches(&self) -> Vec<Stretch> {
        let most = (STRETCHES / self.cells.count().max(1)).max(1) as u64;
        let of_cell = |cell: usize| {
            let Range { start, end } = self.range(cell);
            let length = (end - start).div_ceil(most).max(LEAST_STRETCH).next_multiple_of(self.grouping().size());
            let count = (end - start).div_ceil(length).max(1);
            let first = move |stretch: u64| end.min(start + stretch * length);
            (0..count).map(move |stretch| Stretch { cell, trials: first(stretch)..first(stretch + 1) })
        };
        (0..self.cells.count()).flat_map(of_cell).collect()
    }

    /// How many rivals there are in a cell.
    pub(super) fn rivals_in(&self, cell: usize) -> Result<usize, E> {
        let rivals = (self.rivals)(cell, self.cells.draw(cell))?;
        Ok(Room::new(rivals, FamilyWorkspace::default()).len())
    }

    /// What its sums are sums of.
    pub(super) fn identity(&self, subject: &str) -> String {
        let Self { cells, seed, estimator, trials, .. } = self;
        let draws = match cells {
            Cells::Strands => "strands".to_owned(),
            Cells::Draws { draws, .. } => format!("draws {draws:?}"),
        };
        let draws: String = Sha256::digest(draws.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("contest of {subject}: seed {seed}, {estimator:?} estimator, trials {trials:?}, cells {draws}")
    }

    /// The sample of the sums of all stretches, in their order.
    pub(super) fn sample(&self, stretches: &[Stretch], sums: Vec<StretchSums>) -> ContestSample {
        let trials = (0..self.cells.count()).map(|cell| self.range(cell)).collect();
        let mut cells: Vec<StretchSums> = Vec::with_capacity(self.cells.count());
        for (stretch, sums) in stretches.iter().zip(sums) {
            match cells.get_mut(stretch.cell) {
                Some(cell) => cell.iter_mut().zip(&sums).for_each(|(cell, sums)| cell.add(sums)),
                None => cells.push(sums),
            }
        }
        ContestSample {
            cells: self.cells.clone(),
            grouping: self.grouping(),
            placing: self.placing,
            trials,
            sums: cells,
        }
    }
}

/// Runs a contest; absent if it was cancelled, because variants compare only over the same trials.
pub fn contest<E: Send>(job: &Contest<E>, monitor: &dyn Monitor) -> Result<Option<ContestSample>, E> {
    let all = job.stretches();
    Ok(stretches_of(job, &all, monitor)?.map(|sums| job.sample(&all, sums)))
}

/// Runs stretches of a contest.
pub(super) fn stretches_of<E: Send>(
    job: &Contest<E>,
    stretches: &[Stretch],
    monitor: &dyn Monitor,
) -> Result<Option<Vec<StretchSums>>, E> {
    let done = AtomicU64::new(job.trials.start);
    let planned = job.trials.start + stretches.iter().map(Stretch::count).sum::<u64>();
    let left: Mutex<Vec<FamilyWorkspace>> = Mutex::default();
    let one = |stretch: &Stretch| -> Result<Option<StretchSums>, E> {
        let cell = stretch.cell;
        if monitor.cancelled() {
            return Ok(None);
        }
        let rivals = (job.rivals)(cell, job.cells.draw(cell))?;
        let mut room = Room::new(rivals, left.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default());
        let grouping = job.grouping();
        let mut sums = vec![(VariantSums::default(), GroupOdds::new(grouping)); room.len()];
        for index in stretch.trials.clone() {
            // A stretch can be long.
            if index % 256 == 255 && monitor.cancelled() {
                return Ok(None);
            }
            let number = job.cells.trial(cell, index, grouping);
            let trial = Trial::new(job.seed, job.cells.draw(cell), number).grouped(grouping).placed(job.placing);
            let is_even = (index / grouping.size()).is_multiple_of(2);
            add(&mut sums, room.run(&trial, job.estimator), index, is_even);
        }
        left.lock().unwrap_or_else(PoisonError::into_inner).push(room.left());
        let trials_done = done.fetch_add(stretch.count(), Ordering::Relaxed) + stretch.count();
        monitor.progress(&Progress { trials_done, trials_planned: planned, odds: None });
        Ok(Some(sums.into_iter().map(|(sums, groups)| VariantSums { groups: groups.whole(), ..sums }).collect()))
    };
    let all: Result<Vec<_>, E> = stretches.par_iter().map(one).collect();
    Ok(all?.into_iter().collect())
}

fn add(sums: &mut [(VariantSums, GroupOdds)], briefs: &[Brief], index: u64, is_even: bool) {
    let baseline = briefs[0];
    for ((sum, groups), brief) in sums.iter_mut().zip(briefs) {
        groups.add(index, brief.odds);
        sum.odds += brief.odds;
        sum.odds_of_even += if is_even { brief.odds } else { 0.0 };
        sum.odds_square += brief.odds * brief.odds;
        sum.captures += brief.captures;
        sum.harm += brief.harm;
        sum.changed += u64::from(*brief != baseline);
    }
}

impl ContestSample {
    /// How the collectors of its trials were placed.
    pub fn placing(&self) -> Placing {
        self.placing
    }

    /// Trials in all.
    pub fn trials(&self) -> u64 {
        self.trials.iter().map(|range| range.end - range.start).sum()
    }

    /// With the trials that follow: the same contest over the next range.
    pub fn followed_by(mut self, next: &Self) -> Self {
        debug_assert!(self.trials.iter().zip(&next.trials).all(|(own, next)| own.end == next.start));
        for (own, next) in self.trials.iter_mut().zip(&next.trials) {
            own.end = next.end;
        }
        for (own, next) in self.sums.iter_mut().flatten().zip(next.sums.iter().flatten()) {
            own.add(next);
        }
        self
    }

    /// How many rivals, the baseline included.
    pub fn variants(&self) -> usize {
        self.sums.first().map_or(0, Vec::len)
    }

    /// Mean odds of a variant in each cell with its squared error, which is absent for a single trial, and that of as many
    /// independent trials, too large, where there are no two groups of trials.
    pub fn odds_with_errors(&self, variant: usize) -> Vec<(f64, Option<f64>)> {
        let of = |cell: usize| {
            let (count, VariantSums { odds, odds_square, groups, .. }) = (self.count(cell), self.sums[cell][variant]);
            let squares = (odds_square - odds * odds / count).max(0.0);
            let single = || (count > 1.0).then(|| squares / (count * (count - 1.0)));
            (odds / count, groups.squared_error(self.grouping, count).or_else(single))
        };
        (0..self.sums.len()).map(of).collect()
    }

    /// Part of the standard error of a variant's odds that more trials inside the same draws would remove; absent where
    /// a cell has a single trial.
    pub fn chance_error(&self, variant: usize) -> Option<f64> {
        let total = self.trials() as f64;
        let squares = self.odds_with_errors(variant).into_iter().enumerate();
        let parts: Option<Vec<f64>> =
            squares.map(|(cell, (_, squared))| Some(squared? * (self.count(cell) / total).powi(2))).collect();
        Some(parts?.iter().sum::<f64>().sqrt())
    }

    /// How the trials were dealt.
    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    /// Trials in which a variant came out otherwise than the baseline.
    pub fn changed(&self, variant: usize) -> u64 {
        self.sums.iter().map(|cell| cell[variant].changed).sum()
    }

    /// Sums of a variant's odds in a cell and numbers of trials: those of groups with even numbers, and
    /// with odd ones.
    pub fn halves(&self, cell: usize, variant: usize) -> [(f64, u64); 2] {
        let Range { start, end } = self.trials[cell];
        let size = self.grouping.size();
        let even_below = |end: u64| end / (2 * size) * size + (end % (2 * size)).min(size);
        let even = even_below(end) - even_below(start);
        let sums = &self.sums[cell][variant];
        [(sums.odds_of_even, even), (sums.odds - sums.odds_of_even, end - start - even)]
    }

    /// Mean odds of a variant in a cell.
    pub fn odds_in(&self, cell: usize, variant: usize) -> f64 {
        self.sums[cell][variant].odds / self.count(cell)
    }

    /// The mean of one value for each cell, weighed by the cells' trials.
    pub fn over_cells(&self, values: &[f64]) -> Replicated {
        let mut sums = vec![0.0; self.cells.replicates()];
        let mut trials = vec![0.0; self.cells.replicates()];
        for (cell, value) in values.iter().enumerate() {
            sums[self.cells.replicate_of(cell)] += value * self.count(cell);
            trials[self.cells.replicate_of(cell)] += self.count(cell);
        }
        Replicated::mean_of(&sums, &trials)
    }

    fn count(&self, cell: usize) -> f64 {
        (self.trials[cell].end - self.trials[cell].start) as f64
    }

    /// The mean of a variant's value.
    pub fn mean(&self, variant: usize, value: fn(&VariantSums) -> f64) -> Replicated {
        let (sums, trials) = self.by_replicate(variant, value);
        Replicated::mean_of(&sums, &trials)
    }

    /// Sums of a variant's value and numbers of trials, by replicate.
    pub fn by_replicate(&self, variant: usize, value: fn(&VariantSums) -> f64) -> (Vec<f64>, Vec<f64>) {
        let mut sums = vec![0.0; self.cells.replicates()];
        let mut trials = vec![0.0; self.cells.replicates()];
        for (cell, variants) in self.sums.iter().enumerate() {
            let replicate = self.cells.replicate_of(cell);
            trials[replicate] += self.count(cell);
            sums[replicate] += value(&variants[variant]);
        }
        (sums, trials)
    }
}
