//! Means over draws that count for more or less: importance weights.

use super::{Estimate, Range, student_quantile};

/// Draws with weights, in independent replicates.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    /// By draw, 0 or more; only their ratios matter.
    pub weights: Vec<f64>,
    /// The replicate of each draw, from 0.
    pub replicate_of: Vec<usize>,
}

impl Weighted {
    /// Whether any draw counts.
    pub fn is_possible(&self) -> bool {
        self.weights.iter().sum::<f64>() > 0.0
    }

    /// So many draws of equal weight would tell as much: `(sum w)^2 / sum w^2` (L. Kish, Survey Sampling, 1965).
    pub fn effective(&self) -> f64 {
        let (sum, squares) = self.weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
        if squares > 0.0 { sum * sum / squares } else { 0.0 }
    }

    /// The weighted mean; its error from the spread between replicates, by the delta method for a ratio.
    pub fn mean(&self, range: Range, alpha: f64, value: impl Fn(usize) -> f64) -> Estimate {
        let replicates = self.replicate_of.iter().max().map_or(0, |last| last + 1);
        let mut sums = vec![(0.0, 0.0); replicates];
        for (draw, (&weight, &replicate)) in self.weights.iter().zip(&self.replicate_of).enumerate() {
            sums[replicate].0 += weight * value(draw);
            sums[replicate].1 += weight;
        }
        let (total, whole) = sums.iter().fold((0.0, 0.0), |(a, b), (sum, weight)| (a + sum, b + weight));
        let mean = total / whole;
        if replicates < 2 {
            return Estimate::bare(mean);
        }
        let count = replicates as f64;
        let squares: f64 = sums.iter().map(|(sum, weight)| (sum - mean * weight).powi(2)).sum();
        let error = (squares * count / (count - 1.0)).sqrt() / whole;
        range.estimate(mean, error, student_quantile(alpha, count - 1.0))
    }

    /// As many draws as there are, of equal weight: the draw at each of as many even steps along the sum of the weights
    /// (systematic resampling, G. Kitagawa, J. Comput. Graph. Stat. 5 (1996) 1).
    pub fn resampled(&self) -> Vec<usize> {
        let count = self.weights.len();
        let step = self.weights.iter().sum::<f64>() / count as f64;
        let (mut chosen, mut passed) = (Vec::with_capacity(count), 0.0);
        for (draw, weight) in self.weights.iter().enumerate() {
            passed += weight;
            while chosen.len() < count && (chosen.len() as f64 + 0.5) * step < passed {
                chosen.push(draw);
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_change_nothing_and_a_lone_one_is_worth_one_draw() {
        let equal = Weighted { weights: vec![2.0; 8], replicate_of: vec![0, 0, 1, 1, 2, 2, 3, 3] };
        assert_eq!((equal.effective(), equal.resampled()), (8.0, (0..8).collect()));
        assert_eq!(equal.mean(Range::Any, 0.05, |draw| draw as f64).mean, 3.5);
        let lone = Weighted { weights: vec![0.0, 0.0, 5.0, 0.0], replicate_of: vec![0, 0, 1, 1] };
        assert_eq!((lone.effective(), lone.resampled()), (1.0, vec![2; 4]));
        assert_eq!(lone.mean(Range::Any, 0.05, |draw| draw as f64).mean, 2.0);
    }
}
