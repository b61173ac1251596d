//! The value of information for a choice between options.
//!
//! Each option has an expected loss `L_d(x)` where the uncertain values are `x`. Without knowing more one takes the option
//! with the least `E[L_d]`. Who learned some of the values, `x_i`, would take the one with the least `E[L_d | x_i]`; what
//! that saves on average is the **expected value of partial information**
//!
//! ```text
//! EVPPI = min_d E[L_d] - E[min_d E[L_d | x_i]]   [units of loss]
//! ```
//!
//! and with all values the expected value of perfect information, EVPI. Both are 0 or more, and 0 where learning never
//! changes the choice.
//!
//! `E[L_d | x_i]` comes from a regression of the losses on the values over the draws (M. Strong, J. E. Oakley,
//! A. Brennan, Medical Decision Making 34 (2014) 311). The losses of a draw are means of few trials; their noise is what a
//! regression smooths away, but the least of several estimates is too low as long as any noise is left. So there are two
//! estimates: choices by a regression from *all* draws, valued by that regression (errs upwards), and choices by one from
//! the *other* draws, valued by the losses that were seen (errs downwards: it is what a choice so made does save). The
//! estimate is the middle of both, the interval reaches from the lower end of the one to the upper end of the other.

use super::smoothing::{FOLDS, Smoothed, smooth};
use super::{Estimate, Interval, student_quantile};

/// Losses of the options in the draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Losses {
    /// By option and draw: means over the first half of the draw's trials and over the second, on common trials.
    pub halves: Vec<Vec<[f64; 2]>>,
    /// By option: variance over the draws of the noise in the mean of one half, of the loss less that of `chosen`.
    pub noise: Vec<f64>,
    /// The replicate of each draw; replicates are independent.
    pub replicate_of: Vec<usize>,
    /// The option with the least mean loss.
    pub chosen: usize,
}

/// What learning some values is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    /// In units of loss, at least 0.
    pub worth: Estimate,
    /// Share of the draws in which one would choose otherwise, having learned the values.
    pub changes: f64,
}

impl Losses {
    /// Losses of an option less those of the chosen one, over all trials.
    fn above(&self) -> Vec<Vec<f64>> {
        let mean = |halves: &[f64; 2]| 0.5 * (halves[0] + halves[1]);
        let chosen = &self.halves[self.chosen];
        let row = |own: &Vec<[f64; 2]>| own.iter().zip(chosen).map(|(own, base)| mean(own) - mean(base)).collect();
        self.halves.iter().map(row).collect()
    }

    fn folds(&self) -> Vec<usize> {
        self.replicate_of.iter().map(|replicate| replicate % FOLDS).collect()
    }

    /// What learning the values behind these scores is worth; `scores` holds a list for each draw.
    pub fn partial(&self, scores: &[Vec<f64>], alpha: f64) -> Worth {
        let above = self.above();
        let smoothed = smooth(scores, &above, &self.folds());
        let draws = self.replicate_of.len();
        let optimistic: Vec<f64> = (0..draws).map(|draw| -least(&smoothed, self.chosen, |s| s.whole[draw]).1).collect();
        let choices: Vec<usize> =
            (0..draws).map(|draw| least(&smoothed, self.chosen, |s| s.held_out[draw]).0).collect();
        let realised: Vec<f64> = choices.iter().enumerate().map(|(draw, &choice)| -above[choice][draw]).collect();
        let changes = choices.iter().filter(|&&choice| choice != self.chosen).count() as f64 / draws as f64;
        Worth { worth: self.between(&realised, &optimistic, alpha), changes }
    }

    /// What learning all values is worth. In each draw one would choose by what the other draws say of it and by one half
    /// of its own trials, weighted by their noise, and the other half values the choice.
    pub fn perfect(&self, scores: &[Vec<f64>], alpha: f64) -> Worth {
        let above = self.above();
        let smoothed = smooth(scores, &above, &self.folds());
        let draws = self.replicate_of.len();
        let trust: Vec<f64> =
            (0..above.len()).map(|option| self.trust(option, &above[option], &smoothed[option])).collect();
        let seen = |option: usize, draw: usize, half: usize| {
            self.halves[option][draw][half] - self.halves[self.chosen][draw][half]
        };
        let (mut realised, mut optimistic, mut changed) = (vec![0.0; draws], vec![0.0; draws], 0.0);
        for draw in 0..draws {
            for half in 0..2 {
                let believed: Vec<f64> = (0..above.len())
                    .map(|option| {
                        let prior = smoothed[option].held_out[draw];
                        prior + trust[option] * (seen(option, draw, half) - prior)
                    })
                    .collect();
                let (choice, value) = lowest(&believed, self.chosen);
                realised[draw] -= 0.5 * seen(choice, draw, 1 - half);
                optimistic[draw] -= 0.5 * value;
                changed += if choice == self.chosen { 0.0 } else { 0.5 };
            }
        }
        Worth { worth: self.between(&realised, &optimistic, alpha), changes: changed / draws as f64 }
    }

    /// The weight of what one half of a draw's trials say against the regression: `t/(t + noise)`, with `t` the variance
    /// of the losses around it.
    fn trust(&self, option: usize, above: &[f64], smoothed: &Smoothed) -> f64 {
        let residuals = above.iter().zip(&smoothed.held_out).map(|(seen, found)| (seen - found).powi(2));
        let around = residuals.sum::<f64>() / above.len() as f64;
        // The mean of both halves has half of the noise of one.
        let own = (around - 0.5 * self.noise[option]).max(0.0);
        if own > 0.0 { own / (own + self.noise[option]) } else { 0.0 }
    }

    /// The middle of both estimates, at least 0; the interval reaches from the lower end of the first to the upper end of
    /// the second.
    fn between(&self, realised: &[f64], optimistic: &[f64], alpha: f64) -> Estimate {
        let (low, low_error) = self.mean(realised);
        let (high, high_error) = self.mean(optimistic);
        let mean = (0.5 * (low + high)).max(0.0);
        let (Some(low_error), Some(high_error)) = (low_error, high_error) else { return Estimate::bare(mean) };
        let quantile = student_quantile(alpha, self.replicates() as f64 - 1.0);
        let low_end = (low.min(high) - quantile * low_error).max(0.0);
        let high_end = (high.max(low) + quantile * high_error.max(low_error)).max(mean);
        let standard_error = (high_end - low_end) / (2.0 * quantile);
        Estimate { mean, interval: Some(Interval { standard_error, low: low_end, high: high_end }) }
    }

    fn replicates(&self) -> usize {
        self.replicate_of.last().map_or(0, |last| last + 1)
    }

    /// The mean over the draws, and its error by the spread between replicates.
    fn mean(&self, values: &[f64]) -> (f64, Option<f64>) {
        let mut sums = vec![(0.0, 0.0); self.replicates()];
        for (value, &replicate) in values.iter().zip(&self.replicate_of) {
            sums[replicate].0 += value;
            sums[replicate].1 += 1.0;
        }
        let (draws, count) = (values.len() as f64, sums.len() as f64);
        let mean = values.iter().sum::<f64>() / draws;
        let squares: f64 = sums.iter().map(|(sum, draws)| (sum - mean * draws).powi(2)).sum();
        let error = (sums.len() > 1).then(|| (squares * count / (count - 1.0)).sqrt() / draws);
        (mean, error)
    }
}

/// The option with the least value and that value; the chosen one where another is not less.
fn least(smoothed: &[Smoothed], chosen: usize, value: impl Fn(&Smoothed) -> f64) -> (usize, f64) {
    lowest(&smoothed.iter().map(value).collect::<Vec<_>>(), chosen)
}

fn lowest(values: &[f64], chosen: usize) -> (usize, f64) {
    let better =
        |best: (usize, f64), (option, &value): (usize, &f64)| if value < best.1 { (option, value) } else { best };
    values.iter().enumerate().fold((chosen, values[chosen]), better)
}
