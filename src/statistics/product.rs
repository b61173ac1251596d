//! Products and ratios of sums, with the error that the spread between independent replicates shows.

use super::{Estimate, Range};

/// A sum by replicate, and the power in which it enters.
pub type Factor = (Vec<f64>, i32);

/// `prod (sum of the parts)^power` with its error by the delta method: with `X_r` the part of replicate `r` and `X` the
/// whole, the relative error is that of the residuals `sum power X_r / X`. Valid where the powers sum to 0 (ratios), so
/// that the size of a replicate cancels, or where the replicates are of one size.
///
/// A product of 0 comes without an interval, and so does one replicate: both say nothing of the error.
pub fn product_of_sums(factors: &[Factor], range: Range, quantile: f64) -> Estimate {
    let replicates = factors.first().map_or(0, |(parts, _)| parts.len());
    let mut value = 1.0;
    let mut residuals = vec![0.0; replicates];
    for (parts, power) in factors {
        let whole: f64 = parts.iter().sum();
        value *= whole.powi(*power);
        residuals.iter_mut().zip(parts).for_each(|(residual, part)| *residual += f64::from(*power) * part / whole);
    }
    if range == Range::Share {
        // A part of a whole; the sums of both are rounded.
        value = value.min(1.0);
    }
    if value == 0.0 || replicates < 2 {
        return Estimate::bare(value);
    }
    let count = replicates as f64;
    let mean = residuals.iter().sum::<f64>() / count;
    let squares: f64 = residuals.iter().map(|residual| (residual - mean).powi(2)).sum();
    range.estimate(value, value * (squares * count / (count - 1.0)).sqrt(), quantile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_ratio_is_the_delta_method_s() {
        let (over, under) = (vec![1.0, 3.0, 2.0], vec![4.0, 4.0, 4.0]);
        let ratio = product_of_sums(&[(over, 1), (under, -1)], Range::NonNegative, 1.0);
        // Means of replicates 1/4, 3/4, 2/4: deviation 1/4, error 1/4 / sqrt(3).
        assert!((ratio.mean - 0.5).abs() < 1e-12);
        assert!((ratio.interval.unwrap().standard_error - 0.25 / 3f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn sums_that_go_together_have_no_error() {
        let parts = vec![1.0, 5.0, 2.0];
        let ratio = product_of_sums(&[(parts.clone(), 1), (parts, -1)], Range::Share, 2.0);
        let interval = ratio.interval.unwrap();
        assert!((ratio.mean, interval.low, interval.high) == (1.0, 1.0, 1.0), "{ratio:?}");
    }

    #[test]
    fn nothing_and_a_single_replicate_have_no_interval() {
        assert_eq!(
            product_of_sums(&[(vec![0.0, 0.0], 1), (vec![1.0, 2.0], -1)], Range::Share, 2.0),
            Estimate::bare(0.0)
        );
        assert_eq!(product_of_sums(&[(vec![1.0], 1), (vec![4.0], -1)], Range::Share, 2.0), Estimate::bare(0.25));
    }
}
