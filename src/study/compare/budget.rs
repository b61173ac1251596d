//! The best set of measures within a budget.
//!
//! Where at most 1,024 sets are possible within it, all are simulated in the same trials. Of up to 20 measures, only those
//! sets are that the others do not rule out: see [`proof`](super::proof).
//!
//! Of more measures a set is built greedily, by odds reduced per cost, with the bound that where measures add the less the
//! more there are (diminishing returns), any set within the budget reduces the odds at most by what the fractional
//! knapsack of all next steps adds to any set on the way (J. Leskovec et al., KDD 2007, 420; greedy against the best
//! single step: S. Khuller, A. Moss, J. Naor, Information Processing Letters 70 (1999) 39).

use super::arena::{Arena, ODDS};
use super::proof::{self, Proof};
use super::sets::{self, Lattice, Set, unpacked};
use super::{CompareError, CompareOptions};
use crate::scenario::Scenario;
use crate::statistics::Estimate;
use crate::study::comparison::{Absence, BudgetSearch, Candidate, Guarantee, Row};
use crate::study::prepare::RunError;
use crate::study::result::RunResult;
use crate::study::rows::{self, Combination};

/// Up to so many sets are all simulated.
const MOST_SIMULATED: usize = 1024;
/// Of up to so many measures all sets are looked at.
const MOST_MEASURES: usize = 20;
/// Sets that stay in the comparison as rows: the best and its nearest rivals.
const KEPT: usize = 8;
/// Sets that a proof simulates, about.
const USUALLY_SIMULATED: usize = 480;
/// Sets times draws, and sets times trials, that a simulation of sets takes at most.
const MOST_COMPILED: usize = 40_000;
const MOST_SET_TRIALS: u64 = 2_000_000;
const LEAST_TRIALS: u64 = 2_000;

/// What a search found, before its sets are rows.
pub(super) struct Searched {
    /// Names of the measures of the sets to keep, the best first.
    pub sets: Vec<Vec<String>>,
    guarantee: Guarantee,
    possible: Option<u64>,
    evaluated: u64,
}

/// Looks for the best set within the budget, if there is one; `rows` are in the comparison anyway.
pub(super) fn search(
    scenario: &Scenario,
    options: &CompareOptions,
    arena: &Arena,
    rows: &[Combination],
    baseline: &RunResult,
) -> Result<Result<Searched, Absence>, CompareError> {
    let Some(budget) = options.budget else { return Ok(Err(Absence::NotAsked)) };
    let names = rows::measure_names(scenario, options.measures.as_deref())?;
    let mut lattice = Lattice::new(scenario, names, budget, &|sets| rows::costs(scenario, sets, arena.prepared));
    if lattice.names.len() <= MOST_MEASURES {
        lattice.exclude_invalid(&|names| scenario.with_measures(names).is_ok());
    }
    let finder = Finder { scenario, arena, lattice, trials: baseline.provenance.trials };
    let found = match finder.lattice.all(MOST_SIMULATED) {
        Some(sets) => finder.exhaustive(sets, rows),
        None if baseline.odds.estimate.mean <= 0.0 => return Ok(Err(Absence::NothingCaptured)),
        None if finder.lattice.names.len() <= MOST_MEASURES => finder.proven(),
        None => finder.greedy(),
    };
    match found {
        Ok(found) => Ok(found.ok_or(Absence::Interrupted)),
        Err(RunError::Draw { .. }) => Ok(Err(Absence::Impossible)),
        Err(error) => Err(error.into()),
    }
}

struct Finder<'a> {
    scenario: &'a Scenario,
    arena: &'a Arena<'a>,
    lattice: Lattice,
    /// Trials of the baseline: no set needs more to be chosen.
    trials: u64,
}

/// Sets with their simulated odds.
type Simulated = Vec<(Vec<usize>, f64)>;

impl Finder<'_> {
    fn exhaustive(&self, sets: Vec<Vec<usize>>, rows: &[Combination]) -> Result<Option<Searched>, RunError> {
        let (guarantee, possible) = (Guarantee::Exhaustive, Some(sets.len() as u64));
        let named: Vec<Vec<String>> = sets.iter().map(|set| self.lattice.named(set)).collect();
        if named.iter().all(|set| rows.iter().any(|row| row.names == *set)) {
            let evaluated = named.len() as u64;
            return Ok(Some(Searched { sets: named, guarantee, possible, evaluated }));
        }
        let simulated = self.simulated(&sets)?;
        Ok(simulated.map(|simulated| self.kept(simulated, guarantee, possible)))
    }

    fn proven(&self) -> Result<Option<Searched>, RunError> {
        let mut simulate = |sets: &[Set]| {
            let affordable = |set: &&Set| self.lattice.affords(**set);
            let found = match self.packed(sets.iter()) {
                // What cannot be bought anyway may be impossible in some draws.
                Err(RunError::Draw { .. }) if !sets.iter().all(|set| affordable(&set)) => {
                    self.packed(sets.iter().filter(affordable))
                }
                found => found,
            }?;
            Ok::<_, RunError>(found)
        };
        let Some(Proof { simulated, guarantee, possible }) = proof::prove(&self.lattice, &mut simulate)? else {
            return Ok(None);
        };
        let simulated = simulated.into_iter().map(|(set, odds)| (unpacked(set), odds)).collect();
        Ok(Some(self.kept(simulated, guarantee, Some(possible))))
    }

    fn packed<'s>(&self, sets: impl Iterator<Item = &'s Set>) -> Result<Option<Vec<(Set, f64)>>, RunError> {
        let sets: Vec<Vec<usize>> = sets.map(|&set| unpacked(set)).collect();
        let simulated = self.simulated(&sets)?;
        Ok(simulated.map(|sets| sets.into_iter().map(|(set, odds)| (sets::packed(&set), odds)).collect()))
    }

    fn greedy(&self) -> Result<Option<Searched>, RunError> {
        let mut set = Vec::new();
        let Some(mut simulated) = self.simulated(&[Vec::new()])? else { return Ok(None) };
        let baseline = simulated[0].1;
        let (mut odds, mut most) = (baseline, f64::INFINITY);
        loop {
            let Some(steps) = self.simulated(&self.lattice.steps(&set))? else { return Ok(None) };
            let price = |step: &Vec<usize>| self.lattice.cost(step) - self.lattice.cost(&set);
            // A step that brings what a measure needs along bounds that measure by both.
            let added = steps.iter().map(|(step, with)| (price(step), odds - with)).collect();
            most = most.min(self.lattice.knapsack(baseline - odds, added));
            let value = |step: &(Vec<usize>, f64)| (odds - step.1) / price(&step.0).max(f64::MIN_POSITIVE);
            let next = steps.iter().filter(|step| step.1 < odds).max_by(|a, b| value(a).total_cmp(&value(b))).cloned();
            simulated.extend(steps);
            let Some((step, with)) = next else { break };
            (set, odds) = (step, with);
        }
        let best = simulated.iter().map(|(_, odds)| *odds).fold(f64::INFINITY, f64::min);
        let guarantee = Guarantee::Greedy { bound: ((baseline - most) / best).clamp(0.0, 1.0) };
        Ok(Some(self.kept(simulated, guarantee, None)))
    }

    fn kept(&self, mut simulated: Simulated, guarantee: Guarantee, possible: Option<u64>) -> Searched {
        let cost = |set: &[usize]| self.lattice.cost(set);
        simulated.sort_by(|a, b| a.1.total_cmp(&b.1).then(cost(&a.0).total_cmp(&cost(&b.0))));
        let mut named: Vec<Vec<String>> = simulated.iter().map(|(set, _)| self.lattice.named(set)).collect();
        let evaluated = named.len() as u64;
        named.dedup();
        named.truncate(KEPT);
        Searched { sets: named, guarantee, possible, evaluated }
    }

    /// Simulates sets in the same trials, those left out that are no valid scenario. Absent if interrupted.
    fn simulated(&self, sets: &[Vec<usize>]) -> Result<Option<Simulated>, RunError> {
        let valid = |set: &Vec<usize>| Some((self.scenario.with_measures(&self.lattice.named(set)).ok()?, set.clone()));
        let (variants, sets): (Vec<Scenario>, Vec<Vec<usize>>) = sets.iter().filter_map(valid).unzip();
        if variants.is_empty() {
            return Ok(Some(Vec::new()));
        }
        // All calls take the trials of the largest one, so that their odds compare.
        let most = match self.lattice.names.len() {
            measures if 1 << measures.min(MOST_MEASURES) <= MOST_SIMULATED => MOST_SIMULATED,
            measures if measures <= MOST_MEASURES => USUALLY_SIMULATED,
            measures => measures,
        };
        let cells = self.arena.some_cells(MOST_COMPILED / most);
        let trials = (MOST_SET_TRIALS / most as u64).clamp(LEAST_TRIALS, LEAST_TRIALS.max(self.trials));
        let trials = trials.max(2 * cells.count() as u64);
        let variants: Vec<&Scenario> = variants.iter().collect();
        let Some(sample) = self.arena.run(&variants, cells, 0..trials)? else { return Ok(None) };
        Ok(Some(sets.into_iter().enumerate().map(|(at, set)| (set, sample.mean(at, ODDS).mean)).collect()))
    }
}

impl Searched {
    /// The answer, from the rows of a comparison that has the sets among them; `behind` gives what a row is behind the
    /// best.
    pub fn told(self, budget: f64, rows: &[Row], best: usize, behind: &dyn Fn(usize) -> Estimate) -> BudgetSearch {
        let candidate = |row: usize| Candidate {
            measures: rows[row].measures.clone(),
            cost: rows[row].cost,
            odds: rows[row].odds,
            difference: rows[row].difference,
            behind: (row != best).then(|| behind(row)),
        };
        let mut rivals: Vec<usize> =
            (0..rows.len()).filter(|&row| row != best && self.sets.contains(&rows[row].measures)).collect();
        rivals.sort_by(|&a, &b| rows[a].odds.mean.total_cmp(&rows[b].odds.mean));
        BudgetSearch {
            budget,
            best: candidate(best),
            rivals: rivals.into_iter().take(KEPT).map(candidate).collect(),
            guarantee: match self.guarantee {
                // The search knows the bound as a share of the best odds in its own trials.
                Guarantee::Greedy { bound } => Guarantee::Greedy { bound: bound * rows[best].odds.mean },
                Guarantee::Bounded { bound, checks } => {
                    Guarantee::Bounded { bound: bound * rows[best].odds.mean, checks }
                }
                guarantee => guarantee,
            },
            possible: self.possible,
            evaluated: self.evaluated,
        }
    }
}
