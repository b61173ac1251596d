//! Sets of measures within a budget, and what is predicted of each from its measures and their pairs.

use crate::scenario::Scenario;
use crate::study::rows::Combination;

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

/// Predicts the odds of a set from those of its single measures and of its pairs: the logarithm of the expected captures
/// `-ln(1 - odds)` is a sum of a term for each measure and one for each pair. Without pair terms measures would act
/// independently of each other; these take in what two of them do more or less together. Exact for pairs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pairs {
    /// Logarithm of the baseline's expected captures.
    base: f64,
    /// By measure.
    single: Vec<f64>,
    /// By measure and measure.
    pair: Vec<Vec<f64>>,
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
        let mut visit = |set: &[usize], _: f64| {
            if found.len() <= most {
                found.push(set.to_vec());
            }
            found.len() <= most
        };
        self.visit(0, &mut Vec::new(), 0.0, None, 0.0, &mut visit);
        (found.len() <= most).then_some(found)
    }

    /// The sets from which pairs are learnt, with the measure or the two that each is for: every measure and every pair
    /// with what they need, smaller sets first.
    pub fn design(&self) -> Vec<(Vec<usize>, (usize, usize))> {
        let count = self.names.len();
        let pairs = (0..count).flat_map(|one| (one..count).map(move |other| (one, other)));
        let with_needs = |(one, other): (usize, usize)| {
            let set = self.closed(&if one == other { vec![one] } else { vec![one, other] })?;
            (self.cost(&set) <= self.budget).then_some((set, (one, other)))
        };
        let mut design: Vec<_> = pairs.filter_map(with_needs).collect();
        design.sort_by_key(|(set, _)| set.len());
        design
    }

    /// How many sets are possible within the budget, and those with the lowest predicted odds, these first; among equals
    /// the cheapest.
    pub fn lowest(&self, pairs: &Pairs, most: usize) -> (u64, Vec<(Vec<usize>, f64)>) {
        let mut kept: Vec<(Vec<usize>, f64)> = Vec::new();
        let mut count = 0;
        let order = |a: &(Vec<usize>, f64), b: &(Vec<usize>, f64)| {
            a.1.total_cmp(&b.1).then(self.cost(&a.0).total_cmp(&self.cost(&b.0))).then(a.0.cmp(&b.0))
        };
        let mut visit = |set: &[usize], log_captures: f64| {
            count += 1;
            if kept.len() > 2 * most {
                kept.sort_by(order);
                kept.truncate(most);
            }
            kept.push((set.to_vec(), log_captures));
            true
        };
        self.visit(0, &mut Vec::new(), 0.0, Some(pairs), pairs.base, &mut visit);
        kept.sort_by(order);
        kept.truncate(most);
        (count, kept.into_iter().map(|(set, log_captures)| (set, odds(log_captures))).collect())
    }

    /// Goes through all possible sets within the budget that add later measures to a set, with the predicted logarithm of
    /// the captures of each; false to go no further.
    fn visit(
        &self,
        from: usize,
        set: &mut Vec<usize>,
        cost: f64,
        pairs: Option<&Pairs>,
        log_captures: f64,
        visit: &mut dyn FnMut(&[usize], f64) -> bool,
    ) -> bool {
        if self.complete(set) && !visit(set, log_captures) {
            return false;
        }
        for next in from..self.names.len() {
            let with = cost + self.costs[next];
            if with > self.budget || self.excludes[next].iter().any(|other| set.contains(other)) {
                continue;
            }
            let also = log_captures + pairs.map_or(0.0, |pairs| pairs.added(set, next));
            set.push(next);
            let go_on = self.visit(next + 1, set, with, pairs, also, visit);
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

/// The least logarithm of expected captures beside the baseline's: none were captured at all.
const NONE_CAPTURED: f64 = -12.0;

fn odds(log_captures: f64) -> f64 {
    -(-log_captures.exp()).exp_m1()
}

impl Pairs {
    /// Learns from the odds of the baseline and of the sets of a design, in its order; sets without odds say nothing.
    pub fn learn(
        measures: usize,
        baseline: f64,
        design: &[(Vec<usize>, (usize, usize))],
        found: &[Option<f64>],
    ) -> Self {
        let log = |odds: f64| (-(-odds).ln_1p()).ln();
        let base = log(baseline);
        let mut pairs = Self { base, single: vec![0.0; measures], pair: vec![vec![0.0; measures]; measures] };
        for ((set, (one, other)), odds) in design.iter().zip(found) {
            let Some(odds) = odds else { continue };
            let beyond = log(*odds).max(base + NONE_CAPTURED) - pairs.log_captures(set);
            if one == other {
                pairs.single[*one] += beyond;
            } else {
                pairs.pair[*one][*other] += beyond;
                pairs.pair[*other][*one] += beyond;
            }
        }
        pairs
    }

    /// Predicted odds of a set.
    pub fn odds(&self, set: &[usize]) -> f64 {
        odds(self.log_captures(set))
    }

    fn log_captures(&self, set: &[usize]) -> f64 {
        set.iter().enumerate().fold(self.base, |sum, (at, &measure)| sum + self.added(&set[..at], measure))
    }

    /// What one more measure adds to the logarithm.
    fn added(&self, set: &[usize], measure: usize) -> f64 {
        self.single[measure] + set.iter().map(|&other| self.pair[measure][other]).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lattice(costs: &[u32], budget: f64) -> Lattice {
        Lattice {
            names: (0..costs.len()).map(|at| format!("m{at:02}")).collect(),
            costs: costs.iter().map(|&cost| f64::from(cost)).collect(),
            budget,
            excludes: vec![Vec::new(); costs.len()],
            requires: vec![Some(Vec::new()); costs.len()],
        }
    }

    fn all_sets() -> impl Iterator<Item = Vec<usize>> {
        (0..1usize << 7).map(|mask| (0..7).filter(|at| mask >> at & 1 == 1).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(13), ..ProptestConfig::with_cases(60) })]
        #[test]
        fn the_search_finds_what_brute_force_finds(
            costs in prop::collection::vec(1u32..9, 7),
            factors in prop::collection::vec(0.2f64..1.1, 7),
            budget in 1u32..30,
        ) {
            let lattice = lattice(&costs, f64::from(budget));
            // The first two overlap: together they do no more than the better one.
            let captures = |set: &[usize]| {
                let all: f64 = set.iter().map(|&at| factors[at]).product();
                if set.contains(&0) && set.contains(&1) { all / factors[0].max(factors[1]) } else { all }
            };
            let design = lattice.design();
            let found: Vec<Option<f64>> = design.iter().map(|(set, _)| Some(odds(captures(set).ln()))).collect();
            let pairs = Pairs::learn(7, odds(0.0), &design, &found);
            let affordable = all_sets().filter(|set| lattice.cost(set) <= f64::from(budget));
            let mut truth: Vec<f64> = affordable.map(|set| odds(captures(&set).ln())).collect();
            truth.sort_by(f64::total_cmp);
            let (count, lowest) = lattice.lowest(&pairs, 3);
            prop_assert_eq!(count, truth.len() as u64);
            for ((set, predicted), truth) in lowest.iter().zip(&truth) {
                prop_assert!((predicted - truth).abs() < 1e-9 && (pairs.odds(set) - truth).abs() < 1e-9);
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
    fn what_is_needed_comes_along_and_what_excludes_itself_does_not() {
        let mut lattice = lattice(&[1, 1, 1], 10.0);
        lattice.requires[0] = Some(vec![1]);
        lattice.excludes[1] = vec![2];
        lattice.excludes[2] = vec![1];
        assert_eq!(lattice.closed(&[0]), Some(vec![0, 1]));
        assert_eq!(lattice.closed(&[0, 2]), None);
        assert_eq!(lattice.all(100).unwrap(), [vec![], vec![0, 1], vec![1], vec![2]]);
        assert!(lattice.all(3).is_none());
        assert_eq!(lattice.steps(&[]), [vec![0, 1], vec![1], vec![2]]);
        let design: Vec<Vec<usize>> = lattice.design().into_iter().map(|(set, _)| set).collect();
        assert_eq!(design, [vec![1], vec![2], vec![0, 1], vec![0, 1]]);
    }
}
