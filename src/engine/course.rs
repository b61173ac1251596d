//! How far a run is, and how that is kept so that it can be taken up again.

use std::collections::BTreeSet;

use super::job::Job;
use super::plan::{Deal, Effort};
use super::run::{Extent, Runner, Told, Unit};
use super::sample::{Convergence, Sample};
use super::sums::Sums;
use super::work::{Keeper, Occasion};
use crate::statistics::{Damaged, Estimate, Interval, LOOKS, Unpacker, pack_count, pack_number};

/// How far a run is.
pub(super) struct Course<'a> {
    pub sample: Sample,
    /// Looks taken.
    pub look: usize,
    /// Trials in each draw whose steps are whole.
    pub done: u64,
    /// Trials in each draw at the next look, or at the end.
    pub goal: u64,
    /// Sums of units of the step under way.
    pub begun: Sums,
    /// Who keeps what is done on the way.
    pub keeper: Option<&'a dyn Keeper>,
}

impl<'a> Course<'a> {
    /// Nothing is done.
    pub fn new(job: &Job) -> Self {
        let sample = Sample::new(job);
        Self { sample, look: 0, done: 0, goal: 0, begun: Sums::default(), keeper: None }
    }

    /// As it was kept, or at the start if it was not; absent if what was kept does not fit the job.
    pub fn taken_up(job: &Job, keeper: &'a dyn Keeper) -> Option<Self> {
        let course = match keeper.begin() {
            None => Ok(Self::new(job)),
            Some(bytes) => Self::unpack(job, &bytes),
        };
        match course {
            Ok(course) => Some(Self { keeper: Some(keeper), ..course }),
            Err(Damaged) => {
                keeper.refuse();
                None
            }
        }
    }

    /// Trials done, those of the step under way included.
    pub fn trials(&self) -> u64 {
        self.sample.trials() + self.begun.blocks.iter().map(|block| block.trials).sum::<u64>()
    }

    /// Offers the state to who keeps it.
    pub fn keep(&self, occasion: Occasion) {
        if let Some(keeper) = self.keeper {
            keeper.offer(&|| self.pack(), occasion);
        }
    }

    fn pack(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        [self.look as u64, self.done, self.goal].into_iter().for_each(|count| pack_count(&mut bytes, count));
        let replicates = self.sample.replicates.iter().cloned().enumerate().collect();
        let draws = self.sample.draws.iter().cloned().enumerate().collect();
        Sums { replicates, draws, blocks: self.sample.blocks.clone() }.pack(&mut bytes);
        pack_count(&mut bytes, self.sample.convergence.len() as u64);
        self.sample.convergence.iter().for_each(|point| pack_point(point, &mut bytes));
        self.begun.pack(&mut bytes);
        bytes
    }

    fn unpack(job: &Job, bytes: &[u8]) -> Result<Self, Damaged> {
        let mut packed = Unpacker::new(bytes);
        let mut course = Self::new(job);
        course.look = packed.count_up_to(LOOKS as u64 - 1)? as usize;
        (course.done, course.goal) = (packed.count()?, packed.count()?);
        let shape = job.shape();
        let mut whole = Sums::default();
        whole.absorb(&shape, &mut packed)?;
        for _ in 0..packed.length()? {
            course.sample.convergence.push(unpack_point(&mut packed)?);
        }
        course.begun.absorb(&shape, &mut packed)?;
        packed.end()?;
        let fits = |sums: &Sums| sums.fits(course.sample.replicates.len(), course.sample.draws.len());
        if !fits(&whole) || !fits(&course.begun) {
            return Err(Damaged);
        }
        course.sample.merge(whole);
        if course.adds_up(job) { Ok(course) } else { Err(Damaged) }
    }

    /// Whether the sums hold the trials that they should.
    fn adds_up(&self, job: &Job) -> bool {
        let draws = job.replicate_of.len() as u64;
        let limit = |draw: u64| match job.effort {
            Effort::Trials(trials) => Deal::new(trials, draws).limit(draw),
            Effort::Precision { .. } => u64::MAX,
        };
        let possible = self.done <= self.goal && self.goal <= job.effort.most_trials().div_ceil(draws);
        let of_draws = |sample: &Sample| sample.draws.iter().map(|tally| tally.trials).sum::<u64>();
        let mut tallies = self.sample.draws.iter().zip(0..);
        possible
            && of_draws(&self.sample) == self.sample.trials()
            && tallies.all(|(tally, draw)| tally.trials == limit(draw).min(self.done))
    }
}

impl Runner<'_> {
    /// Runs the units of a step that were not run before, in waves, and offers the state after each.
    pub(super) fn step_in_waves(&self, course: &mut Course, units: &[Unit], told: Told, keeper: &dyn Keeper) -> Extent {
        let before: BTreeSet<(u64, u64)> =
            course.begun.blocks.iter().map(|block| (block.draw, block.first_trial)).collect();
        let left: Vec<Unit> = units.iter().filter(|unit| !before.contains(&(unit.draw, unit.first))).copied().collect();
        let mut left = &left[..];
        while !left.is_empty() {
            let (wave, later) = left.split_at(keeper.wave().clamp(1, left.len()));
            let (sums, extent) = self.sums_of(wave, told);
            course.begun.merge(sums);
            if extent == Extent::Cancelled {
                return extent;
            }
            course.keep(Occasion::OnTheWay);
            left = later;
        }
        course.begun.blocks.sort_by_key(|block| (block.draw, block.first_trial));
        Extent::All
    }
}

fn pack_point(point: &Convergence, into: &mut Vec<u8>) {
    pack_count(into, point.trials);
    pack_number(into, point.odds.mean);
    match point.odds.interval {
        None => into.push(0),
        Some(Interval { standard_error, low, high }) => {
            into.push(1);
            [standard_error, low, high].into_iter().for_each(|number| pack_number(into, number));
        }
    }
}

fn unpack_point(packed: &mut Unpacker) -> Result<Convergence, Damaged> {
    let (trials, mean) = (packed.count()?, packed.number()?);
    let interval = match packed.byte()? {
        0 => None,
        1 => Some(Interval { standard_error: packed.number()?, low: packed.number()?, high: packed.number()? }),
        _ => return Err(Damaged),
    };
    Ok(Convergence { trials, odds: Estimate { mean, interval } })
}
