//! Sums over a block of trials, in plain doubles and in the order of the trials.

use std::collections::BTreeMap;

use super::tally::{Moments, harm_step};

/// Values of a row that are looked at together: most rows are 0 in most stretches, and there nothing is added.
const STRETCH: usize = 8;

/// Sums over a block of trials.
#[derive(Debug, Clone)]
pub struct BlockSums {
    pub(super) trials: u64,
    pub(super) positive: u64,
    pub(super) sums: Vec<f64>,
    pub(super) squares: Vec<f64>,
    ratios: Vec<(usize, usize)>,
    /// By stretch of the row, the last a part: the first of the ratios whose numerators it or a later one holds.
    first_ratio: Vec<usize>,
    pub(super) products: Vec<f64>,
    /// Whole stretches of the row that are not 0.
    touched: Vec<usize>,
    pub(super) harm: BTreeMap<i32, (f64, f64)>,
}

impl BlockSums {
    /// An empty block for rows of this length.
    ///
    /// # Panics
    /// If the numerators of the ratios do not ascend.
    pub fn new(length: usize, moments: Moments) -> Self {
        let (squares, ratios) = match moments {
            Moments::First => (0, Vec::new()),
            Moments::Second { ratios } => (length, ratios),
        };
        assert!(ratios.is_sorted_by_key(|(numerator, _)| numerator), "numerators out of order");
        let before = |stretch: usize| ratios.partition_point(|(numerator, _)| *numerator < stretch * STRETCH);
        Self {
            trials: 0,
            positive: 0,
            sums: vec![0.0; length],
            squares: vec![0.0; squares],
            first_ratio: (0..=length / STRETCH).map(before).collect(),
            products: vec![0.0; ratios.len()],
            ratios,
            touched: Vec::new(),
            harm: BTreeMap::new(),
        }
    }

    /// Makes the block empty.
    pub fn clear(&mut self) {
        self.trials = 0;
        self.positive = 0;
        self.sums.fill(0.0);
        self.squares.fill(0.0);
        self.products.fill(0.0);
        self.harm.clear();
    }

    /// Adds a trial: its row (whose first value is the trial's odds) and, if something may have been captured, the
    /// harm of one realisation in which something was, which stands for a share `odds` of the trial's realisations.
    pub fn add(&mut self, row: &[f64], harm: Option<f64>) {
        debug_assert_eq!(row.len(), self.sums.len());
        self.trials += 1;
        self.positive += u64::from(row[0] > 0.0);
        let stretches = row.as_chunks::<STRETCH>().0.iter().enumerate();
        self.touched.clear();
        self.touched.extend(stretches.filter(|(_, values)| !are_zero(values)).map(|(stretch, _)| stretch));
        add_values(&mut self.sums, row, &self.touched, |value| value);
        if !self.squares.is_empty() {
            add_values(&mut self.squares, row, &self.touched, |value| value * value);
            self.add_products(row);
        }
        if let Some(step) = harm.and_then(harm_step) {
            let (weight, square) = self.harm.entry(step).or_default();
            *weight += row[0];
            *square += row[0] * row[0];
        }
    }

    fn add_products(&mut self, row: &[f64]) {
        let whole = self.touched.iter().map(|&stretch| self.first_ratio[stretch]..self.first_ratio[stretch + 1]);
        let rest = self.first_ratio[row.len() / STRETCH]..self.ratios.len();
        for numbers in whole.chain(std::iter::once(rest)) {
            let pairs = self.products[numbers.clone()].iter_mut().zip(&self.ratios[numbers]);
            pairs.for_each(|(product, &(numerator, denominator))| *product += row[numerator] * row[denominator]);
        }
    }

    /// The plain sums.
    pub fn sums(&self) -> &[f64] {
        &self.sums
    }

    /// The trials in the block.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// A digest (FNV-1a over the words) of everything in the block.
    pub fn digest(&self) -> u64 {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let harm = self.harm.iter().flat_map(|(&step, &(weight, square))| [f64::from(step), weight, square]);
        let words = self.sums.iter().chain(&self.squares).chain(&self.products).copied().chain(harm);
        words.fold(OFFSET, |digest, word| (digest ^ word.to_bits()).wrapping_mul(PRIME).rotate_left(23))
    }
}

/// Without a branch for each of them.
#[inline]
fn are_zero(values: &[f64; STRETCH]) -> bool {
    values.iter().fold(0, |bits, value| bits | value.to_bits()) == 0
}

/// Adds what is made of values of a row: of the stretches that are touched, and of what is left after the last one.
#[inline]
fn add_values(sums: &mut [f64], row: &[f64], touched: &[usize], made: impl Fn(f64) -> f64) {
    let (stretches, rest) = row.as_chunks::<STRETCH>();
    let (sums, rest_of_sums) = sums.as_chunks_mut::<STRETCH>();
    for &stretch in touched {
        for (sum, value) in sums[stretch].iter_mut().zip(stretches[stretch]) {
            *sum += made(value);
        }
    }
    for (sum, value) in rest_of_sums.iter_mut().zip(rest) {
        *sum += made(*value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_tells_blocks_apart() {
        let block = |value: f64| {
            let mut block = BlockSums::new(1, Moments::First);
            block.add(&[value], None);
            block.digest()
        };
        assert_eq!(block(0.25), block(0.25));
        assert_ne!(block(0.25), block(0.25 + f64::EPSILON));
    }
}
