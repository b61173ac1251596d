//! The best of all possible sets of up to 20 measures, with a proof that spares most simulations.
//!
//! Simulated are first each measure and each two alone, and each two amid all others that can be in force: the two ends
//! between which what they do together lies. From these follows the most that every other set can be worth ([`Bounds`]).
//! Then rounds of the sets that may beat the best so far are simulated, half of them near it, which each time says more of
//! the others, until none is left or there were [`MOST_SEARCHED`]. At last a set with the odds of the best that goes
//! without one of its measures takes its place.
//!
//! Every bound may be off by [`MARGIN`], and every set that had one is a check: if it is off by more, all others may be, and
//! are from then on taken to be.

use super::bounds::Bounds;
use super::sets::{Lattice, Set};
use crate::study::comparison::{Checks, Guarantee};

/// Sets that are simulated at a time.
const ROUND: usize = 48;
/// Rounds end at so many sets, beside those that come first.
const MOST_SEARCHED: u64 = 480;
/// A set is near another if so many measures at most are in one of the two alone: one for two, say.
const NEAR: u32 = 3;
/// Sets with so much less on the scale of [`Bounds`] than the baseline count as if they had the same odds.
const NOTHING_LEFT: f64 = 12.0;
/// By how much a bound may be off: a tenth of the expected captures, `-ln 0.9`.
const MARGIN: f64 = 0.105_360_515_657_826_3;
/// Odds above this count as this.
const ALMOST_SURE: f64 = 1.0 - 1e-12;

/// The outcome of a search.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Proof {
    /// The simulated sets within the budget with their odds.
    pub simulated: Vec<(Set, f64)>,
    /// What is known of the best of them; a bound is a share of its odds.
    pub guarantee: Guarantee,
    /// How many sets are possible within the budget.
    pub possible: u64,
}

/// Gives the odds of sets, all in the same trials, those left out that are no valid scenario; absent if interrupted.
pub(super) type Simulate<'a, E> = dyn FnMut(&[Set]) -> Result<Option<Vec<(Set, f64)>>, E> + 'a;

/// Looks for the set with the lowest odds; absent if interrupted.
///
/// # Errors
///
/// Those of the simulation.
pub(super) fn prove<E>(lattice: &Lattice, simulate: &mut Simulate<E>) -> Result<Option<Proof>, E> {
    let sets = lattice.possible();
    let possible = sets.len() as u64;
    let bounds = Bounds::new(lattice.names.len(), sets);
    let checks = Checks { checked: 0, breached: 0, off_by: 0.0, dearer: 0 };
    let mut prover =
        Prover { lattice, bounds, base: 0.0, simulated: Vec::new(), refused: 0, searched: 0, checks, off: MARGIN };
    if !prover.begin(simulate)? {
        return Ok(None);
    }
    loop {
        prover.bounds.reckon();
        let (best, worth) = prover.best();
        let open = prover.open(worth);
        let ended = open.is_empty() || prover.searched >= MOST_SEARCHED;
        let next = if ended { prover.with_one_less(best) } else { round(&open, best) };
        if next.is_empty() {
            let guarantee = prover.guarantee(worth, open.first().map(|open| open.1), possible);
            return Ok(Some(Proof { simulated: prover.simulated, guarantee, possible }));
        }
        let Some(found) = simulate(&next)? else { return Ok(None) };
        prover.check(&next, &found);
    }
}

struct Prover<'a> {
    lattice: &'a Lattice,
    bounds: Bounds,
    /// Logarithm of the baseline's expected captures.
    base: f64,
    simulated: Vec<(Set, f64)>,
    /// Possible sets that are no valid scenario.
    refused: u64,
    /// Sets that rounds asked for.
    searched: u64,
    checks: Checks,
    /// By how much a set may be worth more than its bound.
    off: f64,
}

impl Prover<'_> {
    /// Simulates what the first bounds rest on; false if interrupted.
    fn begin<E>(&mut self, simulate: &mut Simulate<E>) -> Result<bool, E> {
        let alone = self.lattice.alone();
        let Some(found) = simulate(&alone)? else { return Ok(false) };
        self.base = found.iter().find(|(set, _)| *set == 0).map_or(0.0, |(_, odds)| log_captures(*odds));
        self.learn(&alone, &found);
        let mut amid = self.lattice.amid_all();
        amid.retain(|&set| self.bounds.known(set).is_none());
        let Some(found) = simulate(&amid)? else { return Ok(false) };
        self.learn(&amid, &found);
        Ok(true)
    }

    fn worth(&self, odds: f64) -> f64 {
        (self.base - log_captures(odds)).min(NOTHING_LEFT)
    }

    /// Takes in what was found of the sets that were asked for; the greatest harm that a measure was not known to do.
    fn learn(&mut self, asked: &[Set], found: &[(Set, f64)]) -> f64 {
        let mut harm: f64 = 0.0;
        for &(set, odds) in found {
            harm = harm.max(self.bounds.learn(set, self.worth(odds)));
            if self.bounds.is_possible(set) {
                self.simulated.push((set, odds));
            } else {
                self.checks.dearer += 1;
            }
        }
        for &set in asked {
            if self.bounds.known(set).is_none() {
                self.refused += u64::from(self.bounds.is_possible(set));
                self.bounds.refuse(set);
            }
        }
        harm
    }

    /// The same of sets that have bounds, which are checked.
    fn check(&mut self, asked: &[Set], found: &[(Set, f64)]) {
        self.searched += asked.len() as u64;
        for &(set, odds) in found {
            let most = self.bounds.most(set);
            let over = self.worth(odds) - most;
            self.checks.checked += u64::from(most.is_finite());
            self.checks.off_by = self.checks.off_by.max(share(over));
            self.checks.breached += u64::from(over > MARGIN);
            self.off = self.off.max(over);
        }
        let harm = self.learn(asked, found);
        self.checks.off_by = self.checks.off_by.max(share(harm));
        self.checks.breached += u64::from(harm > 0.0);
        self.off = self.off.max(harm);
    }

    /// The set that is worth most, among equals the cheapest, with its worth.
    fn best(&self) -> (Set, f64) {
        let cost = |set: Set| self.lattice.cost(&super::sets::unpacked(set));
        let order = |a: &&(Set, f64), b: &&(Set, f64)| {
            a.1.total_cmp(&b.1).then_with(|| cost(a.0).total_cmp(&cost(b.0))).then(a.0.cmp(&b.0))
        };
        let best = self.simulated.iter().min_by(order);
        best.map_or((0, 0.0), |&(set, odds)| (set, self.worth(odds)))
    }

    /// The sets that may be worth more than the best, greatest first.
    fn open(&self, best: f64) -> Vec<(Set, f64)> {
        if best >= NOTHING_LEFT { Vec::new() } else { self.bounds.better_than(best - self.off) }
    }

    fn with_one_less(&self, set: Set) -> Vec<Set> {
        let less = (0..self.lattice.names.len()).map(|measure| set & !(1 << measure));
        less.filter(|&less| self.bounds.is_possible(less) && self.bounds.known(less).is_none()).collect()
    }

    /// What is known in the end, if the best of the sets that are still open can be worth `open`.
    fn guarantee(&self, best: f64, open: Option<f64>, possible: u64) -> Guarantee {
        let checks = self.checks;
        if open.is_none() && checks.breached == 0 {
            let ruled_out = possible - self.refused - self.simulated.len() as u64;
            return Guarantee::Proven { ruled_out, checks };
        }
        let odds = |worth: f64| -(-(self.base - worth).exp()).exp_m1();
        let least = open.map_or(best, |open| best.max(open + self.off));
        Guarantee::Bounded { bound: if least > best { odds(least) / odds(best) } else { 1.0 }, checks }
    }
}

/// The sets to simulate next: of those that may be best half from near the best that is known.
fn round(open: &[(Set, f64)], best: Set) -> Vec<Set> {
    let near = open.iter().filter(|(set, _)| (set ^ best).count_ones() <= NEAR).take(ROUND / 2);
    let mut sets: Vec<Set> = near.map(|open| open.0).collect();
    for &(set, _) in open {
        if sets.len() == ROUND {
            break;
        }
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    sets
}

/// A difference of worths as a share of the expected captures.
fn share(worth: f64) -> f64 {
    -(-worth).exp_m1()
}

fn log_captures(odds: f64) -> f64 {
    (-(-odds.min(ALMOST_SURE)).ln_1p()).ln()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;
    use proptest::strategy::ValueTree;

    use super::super::bounds::ROUNDING;
    use super::super::sets::tests::{bound, lattice};
    use super::super::sets::unpacked;
    use super::*;

    /// The proof of a made function, and all sets that it took.
    fn proven(lattice: &Lattice, odds: &dyn Fn(Set) -> f64) -> (Proof, Vec<Set>) {
        let mut taken = Vec::new();
        let mut simulate = |sets: &[Set]| {
            taken.extend_from_slice(sets);
            Ok::<_, Infallible>(Some(sets.iter().map(|&set| (set, odds(set))).collect()))
        };
        let Ok(Some(proof)) = prove(lattice, &mut simulate) else { panic!("nothing interrupts it") };
        (proof, taken)
    }

    fn lowest(proof: &Proof) -> f64 {
        proof.simulated.iter().map(|(_, odds)| *odds).fold(f64::INFINITY, f64::min)
    }

    fn truth(lattice: &Lattice, odds: &dyn Fn(Set) -> f64) -> f64 {
        lattice.possible().into_iter().map(odds).fold(f64::INFINITY, f64::min)
    }

    /// Whether measures act in all possible sets as in the simulated ones, by brute force.
    fn assumption_holds(lattice: &Lattice, odds: &dyn Fn(Set) -> f64, taken: &[Set]) -> bool {
        let count = lattice.names.len();
        let possible = lattice.possible();
        let worth = |set: Set| -log_captures(odds(set));
        let added = |set: Set, one: usize| worth(set | 1 << one) - worth(set);
        let without = |sets: &[Set], one: usize| -> Vec<Set> {
            let both = |set: &&Set| **set >> one & 1 == 0 && sets.contains(&(**set | 1 << one));
            sets.iter().filter(both).copied().collect()
        };
        (0..count).all(|one| {
            let least = |sets: &[Set]| without(sets, one).iter().map(|&set| added(set, one)).fold(0.0, f64::min);
            let harmless = least(taken) < -ROUNDING || least(&possible) >= -ROUNDING;
            harmless
                && (0..one).all(|other| {
                    let help = |sets: &[Set]| {
                        let rests = without(&without(sets, one), other);
                        let beside = |set: &Set| sets.contains(&(set | 1 << one | 1 << other));
                        let help = |set: Set| added(set | 1 << other, one) - added(set, one);
                        rests.into_iter().filter(beside).map(help).fold(f64::NEG_INFINITY, f64::max)
                    };
                    help(&possible) <= help(taken).max(0.0) + ROUNDING
                })
        })
    }

    /// Pathways to a capture, with the share of each that every measure leaves; more than 1 where it makes it worse.
    fn pathways() -> impl Strategy<Value = Vec<(f64, Vec<f64>)>> {
        let left = prop_oneof![3 => Just(1.0), 3 => 0.0f64..1.0, 1 => 1.0f64..1.2];
        prop::collection::vec((0.001f64..0.1, prop::collection::vec(left, MEASURES)), 1..6)
    }

    fn odds_over(pathways: &[(f64, Vec<f64>)], set: Set) -> f64 {
        let left = |left: &Vec<f64>| unpacked(set).into_iter().map(|measure| left[measure]).product::<f64>();
        -(-pathways.iter().map(|(captures, shares)| captures * left(shares)).sum::<f64>()).exp_m1()
    }

    const MEASURES: usize = 8;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(19), ..ProptestConfig::with_cases(150) })]
        #[test]
        fn what_is_proven_is_what_brute_force_finds_wherever_the_assumption_holds(
            pathways in pathways(),
            costs in prop::collection::vec(1u32..9, MEASURES),
            budget in 5u32..40,
            needs in (0..MEASURES, 0..MEASURES),
            excludes in (0..MEASURES, 0..MEASURES),
            helping in (0..MEASURES, 0..MEASURES, 0.5f64..1.0),
        ) {
            prop_assume!(excludes.0 != excludes.1 && needs.0 != excludes.0 && needs.0 != excludes.1);
            let lattice = bound(lattice(&costs, f64::from(budget)), needs, excludes);
            // Two of them do more together.
            let both = 1 << helping.0 | 1 << helping.1;
            let odds = |set: Set| odds_over(&pathways, set) * if set & both == both { helping.2 } else { 1.0 };
            let (proof, taken) = proven(&lattice, &odds);
            let (found, truth) = (lowest(&proof), truth(&lattice, &odds));
            if assumption_holds(&lattice, &odds, &taken) {
                match proof.guarantee {
                    Guarantee::Proven { ruled_out, checks } => {
                        prop_assert!(found <= truth * (1.0 + 1e-8), "{found} {truth}");
                        prop_assert!(ruled_out + proof.simulated.len() as u64 == proof.possible && checks.breached == 0);
                    }
                    Guarantee::Bounded { bound, .. } => prop_assert!(bound * found <= truth * (1.0 + 1e-8)),
                    other => prop_assert!(false, "{other:?}"),
                }
            }
        }
    }

    #[test]
    fn of_400_made_functions_none_is_called_proven_wrongly_and_the_best_set_is_found_of_nearly_all() {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let (mut right, mut called_proven, mut wrong) = (0, 0, 0);
        for _ in 0..400 {
            let pathways = pathways().new_tree(&mut runner).unwrap().current();
            let lattice = lattice(&[3, 5, 2, 7, 4, 6, 1, 8], 20.0);
            let odds = |set: Set| odds_over(&pathways, set);
            let (proof, _) = proven(&lattice, &odds);
            let found = lowest(&proof) <= truth(&lattice, &odds) * (1.0 + 1e-8);
            right += usize::from(found);
            let proven = matches!(proof.guarantee, Guarantee::Proven { .. });
            called_proven += usize::from(proven);
            wrong += usize::from(proven && !found);
        }
        assert!(called_proven >= 280 && wrong == 0 && right >= 396, "{called_proven} {wrong} {right}");
    }

    #[test]
    fn of_three_that_do_the_same_one_is_bought() {
        let lattice = lattice(&[4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3], 13.0);
        let odds = |set: Set| {
            let same = if set & 0b111 == 0 { 1.0 } else { 0.3 };
            0.1 * same * (3..12).filter(|at| set >> at & 1 == 1).map(|at| 0.7 + 0.02 * f64::from(at)).product::<f64>()
        };
        let (proof, taken) = proven(&lattice, &odds);
        assert!(matches!(proof.guarantee, Guarantee::Proven { .. }), "{:?}", proof.guarantee);
        let best = proof.simulated.iter().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0;
        assert!((best & 0b111).count_ones() == 1 && best >> 3 == 0b111, "{best:b}");
        assert!((lowest(&proof) - truth(&lattice, &odds)).abs() < 1e-12 && (taken.len() as u64) < proof.possible);
    }

    #[test]
    fn what_three_do_together_and_neither_end_shows_is_not_called_proven_once_it_is_seen() {
        // With the last one in force, which nobody can pay for, the three do nothing beyond what each does.
        let lattice = lattice(&[3, 3, 3, 5, 5, 5, 5, 5, 5, 5, 90], 9.0);
        let odds = |set: Set| {
            let alone: f64 = (0..11).filter(|at| set >> at & 1 == 1).map(|at| if at < 3 { 0.7 } else { 0.8 }).product();
            if set & 0b111 == 0b111 && set >> 10 == 0 { 0.1 * alone * 0.5 } else { 0.1 * alone }
        };
        let (proof, _) = proven(&lattice, &odds);
        let Guarantee::Bounded { bound, checks } = proof.guarantee else { panic!("{:?}", proof.guarantee) };
        assert!(checks.breached > 0 && (checks.off_by - 0.5).abs() < 0.05, "{checks:?}");
        assert!((lowest(&proof) - truth(&lattice, &odds)).abs() < 1e-12 && bound <= 1.0);
    }

    #[test]
    fn where_the_search_ends_early_no_set_is_below_the_bound_that_it_tells() {
        let lattice = lattice(&[1; 16], 8.0);
        let odds = |set: Set| unpacked(set).into_iter().map(|at| 0.8 + 0.003 * at as f64).product::<f64>() * 0.1;
        let (proof, _) = proven(&lattice, &odds);
        let Guarantee::Bounded { bound, checks } = proof.guarantee else { panic!("{:?}", proof.guarantee) };
        assert!(checks.breached == 0 && checks.checked >= MOST_SEARCHED && bound < 1.0, "{bound} {checks:?}");
        assert!(bound * lowest(&proof) <= truth(&lattice, &odds));
    }

    #[test]
    fn a_measure_that_does_nothing_is_not_bought() {
        let lattice = lattice(&[2; 12], 12.0);
        let odds = |set: Set| unpacked(set >> 2).into_iter().map(|at| 0.5 + 0.04 * at as f64).product::<f64>() * 0.1;
        let (proof, _) = proven(&lattice, &odds);
        assert!(matches!(proof.guarantee, Guarantee::Proven { .. }), "{:?}", proof.guarantee);
        let best = proof.simulated.iter().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0;
        assert_eq!(best, 0b1111_1100);
    }

    #[test]
    fn nothing_is_left_to_prove_where_nothing_is_captured() {
        let lattice = lattice(&[1; 12], 6.0);
        let (proof, _) = proven(&lattice, &|set| if set.count_ones() > 1 { 0.0 } else { 0.1 });
        assert!(matches!(proof.guarantee, Guarantee::Proven { .. }), "{:?}", proof.guarantee);
        assert_eq!(lowest(&proof), 0.0);
    }
}
