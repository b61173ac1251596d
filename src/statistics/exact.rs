//! Sums of doubles without rounding.

use smallvec::{SmallVec, smallvec};

use super::packed::{Damaged, Unpacker};

/// Bits of a limb that carry the sum; the rest of the `i64` takes carries.
const LIMB_BITS: u32 = 32;
const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;
/// Limbs that hold every finite double: 2046 exponents, 53 bits of mantissa, room for 2^64 summands.
const LIMBS: usize = 69;
/// Limbs of sums whose values are doubles.
const LIMBS_OF_DOUBLES: usize = 65;
/// Limbs that a double reaches.
const LIMBS_OF_ONE: usize = 3;
/// Limbs that need no room elsewhere: most sums are of numbers within so few.
const LIMBS_AT_HAND: usize = 6;
/// A limb takes less than 2^33 from one summand and may hold 2^63.
const ADDITIONS_BEFORE_CARRY: u32 = 1 << 29;
/// Exponent of the lowest bit of limb 0: that of the least subnormal double.
const LOWEST_EXPONENT: i32 = -1074;

/// The exact sum of any number of finite doubles, in any order.
///
/// A fixed-point number that is wide enough for every double (a small superaccumulator: R. M. Neal, Fast exact
/// summation using small and large superaccumulators, arXiv:1505.05571), of which only the limbs are kept that the
/// summands reach. Adding and merging are exact, so the sum does not depend on how the work was split; only `value`
/// rounds, once.
#[derive(Debug, Clone, Default)]
pub struct ExactSum {
    /// The limb of the whole number that is the first here.
    lowest: usize,
    limbs: SmallVec<[i64; LIMBS_AT_HAND]>,
    additions: u32,
}

impl PartialEq for ExactSum {
    fn eq(&self, other: &Self) -> bool {
        self.carried() == other.carried()
    }
}

impl ExactSum {
    /// Adds a finite number.
    pub fn add(&mut self, value: f64) {
        debug_assert!(value.is_finite(), "{value} has no exact sum");
        if value == 0.0 {
            return;
        }
        let bits = value.to_bits();
        let biased = (bits >> 52) & 0x7ff;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, position) = if biased == 0 { (fraction, 0) } else { (fraction | 1 << 52, biased as u32 - 1) };
        let wide = u128::from(mantissa) << (position % LIMB_BITS);
        let sign = if value < 0.0 { -1 } else { 1 };
        let limbs = self.reaching((position / LIMB_BITS) as usize, LIMBS_OF_ONE);
        limbs[0] += sign * (wide as u64 & LIMB_MASK) as i64;
        limbs[1] += sign * ((wide >> LIMB_BITS) as u64 & LIMB_MASK) as i64;
        limbs[2] += sign * (wide >> (2 * LIMB_BITS)) as i64;
        self.count_additions(1);
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        if other.limbs.is_empty() {
            return;
        }
        if self.additions + other.additions >= ADDITIONS_BEFORE_CARRY {
            *self = Self::of(&self.carried());
        }
        let mine = self.reaching(other.lowest, other.limbs.len());
        mine.iter_mut().zip(&other.limbs).for_each(|(mine, theirs)| *mine += theirs);
        self.count_additions(other.additions.max(1));
    }

    /// The sum, rounded once to the nearest double.
    pub fn value(&self) -> f64 {
        let (magnitude, negative) = self.magnitude();
        let Some(top) = magnitude.iter().rposition(|&limb| limb != 0) else { return 0.0 };
        let lowest = top.saturating_sub(2);
        let mut bits: u128 = 0;
        for limb in (lowest..=top).rev() {
            bits = bits << LIMB_BITS | magnitude[limb] as u128;
        }
        // A sticky bit below the 96 kept ones decides ties as the cut-off limbs would.
        let cut = magnitude[..lowest].iter().any(|&limb| limb != 0);
        let rounded = ((bits << 1) | u128::from(cut)) as f64;
        let exponent = LOWEST_EXPONENT + (lowest as i32) * LIMB_BITS as i32 - 1;
        let value = scaled(rounded, exponent);
        if negative { -value } else { value }
    }

    /// Appends the sum as bytes: how many limbs, which is the lowest and the sign, and the limbs of the magnitude.
    pub fn pack(&self, into: &mut Vec<u8>) {
        let (limbs, negative) = self.magnitude();
        let Some(lowest) = limbs.iter().position(|&limb| limb != 0) else { return into.push(0) };
        let used = &limbs[lowest..];
        let used = &used[..used.iter().rposition(|&limb| limb != 0).map_or(0, |last| last + 1)];
        into.extend([used.len() as u8, (lowest as u8) << 1 | u8::from(negative)]);
        used.iter().for_each(|&limb| into.extend((limb as u32).to_le_bytes()));
    }

    /// Adds a sum that was packed. Sums of which a double cannot hold the value are refused.
    pub fn absorb(&mut self, packed: &mut Unpacker) -> Result<(), Damaged> {
        let count = usize::from(packed.byte()?);
        if count == 0 {
            return Ok(());
        }
        let place = packed.byte()?;
        let (lowest, sign) = (usize::from(place >> 1), if place & 1 == 1 { -1 } else { 1 });
        if lowest + count > LIMBS_OF_DOUBLES {
            return Err(Damaged);
        }
        let limbs = packed.bytes(count * size_of::<u32>())?;
        for (mine, bytes) in self.reaching(lowest, count).iter_mut().zip(limbs.chunks_exact(size_of::<u32>())) {
            *mine += sign * i64::from(u32::from_le_bytes(bytes.try_into().map_err(|_| Damaged)?));
        }
        self.count_additions(1);
        Ok(())
    }

    fn count_additions(&mut self, additions: u32) {
        self.additions = self.additions.saturating_add(additions);
        if self.additions >= ADDITIONS_BEFORE_CARRY {
            *self = Self::of(&self.carried());
        }
    }

    /// So many limbs from this one on.
    #[inline]
    fn reaching(&mut self, first: usize, count: usize) -> &mut [i64] {
        if first < self.lowest || first + count > self.lowest + self.limbs.len() {
            self.widen(first, first + count);
        }
        &mut self.limbs[first - self.lowest..][..count]
    }

    /// Keeps the limbs from one to before another as well.
    #[cold]
    fn widen(&mut self, first: usize, end: usize) {
        if self.limbs.is_empty() {
            // One below and the others above: sums grow.
            self.lowest = first.saturating_sub(1).min(LIMBS - LIMBS_AT_HAND);
            self.limbs = smallvec![0; (end - self.lowest).max(LIMBS_AT_HAND)];
            return;
        }
        if first < self.lowest {
            self.limbs.insert_many(0, std::iter::repeat_n(0, self.lowest - first));
            self.lowest = first;
        }
        let count = self.limbs.len().max(end - self.lowest);
        self.limbs.resize(count, 0);
    }

    /// The sum of these limbs, which are carried.
    fn of(limbs: &[i64; LIMBS]) -> Self {
        let mut sum = Self { additions: 1, ..Self::default() };
        let used = |&limb: &i64| limb != 0;
        if let (Some(first), Some(last)) = (limbs.iter().position(used), limbs.iter().rposition(used)) {
            sum.reaching(first, last + 1 - first).copy_from_slice(&limbs[first..=last]);
        }
        sum
    }

    /// All limbs, in the one representation of the sum in which those but the last lie in `[0, 2^32)`.
    fn carried(&self) -> [i64; LIMBS] {
        let mut limbs = [0; LIMBS];
        limbs[self.lowest..][..self.limbs.len()].copy_from_slice(&self.limbs);
        carry(&mut limbs);
        limbs
    }

    /// The limbs of its magnitude, and whether it is negative.
    fn magnitude(&self) -> ([i64; LIMBS], bool) {
        let mut limbs = self.carried();
        let negative = limbs[LIMBS - 1] < 0;
        if negative {
            limbs.iter_mut().for_each(|limb| *limb = -*limb);
            carry(&mut limbs);
        }
        (limbs, negative)
    }
}

fn carry(limbs: &mut [i64; LIMBS]) {
    for limb in 0..LIMBS - 1 {
        let carry = limbs[limb] >> LIMB_BITS;
        limbs[limb] &= LIMB_MASK as i64;
        limbs[limb + 1] += carry;
    }
}

/// `value * 2^exponent` for a value of up to 2^97, in two exact steps where one power of two would overflow.
fn scaled(value: f64, exponent: i32) -> f64 {
    let half = exponent / 2;
    value * 2f64.powi(half) * 2f64.powi(exponent - half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(values: &[f64]) -> f64 {
        let mut sum = ExactSum::default();
        values.iter().for_each(|&value| sum.add(value));
        sum.value()
    }

    #[test]
    fn cancellation_loses_nothing() {
        assert_eq!(exact(&[1e300, 1.0, -1e300]), 1.0);
        assert_eq!(exact(&[1e-300, 1e300, -1e300, -1e-300]), 0.0);
        assert_eq!(exact(&[0.1; 10]), 1.0);
    }

    #[test]
    fn a_single_number_comes_back_as_it_was() {
        for value in [0.0, 1.0, -1.0, 0.1, f64::MAX, f64::MIN_POSITIVE, 5e-324, -5e-324, 1e-310, std::f64::consts::PI] {
            assert_eq!(exact(&[value]), value);
        }
    }

    #[test]
    fn ties_round_to_even_and_a_bit_far_below_decides() {
        let half_step = f64::EPSILON / 2.0;
        assert_eq!(exact(&[1.0, half_step]), 1.0);
        assert_eq!(exact(&[1.0, half_step, 1e-200]), 1.0 + f64::EPSILON);
        assert_eq!(exact(&[1.0, half_step, -1e-200]), 1.0);
    }

    #[test]
    fn a_packed_sum_comes_back_and_packs_to_the_same_bytes() {
        let all = [0.0, 1.0, -1.0, 0.1, 5e-324, -1e290, 1e290, f64::MIN_POSITIVE, 123_456.789];
        for values in [&all[..], &all[..4], &all[4..5], &[], &[1e290, 1e-290], &[-0.3, 0.1]] {
            let mut sum = ExactSum::default();
            values.iter().for_each(|&value| sum.add(value));
            let mut bytes = Vec::new();
            sum.pack(&mut bytes);
            let mut back = ExactSum::default();
            let mut unpacker = Unpacker::new(&bytes);
            back.absorb(&mut unpacker).unwrap();
            assert_eq!(unpacker.end(), Ok(()));
            assert_eq!(back, sum);
            let mut again = Vec::new();
            back.pack(&mut again);
            assert_eq!(bytes, again);
        }
    }

    #[test]
    fn bytes_beyond_the_doubles_are_no_sum() {
        for wrong in [&[66, 0][..], &[2, 64 << 1, 0, 0, 0, 0, 0, 0, 0, 0], &[1, 0, 1, 1], &[255, 255]] {
            assert_eq!(ExactSum::default().absorb(&mut Unpacker::new(wrong)), Err(Damaged), "{wrong:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::with_cases(200) })]
        #[test]
        fn order_and_split_change_nothing(mut values in prop::collection::vec(-1e20f64..1e20, 1..50), cut in 0usize..50) {
            let forward = exact(&values);
            let cut = cut.min(values.len());
            let (left, right) = values.split_at(cut);
            let mut merged = ExactSum::default();
            for part in [right, left] {
                let mut sum = ExactSum::default();
                part.iter().for_each(|&value| sum.add(value));
                merged.merge(&sum);
            }
            prop_assert_eq!(merged.value().to_bits(), forward.to_bits());
            values.reverse();
            prop_assert_eq!(exact(&values).to_bits(), forward.to_bits());
        }
    }
}
