//! Who has which part in the joint reduction of the odds: Shapley values.
//!
//! The part of a measure is what it adds to those taken before it, averaged over all orders in which they can be taken
//! (L. S. Shapley, in Contributions to the Theory of Games II (1953) 307). With `v(S)` the odds of the baseline less
//! those of the set `S` of `n` measures,
//!
//! `part(i) = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))`,
//!
//! and the parts sum to `v` of all measures. A set that is not possible (its measures exclude or lack one another, or no
//! valid scenario comes of them) is worth what the best possible set inside it is worth: who owns all of it would take
//! that.

use super::arena::{Arena, ODDS};
use super::{CompareError, CompareOptions, Detail};
use crate::random::{Address, Entity, Purpose, Trial};
use crate::scenario::Scenario;
use crate::statistics::{ALPHA, Range, Replicated};
use crate::study::comparison::{Absence, Restriction, Shapley, ShapleyMethod, ShapleyPart};
use crate::study::prepare::RunError;
use crate::study::result::RunResult;
use crate::study::rows;

/// Up to so many measures all sets are run.
const MOST_EXACT: usize = 10;
/// Sets times draws that are compiled at most (but one draw of each replicate is).
const MOST_COMPILED: usize = 40_000;
/// Sets times trials that are run at most.
const MOST_SET_TRIALS: u64 = 2_000_000;
/// The least trials of each set.
const LEAST_TRIALS: u64 = 2_000;

/// The parts of the measures that a comparison is about.
pub(super) fn shapley(
    scenario: &Scenario,
    options: &CompareOptions,
    arena: &Arena,
    baseline: &RunResult,
) -> Result<Result<Shapley, Absence>, CompareError> {
    if options.detail != Detail::All {
        return Ok(Err(Absence::NotAsked));
    }
    if baseline.odds.estimate.mean <= 0.0 {
        return Ok(Err(Absence::NothingCaptured));
    }
    let names = rows::measure_names(scenario, options.measures.as_deref())?;
    let game = Game { scenario, arena, names, trials: baseline.provenance.trials };
    let found = if game.names.len() <= MOST_EXACT { game.exact() } else { game.by_orders() };
    match found {
        Ok(found) => Ok(found),
        // A set that is invalid in some draws only is found out late.
        Err(RunError::Draw { .. }) => Ok(Err(Absence::Impossible)),
        Err(error) => Err(error.into()),
    }
}

struct Game<'a> {
    scenario: &'a Scenario,
    arena: &'a Arena<'a>,
    names: Vec<String>,
    /// Trials of the baseline: no set needs more.
    trials: u64,
}

/// The sets of measures, by bit mask.
struct Sets {
    /// Possible sets, as scenarios, the empty one first.
    possible: Vec<Scenario>,
    /// By mask: the position of the set among the possible ones, if it is one.
    position: Vec<Option<usize>>,
}

impl Game<'_> {
    fn exact(&self) -> Result<Result<Shapley, Absence>, RunError> {
        let Sets { possible, position } = self.sets();
        let cells = self.arena.some_cells(MOST_COMPILED / possible.len());
        let trials = self.trials_of(possible.len(), cells.count());
        let variants: Vec<&Scenario> = possible.iter().collect();
        let Some(sample) = self.arena.run(&variants, cells, 0..trials)? else {
            return Ok(Err(Absence::Interrupted));
        };
        let odds: Vec<Replicated> = (0..possible.len()).map(|set| sample.mean(set, ODDS)).collect();
        let worth = worth(&odds, &position);
        let restricted =
            if position.iter().all(Option::is_some) { Restriction::None } else { Restriction::BestPossiblePart };
        let method = ShapleyMethod::Exact { sets: possible.len() };
        Ok(Ok(self.told(parts(&worth, self.names.len()), method, restricted, trials)))
    }

    fn sets(&self) -> Sets {
        let mut sets = Sets { possible: Vec::new(), position: Vec::new() };
        for mask in 0..1usize << self.names.len() {
            let in_force = (0..self.names.len()).filter(|measure| mask >> measure & 1 == 1);
            let in_force: Vec<String> = in_force.map(|measure| self.names[measure].clone()).collect();
            let set = self.scenario.with_measures(&in_force).ok();
            sets.position.push(set.is_some().then_some(sets.possible.len()));
            sets.possible.extend(set);
        }
        sets
    }

    fn trials_of(&self, sets: usize, cells: usize) -> u64 {
        // Two in each cell at least.
        (MOST_SET_TRIALS / sets as u64).clamp(LEAST_TRIALS, LEAST_TRIALS.max(self.trials)).max(2 * cells as u64)
    }

    /// From one order, and the same backwards, for each cell. A measure that is not possible after those before it
    /// joins as soon as it is (with the measure that it requires), or never; what it then does counts for the measure
    /// that made it possible.
    fn by_orders(&self) -> Result<Result<Shapley, Absence>, RunError> {
        let cells = self.arena.some_cells(MOST_COMPILED / (2 * self.names.len()));
        let orders: Vec<[Vec<usize>; 2]> = (0..cells.count()).map(|cell| self.orders(cell)).collect();
        let trials = self.trials_of(2 * self.names.len(), cells.count());
        let rivals = |cell: usize, draw: u64| {
            let paths = orders[cell].iter().flat_map(|order| self.path(order));
            let variants: Vec<Scenario> = std::iter::once(self.scenario_of(&[])).chain(paths).collect();
            self.arena.family(&variants, draw)
        };
        let count = cells.count();
        let Some(sample) =
            self.arena.run_rivals(&format!("orders {orders:?} of {:?}", self.names), &rivals, cells, 0..trials)?
        else {
            return Ok(Err(Absence::Interrupted));
        };
        let mut added = vec![vec![0.0; count]; self.names.len()];
        for (cell, orders) in orders.iter().enumerate() {
            for (which, order) in orders.iter().enumerate() {
                let mut before = sample.odds_in(cell, 0);
                for (step, &measure) in order.iter().enumerate() {
                    let after = sample.odds_in(cell, 1 + which * self.names.len() + step);
                    added[measure][cell] += 0.5 * (before - after);
                    before = after;
                }
            }
        }
        let parts = added.iter().map(|values| sample.over_cells(values)).collect();
        let restricted = match self.path(&(0..self.names.len()).collect::<Vec<_>>()).last() {
            Some(last) if last.in_force().len() == self.names.len() => Restriction::None,
            _ => Restriction::FirstCome,
        };
        Ok(Ok(self.told(parts, ShapleyMethod::Orders { orders: 2 * count }, restricted, trials)))
    }

    /// A random order and its reverse.
    fn orders(&self, cell: usize) -> [Vec<usize>; 2] {
        let address = Address { entity: Entity::named(&["order of measures"]), item: cell as u64, lane: 0 };
        let mut stream = Trial::new(self.arena.seed, 0, 0).stream(address, Purpose::Design);
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        for last in (1..order.len()).rev() {
            order.swap(last, stream.below(last as u64 + 1) as usize);
        }
        let reverse = order.iter().rev().copied().collect();
        [order, reverse]
    }

    /// The scenario after each step of an order.
    fn path(&self, order: &[usize]) -> Vec<Scenario> {
        let mut taken: Vec<usize> = Vec::new();
        let mut waiting: Vec<usize> = Vec::new();
        let mut last = self.scenario_of(&[]);
        let step = |&measure: &usize| {
            waiting.push(measure);
            // Whoever waits may now be possible, one after the other, in the order of arrival.
            while let Some(next) = waiting.iter().position(|&other| {
                let with: Vec<usize> = taken.iter().copied().chain([other]).collect();
                self.possible(&with).map(|scenario| last = scenario).is_some()
            }) {
                taken.push(waiting.remove(next));
            }
            last.clone()
        };
        order.iter().map(step).collect()
    }

    fn possible(&self, set: &[usize]) -> Option<Scenario> {
        let names: Vec<String> = set.iter().map(|&measure| self.names[measure].clone()).collect();
        self.scenario.with_measures(&names).ok()
    }

    fn scenario_of(&self, set: &[usize]) -> Scenario {
        self.possible(set).unwrap_or_else(|| self.scenario.clone())
    }

    fn told(&self, parts: Vec<Replicated>, method: ShapleyMethod, restricted: Restriction, trials: u64) -> Shapley {
        let nothing = parts[0].times(0.0);
        let joint = parts.iter().fold(nothing, |sum, part| sum.plus(1.0, part));
        let told = joint.estimate(Range::Any, ALPHA);
        let clear = told.interval.is_some_and(|interval| interval.low > 0.0);
        let title = |name: &String| {
            let measure = self.scenario.measures().iter().find(|measure| measure.name == *name);
            measure.map_or_else(|| name.clone(), |measure| measure.title.clone())
        };
        let part = |(name, part): (&String, &Replicated)| ShapleyPart {
            measure: name.clone(),
            title: title(name),
            reduction: part.estimate(Range::Any, ALPHA),
            share: part.over(&joint).filter(|_| clear).map(|share| share.estimate(Range::Any, ALPHA)),
        };
        Shapley { parts: self.names.iter().zip(&parts).map(part).collect(), joint: told, method, restricted, trials }
    }
}

/// The worth of every set, by mask: the odds of the baseline less its own, or those of the best possible set inside it.
fn worth(odds: &[Replicated], position: &[Option<usize>]) -> Vec<Replicated> {
    // By mask, the possible set inside with the lowest odds.
    let mut best: Vec<usize> = Vec::with_capacity(position.len());
    let mut worth = Vec::with_capacity(position.len());
    for (mask, own) in position.iter().enumerate() {
        let smaller =
            (0..usize::BITS).map(|bit| mask & !(1 << bit)).filter(|&part| part != mask).map(|part| best[part]);
        let lowest = smaller.chain(*own).min_by(|&a, &b| odds[a].mean.total_cmp(&odds[b].mean)).unwrap_or(0);
        best.push(lowest);
        worth.push(odds[0].minus(&odds[own.unwrap_or(lowest)]));
    }
    worth
}

/// Shapley's parts of `count` players from the worth of every set, by mask.
fn parts(worth: &[Replicated], count: usize) -> Vec<Replicated> {
    // |S|! (n - |S| - 1)! / n! by |S|.
    let mut weights = vec![1.0 / count as f64; count];
    for size in 1..count {
        weights[size] = weights[size - 1] * size as f64 / (count - size) as f64;
    }
    let nothing = worth[0].times(0.0);
    let of = |player: usize| {
        let without = (0..worth.len()).filter(|mask| mask >> player & 1 == 0);
        without.fold(nothing.clone(), |sum, mask| {
            let weight = weights[mask.count_ones() as usize];
            sum.plus(weight, &worth[mask | 1 << player]).plus(-weight, &worth[mask])
        })
    };
    (0..count).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exactly(values: &[f64]) -> Vec<Replicated> {
        values.iter().map(|&value| Replicated::exactly(value, 2)).collect()
    }

    #[test]
    fn the_glove_game() {
        // One left glove and two right ones; a pair is worth 1: the parts are 2/3, 1/6, 1/6.
        let worth = exactly(&[0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
        let found: Vec<f64> = parts(&worth, 3).iter().map(|part| part.mean).collect();
        for (found, wanted) in found.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
        }
    }

    #[test]
    fn a_set_that_is_not_possible_is_worth_its_best_part() {
        // Odds 0.9 without, 0.5 and 0.6 with either, which exclude each other: v = 0, 0.4, 0.3, 0.4, and the parts
        // are (0.4 + 0.1) / 2 and (0.3 + 0) / 2.
        let odds = exactly(&[0.9, 0.5, 0.6]);
        let worth = worth(&odds, &[Some(0), Some(1), Some(2), None]);
        let found: Vec<f64> = parts(&worth, 2).iter().map(|part| part.mean).collect();
        assert!((found[0] - 0.25).abs() < 1e-12 && (found[1] - 0.15).abs() < 1e-12, "{found:?}");
    }
}
