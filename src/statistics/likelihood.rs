//! The likelihood of what was seen, where the odds behind it are known only through noise.
//!
//! A draw of the uncertain values has a probability p of, say, a capture at an event, and few trials tell it: trial j says
//! `q_j`, with mean p. The likelihood of x events of n is `C(n, x) p^x (1 - p)^(n - x)`; the mean of the q put in place of p
//! would make it biased, for a power of a mean is no mean of powers. The functions here use every set of n *different*
//! trials in turn, one for each event, and take the mean over all sets, which is unbiased whatever the noise (a
//! U-statistic; W. Hoeffding, Ann. Math. Stat. 19 (1948) 293). Draws weighted by an unbiased estimate of their likelihood
//! have the exact posterior as their limit, however few trials each has (C. Andrieu, G. O. Roberts, Ann. Stat. 37 (2009)
//! 697).

/// `C(n, x) p^x (1 - p)^(n - x)`: the probability that an event comes about at `x` of `n` occasions, from the
/// probabilities that the trials give it, at least `n` of them.
pub fn some_of(trials: &[f64], x: usize, n: usize) -> f64 {
    assert!(x <= n && n <= trials.len(), "{x} of {n} events need as many trials, found {}", trials.len());
    // sets[a][b]: sum over choices of a trials in which it comes about and b in which it does not.
    let mut sets = vec![vec![0.0; n - x + 1]; x + 1];
    sets[0][0] = 1.0;
    for &q in trials {
        for a in (0..=x).rev() {
            for b in (0..=n - x).rev() {
                let with = if a > 0 { sets[a - 1][b] * q } else { 0.0 };
                let without = if b > 0 { sets[a][b - 1] * (1.0 - q) } else { 0.0 };
                sets[a][b] += with + without;
            }
        }
    }
    sets[x][n - x] / choices(trials.len(), n)
}

/// The probability that `n` occasions together bring from `least` to `most` of something (no upper end: any number), from
/// the probabilities of 0, 1, 2, … that the trials give to one occasion, at least `n` of them.
pub fn total_of(trials: &[Vec<f64>], least: usize, most: Option<usize>, n: usize) -> f64 {
    assert!(n <= trials.len(), "{n} events need as many trials, found {}", trials.len());
    let highest = most.unwrap_or_else(|| least.saturating_sub(1));
    let mut sums = vec![vec![0.0; highest + 1]; n + 1];
    sums[0][0] = 1.0;
    for one in trials {
        for taken in (1..=n).rev() {
            for total in (0..=highest).rev() {
                let ways =
                    (0..=total).map(|here| sums[taken - 1][total - here] * one.get(here).copied().unwrap_or(0.0));
                let ways: f64 = ways.sum();
                sums[taken][total] += ways;
            }
        }
    }
    let all = choices(trials.len(), n);
    let exactly = |total: usize| sums[n][total] / all;
    match most {
        Some(most) => (least..=most).map(exactly).sum(),
        None => (1.0 - (0..least).map(exactly).sum::<f64>()).max(0.0),
    }
}

/// The density of somebody's statement about odds, read as a measurement of the log-odds with a normal error whose 90 %
/// interval is `low` to `high`, where the odds are seen as a mean with a squared error.
///
/// Noise in the mean would blur the measurement: a normal error of variance s^2 seen through noise of variance v has
/// variance s^2 + v. So the statement is taken with variance s^2 - v, which the noise brings back to s^2; exact as far as
/// the noise is normal on the scale of the log-odds, and v is at most half of s^2 (beyond, it is cut there, and the
/// statement is taken too loosely).
pub fn stated(low: f64, high: f64, mean: f64, squared_error: f64) -> f64 {
    /// The 95 % quantile of the standard normal law.
    const NORMAL_95: f64 = 1.644_853_626_951_472_9;
    const MOST_NOISE: f64 = 0.5;
    if !(0.0 < mean && mean < 1.0) {
        return 0.0;
    }
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let (centre, spread) = (0.5 * (logit(low) + logit(high)), (logit(high) - logit(low)) / (2.0 * NORMAL_95));
    let slope = mean * (1.0 - mean);
    let noise = (squared_error / (slope * slope)).min(MOST_NOISE * spread * spread);
    // The log-odds of a noisy mean are too low on average, by half of the noise times this (to second order).
    let seen = logit(mean) + 0.5 * noise * (1.0 - 2.0 * mean);
    let variance = spread * spread - noise;
    (-0.5 * (seen - centre).powi(2) / variance).exp() / variance.sqrt()
}

/// Sets of `n` among `count`.
fn choices(count: usize, n: usize) -> f64 {
    (0..n).map(|taken| (count - taken) as f64 / (n - taken) as f64).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, Entity, Purpose, Trial};

    #[test]
    fn without_noise_the_likelihood_is_the_binomial_one() {
        let trials = [0.3; 7];
        assert!((some_of(&trials, 2, 5) - 10.0 * 0.09 * 0.343).abs() < 1e-12);
        assert!((some_of(&trials, 0, 7) - 0.7f64.powi(7)).abs() < 1e-12);
        assert_eq!(some_of(&[0.0; 3], 1, 2), 0.0);
    }

    #[test]
    fn without_noise_totals_are_those_of_a_sum() {
        // Three occasions, each with 0, 1, 2 at 0.5, 0.3, 0.2: P(total 2) = 3 (0.25 0.2 + 0.5 0.09) = 0.285.
        let trials = vec![vec![0.5, 0.3, 0.2]; 5];
        assert!((total_of(&trials, 2, Some(2), 3) - 0.285).abs() < 1e-12);
        let below: f64 = 0.125 + 3.0 * 0.25 * 0.3;
        assert!((total_of(&trials, 2, None, 3) - (1.0 - below)).abs() < 1e-12);
        assert!((total_of(&trials, 0, Some(1), 3) - below).abs() < 1e-12);
        assert_eq!(total_of(&trials, 0, None, 3), 1.0);
    }

    /// Trials that say 0 or 1 with mean 0.2: the mean over 4,000 sets of 12 of them is the binomial likelihood (0.2835 for 1
    /// of 8, standard error below 0.004, allowed four), where the mean of the trials in its place gives 0.23.
    #[test]
    fn noise_leaves_the_likelihood_unbiased() {
        let (mut unbiased, mut plain) = (0.0, 0.0);
        for set in 0..4000 {
            let address = Address { entity: Entity::named(&["likelihood"]), item: set, lane: 0 };
            let mut stream = Trial::new(5, 0, 0).stream(address, Purpose::Design);
            let trials: Vec<f64> = (0..12).map(|_| f64::from(u8::from(stream.uniform() < 0.2))).collect();
            unbiased += some_of(&trials, 1, 8) / 4000.0;
            let mean = trials.iter().sum::<f64>() / 12.0;
            plain += 8.0 * mean * (1.0 - mean).powi(7) / 4000.0;
        }
        let truth = 8.0 * 0.2 * 0.8f64.powi(7);
        assert!((unbiased - truth).abs() < 0.016, "{unbiased}, {truth}");
        assert!(plain < truth - 0.03, "{plain}");
    }

    /// Odds of 5 % seen with 20 % noise, 4,000 times: the mean density is that without noise to 2 %.
    #[test]
    fn noise_does_not_blur_a_statement() {
        let mut mean = 0.0;
        for set in 0..4000 {
            let address = Address { entity: Entity::named(&["stated"]), item: set, lane: 0 };
            let mut stream = Trial::new(6, 0, 0).stream(address, Purpose::Design);
            let noise: f64 = (0..12).map(|_| stream.uniform() - 0.5).sum();
            mean += stated(0.03, 0.3, 0.05 * (1.0 + 0.2 * noise), (0.01f64).powi(2)) / 4000.0;
        }
        let truth = stated(0.03, 0.3, 0.05, 0.0);
        assert!((mean / truth - 1.0).abs() < 0.02, "{mean}, {truth}");
    }
}
