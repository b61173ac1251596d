//! Samplers compiled from laws: whole numbers, choices, durations and harms.

use rand_distr::{Distribution as _, Exp1, StandardNormal};
use statrs::function::gamma::ln_gamma;

use super::score::{ScoreTable, normal_below};
use crate::quantity::Distribution;
use crate::random::Stream;

/// A standard normal score.
#[inline]
pub fn score(stream: &mut Stream) -> f64 {
    StandardNormal.sample(stream)
}

/// A choice among few items with fixed shares, by one uniform number.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    cumulative: Vec<f64>,
    items: Vec<u32>,
}

impl Choice {
    /// From weights of items; absent where no weight is above 0.
    pub fn new(weights: impl Iterator<Item = (usize, f64)>) -> Option<Self> {
        let (mut cumulative, mut items, mut total) = (Vec::new(), Vec::new(), 0.0);
        for (item, weight) in weights.filter(|(_, weight)| *weight > 0.0) {
            total += weight;
            cumulative.push(total);
            items.push(item as u32);
        }
        cumulative.iter_mut().for_each(|end| *end /= total);
        *cumulative.last_mut()? = 1.0;
        Some(Self { cumulative, items })
    }

    /// The item at a number in `[0, 1)`.
    #[inline]
    pub fn pick(&self, uniform: f64) -> usize {
        let at = self.cumulative.iter().position(|&end| uniform < end).unwrap_or(self.items.len() - 1);
        self.items[at] as usize
    }

    /// The item at a number in `[0, 1)`, and how far inside the item's share the number lies, in `[0, 1)`.
    #[inline]
    pub fn pick_inside(&self, uniform: f64) -> (usize, f64) {
        let at = self.cumulative.iter().position(|&end| uniform < end).unwrap_or(self.items.len() - 1);
        let start = if at == 0 { 0.0 } else { self.cumulative[at - 1] };
        (self.items[at] as usize, (uniform - start) / (self.cumulative[at] - start))
    }

    /// The share of an item; 0 where it is none.
    pub fn share(&self, item: usize) -> f64 {
        self.shares().filter(|&(other, _)| other == item).map(|(_, share)| share).sum()
    }

    /// The items with their shares.
    pub fn shares(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let starts = std::iter::once(0.0).chain(self.cumulative.iter().copied());
        self.items().zip(self.cumulative.iter().zip(starts).map(|(end, start)| end - start))
    }

    /// The items.
    pub fn items(&self) -> impl Iterator<Item = usize> + '_ {
        self.items.iter().map(|&item| item as usize)
    }

    /// The item, if there is only one.
    #[inline]
    pub fn only(&self) -> Option<usize> {
        if let [item] = self.items[..] { Some(item as usize) } else { None }
    }
}

/// Poisson numbers by inversion: the smallest count whose distribution function exceeds a uniform number, so that a
/// larger mean never gives a smaller count at the same number.
#[derive(Debug, Clone, PartialEq)]
pub struct PoissonTable {
    first: u64,
    cumulative: Vec<f64>,
}

/// Probabilities below this are left out at both ends; a uniform number has steps of 1.1e-16.
const NEGLIGIBLE: f64 = 1e-18;

impl PoissonTable {
    /// For a mean of at least 0.
    pub fn new(mean: f64) -> Self {
        let probability = |count: u64| (count as f64 * mean.ln() - mean - ln_gamma(count as f64 + 1.0)).exp();
        if mean == 0.0 {
            return Self { first: 0, cumulative: vec![1.0] };
        }
        let mode = mean.floor() as u64;
        let first = (0..=mode).rev().find(|&count| probability(count) < NEGLIGIBLE).unwrap_or(0);
        let mut cumulative = Vec::new();
        let mut total = 0.0;
        for count in first.. {
            let step = probability(count);
            total += step;
            cumulative.push(total);
            if count > mode && step < NEGLIGIBLE {
                break;
            }
        }
        Self { first, cumulative }
    }

    /// The count at a number in `[0, 1)`.
    #[inline]
    pub fn count(&self, uniform: f64) -> u64 {
        if uniform < self.cumulative[0] {
            return self.first;
        }
        let at = self.cumulative.partition_point(|&end| end <= uniform);
        self.first + at.min(self.cumulative.len() - 1) as u64
    }
}

/// A duration or harm: a value drawn anew each time.
#[derive(Debug, Clone, PartialEq)]
pub enum Sampler {
    /// Always this value.
    Constant(f64),
    /// `median exp(sigma z)`.
    LogNormal {
        /// The median.
        median: f64,
        /// The standard deviation of the logarithm.
        sigma: f64,
    },
    /// `mean` times a standard exponential.
    Exponential {
        /// The mean.
        mean: f64,
    },
    /// `min + width u`.
    Uniform {
        /// The least value.
        min: f64,
        /// Greatest less least.
        width: f64,
    },
    /// `offset + scale q(z)` with a tabulated quantile function `q`.
    Table {
        /// The least value.
        offset: f64,
        /// The factor.
        scale: f64,
        /// The table of the standard law.
        table: ScoreTable,
    },
}

impl Sampler {
    /// Compiles a law.
    pub fn new(law: &Distribution) -> Self {
        match *law {
            Distribution::Constant(value) => Self::Constant(value),
            Distribution::LogNormal { median, sigma } => Self::LogNormal { median, sigma },
            Distribution::Exponential { mean } => Self::Exponential { mean },
            Distribution::Uniform { min, max } => Self::Uniform { min, width: max - min },
            Distribution::Pert { min, mode, max } => {
                let width = max - min;
                let table = ScoreTable::beta_with(1.0 + 4.0 * (mode - min) / width, 1.0 + 4.0 * (max - mode) / width);
                Self::Table { offset: min, scale: width, table }
            }
            Distribution::Gamma { mean, shape } => {
                Self::Table { offset: 0.0, scale: mean / shape, table: ScoreTable::gamma(shape) }
            }
        }
    }

    /// Draws a value.
    #[inline]
    pub fn draw(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::LogNormal { median, sigma } => median * (sigma * score(stream)).exp(),
            Self::Exponential { mean } => {
                let standard: f64 = Exp1.sample(stream);
                mean * standard
            }
            Self::Uniform { min, width } => min + width * stream.uniform(),
            Self::Table { offset, scale, table } => offset + scale * table.value(score(stream)),
        }
    }

    /// The value that is not exceeded with the probability of a standard normal's not exceeding `z`: the quantile
    /// function, for tables and checks.
    pub fn at_score(&self, z: f64) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::LogNormal { median, sigma } => median * (sigma * z).exp(),
            Self::Exponential { mean } => -mean * normal_below(-z).ln(),
            Self::Uniform { min, width } => min + width * normal_below(z),
            Self::Table { offset, scale, table } => offset + scale * table.value(z),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, Entity, Purpose, Trial};

    fn stream(item: u64) -> Stream {
        Trial::new(5, 0, 0).stream(Address { entity: Entity::named(&["sampler"]), item, lane: 0 }, Purpose::Design)
    }

    #[test]
    fn a_poisson_table_has_the_law_s_mean_and_variance() {
        for mean in [0.0, 1e-6, 0.3, 5.0, 300.0, 1e5] {
            let table = PoissonTable::new(mean);
            let mut previous = 0.0;
            let (mut first, mut second) = (0.0, 0.0);
            for (offset, &end) in table.cumulative.iter().enumerate() {
                let count = (table.first + offset as u64) as f64;
                first += count * (end - previous);
                second += (count - mean).powi(2) * (end - previous);
                previous = end;
            }
            assert!((previous - 1.0).abs() < 1e-9, "{mean}: sums to {previous}");
            assert!((first - mean).abs() <= 1e-8 * mean && (second - mean).abs() <= 1e-6 * mean, "{mean}");
        }
    }

    #[test]
    fn a_larger_mean_never_gives_a_smaller_count() {
        let (small, large) = (PoissonTable::new(0.7), PoissonTable::new(0.9));
        for step in 0..10_000 {
            let uniform = f64::from(step) / 10_000.0;
            assert!(small.count(uniform) <= large.count(uniform));
        }
    }

    #[test]
    fn a_choice_follows_its_weights() {
        let choice = Choice::new([(4, 1.0), (7, 3.0), (9, 0.0)].into_iter()).unwrap();
        assert_eq!((choice.pick(0.0), choice.pick(0.2499), choice.pick(0.25), choice.pick(1.0 - 1e-16)), (4, 4, 7, 7));
        assert!(Choice::new([(0, 0.0)].into_iter()).is_none());
    }

    /// Means of 200,000 draws within 5 standard errors (seed fixed; one miss in two million).
    #[test]
    fn samplers_have_the_mean_of_their_law() {
        let laws = [
            Distribution::LogNormal { median: 2.0, sigma: 0.5 },
            Distribution::Exponential { mean: 3.0 },
            Distribution::Uniform { min: 1.0, max: 5.0 },
            Distribution::Pert { min: 0.0, mode: 1.0, max: 8.0 },
            Distribution::Gamma { mean: 2.0, shape: 0.7 },
        ];
        for (item, law) in laws.iter().enumerate() {
            let sampler = Sampler::new(&law.checked().unwrap());
            let mut numbers = stream(item as u64);
            let draws: Vec<f64> = (0..200_000).map(|_| sampler.draw(&mut numbers)).collect();
            let count = draws.len() as f64;
            let mean = draws.iter().sum::<f64>() / count;
            let error = (draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count / count).sqrt();
            assert!((mean - law.mean()).abs() < 5.0 * error, "{law:?}: {mean} +- {error}");
            assert!((sampler.at_score(-40.0) - sampler.at_score(-39.0)).abs() < 1e-6 && sampler.at_score(0.0) > 0.0);
        }
    }
}
