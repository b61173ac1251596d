//! Estimates whose error the spread between independent replicates shows.

use super::{Estimate, Range, student_quantile};

/// An estimate with what each replicate adds to its error, so that whatever is made of several such estimates from the
/// same replicates (differences, ratios, products) gets the error that it has, their correlation included.
///
/// To first order the estimate is the truth plus the sum of the residuals (its influence function, by replicate; delta
/// method). The residuals sum to 0, and `R/(R - 1)` times the sum of their squares is the squared standard error.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicated {
    /// The estimate.
    pub mean: f64,
    residuals: Vec<f64>,
}

impl Replicated {
    /// The mean over the trials of all replicates, from each replicate's sum and its number of trials.
    pub fn mean_of(sums: &[f64], trials: &[f64]) -> Self {
        let total: f64 = trials.iter().sum();
        let mean = if total > 0.0 { sums.iter().sum::<f64>() / total } else { 0.0 };
        let residual = |(sum, weight): (&f64, &f64)| (sum - mean * weight) / total;
        let residuals =
            if total > 0.0 { sums.iter().zip(trials).map(residual).collect() } else { vec![0.0; sums.len()] };
        Self { mean, residuals }
    }

    /// An estimate with the residual of each replicate; the residuals sum to 0.
    pub fn new(mean: f64, residuals: Vec<f64>) -> Self {
        Self { mean, residuals }
    }

    /// A number without error, beside estimates of as many replicates.
    pub fn exactly(mean: f64, replicates: usize) -> Self {
        Self { mean, residuals: vec![0.0; replicates] }
    }

    /// This and `factor` times another.
    pub fn plus(&self, factor: f64, other: &Self) -> Self {
        let residuals = self.residuals.iter().zip(&other.residuals).map(|(own, other)| own + factor * other);
        Self { mean: self.mean + factor * other.mean, residuals: residuals.collect() }
    }

    /// This less another.
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(-1.0, other)
    }

    /// This times a number.
    pub fn times(&self, factor: f64) -> Self {
        Self { mean: factor * self.mean, residuals: self.residuals.iter().map(|residual| factor * residual).collect() }
    }

    /// This times another estimate.
    pub fn product(&self, other: &Self) -> Self {
        let residuals = self.residuals.iter().zip(&other.residuals);
        let residuals = residuals.map(|(own, theirs)| own * other.mean + theirs * self.mean);
        Self { mean: self.mean * other.mean, residuals: residuals.collect() }
    }

    /// This over another; absent where the other is 0.
    pub fn over(&self, other: &Self) -> Option<Self> {
        if other.mean == 0.0 {
            return None;
        }
        let mean = self.mean / other.mean;
        let residuals = self.residuals.iter().zip(&other.residuals);
        let residuals = residuals.map(|(own, theirs)| (own - mean * theirs) / other.mean).collect();
        Some(Self { mean, residuals })
    }

    /// Degrees of freedom of its error; absent with fewer than two replicates, which say nothing of the error.
    pub fn degrees_of_freedom(&self) -> Option<f64> {
        (self.residuals.len() > 1).then_some(self.residuals.len() as f64 - 1.0)
    }

    /// Its standard error; absent with fewer than two replicates.
    pub fn standard_error(&self) -> Option<f64> {
        let freedom = self.degrees_of_freedom()?;
        let squares: f64 = self.residuals.iter().map(|residual| residual * residual).sum();
        Some((squares * (freedom + 1.0) / freedom).sqrt())
    }

    /// With its interval at `1 - alpha`.
    pub fn estimate(&self, range: Range, alpha: f64) -> Estimate {
        match (self.standard_error(), self.degrees_of_freedom()) {
            (Some(error), Some(freedom)) => range.estimate(self.mean, error, student_quantile(alpha, freedom)),
            _ => Estimate::bare(self.mean),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_has_the_error_of_the_spread_between_replicates() {
        let found = Replicated::mean_of(&[10.0, 20.0, 30.0, 40.0], &[10.0; 4]);
        assert_eq!(found.mean, 2.5);
        // Replicate means 1, 2, 3, 4: standard deviation sqrt(5/3), over sqrt(4).
        assert!((found.standard_error().unwrap() - (5.0f64 / 3.0).sqrt() / 2.0).abs() < 1e-12);
    }

    #[test]
    fn what_two_estimates_share_cancels() {
        let one = Replicated::mean_of(&[1.0, 2.0, 4.0], &[2.0, 2.0, 3.0]);
        let double = one.times(2.0);
        assert!(double.over(&one).unwrap().standard_error().unwrap() < 1e-15);
        assert!(double.minus(&one).minus(&one).standard_error().unwrap() < 1e-15);
        let square = one.product(&one);
        assert!((square.standard_error().unwrap() - 2.0 * one.mean * one.standard_error().unwrap()).abs() < 1e-12);
        assert_eq!(one.over(&Replicated::exactly(0.0, 3)), None);
    }
}
