//! Trials where the decision is open: a race of the rows.
//!
//! All rows run the same trials up to the rungs of a ladder that is fixed beforehand. At each rung the rows that are told
//! to be worse than the one that leads are out; the others climb on, in trials that they share, so that a row gets about
//! `(t s / d)^2` of them, with `d` its distance to the best and `s` the standard deviation of one paired difference. These
//! are the proportions of the optimal computing budget allocation (C.-H. Chen, J. Lin, E. Yucesan, S. E. Chick, Discrete
//! Event Dynamic Systems 10 (2000) 251), with paired variances in place of independent ones, reached without estimating
//! them first.
//!
//! At the confidence `1 - a`, with `K` rows and `L` rungs, a row is out at a rung if its paired difference to the leader
//! exceeds `t` standard errors, `P(T > t) = a/(K L)`. The true best row is lost only if one of the `K - 1` others looks so
//! much better at one of the `L` rungs: with at most `a (K - 1)/K` (Bonferroni). Rungs are fixed, and a difference at a
//! rung rests on all trials up to it, so this holds whatever the rows did before and wherever the race ends. Of rows that
//! are truly tied one is left alone with at most `a`: each of at most `K` would have to beat a given other.

use super::arena::{Arena, ODDS, Pool};
use super::reading::lowest;
use super::{CompareError, CompareOptions};
use crate::engine::LEAST_IN_DRAW;
use crate::model::most_counted;
use crate::scenario::Scenario;
use crate::statistics::student_quantile;
use crate::study::comparison::{Race, RaceOutcome};
use crate::study::prepare::RunError;

/// Trials at the first rung: without draws, and over all draws together.
const FIRST_RUNG: u64 = 2048;
const FIRST_RUNG_OVER_DRAWS: u64 = 4096;
/// From rung to rung.
const GROWTH: f64 = 1.5;
/// Rows that came out alike in each of `n` trials differ in less than `3.7/n` of all trials at 97.5 %. Where that is under
/// this share of the odds they may as well be called the same.
const IMMATERIAL: f64 = 0.01;
const ALIKE_AT_97_5_PERCENT: f64 = 3.7;
/// More trials in the same draws are in vain where they could take at most this share from the squared error, and would
/// not tell the rows apart even so.
const LITTLE_CHANCE: f64 = 0.2;

/// What the rows gave.
pub(super) struct Fielded {
    pub pool: Pool,
    /// Rows that may be the best.
    pub left: Vec<usize>,
    pub race: Option<Race>,
}

/// Runs the rows: each in `trials` trials, or in a race if a confidence is asked for.
pub(super) fn field(
    arena: &Arena,
    variants: &[Scenario],
    costs: &[f64],
    options: &CompareOptions,
    trials: u64,
) -> Result<Fielded, CompareError> {
    let left: Vec<usize> = (0..variants.len()).collect();
    let mut runner = Runner { arena, variants, costs, pool: Pool::default(), left, done: 0 };
    let Some(confidence) = options.confidence else {
        if runner.climb(trials)? {
            return Ok(Fielded { pool: runner.pool, left: runner.left, race: None });
        }
        return Err(RunError::NothingFinished.into());
    };
    let race = runner.race(confidence, options.run.effort.most_trials())?;
    Ok(Fielded { pool: runner.pool, left: runner.left, race: Some(race) })
}

struct Runner<'a> {
    arena: &'a Arena<'a>,
    variants: &'a [Scenario],
    costs: &'a [f64],
    pool: Pool,
    left: Vec<usize>,
    done: u64,
}

impl Runner<'_> {
    /// Runs the rows that are left, and the baseline, up to a number of trials; false if interrupted.
    fn climb(&mut self, rung: u64) -> Result<bool, RunError> {
        let rows: Vec<usize> = std::iter::once(0).chain(self.left.iter().copied().filter(|&row| row > 0)).collect();
        let variants: Vec<&Scenario> = rows.iter().map(|&row| &self.variants[row]).collect();
        let Some(sample) = self.arena.run(&variants, self.arena.cells(), self.done..rung)? else { return Ok(false) };
        self.pool.push(rows, sample);
        self.done = rung;
        Ok(true)
    }

    fn race(&mut self, confidence: f64, most: u64) -> Result<Race, RunError> {
        let rows = self.variants.len();
        let rungs = self.ladder(most);
        let alpha = (1.0 - confidence) / (rows * rungs.len()) as f64;
        let mut out_at = vec![None; rows];
        let mut outcome = RaceOutcome::MaxTrials;
        for rung in rungs {
            if !self.climb(rung)? {
                if self.done == 0 {
                    return Err(RunError::NothingFinished);
                }
                outcome = RaceOutcome::Interrupted;
                break;
            }
            if let Some(end) = self.judge(alpha, &mut out_at) {
                outcome = end;
                break;
            }
        }
        let known = outcome == RaceOutcome::Known;
        Ok(Race {
            confidence,
            outcome,
            spent: (0..rows).map(|row| self.pool.trials(row)).sum(),
            even_split: known.then_some(rows as u64 * self.done),
            out_at,
        })
    }

    /// Takes out the rows that are told to be worse than the leader at this rung; how the race ends, if it does.
    fn judge(&mut self, alpha: f64, out_at: &mut [Option<u64>]) -> Option<RaceOutcome> {
        let means: Vec<f64> = (0..self.variants.len()).map(|row| self.pool.mean(row, ODDS).mean).collect();
        let leader = lowest(&self.left, &means, self.costs);
        let mut open = Open { alike: true, hopeless: true };
        let others: Vec<usize> = self.left.iter().copied().filter(|&row| row != leader).collect();
        for row in others {
            let behind = self.pool.paired(row, leader, ODDS);
            let Some((error, freedom)) = behind.standard_error().zip(behind.degrees_of_freedom()) else {
                // One replicate says nothing of the error, however many trials it gets.
                return Some(RaceOutcome::Draws);
            };
            let quantile = student_quantile(2.0 * alpha, freedom);
            if behind.mean > quantile * error {
                out_at[row] = Some(self.done);
                self.left.retain(|&other| other != row);
                continue;
            }
            open.alike &= behind.mean == 0.0 && error == 0.0 && self.alike_for_long(means[leader]);
            open.hopeless &= self.hopeless(row, leader, behind.mean, quantile, error * error);
        }
        match open {
            _ if self.left.len() == 1 => Some(RaceOutcome::Known),
            Open { alike: true, .. } => Some(RaceOutcome::Known),
            Open { hopeless: true, .. } => Some(RaceOutcome::Draws),
            _ => None,
        }
    }

    fn alike_for_long(&self, odds: f64) -> bool {
        most_counted(self.arena.placing) * ALIKE_AT_97_5_PERCENT / self.done as f64 <= IMMATERIAL * odds
    }

    fn hopeless(&self, row: usize, leader: usize, behind: f64, quantile: f64, variance: f64) -> bool {
        let Some(chance) = self.pool.chance_variance(row, leader).filter(|_| self.arena.prepared.has_draws()) else {
            return false;
        };
        variance > 0.0 && chance <= LITTLE_CHANCE * variance && behind <= quantile * (variance - chance).sqrt()
    }

    /// Numbers of trials, each half as much again as the one before, the last the most that is allowed.
    fn ladder(&self, most: u64) -> Vec<u64> {
        let first = match self.arena.prepared.has_draws() {
            true => {
                let draws = self.arena.prepared.draws();
                draws * LEAST_IN_DRAW.max(FIRST_RUNG_OVER_DRAWS.div_ceil(draws))
            }
            false => FIRST_RUNG,
        };
        ladder(first, most)
    }
}

/// What keeps a race open: whether all rows that are left are alike, and whether more trials would tell none of them.
struct Open {
    alike: bool,
    hopeless: bool,
}

fn ladder(first: u64, most: u64) -> Vec<u64> {
    let mut rungs = Vec::new();
    let mut next = first as f64;
    // A last step of less than a fifth would hardly tell more.
    while next * 1.2 < most as f64 {
        rungs.push(next.round() as u64);
        next *= GROWTH;
    }
    rungs.push(most);
    rungs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ladder_ends_at_the_most_and_takes_no_small_last_step() {
        assert_eq!(ladder(2048, 10_000), [2048, 3072, 4608, 6912, 10_000]);
        assert_eq!(ladder(2048, 7_000), [2048, 3072, 4608, 7_000]);
        assert_eq!(ladder(2048, 100), [100]);
    }
}
