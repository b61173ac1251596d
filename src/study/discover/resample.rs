//! How sure a box is: hits dealt at random, and searches in halves of the worlds.

use rayon::prelude::*;

use super::result::{Finding, Found, Restriction};
use super::step;
use crate::random::{Address, Entity, Purpose, Stream, Trial};
use crate::statistics::{Band, Limits, Points, PrimBox};

/// Deals of the hits at random: the p-value is at least 1 over one more.
const DEALS: u64 = 199;
/// Halves of the worlds that are searched.
const RESAMPLES: u64 = 100;
/// Worlds that are needed on either side of the threshold.
const FEWEST: usize = 20;
/// Above this p-value a box is no finding.
const MOST_P: f64 = 0.05;
/// With fewer replicates of the design the worlds are halved one by one.
const FEWEST_REPLICATES: usize = 10;

/// The points, and how to halve them.
pub(super) struct Resampling<'a> {
    pub points: &'a Points<'a>,
    pub coverage: f64,
    pub replicate_of: &'a [usize],
    pub seed: u64,
}

/// A box from half of the worlds.
struct Again {
    limits: Vec<Limits>,
    /// In the other half: worlds inside, hits, and hits inside.
    beyond: [usize; 3],
}

impl Resampling<'_> {
    /// What is to be made of the boxes on the way inwards.
    pub fn finding(&self, boxes: &[PrimBox]) -> Finding {
        let (points, hits) = (self.points, self.points.hit_count());
        if hits < FEWEST || points.len() - hits < FEWEST {
            return Finding::TooFew;
        }
        let found = points.innermost(boxes, self.coverage);
        let p_value = self.p_value(found.density());
        let (pruned, quasi) = points.pruned(found);
        if p_value > MOST_P || !pruned.limits.iter().any(|limits| limits.restrict()) {
            return Finding::Nothing { p_value };
        }
        Finding::Found(Box::new(self.judged(&pruned, &quasi, p_value)))
    }

    /// How often a box is as dense where the hits are dealt to the worlds at random, the whole search done again each time:
    /// `(1 + as dense) / (1 + deals)`.
    fn p_value(&self, density: f64) -> f64 {
        let as_dense = (0..DEALS).into_par_iter().filter(|&deal| {
            let mut stream = self.stream("deal", deal);
            let mut hits = self.points.hits.to_vec();
            for last in (1..hits.len()).rev() {
                hits.swap(last, stream.below(last as u64 + 1) as usize);
            }
            let dealt = Points { columns: self.points.columns, hits: &hits };
            dealt.innermost(&dealt.peeled(), self.coverage).density() >= density
        });
        (1 + as_dense.count()) as f64 / (1 + DEALS) as f64
    }

    /// The box with what the halves say of it.
    fn judged(&self, found: &PrimBox, quasi: &[Option<f64>], p_value: f64) -> Found {
        let again: Vec<Again> = (0..RESAMPLES).into_par_iter().map(|number| self.again(number)).collect();
        let sum = |part: usize| again.iter().map(|one| one.beyond[part]).sum::<usize>() as f64;
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        let mut restrictions: Vec<Restriction> = (0..found.limits.len())
            .filter_map(|dimension| Some(restriction(found, dimension, quasi[dimension]?, &again)))
            .collect();
        restrictions.sort_by(|a, b| a.quasi_p.total_cmp(&b.quasi_p));
        Found {
            step: step(found),
            p_value,
            density_beyond: share(sum(2), sum(0)),
            coverage_beyond: share(sum(2), sum(1)),
            restrictions,
        }
    }

    /// The search in half of the worlds, and its box held against the other half.
    fn again(&self, number: u64) -> Again {
        let drawn = self.drawn(&mut self.stream("half", number));
        let columns: Vec<Vec<f64>> =
            self.points.columns.iter().map(|column| drawn.iter().map(|&at| column[at]).collect()).collect();
        let hits: Vec<bool> = drawn.iter().map(|&at| self.points.hits[at]).collect();
        let points = Points { columns: &columns, hits: &hits };
        let (found, _) = points.pruned(points.innermost(&points.peeled(), self.coverage));
        let mut beyond = [0; 3];
        let mut left = vec![true; self.points.len()];
        drawn.iter().for_each(|&at| left[at] = false);
        for at in (0..left.len()).filter(|&at| left[at]) {
            let (inside, hit) = (found.holds(self.points, at), self.points.hits[at]);
            beyond[0] += usize::from(inside);
            beyond[1] += usize::from(hit);
            beyond[2] += usize::from(inside && hit);
        }
        Again { limits: found.limits, beyond }
    }

    /// Half of the worlds: whole replicates of the design, because inside one they fill the space evenly.
    fn drawn(&self, stream: &mut Stream) -> Vec<usize> {
        let replicates = self.replicate_of.last().map_or(0, |last| last + 1);
        let single: Vec<usize> = (0..self.points.len()).collect();
        let of = if replicates < FEWEST_REPLICATES { &single[..] } else { self.replicate_of };
        let count = of.last().map_or(0, |last| last + 1);
        let mut taken: Vec<bool> = (0..count).map(|at| at < count / 2).collect();
        for last in (1..count).rev() {
            taken.swap(last, stream.below(last as u64 + 1) as usize);
        }
        (0..self.points.len()).filter(|&world| taken[of[world]]).collect()
    }

    fn stream(&self, what: &str, number: u64) -> Stream {
        let address = Address { entity: Entity::named(&["discovery", what]), item: number, lane: 0 };
        Trial::new(self.seed, 0, 0).stream(address, Purpose::Resampling)
    }
}

fn restriction(found: &PrimBox, dimension: usize, quasi_p: f64, again: &[Again]) -> Restriction {
    let limits = found.limits[dimension];
    let recurs = again.iter().filter(|one| one.limits[dimension].restrict()).count() as f64 / again.len() as f64;
    let band = |limit: fn(&Limits) -> Option<f64>| {
        limit(&limits)?;
        let mut values: Vec<f64> = again.iter().filter_map(|one| limit(&one.limits[dimension])).collect();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values.get((share * (values.len().max(1) - 1) as f64).round() as usize).copied();
        Some(Band { low: at(0.05)?, high: at(0.95)? })
    };
    let (low_band, high_band) = (band(|limits| limits.low), band(|limits| limits.high));
    Restriction { dimension, limits, low_band, high_band, quasi_p, recurs }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORLDS: usize = 300;

    /// Uniform values in four dimensions and, from the first of them, the probability of a hit.
    fn finding(seed: u64, odds: fn(f64) -> f64) -> Finding {
        let address = Address { entity: Entity::named(&["made up"]), item: 0, lane: 0 };
        let mut stream = Trial::new(seed, 0, 0).stream(address, Purpose::Design);
        let columns: Vec<Vec<f64>> = (0..4).map(|_| (0..WORLDS).map(|_| stream.uniform()).collect()).collect();
        let hits: Vec<bool> = columns[0].iter().map(|&value| stream.uniform() < odds(value)).collect();
        let points = Points { columns: &columns, hits: &hits };
        let replicate_of: Vec<usize> = (0..WORLDS).map(|world| world / 25).collect();
        Resampling { points: &points, coverage: 0.8, replicate_of: &replicate_of, seed }.finding(&points.peeled())
    }

    /// Something is told in at most 5 % of cases: of 60, 3 expected with a standard deviation of 1.7; 10 is four above.
    #[test]
    fn pure_noise_tells_nothing() {
        let told = (0..60).filter(|&seed| matches!(finding(seed, |_| 0.25), Finding::Found(_))).count();
        assert!(told <= 10, "{told} of 60");
    }

    /// Hits above 0.7 only, with probability 0.9: the limit, its resamples, coverage and density beyond the search.
    #[test]
    fn a_planted_limit_is_told_with_its_errors() {
        for seed in 0..5 {
            let odds = |value| if value > 0.7 { 0.9 } else { 0.03 };
            let Finding::Found(found) = finding(seed, odds) else { panic!("seed {seed}: nothing found") };
            assert_eq!(found.p_value, 1.0 / (1 + DEALS) as f64);
            let [restriction] = &found.restrictions[..] else { panic!("seed {seed}: {found:?}") };
            let (low, band) = (restriction.limits.low.unwrap(), restriction.low_band.unwrap());
            assert!(restriction.dimension == 0 && (low - 0.7).abs() < 0.07, "seed {seed}: {restriction:?}");
            assert!(band.low <= 0.7 + 0.03 && 0.7 - 0.03 <= band.high && restriction.recurs > 0.8, "{restriction:?}");
            let (coverage, density) = (found.coverage_beyond.unwrap(), found.density_beyond.unwrap());
            assert!((0.7..1.0).contains(&coverage) && (0.6..=0.95).contains(&density), "{coverage} {density}");
        }
    }

    #[test]
    fn too_few_worlds_on_a_side_are_no_ground_to_search() {
        assert_eq!(finding(1, |_| 0.02), Finding::TooFew);
        assert_eq!(finding(1, |_| 0.99), Finding::TooFew);
    }
}
