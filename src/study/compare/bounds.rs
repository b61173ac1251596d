//! What the simulated sets of measures say of the others.
//!
//! A set is worth the logarithm of the expected captures `-ln(1 - odds)` that it takes off the baseline's: on this scale
//! measures that act independently of each other add up. Two measures *help* each other, in a set that holds neither, by
//! what both together add to it beyond what each adds alone; where they do the same twice, that is negative. What is
//! assumed of the sets that were not simulated:
//!
//! - No two measures help each other more than in the simulated set where they help each other most.
//! - A measure that raised the odds nowhere raises them nowhere.
//!
//! From the first follows what `s` adds to `C`, at most: what it adds to any part `R` of `C`, and the most that it and each
//! of the measures that `C` has beyond `R` help each other (one after the other joins). The best set is worth at most the
//! least of its measures' sums, over all orders and parts; these are one recursion from smaller to larger sets. From the
//! second follows that only sets need be looked at to which nothing can be added that is harmless.

use rayon::prelude::*;

use super::sets::Set;

/// Sums of logarithms differ by rounding.
pub(super) const ROUNDING: f64 = 1e-9;
const NOWHERE: u32 = u32::MAX;

/// The possible sets, what is known of some and what follows for the others.
pub(super) struct Bounds {
    measures: usize,
    /// Smaller ones first.
    sets: Vec<Set>,
    /// The position of each set, by set.
    position: Vec<u32>,
    /// What a set is worth, by set; not a number where it was not simulated.
    worth: Vec<f64>,
    /// The most that each two help each other in a simulated set.
    help: Vec<Vec<f64>>,
    /// Measures that raised the odds nowhere.
    harmless: Set,
    /// The most that a set can be worth, by position.
    most: Vec<f64>,
}

impl Bounds {
    /// Nothing is known yet of these sets, smaller ones first, of so many measures.
    pub fn new(measures: usize, sets: Vec<Set>) -> Self {
        let mut position = vec![NOWHERE; 1 << measures];
        sets.iter().zip(0..).for_each(|(&set, at)| position[set as usize] = at);
        Self {
            measures,
            position,
            worth: vec![f64::NAN; 1 << measures],
            help: vec![vec![f64::NEG_INFINITY; measures]; measures],
            harmless: Set::MAX,
            most: vec![f64::INFINITY; sets.len()],
            sets,
        }
    }

    /// Takes in what a set, which may cost too much, is worth; by how much it shows that a measure does harm of which
    /// none was known.
    pub fn learn(&mut self, set: Set, worth: f64) -> f64 {
        self.worth[set as usize] = worth;
        let mut new_harm: f64 = 0.0;
        for one in 0..self.measures {
            let harm = -self.added(set & !(1 << one), one);
            if harm > ROUNDING && self.harmless >> one & 1 == 1 {
                self.harmless &= !(1 << one);
                new_harm = new_harm.max(harm);
            }
            for other in 0..one {
                let rest = set & !(1 << one | 1 << other);
                // Not a number, and so left out, where one of the four was not simulated.
                let help = self.added(rest | 1 << other, one) - self.added(rest, one);
                self.help[one][other] = self.help[one][other].max(help);
                self.help[other][one] = self.help[one][other];
            }
        }
        new_harm
    }

    /// A set that cannot be simulated bounds nothing, and nothing is to be added to make it.
    pub fn refuse(&mut self, set: Set) {
        self.position[set as usize] = NOWHERE;
    }

    /// What a set is worth; absent if it was not simulated.
    pub fn known(&self, set: Set) -> Option<f64> {
        Some(self.worth[set as usize]).filter(|worth| !worth.is_nan())
    }

    /// Whether a set is among those that are possible.
    pub fn is_possible(&self, set: Set) -> bool {
        self.at(set).is_some()
    }

    /// The most that a possible set can be worth, by the last [`Self::reckon`].
    pub fn most(&self, set: Set) -> f64 {
        self.at(set).map_or(f64::NEG_INFINITY, |at| self.most[at])
    }

    /// The possible sets that were not simulated and can be worth more than `worth`, but for those that are worth no more
    /// than one with a harmless measure added: with the most that each can be worth, greatest first.
    pub fn better_than(&self, worth: f64) -> Vec<(Set, f64)> {
        let open = |(&set, &most): (&Set, &f64)| {
            (most > worth + ROUNDING && self.known(set).is_none() && self.is_possible(set) && !self.surpassed(set))
                .then_some((set, most))
        };
        let mut found: Vec<(Set, f64)> = self.sets.iter().zip(&self.most).filter_map(open).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    fn surpassed(&self, set: Set) -> bool {
        let harmless = |&measure: &usize| self.harmless & !set & 1 << measure != 0;
        (0..self.measures).filter(harmless).any(|measure| self.is_possible(set | 1 << measure))
    }

    /// Works out the most that each possible set can be worth.
    pub fn reckon(&mut self) {
        let mut smaller = Layer { start: 0, added: Vec::new() };
        let mut start = 0;
        while start < self.sets.len() {
            let size = self.sets[start].count_ones();
            let end = start + self.sets[start..].partition_point(|set| set.count_ones() == size);
            let most: Vec<f64> = self.sets[start..end].par_iter().map(|&set| self.most_of(set, &smaller)).collect();
            self.most[start..end].copy_from_slice(&most);
            let mut added = vec![f64::INFINITY; (end - start) * self.measures];
            let rows = added.par_chunks_mut(self.measures.max(1)).zip(&self.sets[start..end]);
            rows.for_each(|(row, &set)| self.fill_added(row, set, &smaller));
            smaller = Layer { start, added };
            start = end;
        }
    }

    fn most_of(&self, set: Set, smaller: &Layer) -> f64 {
        if let Some(worth) = self.known(set) {
            return worth;
        }
        let by_last = |measure: usize| {
            let at = self.at(set & !(1 << measure))?;
            Some(self.most[at] + smaller.of(at, self.measures)[measure])
        };
        members(set).filter_map(by_last).fold(f64::INFINITY, f64::min)
    }

    /// The most that each other measure adds to a set.
    fn fill_added(&self, row: &mut [f64], set: Set, smaller: &Layer) {
        for (measure, most) in row.iter_mut().enumerate() {
            if set >> measure & 1 == 1 || !self.is_possible(set | 1 << measure) {
                continue;
            }
            let added = self.added(set, measure);
            if !added.is_nan() {
                *most = added;
                continue;
            }
            for other in members(set) {
                if let Some(at) = self.at(set & !(1 << other)) {
                    *most = most.min(smaller.of(at, self.measures)[measure] + self.allowed(measure, other));
                }
            }
        }
    }

    /// What a measure adds to a set; not a number if it holds it, or if one of the two was not simulated.
    fn added(&self, set: Set, measure: usize) -> f64 {
        let with = set | 1 << measure;
        if with == set { f64::NAN } else { self.worth[with as usize] - self.worth[set as usize] }
    }

    /// The most that two measures help each other in any set. Of two that were nowhere seen together nothing is known.
    fn allowed(&self, one: usize, other: usize) -> f64 {
        match self.help[one][other] {
            f64::NEG_INFINITY => f64::INFINITY,
            help => help.max(0.0),
        }
    }

    fn at(&self, set: Set) -> Option<usize> {
        Some(self.position[set as usize]).filter(|&at| at != NOWHERE).map(|at| at as usize)
    }
}

/// The most that each measure adds to the sets of one size, set by set.
struct Layer {
    start: usize,
    added: Vec<f64>,
}

impl Layer {
    fn of(&self, at: usize, measures: usize) -> &[f64] {
        let row = (at - self.start) * measures;
        &self.added[row..row + measures]
    }
}

fn members(mut set: Set) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let measure = set.trailing_zeros() as usize;
            set &= set - 1;
            measure
        })
    })
}
