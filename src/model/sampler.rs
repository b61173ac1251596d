//! Samplers compiled from laws: whole numbers, choices, durations and harms.

use std::sync::Arc;

use rand_distr::{Distribution as _, Exp1, StandardNormal};

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
    shares: Vec<f64>,
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
        let starts = std::iter::once(0.0).chain(cumulative.iter().copied());
        let shares = cumulative.iter().zip(starts).map(|(end, start)| end - start).collect();
        Some(Self { cumulative, shares, items })
    }

    /// The item at a number in `[0, 1)`.
    #[inline]
    pub fn pick(&self, uniform: f64) -> usize {
        let at = self.cumulative.iter().position(|&end| uniform < end).unwrap_or(self.items.len() - 1);
        self.items[at] as usize
    }

    /// The items at numbers in `[0, 1)` that ascend.
    pub fn pick_ascending(&self, numbers: impl Iterator<Item = f64>) -> impl Iterator<Item = usize> {
        let mut at = 0;
        numbers.map(move |number| {
            while at + 1 < self.items.len() && number >= self.cumulative[at] {
                at += 1;
            }
            self.items[at] as usize
        })
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
        self.items().zip(self.shares.iter().copied())
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

/// The mean that one number decides; larger ones are sums of so many and a rest.
pub const MEAN_OF_ONE: f64 = 16.0;

/// A Poisson number by inversion, a part at a time: with the same stream a larger mean never gives a smaller count.
pub fn poisson(mean: f64, stream: &mut Stream) -> u64 {
    let mut count = 0;
    let mut left = mean;
    while left > 0.0 {
        count += poisson_of_one(left.min(MEAN_OF_ONE), stream.uniform());
        left -= MEAN_OF_ONE;
    }
    count
}

fn poisson_of_one(mean: f64, uniform: f64) -> u64 {
    Inversion::of(mean).count(uniform)
}

/// Poisson numbers of a mean that one number decides, by inversion of numbers in `[0, 1)` that ascend.
pub fn poisson_ascending(mean: f64, uniforms: impl Iterator<Item = f64>) -> impl Iterator<Item = u32> {
    let mut inversion = Inversion::of(mean);
    uniforms.map(move |uniform| inversion.count(uniform) as u32)
}

/// Goes up the distribution function of a Poisson number.
struct Inversion {
    mean: f64,
    count: u64,
    /// Probability of the count, and of no more.
    step: f64,
    total: f64,
}

impl Inversion {
    fn of(mean: f64) -> Self {
        let none = (-mean).exp();
        Self { mean, count: 0, step: none, total: none }
    }

    /// The smallest count, from the last one on, whose distribution function exceeds a number.
    fn count(&mut self, uniform: f64) -> u64 {
        while uniform >= self.total {
            let step = self.step * (self.mean / (self.count + 1) as f64);
            self.count += 1;
            self.step = step;
            // What is added vanishes beside what is there only beyond any number with 53 bits.
            if self.total + step == self.total {
                break;
            }
            self.total += step;
        }
        self.count
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
        table: Arc<ScoreTable>,
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
                Self::Table { offset: min, scale: width, table: Arc::new(table) }
            }
            Distribution::Gamma { mean, shape } => {
                Self::Table { offset: 0.0, scale: mean / shape, table: Arc::new(ScoreTable::gamma(shape)) }
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

    /// Mean and variance of 200,000 numbers within 5 standard errors (seed fixed; one miss in two million).
    #[test]
    fn poisson_numbers_have_the_law_s_mean_and_variance() {
        for (item, mean) in [0.02, 0.9, 16.0, 16.5, 75.0].into_iter().enumerate() {
            let mut numbers = stream(100 + item as u64);
            let count = 200_000.0;
            let draws: Vec<f64> = (0..200_000).map(|_| poisson(mean, &mut numbers) as f64).collect();
            let found = draws.iter().sum::<f64>() / count;
            let variance = draws.iter().map(|x| (x - found).powi(2)).sum::<f64>() / count;
            assert!((found - mean).abs() < 5.0 * (mean / count).sqrt(), "{mean}: mean {found}");
            let error = ((mean + 2.0 * mean * mean) / count).sqrt();
            assert!((variance - mean).abs() < 5.0 * error, "{mean}: variance {variance}");
        }
        assert_eq!(poisson(0.0, &mut stream(99)), 0);
    }

    #[test]
    fn a_larger_mean_never_gives_a_smaller_poisson_number() {
        for item in 0..2000 {
            let count = |mean| poisson(mean, &mut stream(item));
            assert!(count(15.0) <= count(16.0) && count(16.0) <= count(19.0) && count(19.0) <= count(40.0));
        }
    }

    #[test]
    fn numbers_that_ascend_give_the_counts_that_each_gives_by_itself() {
        for mean in [0.0, 0.3, 2.0, 16.0] {
            let numbers: Vec<f64> = (0..1000).map(|number| f64::from(number) / 1000.0).collect();
            let counts = numbers.iter().map(|&number| poisson_of_one(mean, number) as u32);
            assert!(poisson_ascending(mean, numbers.iter().copied()).eq(counts), "{mean}");
        }
    }

    #[test]
    fn a_choice_follows_its_weights() {
        let choice = Choice::new([(4, 1.0), (7, 3.0), (9, 0.0)].into_iter()).unwrap();
        assert_eq!((choice.pick(0.0), choice.pick(0.2499), choice.pick(0.25), choice.pick(1.0 - 1e-16)), (4, 4, 7, 7));
        let ascending = [0.0, 0.2499, 0.25, 0.25, 1.0 - 1e-16];
        assert!(choice.pick_ascending(ascending.into_iter()).eq(ascending.map(|number| choice.pick(number))));
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
