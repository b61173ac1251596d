//! What a run does, step by step: the same for any number of threads.

use crate::statistics::LOOKS;

/// How much a run is to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effort {
    /// This many trials.
    Trials(u64),
    /// Until the half-width of the 95 % interval is under `relative` times the odds, at most `max_trials`.
    Precision {
        /// Half-width over odds.
        relative: f64,
        /// Upper limit of the trials.
        max_trials: u64,
    },
}

impl Effort {
    /// The most trials that it may take.
    pub fn most_trials(self) -> u64 {
        match self {
            Self::Trials(trials) => trials,
            Self::Precision { max_trials, .. } => max_trials,
        }
    }
}

/// Trials in a block without and with draws of uncertain values.
const BLOCK: u64 = 256;
const BLOCK_IN_DRAW: u64 = 4;
/// Blocks that one worker takes at a time.
pub(super) const BLOCKS_PER_UNIT: u64 = 4;
/// Trials of the first look without draws, and of all draws together.
const PILOT: u64 = 2048;
const PILOT_OVER_DRAWS: u64 = 4096;

/// Trials of all draws, and how they are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grid {
    /// Draws of the uncertain values, at least 1.
    pub draws: u64,
    /// Trials in a block, which is always summed in the same order.
    pub block: u64,
}

impl Grid {
    pub fn new(draws: u64) -> Self {
        Self { draws, block: if draws > 1 { BLOCK_IN_DRAW } else { BLOCK } }
    }

    /// Trials in each draw that make up at least this many in all, in whole blocks.
    pub fn per_draw(self, trials: u64) -> u64 {
        trials.div_ceil(self.draws).div_ceil(self.block).saturating_mul(self.block)
    }

    /// Trials in each draw at the first look.
    pub fn pilot(self) -> u64 {
        self.per_draw(if self.draws > 1 { PILOT_OVER_DRAWS } else { PILOT })
    }

    /// The end of the step that begins at `done` trials in each draw: the next of 1, 2, 3, 4, 6, 8, 12, 16... blocks,
    /// or `goal` if that comes first.
    pub fn step_end(self, done: u64, goal: u64) -> u64 {
        let blocks = done / self.block;
        let mut power = 1;
        while 2 * power <= blocks {
            power *= 2;
        }
        let end = if blocks < power {
            power
        } else if blocks < power + power / 2 {
            power + power / 2
        } else {
            2 * power
        };
        goal.min(end * self.block)
    }
}

/// The looks of a run that stops by itself.
pub(super) fn is_last_look(look: usize) -> bool {
    look + 1 >= LOOKS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_grow_by_a_third_to_a_half_and_end_at_the_goal() {
        let grid = Grid::new(1);
        let mut ends = vec![0];
        while *ends.last().unwrap() < 5000 {
            ends.push(grid.step_end(*ends.last().unwrap(), 5000));
        }
        assert_eq!(ends, [0, 256, 512, 768, 1024, 1536, 2048, 3072, 4096, 5000]);
    }

    #[test]
    fn draws_share_the_pilot() {
        assert_eq!(Grid::new(1000).pilot(), 8);
        assert_eq!(Grid::new(1).pilot(), 2048);
        assert_eq!(Grid::new(1000).per_draw(1_000_000), 1000);
    }
}
