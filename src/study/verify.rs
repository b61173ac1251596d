//! Is a result what the program makes of its scenario?

use super::prepare::{Compile, Prepared, RunError};
use super::result::{Block, Provenance};
use crate::engine::{Monitor, run_again};
use crate::random::{Address, Entity, Purpose, Trial};
use crate::scenario::Scenario;

/// One block in this many is run again.
const ONE_IN: usize = 100;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    /// Blocks of the result.
    pub blocks: usize,
    /// Blocks that were run again.
    pub checked: usize,
    /// Trials in them.
    pub trials: u64,
    /// Blocks that came out otherwise: as recorded, and as they are now.
    pub differing: Vec<(Block, Block)>,
}

/// Runs a random 1 % of a result's blocks of trials again (at least one) and compares every sum of theirs by digest.
///
/// Which blocks are taken depends on all blocks that are recorded, so that no edit can choose where it is not looked.
pub fn verify(
    scenario: &Scenario,
    provenance: &Provenance,
    blocks: &[Block],
    monitor: &dyn Monitor,
) -> Result<Verification, RunError> {
    let prepared =
        Prepared::new(scenario, provenance.seed, Some(provenance.draws), provenance.effort, Compile::AsNeeded)?;
    let inside = |block: &&Block| block.draw < prepared.draws();
    let chosen: Vec<Block> = choose(blocks).into_iter().map(|index| blocks[index]).collect();
    let job = prepared.job(provenance.seed, provenance.estimator, provenance.effort);
    let runnable: Vec<Block> = chosen.iter().filter(inside).copied().collect();
    let again = run_again(&job, &runnable, monitor);
    let differing = runnable.iter().zip(&again).filter(|(recorded, now)| recorded != now);
    Ok(Verification {
        blocks: blocks.len(),
        checked: runnable.len(),
        trials: runnable.iter().map(|block| block.trials).sum(),
        differing: differing.map(|(recorded, now)| (*recorded, *now)).collect(),
    })
}

fn choose(blocks: &[Block]) -> Vec<usize> {
    let text: String =
        blocks.iter().map(|block| format!("{:016x}{:016x}", block.digest, block.odds.to_bits())).collect();
    let address = Address { entity: Entity::named(&["verification", &text]), item: 0, lane: 0 };
    let mut stream = Trial::new(0, 0, 0).stream(address, Purpose::Verification);
    let wanted = blocks.len().div_ceil(ONE_IN);
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    for position in 0..wanted {
        let other = position + stream.below((blocks.len() - position) as u64) as usize;
        order.swap(position, other);
    }
    order.truncate(wanted);
    order.sort_unstable();
    order
}
