//! Points that fill a space evenly: independent replicates of a scrambled Sobol' sequence.
//!
//! The scrambling is Owen's, by hashing (B. Burley, J. Computer Graphics Techniques 9:4 (2020) 1). Points of one
//! replicate are stratified in every dimension and in many pairs of them; replicates are independent and unbiased, so
//! that their spread tells the error.

use crate::random::{Address, Entity, Purpose, Trial};
use statrs::distribution::{ContinuousCDF, Normal};

/// Dimensions of one sequence; beyond it another one, scrambled and shuffled for itself, takes over.
const DIMENSIONS: usize = sobol_burley::NUM_DIMENSIONS as usize;
/// Half of the distance of the finest points: no point then lies at 0.
const HALF_STEP: f64 = 0.5 / (1u64 << 24) as f64;

/// Points in normal scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairs {
    /// Independent replicates.
    pub replicates: usize,
    /// Points in each, at most 65,536; best a power of two.
    pub rows: usize,
    /// Variables of a point.
    pub variables: usize,
    /// The seed.
    pub seed: u64,
}

impl Pairs {
    /// How many rows in all.
    pub fn count(&self) -> usize {
        self.replicates * self.rows
    }

    /// The replicate of a row.
    pub fn replicate_of(&self, row: usize) -> usize {
        row / self.rows
    }

    /// The two independent points of a row, of independent standard normal scores.
    pub fn scores(&self, row: usize) -> (Vec<f64>, Vec<f64>) {
        let normal = Normal::standard();
        let mut scores = (0..2 * self.variables).map(|dimension| normal.inverse_cdf(self.uniform(row, dimension)));
        let first = scores.by_ref().take(self.variables).collect();
        (first, scores.collect())
    }

    fn uniform(&self, row: usize, dimension: usize) -> f64 {
        let (sequence, inside) = (dimension / DIMENSIONS, dimension % DIMENSIONS);
        let seed = self.scramble(self.replicate_of(row), sequence);
        f64::from(sobol_burley::sample((row % self.rows) as u32, inside as u32, seed)) + HALF_STEP
    }

    fn scramble(&self, replicate: usize, sequence: usize) -> u32 {
        let address = Address { entity: Entity::named(&["sobol"]), item: replicate as u64, lane: sequence as u64 };
        Trial::new(self.seed, 0, 0).stream(address, Purpose::Design).bits() as u32
    }

    /// The items in an order that is random for each row.
    pub fn shuffled(&self, row: usize, items: &[usize]) -> Vec<usize> {
        let address = Address { entity: Entity::named(&["order"]), item: row as u64, lane: 0 };
        let mut stream = Trial::new(self.seed, 0, 0).stream(address, Purpose::Order);
        let mut order = items.to_vec();
        for last in (1..order.len()).rev() {
            order.swap(last, stream.below(last as u64 + 1) as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_replicate_meets_every_stratum_of_every_variable_once() {
        let pairs = Pairs { replicates: 3, rows: 64, variables: 150, seed: 5 };
        for replicate in 0..3 {
            for dimension in [0, 1, 7, 255, 256, 299] {
                let place = |row: usize| (pairs.uniform(replicate * 64 + row, dimension) * 64.0) as usize;
                let mut strata: Vec<usize> = (0..64).map(place).collect();
                strata.sort_unstable();
                assert_eq!(strata, (0..64).collect::<Vec<_>>(), "{replicate} {dimension}");
            }
        }
    }

    /// 2,048 independent pairs: a correlation has a standard error of 0.022, allowed 0.09.
    #[test]
    fn variables_are_not_correlated_also_beyond_one_sequence() {
        let pairs = Pairs { replicates: 32, rows: 64, variables: 150, seed: 5 };
        for (one, other) in [(0, 1), (0, 256), (1, 257), (17, 273), (3, 299)] {
            let deviation = |row: usize, dimension: usize| pairs.uniform(row, dimension) - 0.5;
            let product: f64 = (0..2048).map(|row| deviation(row, one) * deviation(row, other)).sum();
            assert!((product / 2048.0 * 12.0).abs() < 0.09, "{one} {other}: {}", product / 2048.0 * 12.0);
        }
    }
}
