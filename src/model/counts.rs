//! How many conversations the people of a block start in each trial of a group, spread evenly over its trials.

use super::sampler::poisson_ascending;
use crate::random::{Address, Entity, Strata, Trial};

/// The numbers of the blocks of some starters; kept from trial to trial of a group.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    entity: Entity,
    group: Trial,
    /// By block and rate, rates running fastest: expected conversations.
    means: Vec<f64>,
    /// By trial of the group, block and rate, rates running fastest.
    counts: Vec<u32>,
}

impl Counts {
    /// Those of the starters' trial, by block and rate, rates running fastest, from `means` in the same order; each
    /// block's numbers come from one uniform number by inversion, so that a smaller rate never has more.
    pub fn of<'a>(known: &'a mut Vec<Self>, entity: Entity, trial: &Trial, means: &[f64], rates: usize) -> &'a [u32] {
        let place = known.iter().position(|counts| counts.entity == entity).unwrap_or_else(|| {
            known.push(Self { entity, group: trial.group(), means: Vec::new(), counts: Vec::new() });
            known.len() - 1
        });
        let counts = &mut known[place];
        if counts.means != means || counts.group != trial.group() {
            counts.draw(trial, means, rates);
        }
        let first = trial.place_in_group() * means.len();
        &counts.counts[first..first + means.len()]
    }

    fn draw(&mut self, trial: &Trial, means: &[f64], rates: usize) {
        self.group = trial.group();
        self.means.clear();
        self.means.extend_from_slice(means);
        self.counts.clear();
        self.counts.resize(trial.grouping().size() as usize * means.len(), 0);
        for (block, means_of_block) in means.chunks_exact(rates).enumerate() {
            let strata = Strata::of(trial, Address { entity: self.entity, item: block as u64, lane: 1 });
            for (rate, &mean) in means_of_block.iter().enumerate() {
                let by_rank: Vec<u32> = poisson_ascending(mean, strata.ascending()).collect();
                for (trial, &rank) in strata.ranks().iter().enumerate() {
                    self.counts[trial * means.len() + block * rates + rate] = by_rank[usize::from(rank)];
                }
            }
        }
    }
}
