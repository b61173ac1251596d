//! By how much two runs differ, trial by trial, without running anything again.
//!
//! Two runs of one seed draw the same numbers for whatever their scenarios share by name, in the same draw and trial. So
//! their blocks of trials can be paired, and what both have in common falls out of the difference.

use std::collections::BTreeMap;

use super::result::RunResult;
use crate::engine::{Block, Design};
use crate::statistics::{ALPHA, Estimate, Range, Replicated};

/// Runs without draws of uncertain values: so many groups of blocks are independent replicates.
const STRANDS: usize = 40;

/// How much the odds of one run differ from those of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Odds of the one less odds of the other, over the trials of both.
    pub odds: Estimate,
    /// The one's odds over the other's; absent where those are 0.
    pub ratio: Option<Estimate>,
    /// Expected captured conversations of the one less those of the other.
    pub captures: Estimate,
    /// Expected harm of the one less that of the other, in the unit of the scenario.
    pub harm: Estimate,
    /// Trials that both have.
    pub trials: u64,
}

/// The difference between two runs; absent where they have no trials in common: with other seeds, other draws, or uncertain
/// values in one of them only.
pub fn difference(changed: &RunResult, unchanged: &RunResult) -> Option<Difference> {
    let (own, other) = (&changed.provenance, &unchanged.provenance);
    let comparable = own.seed == other.seed && own.draws == other.draws && own.estimator == other.estimator;
    let pairs = if comparable { pairs(&changed.blocks, &unchanged.blocks) } else { Vec::new() };
    let trials: u64 = pairs.iter().map(|(block, _)| block.trials).sum();
    if trials == 0 {
        return None;
    }
    let replicate = replicates(own.draws, &pairs);
    let count = replicate.last().map_or(0, |last| last + 1);
    let mut sums = vec![[0.0; 7]; count];
    for ((block, beside), replicate) in pairs.iter().zip(replicate) {
        let sum: &mut [f64; 7] = &mut sums[replicate];
        let parts =
            [block.odds, beside.odds, block.captures, beside.captures, block.harm, beside.harm, block.trials as f64];
        sum.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
    }
    let column = |index: usize| sums.iter().map(|sum| sum[index]).collect::<Vec<f64>>();
    let mean = |index: usize| Replicated::mean_of(&column(index), &column(6));
    let less = |own: usize, other: usize| mean(own).minus(&mean(other)).estimate(Range::Any, ALPHA);
    let ratio = mean(0).over(&mean(1)).map(|ratio| ratio.estimate(Range::NonNegative, ALPHA));
    Some(Difference { odds: less(0, 1), ratio, captures: less(2, 3), harm: less(4, 5), trials })
}

/// The blocks that both have, by draw and first trial.
fn pairs<'a>(own: &'a [Block], other: &'a [Block]) -> Vec<(&'a Block, &'a Block)> {
    let key = |block: &Block| (block.draw, block.first_trial);
    let beside: BTreeMap<(u64, u64), &Block> = other.iter().map(|block| (key(block), block)).collect();
    let mut pairs: Vec<_> = own
        .iter()
        .filter_map(|block| Some((block, *beside.get(&key(block)).filter(|other| other.trials == block.trials)?)))
        .collect();
    pairs.sort_by_key(|(block, _)| key(block));
    pairs
}

/// The replicate of each pair, ascending: of its draw, or of its turn among the pairs.
fn replicates(draws: u64, pairs: &[(&Block, &Block)]) -> Vec<usize> {
    if draws > 1 {
        let design = Design::new(&[], &[], 0, draws as usize);
        return pairs.iter().map(|(block, _)| design.replicate_of()[block.draw as usize]).collect();
    }
    let strands = STRANDS.min(pairs.len());
    (0..pairs.len()).map(|pair| pair * strands / pairs.len()).collect()
}
