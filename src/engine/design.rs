//! The draws of the uncertain values: independent replicates of a Latin hypercube, correlated by a Gaussian copula.
//!
//! In each replicate every value's range of probability is cut into as many strata as the replicate has draws, and each
//! stratum is met once (M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979) 239). What is additive in
//! the values is integrated with nearly no error; the spread between the replicates, which are independent and
//! unbiased, tells the error that is left.

use crate::model::normal_below;
use crate::random::{Address, Entity, MAX_DRAWS, Purpose, Trial};
use statrs::distribution::{ContinuousCDF, Normal};

/// Draws in a replicate, where there are enough for [`MOST_REPLICATES`].
const DRAWS_PER_REPLICATE: usize = 25;
/// More replicates would make the error no surer: 40 put it within a quarter of itself.
const MOST_REPLICATES: usize = 40;

/// Rank correlation between two uncertain values, by their positions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankCorrelation {
    /// The two positions.
    pub between: (usize, usize),
    /// Spearman's rank correlation, in `[-1, 1]`.
    pub rank: f64,
}

/// Points of the design: for every draw a probability in `(0, 1)` for each uncertain value.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    points: Vec<Vec<f64>>,
    replicate_of: Vec<usize>,
}

impl Design {
    /// `draws` points for the values of these names. A value's column depends on its own name only (and, if it is
    /// correlated, on those that come before it), so that scenarios that share values share their draws.
    pub fn new(names: &[&str], correlations: &[RankCorrelation], seed: u64, draws: usize) -> Self {
        assert!((1..=MAX_DRAWS as usize).contains(&draws), "{draws} draws");
        let replicates = replicate_count(draws);
        let start = |replicate: usize| replicate * draws / replicates;
        let mut points = vec![vec![0.0; names.len()]; draws];
        let mut replicate_of = vec![0; draws];
        for replicate in 0..replicates {
            let range = start(replicate)..start(replicate + 1);
            replicate_of[range.clone()].fill(replicate);
            for (column, name) in names.iter().enumerate() {
                for (draw, value) in range.clone().zip(stratified(name, seed, replicate, range.len())) {
                    points[draw][column] = value;
                }
            }
        }
        if !correlations.is_empty() {
            let copula = Copula::new(names.len(), correlations);
            points.iter_mut().for_each(|point| copula.apply(point));
        }
        Self { points, replicate_of }
    }

    /// How many draws.
    pub fn draws(&self) -> usize {
        self.points.len()
    }

    /// The probabilities of a draw.
    pub fn point(&self, draw: usize) -> &[f64] {
        &self.points[draw]
    }

    /// The replicate that each draw belongs to, ascending.
    pub fn replicate_of(&self) -> &[usize] {
        &self.replicate_of
    }

    /// How many replicates.
    pub fn replicates(&self) -> usize {
        self.replicate_of.last().map_or(0, |last| last + 1)
    }
}

fn replicate_count(draws: usize) -> usize {
    if draws < 2 * DRAWS_PER_REPLICATE {
        (draws / 2).max(1)
    } else {
        (draws / DRAWS_PER_REPLICATE).min(MOST_REPLICATES)
    }
}

/// One number in each of `count` strata of the unit interval, in random order.
fn stratified(name: &str, seed: u64, replicate: usize, count: usize) -> Vec<f64> {
    let address = Address { entity: Entity::named(&["uncertain", name]), item: replicate as u64, lane: 0 };
    let mut stream = Trial::new(seed, 0, 0).stream(address, Purpose::Design);
    let mut strata: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        strata.swap(last, stream.below(last as u64 + 1) as usize);
    }
    // Half a step away from the ends of the stratum at least, so that no quantile is asked for at 0 or 1.
    const HALF_STEP: f64 = 0.5 / (1u64 << 53) as f64;
    strata.into_iter().map(|stratum| (stratum as f64 + stream.uniform() + HALF_STEP) / count as f64).collect()
}

/// Gaussian copula: normal scores `z` become `L z` with `L L^T` the matrix of `2 sin(pi rank / 6)`.
struct Copula {
    factor: Vec<Vec<f64>>,
}

impl Copula {
    fn new(size: usize, correlations: &[RankCorrelation]) -> Self {
        let mut matrix = vec![vec![0.0; size]; size];
        (0..size).for_each(|i| matrix[i][i] = 1.0);
        for correlation in correlations {
            let (i, j) = correlation.between;
            let linear = 2.0 * (std::f64::consts::PI * correlation.rank / 6.0).sin();
            matrix[i][j] = linear;
            matrix[j][i] = linear;
        }
        Self { factor: cholesky(&matrix) }
    }

    fn apply(&self, point: &mut [f64]) {
        let normal = Normal::standard();
        let scores: Vec<f64> = point.iter().map(|&probability| normal.inverse_cdf(probability)).collect();
        for (row, value) in self.factor.iter().zip(point) {
            let untouched = row.iter().filter(|entry| **entry != 0.0).count() == 1;
            if !untouched {
                let score = row.iter().zip(&scores).map(|(entry, score)| entry * score).sum();
                *value = normal_below(score).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON);
            }
        }
    }
}

/// Lower triangular factor of a positive semi-definite matrix (the reader refuses any other).
fn cholesky(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let size = matrix.len();
    let mut factor = vec![vec![0.0; size]; size];
    for i in 0..size {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            let rest = matrix[i][j] - known;
            factor[i][j] = if i == j {
                rest.max(0.0).sqrt()
            } else if factor[j][j] > 0.0 {
                rest / factor[j][j]
            } else {
                0.0
            };
        }
    }
    factor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_replicate_meets_every_stratum_once() {
        let design = Design::new(&["a", "b"], &[], 1, 1000);
        assert_eq!((design.draws(), design.replicates()), (1000, 40));
        for replicate in 0..40 {
            for column in 0..2 {
                let mut strata: Vec<usize> = (0..1000)
                    .filter(|&draw| design.replicate_of()[draw] == replicate)
                    .map(|draw| (design.point(draw)[column] * 25.0) as usize)
                    .collect();
                strata.sort_unstable();
                assert_eq!(strata, (0..25).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn any_number_of_draws_has_points_inside_the_unit_interval() {
        for draws in [1, 2, 3, 7, 49, 50, 51, 999] {
            let design = Design::new(&["a", "b"], &[RankCorrelation { between: (0, 1), rank: -1.0 }], 3, draws);
            assert_eq!(design.draws(), draws);
            assert!((0..draws).all(|draw| design.point(draw).iter().all(|&p| p > 0.0 && p < 1.0)));
        }
    }

    #[test]
    fn a_value_keeps_its_draws_when_others_come_and_go() {
        let alone = Design::new(&["a"], &[], 1, 100);
        let among = Design::new(&["0", "a", "b"], &[RankCorrelation { between: (0, 2), rank: 0.5 }], 1, 100);
        assert!((0..100).all(|draw| alone.point(draw)[0] == among.point(draw)[1]));
    }

    /// Spearman's correlation of 2,000 draws: standard error below 0.02, allowed 0.08.
    #[test]
    fn the_rank_correlation_is_as_asked() {
        for rank in [-0.7, 0.0, 0.5, 0.9] {
            let design = Design::new(&["a", "b"], &[RankCorrelation { between: (0, 1), rank }], 9, 2000);
            // Both columns are uniform, so that their linear correlation is Spearman's.
            let product: f64 = (0..2000).map(|d| (design.point(d)[0] - 0.5) * (design.point(d)[1] - 0.5)).sum();
            assert!((product / 2000.0 * 12.0 - rank).abs() < 0.08, "{rank}: {}", product / 2000.0 * 12.0);
        }
    }
}
