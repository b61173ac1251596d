//! Sets of measures: which are possible within a budget, and which show how two measures act together.

use crate::scenario::Scenario;
use crate::study::rows::Combination;

/// A set of up to 32 measures: bit by bit, by the position of each in [`Lattice::names`].
pub(super) type Set = u32;

/// The sets of measures that a scenario and a budget allow.
pub(super) struct Lattice {
    /// Names of the measures, ascending.
    pub names: Vec<String>,
    costs: Vec<f64>,
    budget: f64,
    /// By measure: those that it cannot be combined with, either of the two saying so.
    excludes: Vec<Vec<usize>>,
    /// By measure: those that it needs. Absent if it needs one that is not there.
    requires: Vec<Option<Vec<usize>>>,
}

impl Lattice {
    /// The sets of these measures within a budget; `cost` gives the costs of rows.
    pub fn new(
        scenario: &Scenario,
        names: Vec<String>,
        budget: f64,
        cost: &dyn Fn(&[Combination]) -> Vec<f64>,
    ) -> Self {
        let alone: Vec<Combination> = names.iter().map(|name| Combination { names: vec![name.clone()] }).collect();
        let costs = cost(&alone);
        let position = |name: &String| names.iter().position(|other| other == name);
        let measure = |name: &String| scenario.measures().iter().find(|measure| measure.name == *name);
        let stated: Vec<Vec<usize>> = names
            .iter()
            .map(|name| measure(name).map_or(Vec::new(), |m| m.excludes.iter().filter_map(position).collect()))
            .collect();
        let both = |one: usize| {
            let other = |other: &usize| stated[one].contains(other) || stated[*other].contains(&one);
            (0..names.len()).filter(other).collect()
        };
        let excludes = (0..names.len()).map(both).collect();
        let requires =
            names.iter().map(|name| measure(name)?.requires.iter().map(position).collect::<Option<Vec<_>>>()).collect();
        Self { costs, budget, excludes, requires, names }
    }

    /// Takes each two measures to exclude each other that, with what they need, are no valid scenario.
    pub fn exclude_invalid(&mut self, valid: &dyn Fn(&[String]) -> bool) {
        for one in 0..self.names.len() {
            for other in 0..one {
                if self.closed(&[one, other]).is_some_and(|both| !valid(&self.named(&both))) {
                    self.excludes[one].push(other);
                    self.excludes[other].push(one);
                }
            }
        }
    }

    /// Names of the measures of a set.
    pub fn named(&self, set: &[usize]) -> Vec<String> {
        let mut names: Vec<String> = set.iter().map(|&measure| self.names[measure].clone()).collect();
        names.sort();
        names
    }

    /// What a set costs.
    pub fn cost(&self, set: &[usize]) -> f64 {
        set.iter().map(|&measure| self.costs[measure]).sum()
    }

    /// Whether a set costs at most the budget.
    pub fn affords(&self, set: Set) -> bool {
        self.cost(&unpacked(set)) <= self.budget
    }

    /// A set with all that its measures need; absent if that is not to be had or excludes itself.
    pub fn closed(&self, set: &[usize]) -> Option<Vec<usize>> {
        let mut closed = set.to_vec();
        let mut next = 0;
        while next < closed.len() {
            for &needed in self.requires[closed[next]].as_ref()? {
                if !closed.contains(&needed) {
                    closed.push(needed);
                }
            }
            next += 1;
        }
        (!self.clashes(&closed)).then_some(closed)
    }

    fn clashes(&self, set: &[usize]) -> bool {
        set.iter().any(|&one| self.excludes[one].iter().any(|other| set.contains(other)))
    }

    fn complete(&self, set: &[usize]) -> bool {
        let met = |&measure: &usize| {
            self.requires[measure].as_ref().is_some_and(|needed| needed.iter().all(|needed| set.contains(needed)))
        };
        set.iter().all(met)
    }

    /// All possible sets within the budget, the empty one first; absent if there are more than `most`.
    pub fn all(&self, most: usize) -> Option<Vec<Vec<usize>>> {
        let mut found: Vec<Vec<usize>> = Vec::new();
        let mut visit = |set: &[usize]| {
            if found.len() <= most {
                found.push(set.to_vec());
            }
            found.len() <= most
        };
        self.visit(0, &mut Vec::new(), 0.0, &mut visit);
        (found.len() <= most).then_some(found)
    }

    /// The possible sets within the budget, smaller ones first.
    pub fn possible(&self) -> Vec<Set> {
        let mut found = Vec::new();
        let mut visit = |set: &[usize]| {
            found.push(packed(set));
            true
        };
        self.visit(0, &mut Vec::new(), 0.0, &mut visit);
        found.sort_unstable_by_key(|&set: &Set| (set.count_ones(), set));
        found
    }

    /// The sets that show what each measure does, and each two do together, with nothing else in force but what they need.
    pub fn alone(&self) -> Vec<Set> {
        let corners = self.pairs().into_iter().flat_map(|(rest, one, other)| corners(packed(&rest), one, other));
        let single = |measure: usize| {
            let with = self.closed(&[measure]).filter(|with| self.cost(with) <= self.budget)?;
            let without = without(&with, &[measure]);
            Some([self.complete(&without).then(|| packed(&without)), Some(packed(&with))].into_iter().flatten())
        };
        let singles = (0..self.names.len()).filter_map(single).flatten();
        in_order(std::iter::once(0).chain(singles).chain(corners))
    }

    /// The sets that show what each two measures do together with all others in force that can be, whatever they cost.
    pub fn amid_all(&self) -> Vec<Set> {
        let amid = |(rest, one, other): (Vec<usize>, usize, usize)| {
            corners(packed(&self.filled(rest, [one, other])), one, other)
        };
        in_order(self.pairs().into_iter().flat_map(amid))
    }

    /// Each two measures that can be in force together within the budget, with what they need: without either, with one and
    /// with both that is complete.
    fn pairs(&self) -> Vec<(Vec<usize>, usize, usize)> {
        let count = self.names.len();
        let pairs = (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other)));
        let with_needs = |(one, other): (usize, usize)| {
            let both = self.closed(&[one, other]).filter(|both| self.cost(both) <= self.budget)?;
            let rest = without(&both, &[one, other]);
            let parts = [rest.clone(), without(&both, &[other]), without(&both, &[one])];
            parts.iter().all(|part| self.complete(part)).then_some((rest, one, other))
        };
        pairs.filter_map(with_needs).collect()
    }

    /// A set with all measures that can be added to it and need neither of two, beside which it must be possible.
    fn filled(&self, mut set: Vec<usize>, two: [usize; 2]) -> Vec<usize> {
        for measure in (0..self.names.len()).filter(|measure| !two.contains(measure)) {
            let Some(with) = self.closed(&[&set[..], &[measure]].concat()) else { continue };
            if !set.contains(&measure)
                && !two.iter().any(|one| with.contains(one))
                && !self.clashes(&[&with[..], &two].concat())
            {
                set = with;
            }
        }
        set
    }

    /// Goes through all possible sets within the budget that add later measures to a set; false to go no further.
    fn visit(&self, from: usize, set: &mut Vec<usize>, cost: f64, visit: &mut dyn FnMut(&[usize]) -> bool) -> bool {
        if self.complete(set) && !visit(set) {
            return false;
        }
        for next in from..self.names.len() {
            let with = cost + self.costs[next];
            if with > self.budget || self.excludes[next].iter().any(|other| set.contains(other)) {
                continue;
            }
            set.push(next);
            let go_on = self.visit(next + 1, set, with, visit);
            set.pop();
            if !go_on {
                return false;
            }
        }
        true
    }

    /// The sets with one measure more, and what that needs, within the budget.
    pub fn steps(&self, set: &[usize]) -> Vec<Vec<usize>> {
        let step = |measure: usize| {
            let with: Vec<usize> = set.iter().copied().chain([measure]).collect();
            self.closed(&with).filter(|with| self.cost(with) <= self.budget)
        };
        (0..self.names.len()).filter(|measure| !set.contains(measure)).filter_map(step).collect()
    }

    /// The most that any set within the budget can reduce, if from one that reduces by `reduction` each step (a cost and
    /// what it adds to that set) adds at most as much to any larger one: the fractional knapsack.
    pub fn knapsack(&self, reduction: f64, mut steps: Vec<(f64, f64)>) -> f64 {
        steps.retain(|step| step.1 > 0.0);
        steps.sort_by(|a, b| (b.1 * a.0).total_cmp(&(a.1 * b.0)));
        let (mut room, mut total) = (self.budget, reduction);
        for (cost, added) in steps {
            let part = if cost <= room { 1.0 } else { room / cost };
            total += part * added;
            room -= part * cost;
        }
        total
    }
}

/// A set packed.
pub(super) fn packed(set: &[usize]) -> Set {
    set.iter().fold(0, |packed, &measure| packed | 1 << measure)
}

/// The measures of a packed set, ascending.
pub(super) fn unpacked(set: Set) -> Vec<usize> {
    (0..Set::BITS as usize).filter(|measure| set >> measure & 1 == 1).collect()
}

/// A set with neither, either and both of two measures.
fn corners(rest: Set, one: usize, other: usize) -> [Set; 4] {
    let (one, other) = (1 << one, 1 << other);
    [rest, rest | one, rest | other, rest | one | other]
}

fn without(set: &[usize], less: &[usize]) -> Vec<usize> {
    set.iter().copied().filter(|measure| !less.contains(measure)).collect()
}

fn in_order(sets: impl Iterator<Item = Set>) -> Vec<Set> {
    let mut sets: Vec<Set> = sets.collect();
    sets.sort_unstable_by_key(|&set| (set.count_ones(), set));
    sets.dedup();
    sets
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Measures of such costs, without needs and exclusions.
    pub fn lattice(costs: &[u32], budget: f64) -> Lattice {
        Lattice {
            names: (0..costs.len()).map(|at| format!("m{at:02}")).collect(),
            costs: costs.iter().map(|&cost| f64::from(cost)).collect(),
            budget,
            excludes: vec![Vec::new(); costs.len()],
            requires: vec![Some(Vec::new()); costs.len()],
        }
    }

    /// The same with one measure that needs another, and two that exclude each other.
    pub fn bound(mut lattice: Lattice, needs: (usize, usize), excludes: (usize, usize)) -> Lattice {
        lattice.requires[needs.0] = Some(vec![needs.1]);
        lattice.excludes[excludes.0].push(excludes.1);
        lattice.excludes[excludes.1].push(excludes.0);
        lattice
    }

    fn all_sets() -> impl Iterator<Item = Vec<usize>> {
        (0..1usize << 7).map(|mask| (0..7).filter(|at| mask >> at & 1 == 1).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(13), ..ProptestConfig::with_cases(60) })]
        #[test]
        fn possible_are_the_sets_that_brute_force_finds_possible(
            costs in prop::collection::vec(0u32..9, 7),
            budget in 1u32..30,
            needs in (0usize..7, 0usize..7),
            excludes in (0usize..7, 0usize..7),
        ) {
            prop_assume!(excludes.0 != excludes.1);
            let lattice = bound(lattice(&costs, f64::from(budget)), needs, excludes);
            let possible = |set: &Vec<usize>| {
                lattice.cost(set) <= f64::from(budget) && (!set.contains(&needs.0) || set.contains(&needs.1))
                    && !(set.contains(&excludes.0) && set.contains(&excludes.1))
            };
            let found = lattice.possible();
            prop_assert!(found.is_sorted_by_key(|set| (set.count_ones(), *set)));
            let wanted: Vec<Set> = all_sets().filter(possible).map(|set| packed(&set)).collect();
            prop_assert!(found.len() == wanted.len() && wanted.iter().all(|set| found.contains(set)));
            prop_assert!(wanted.iter().all(|&set| packed(&unpacked(set)) == set));
            // Whatever it costs, a set that shows what measures do together is complete and does not exclude itself.
            for set in lattice.alone().into_iter().chain(lattice.amid_all()).map(unpacked) {
                prop_assert!(lattice.complete(&set) && !lattice.clashes(&set), "{set:?}");
            }
        }

        #[test]
        fn no_set_beats_the_bound_where_returns_diminish(
            costs in prop::collection::vec(1u32..9, 7),
            factors in prop::collection::vec(0.2f64..1.0, 7),
            budget in 1u32..30,
            start in 0usize..7,
        ) {
            let lattice = lattice(&costs, f64::from(budget));
            let reduction = |set: &[usize]| 1.0 - set.iter().map(|&at| factors[at]).product::<f64>();
            let affordable = all_sets().filter(|set| lattice.cost(set) <= f64::from(budget));
            let best = affordable.map(|set| reduction(&set)).fold(0.0, f64::max);
            for set in [vec![], vec![start]] {
                let others = (0..7).filter(|other| !set.contains(other));
                let steps = others.map(|other| {
                    (lattice.costs[other], reduction(&[&set[..], &[other]].concat()) - reduction(&set))
                });
                prop_assert!(lattice.knapsack(reduction(&set), steps.collect()) >= best - 1e-12);
            }
        }
    }

    #[test]
    fn two_are_seen_alone_and_amid_all_others_that_can_be_in_force() {
        let lattice = bound(lattice(&[1, 1, 9, 1], 2.0), (0, 0), (1, 3));
        let alone = [0b0000, 0b0001, 0b0010, 0b1000, 0b0011, 0b1001];
        assert_eq!(lattice.alone(), alone);
        // The dear one is in force beside them, though nobody can pay for it.
        assert_eq!(lattice.amid_all(), [0b0100, 0b0101, 0b0110, 0b1100, 0b0111, 0b1101]);
    }

    #[test]
    fn two_that_are_no_valid_scenario_exclude_each_other() {
        let mut lattice = lattice(&[1, 1, 1], 10.0);
        lattice.exclude_invalid(&|names| names != ["m00", "m02"]);
        assert_eq!(lattice.possible(), [0b000, 0b001, 0b010, 0b100, 0b011, 0b110]);
    }

    #[test]
    fn what_is_needed_comes_along_and_what_excludes_itself_does_not() {
        let lattice = bound(lattice(&[1, 1, 1], 10.0), (0, 1), (1, 2));
        assert_eq!(lattice.closed(&[0]), Some(vec![0, 1]));
        assert_eq!(lattice.closed(&[0, 2]), None);
        assert_eq!(lattice.all(100).unwrap(), [vec![], vec![0, 1], vec![1], vec![2]]);
        assert!(lattice.all(3).is_none());
        assert_eq!(lattice.steps(&[]), [vec![0, 1], vec![1], vec![2]]);
        let unpack = |sets: Vec<Set>| sets.into_iter().map(unpacked).collect::<Vec<_>>();
        assert_eq!(unpack(lattice.possible()), [vec![], vec![1], vec![2], vec![0, 1]]);
        assert_eq!(unpack(lattice.alone()), [vec![], vec![1], vec![2], vec![0, 1]]);
        // No two of them can be in force together and each without the other.
        assert!(lattice.amid_all().is_empty());
    }
}
