//! The band of a share over draws, where each draw counts by how probable it makes what was seen.

use super::Band;

const LOW: f64 = 0.05;
const HIGH: f64 = 0.95;
/// Below this the quantiles are hardly more than the extremes.
const LEAST_DRAWS: f64 = 20.0;
/// The least share of the observed variance that must be the draws' own.
const LEAST_RELIABILITY: f64 = 0.1;

/// Noise up to this share of what it is set beside hides no spread that matters.
const MOST_NOISE: f64 = 0.2;

/// What the draws say of one of the rates.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// Its mean in each draw, from few trials.
    pub by_draw: Vec<f64>,
    /// The mean of the squared errors of these means.
    pub noise: f64,
}

/// Bands of the shares of rates in their sum: with rates `r_h(d)` in draw `d` the 5 % and 95 % point of
/// `r_h(d) / sum_h r_h(d)` over draws that count by `sum_h r_h(d)`, which is how probable draw `d` makes that one of them
/// happened. Their mean, over draws that count so, is `mean r_h / sum_h mean r_h`.
///
/// The means scatter more than the rates behind them. Each rate is therefore drawn in towards its mean over the draws,
/// `m + k (r - m)`, such that the variance left is the observed one less the noise (constrained empirical Bayes, T. A.
/// Louis, JASA 79 (1984) 393); the mean stays. An approximation whose error shrinks with the noise, for what is left keeps
/// something of the noise's form. Absent for fewer than 20 draws that count, and where a spread that
/// matters may be lost in noise; absent altogether without any rate above 0.
pub fn share_bands(rates: &[Rates]) -> Vec<Option<Band>> {
    let draws = rates.first().map_or(0, |rate| rate.by_draw.len());
    let drawn_in: Vec<Vec<f64>> = rates.iter().map(Rates::drawn_in).collect();
    let weights: Vec<f64> = (0..draws).map(|draw| drawn_in.iter().map(|rate| rate[draw]).sum()).collect();
    let (sum, squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if sum <= 0.0 || sum * sum / squares < LEAST_DRAWS {
        return vec![None; rates.len()];
    }
    let total: f64 = rates.iter().map(|rate| mean(&rate.by_draw)).sum();
    // A rate that hardly counts may be as noisy as it likes, but for its own band.
    let all_doubtful = rates.iter().any(|rate| rate.is_lost_in_noise(total));
    let band = |rate: &Vec<f64>| {
        let mut shares: Vec<(f64, f64)> = rate
            .iter()
            .zip(&weights)
            .filter(|(_, weight)| **weight > 0.0)
            .map(|(rate, weight)| (rate / weight, *weight))
            .collect();
        shares.sort_by(|a, b| a.0.total_cmp(&b.0));
        Band { low: quantile(&shares, LOW * sum), high: quantile(&shares, HIGH * sum) }
    };
    let told = |rate: &Rates| !all_doubtful && !rate.is_lost_in_noise(mean(&rate.by_draw));
    rates.iter().zip(&drawn_in).map(|(rate, drawn)| told(rate).then(|| band(drawn))).collect()
}

impl Rates {
    /// Whether nothing can be said of its spread over the draws, where a spread that is small beside `scale` is of no matter:
    /// with a reliability under a tenth the spread is under a third of the noise, which then is all that is known of it.
    fn is_lost_in_noise(&self, scale: f64) -> bool {
        self.noise > 0.0 && self.reliability() < LEAST_RELIABILITY && self.noise.sqrt() > MOST_NOISE * scale
    }

    /// Share of the observed variance that is not noise; 0 where nothing varies.
    fn reliability(&self) -> f64 {
        let mean = mean(&self.by_draw);
        let count = self.by_draw.len() as f64;
        let variance = self.by_draw.iter().map(|rate| (rate - mean).powi(2)).sum::<f64>() / (count - 1.0);
        if variance > 0.0 { (1.0 - self.noise / variance).max(0.0) } else { 0.0 }
    }

    fn drawn_in(&self) -> Vec<f64> {
        let (mean, power) = (mean(&self.by_draw), self.reliability().sqrt());
        self.by_draw.iter().map(|rate| mean + power * (rate - mean)).collect()
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The first value, ascending, up to which the weights reach `goal`.
fn quantile(sorted: &[(f64, f64)], goal: f64) -> f64 {
    let mut reached = 0.0;
    let at = sorted.iter().find(|(_, weight)| {
        reached += weight;
        reached >= goal
    });
    at.or(sorted.last()).map_or(0.0, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, Entity, Purpose, Trial};
    use rand_distr::{Distribution, Gamma};

    /// `(x - 0.5) / (n)` for x in 1..=n: a uniform rate between 0 and 1 against one of 1.
    fn uniform(count: u32) -> Vec<f64> {
        (0..count).map(|draw| (f64::from(draw) + 0.5) / f64::from(count)).collect()
    }

    /// With a rate u, uniform on 0 to 1, against 1: the share is s = u / (1 + u), the draws count by 1 + u, so that up to
    /// u lies (u + u^2 / 2) / 1.5 of them.
    fn share_at(probability: f64) -> f64 {
        let u = (1.0 + 3.0 * probability).sqrt() - 1.0;
        u / (1.0 + u)
    }

    #[test]
    fn draws_count_by_how_probable_they_make_what_was_seen() {
        let rates = [Rates { by_draw: uniform(10_000), noise: 0.0 }, Rates { by_draw: vec![1.0; 10_000], noise: 0.0 }];
        let bands = share_bands(&rates);
        let band = bands[0].unwrap();
        assert!((band.low - share_at(0.05)).abs() < 1e-3 && (band.high - share_at(0.95)).abs() < 1e-3, "{band:?}");
        let other = bands[1].unwrap();
        assert!((other.low - (1.0 - band.high)).abs() < 1e-3 && (other.high - (1.0 - band.low)).abs() < 1e-3);
    }

    /// Rates seen through Gamma noise of a fifth of their variance: the ends are within 0.04 of the true ones. The noise goes
    /// with the rate, which is what the correction knows least of. Seed fixed; the quantiles of 4,000 draws scatter by
    /// 0.005.
    #[test]
    fn the_noise_of_few_trials_is_taken_out() {
        let shape = 16.0;
        let gamma = Gamma::new(shape, 1.0 / shape).unwrap();
        let true_rates = uniform(4_000);
        let noisy: Vec<f64> = (0..)
            .zip(&true_rates)
            .map(|(draw, rate)| {
                let address = Address { entity: Entity::named(&["mixture"]), item: 0, lane: 0 };
                rate * gamma.sample(&mut Trial::new(3, draw, 0).stream(address, Purpose::Design))
            })
            .collect();
        let noise = true_rates.iter().map(|rate| rate * rate / shape).sum::<f64>() / 4_000.0;
        let certain = Rates { by_draw: vec![1.0; 4_000], noise: 0.0 };
        let band = |noise| share_bands(&[Rates { by_draw: noisy.clone(), noise }, certain.clone()])[0].unwrap();
        let (corrected, plain) = (band(noise), band(0.0));
        assert!((corrected.low - share_at(0.05)).abs() < 0.04, "{corrected:?}, not {}", share_at(0.05));
        assert!((corrected.high - share_at(0.95)).abs() < 0.04, "{corrected:?}, not {}", share_at(0.95));
        assert!(plain.high - share_at(0.95) > (corrected.high - share_at(0.95)).abs(), "{plain:?} {corrected:?}");
    }

    #[test]
    fn no_band_is_drawn_from_noise_or_from_too_few_draws() {
        let fixed = |count: usize| Rates { by_draw: vec![1.0; count], noise: 0.0 };
        let few = Rates { by_draw: uniform(19), noise: 0.0 };
        assert_eq!(share_bands(&[few, fixed(19)]), [None, None]);
        let noise = Rates { by_draw: (0..100).map(|draw| f64::from(draw % 2)).collect(), noise: 1.0 };
        assert_eq!(share_bands(&[noise, fixed(100)]), [None, None]);
        // A rate that hardly counts loses its own band only.
        let small = Rates { by_draw: (0..100).map(|draw| 1e-3 * f64::from(draw % 2)).collect(), noise: 1e-6 };
        let bands = share_bands(&[small, fixed(100)]);
        assert!(bands[0].is_none() && bands[1].is_some(), "{bands:?}");
        let nothing = Rates { by_draw: vec![0.0; 100], noise: 0.0 };
        assert_eq!(share_bands(&[nothing]), [None]);
        // One draw that has nearly all the weight is not a hundred.
        let one = Rates { by_draw: (0..100).map(|draw| if draw == 0 { 1e6 } else { 1.0 }).collect(), noise: 0.0 };
        assert_eq!(share_bands(&[one, fixed(100)]), [None, None]);
    }

    #[test]
    fn where_nothing_varies_the_band_is_a_point() {
        let band =
            share_bands(&[Rates { by_draw: vec![3.0; 50], noise: 0.0 }, Rates { by_draw: vec![1.0; 50], noise: 0.0 }])
                [0];
        assert_eq!(band, Some(Band { low: 0.75, high: 0.75 }));
    }
}
