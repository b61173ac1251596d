//! Sums over trials that can be merged in any order.
//!
//! A trial yields a row of numbers of fixed length (the observation). Inside a block of trials, which is the same
//! however the work is split, plain doubles are added in the order of the trials; blocks are then added exactly.

use std::collections::BTreeMap;

use super::packed::{Damaged, Unpacker, pack_count};
use super::{BlockSums, ExactSum};

/// Steps of the ladder of harm levels per factor of ten.
const STEPS_PER_DECADE: f64 = 20.0;

/// No harm that a double holds lies further than so many steps from 1.
const LOWEST_STEP: i32 = 6_600;

/// What is summed beside the values themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moments {
    /// Nothing: the error comes from the spread between tallies of independent replicates.
    First,
    /// Squares of all values, and products of each numerator with its denominator: the error comes from the spread
    /// between trials.
    Second {
        /// Pairs of positions (numerator, denominator) in the row, numerators ascending.
        ratios: Vec<(usize, usize)>,
    },
}

/// The largest step whose level lies below this harm: levels are `10^(step / 20)`.
pub(super) fn harm_step(harm: f64) -> Option<i32> {
    if harm <= 0.0 {
        return None;
    }
    let mut step = (harm.log10() * STEPS_PER_DECADE).ceil() as i32;
    while harm_level(step) >= harm {
        step -= 1;
    }
    Some(step)
}

fn harm_level(step: i32) -> f64 {
    10f64.powf(f64::from(step) / STEPS_PER_DECADE)
}

/// Exact sums over any number of blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    trials: u64,
    positive: u64,
    sums: Vec<ExactSum>,
    squares: Vec<ExactSum>,
    products: Vec<ExactSum>,
    harm: BTreeMap<i32, (ExactSum, ExactSum)>,
}

impl Tally {
    /// An empty tally for rows of this length.
    pub fn new(length: usize, moments: &Moments) -> Self {
        let (squares, products) = match moments {
            Moments::First => (0, 0),
            Moments::Second { ratios } => (length, ratios.len()),
        };
        let zeros = |count| vec![ExactSum::default(); count];
        Self {
            trials: 0,
            positive: 0,
            sums: zeros(length),
            squares: zeros(squares),
            products: zeros(products),
            harm: BTreeMap::new(),
        }
    }

    /// Adds a block.
    pub fn add(&mut self, block: &BlockSums) {
        self.trials += block.trials;
        self.positive += block.positive;
        let add = |sums: &mut [ExactSum], values: &[f64]| {
            sums.iter_mut().zip(values).for_each(|(sum, &value)| sum.add(value));
        };
        add(&mut self.sums, &block.sums);
        add(&mut self.squares, &block.squares);
        add(&mut self.products, &block.products);
        for (&step, &(weight, square)) in &block.harm {
            let entry = self.harm.entry(step).or_default();
            entry.0.add(weight);
            entry.1.add(square);
        }
    }

    /// Adds another tally of the same shape.
    pub fn merge(&mut self, other: &Self) {
        self.trials += other.trials;
        self.positive += other.positive;
        let merge = |sums: &mut [ExactSum], others: &[ExactSum]| {
            sums.iter_mut().zip(others).for_each(|(sum, other)| sum.merge(other));
        };
        merge(&mut self.sums, &other.sums);
        merge(&mut self.squares, &other.squares);
        merge(&mut self.products, &other.products);
        for (&step, (weight, square)) in &other.harm {
            let entry = self.harm.entry(step).or_default();
            entry.0.merge(weight);
            entry.1.merge(square);
        }
    }

    /// The sums of the first value of the row alone, the odds, without harm.
    pub fn headline(&self) -> Self {
        let first = |sums: &[ExactSum]| sums.iter().take(1).cloned().collect();
        Self {
            trials: self.trials,
            positive: self.positive,
            sums: first(&self.sums),
            squares: first(&self.squares),
            products: Vec::new(),
            harm: BTreeMap::new(),
        }
    }

    /// A tally of so many trials in which every value was 0.
    pub fn of_nothing(length: usize, moments: &Moments, trials: u64) -> Self {
        Self { trials, ..Self::new(length, moments) }
    }

    /// Appends the tally as bytes.
    pub fn pack(&self, into: &mut Vec<u8>) {
        pack_count(into, self.trials);
        pack_count(into, self.positive);
        let all = self.sums.iter().chain(&self.squares).chain(&self.products);
        all.for_each(|sum| sum.pack(into));
        pack_count(into, self.harm.len() as u64);
        for (&step, (weight, square)) in &self.harm {
            pack_count(into, (step + LOWEST_STEP) as u64);
            weight.pack(into);
            square.pack(into);
        }
    }

    /// Adds a packed tally of the same shape.
    pub fn absorb(&mut self, packed: &mut Unpacker) -> Result<(), Damaged> {
        let trials = packed.count()?;
        let positive = packed.count_up_to(trials)?;
        self.trials = self.trials.checked_add(trials).ok_or(Damaged)?;
        self.positive += positive;
        let mut all = self.sums.iter_mut().chain(&mut self.squares).chain(&mut self.products);
        all.try_for_each(|sum| sum.absorb(packed))?;
        for _ in 0..packed.length()? {
            let step = packed.count_up_to(2 * LOWEST_STEP as u64)? as i32 - LOWEST_STEP;
            let entry = self.harm.entry(step).or_default();
            entry.0.absorb(packed)?;
            entry.1.absorb(packed)?;
        }
        Ok(())
    }

    /// Trials so far.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// Trials whose odds were above 0.
    pub fn positive(&self) -> u64 {
        self.positive
    }

    /// Sum of the value at a position of the row.
    pub fn sum(&self, position: usize) -> f64 {
        self.sums[position].value()
    }

    /// Sum of the squares of the value at a position; only with second moments.
    pub fn square(&self, position: usize) -> f64 {
        self.squares[position].value()
    }

    /// Sum of the products of the pair of this number among the ratios; only with second moments.
    pub fn product(&self, ratio: usize) -> f64 {
        self.products[ratio].value()
    }

    /// Levels of harm at which the exceedance can change, ascending: from the one below the least harm seen to the one
    /// above the greatest.
    pub fn harm_steps(&self) -> Option<(i32, i32)> {
        let (first, _) = self.harm.first_key_value()?;
        let (last, _) = self.harm.last_key_value()?;
        Some((*first, last + 1))
    }

    /// The level of harm of a step of the ladder.
    pub fn level_of(step: i32) -> f64 {
        harm_level(step)
    }

    /// Sum of the weights, and of their squares, of the trials whose harm exceeds the level of a step.
    pub fn harm_above(&self, step: i32) -> (f64, f64) {
        let mut total = (ExactSum::default(), ExactSum::default());
        for (_, (weight, square)) in self.harm.range(step..) {
            total.0.merge(weight);
            total.1.merge(square);
        }
        (total.0.value(), total.1.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harm_exceeds_the_level_below_it_and_not_the_level_at_it() {
        for harm in [1e-6, 0.5, 1.0, 9.99, 10.0, 40.0, 1e12] {
            let step = harm_step(harm).unwrap();
            assert!(harm_level(step) < harm && harm <= harm_level(step + 1), "{harm}");
        }
        assert_eq!(harm_step(0.0), None);
    }

    #[test]
    fn merging_parts_equals_adding_everything() {
        let moments = Moments::Second { ratios: vec![(1, 0)] };
        let rows: Vec<[f64; 2]> = (0..100).map(|i| [0.01 * f64::from(i % 7), 0.1 * f64::from(i)]).collect();
        let blocks: Vec<BlockSums> = rows
            .chunks(10)
            .map(|chunk| {
                let mut block = BlockSums::new(2, moments.clone());
                chunk.iter().for_each(|row| block.add(row, Some(row[1])));
                block
            })
            .collect();
        let total = |blocks: &mut dyn Iterator<Item = &BlockSums>| {
            let mut tally = Tally::new(2, &moments);
            blocks.for_each(|block| tally.add(block));
            tally
        };
        let whole = total(&mut blocks.iter());
        let mut merged = total(&mut blocks[7..].iter().rev());
        merged.merge(&total(&mut blocks[..7].iter()));
        assert_eq!(whole, merged);
        assert_eq!(whole.trials(), 100);
        assert_eq!(whole.harm_above(harm_step(5.0).unwrap() + 1).0, merged.harm_above(harm_step(5.0).unwrap() + 1).0);
    }

    #[test]
    fn packed_parts_add_up_to_the_whole_and_cut_bytes_are_refused() {
        let moments = Moments::Second { ratios: vec![(1, 0)] };
        let part = |numbers: std::ops::Range<u32>| {
            let mut block = BlockSums::new(2, moments.clone());
            numbers
                .map(|i| [0.01 * f64::from(i % 7), f64::from(i) * 0.3])
                .for_each(|row| block.add(&row, Some(row[1])));
            let mut tally = Tally::new(2, &moments);
            tally.add(&block);
            tally
        };
        let (mut whole, mut gathered) = (part(0..40), Tally::new(2, &moments));
        whole.merge(&part(40..100));
        for numbers in [40..100, 0..40] {
            let mut bytes = Vec::new();
            part(numbers).pack(&mut bytes);
            gathered.absorb(&mut Unpacker::new(&bytes)).unwrap();
            for cut in 0..bytes.len() {
                assert!(Tally::new(2, &moments).absorb(&mut Unpacker::new(&bytes[..cut])).is_err(), "{cut}");
            }
        }
        assert_eq!(gathered, whole);
        assert_eq!(gathered.headline().sum(0).to_bits(), whole.sum(0).to_bits());
    }
}
