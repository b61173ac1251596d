//! What a run does, step by step: the same for any number of threads.

use crate::model::Estimator;
use crate::random::Grouping;
use crate::statistics::LOOKS;

/// How many of the first so many trials a strand takes, where strands take the groups of trials in turn.
pub(super) fn share_of_strand(strand: usize, trials: u64, grouping: Grouping) -> u64 {
    let size = grouping.size();
    let round = size * STRANDS as u64;
    trials / round * size + (trials % round).saturating_sub(strand as u64 * size).min(size)
}

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

/// Trials in a block without and with draws of uncertain values: those that are spread evenly together.
const BLOCK: u64 = Grouping::SixtyFours.size();
const BLOCK_IN_DRAW: u64 = Grouping::Eights.size();
/// Blocks that one worker takes at a time, at least, without and with draws; their sums are recorded together. At the end of
/// a step workers wait for the last unit.
const BLOCKS_PER_UNIT: u64 = 4;
const BLOCKS_PER_UNIT_IN_DRAW: u64 = 2;
/// Blocks that a draw, or without draws the whole, has at the least where trials are grouped: fewer would not say how far
/// the groups scatter.
const LEAST_BLOCKS: u64 = 20;
const LEAST_BLOCKS_IN_DRAW: u64 = 2;
/// Independent replicates to which trials without draws are dealt, as many as a design of draws has at most.
pub(super) const STRANDS: usize = 40;
/// Trials in each draw from which on they are grouped: a first look takes as many at least, so that all looks count groups.
pub const LEAST_IN_DRAW: u64 = LEAST_BLOCKS_IN_DRAW * BLOCK_IN_DRAW;
/// Units of a step at most, so that the record of a run of billions of trials stays readable: longer steps have longer
/// units, up to a limit.
const UNITS_OF_STEP: u64 = 1 << 16;
const MOST_TRIALS_OF_UNIT: u64 = 1 << 20;
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
        if self.draws > 1 { self.per_draw(PILOT_OVER_DRAWS).max(LEAST_IN_DRAW) } else { self.per_draw(PILOT) }
    }

    /// How the trials of a run belong together: in groups where legs are integrated and there are enough of them.
    pub fn grouping(self, estimator: Estimator, effort: Effort) -> Grouping {
        let (least, grouping) = if self.draws > 1 {
            (LEAST_IN_DRAW, Grouping::Eights)
        } else {
            (LEAST_BLOCKS * BLOCK, Grouping::SixtyFours)
        };
        let enough = effort.most_trials() / self.draws >= least;
        if estimator == Estimator::Conditional && enough { grouping } else { Grouping::Single }
    }

    /// Trials of a draw that make up a unit, in the step between these.
    pub fn unit(self, from: u64, to: u64) -> u64 {
        let blocks = (to - from).div_ceil(self.block);
        let units_of_draw = (UNITS_OF_STEP / self.draws).max(1);
        let most = MOST_TRIALS_OF_UNIT / self.block;
        let least = if self.draws > 1 { BLOCKS_PER_UNIT_IN_DRAW } else { BLOCKS_PER_UNIT };
        self.block * blocks.div_ceil(units_of_draw).clamp(least, most)
    }

    /// The steps to a goal, each from one number of trials in each draw to another.
    pub fn steps(self, goal: u64) -> impl Iterator<Item = (u64, u64)> {
        let ends = std::iter::successors(Some(0), move |&from| (from < goal).then(|| self.step_end(from, goal)));
        ends.clone().zip(ends.skip(1))
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

/// How a stated number of trials is dealt to the draws: the first `extra` draws take one trial more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deal {
    whole: u64,
    extra: u64,
}

impl Deal {
    pub fn new(trials: u64, draws: u64) -> Self {
        Self { whole: trials / draws, extra: trials % draws }
    }

    /// The most that a draw takes.
    pub fn goal(self) -> u64 {
        self.whole + u64::from(self.extra > 0)
    }

    /// The trials of a draw.
    pub fn limit(self, draw: u64) -> u64 {
        self.whole + u64::from(draw < self.extra)
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
        assert_eq!(ends[..8], [0, 64, 128, 192, 256, 384, 512, 768]);
        assert_eq!(ends[8..], [1024, 1536, 2048, 3072, 4096, 5000]);
    }

    #[test]
    fn units_are_short_until_there_would_be_too_many() {
        assert_eq!(Grid::new(1).unit(0, 1 << 20), 256);
        assert_eq!(Grid::new(1).unit(0, 1 << 30), 1 << 14);
        assert_eq!(Grid::new(1).unit(0, 1 << 40), 1 << 20);
        assert_eq!(Grid::new(1000).unit(0, 1000), 16);
        assert_eq!(Grid::new(1000).unit(0, 65_000), 1000);
        assert_eq!(Grid::new(100_000).unit(0, 4000), 4000);
    }

    #[test]
    fn steps_follow_each_other_to_the_goal() {
        let steps: Vec<_> = Grid::new(1).steps(600).collect();
        assert_eq!(steps, [(0, 64), (64, 128), (128, 192), (192, 256), (256, 384), (384, 512), (512, 600)]);
        assert_eq!(Grid::new(1).steps(0).count(), 0);
    }

    #[test]
    fn strands_share_all_trials() {
        for grouping in [Grouping::Single, Grouping::SixtyFours] {
            for trials in [0, 1, 63, 64, 2559, 2560, 2561, 100_000] {
                let shares: Vec<u64> = (0..STRANDS).map(|strand| share_of_strand(strand, trials, grouping)).collect();
                assert_eq!(shares.iter().sum::<u64>(), trials);
                assert!(shares.is_sorted_by(|a, b| a >= b) && shares[0] - shares[STRANDS - 1] <= grouping.size());
            }
        }
    }

    #[test]
    fn trials_are_grouped_where_groups_tell_their_error() {
        let of = |draws, estimator, trials| Grid::new(draws).grouping(estimator, Effort::Trials(trials));
        assert_eq!(of(1, Estimator::Conditional, 1280), Grouping::SixtyFours);
        assert_eq!(of(1, Estimator::Conditional, 1279), Grouping::Single);
        assert_eq!(of(1000, Estimator::Conditional, 16_000), Grouping::Eights);
        assert_eq!(of(1000, Estimator::Conditional, 15_999), Grouping::Single);
        assert_eq!(of(1, Estimator::Whole, 1 << 20), Grouping::Single);
        assert_eq!(of(1, Estimator::Analog, 1 << 20), Grouping::Single);
    }

    #[test]
    fn draws_share_the_pilot() {
        assert_eq!(Grid::new(1000).pilot(), 16);
        assert_eq!(Grid::new(100).pilot(), 48);
        assert_eq!(Grid::new(1).pilot(), 2048);
        assert_eq!(Grid::new(1000).per_draw(1_000_000), 1000);
    }
}
