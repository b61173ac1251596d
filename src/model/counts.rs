//! How many conversations the people of a block start in each trial of a group, spread evenly over its trials.

use super::sampler::{MEAN_OF_ONE, poisson_ascending};
use crate::random::{Address, Entity, Strata, Trial};

/// What decides how many conversations some starters have.
pub(super) struct Process<'a> {
    pub entity: Entity,
    /// Conversations a person and day, for each model that shares the schedule.
    pub rates: &'a [f64],
    /// The share of them that is looked at.
    pub opened: f64,
}

/// The numbers of the blocks of some starters; kept from trial to trial of a group.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    entity: Entity,
    group: Trial,
    rates: Vec<f64>,
    opened: f64,
    /// Blocks times rates; 0 where a block has more than one number decides.
    length: usize,
    /// By trial of the group, block and rate, rates running fastest.
    counts: Vec<u32>,
}

impl Counts {
    /// Those of a trial, by block and rate, rates running fastest, which have these means in the same order; absent where
    /// one number does not decide those of a block. By inversion of that number a smaller rate never has more.
    pub fn of<'a>(
        known: &'a mut Vec<Self>,
        process: &Process,
        trial: &Trial,
        means: impl FnOnce() -> Vec<f64>,
    ) -> Option<&'a [u32]> {
        let entity = process.entity;
        let place = known.iter().position(|counts| counts.entity == entity).unwrap_or_else(|| {
            let (rates, counts) = (Vec::new(), Vec::new());
            known.push(Self { entity, group: trial.group(), rates, opened: 0.0, length: 0, counts });
            known.len() - 1
        });
        let counts = &mut known[place];
        if (counts.group, counts.opened) != (trial.group(), process.opened) || counts.rates != process.rates {
            counts.draw(process, trial, &means());
        }
        let first = trial.place_in_group() * counts.length;
        (counts.length > 0).then(|| &counts.counts[first..first + counts.length])
    }

    fn draw(&mut self, process: &Process, trial: &Trial, means: &[f64]) {
        (self.group, self.opened) = (trial.group(), process.opened);
        self.rates.clear();
        self.rates.extend_from_slice(process.rates);
        self.length = if means.iter().all(|&mean| mean <= MEAN_OF_ONE) { means.len() } else { 0 };
        self.counts.clear();
        self.counts.resize(trial.grouping().size() as usize * self.length, 0);
        for (at, &mean) in means.iter().enumerate().take(self.length) {
            let block = at / process.rates.len();
            let strata = Strata::of(trial, Address { entity: self.entity, item: block as u64, lane: 0 });
            let by_rank: Vec<u32> = poisson_ascending(mean, strata.ascending()).collect();
            for (trial, &rank) in strata.ranks().iter().enumerate() {
                self.counts[trial * self.length + at] = by_rank[usize::from(rank)];
            }
        }
    }
}
