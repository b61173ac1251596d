//! Intervals of means, proportions and shares.
//!
//! The level is given as the probability `alpha` of missing on either side taken together (0.05 for a 95 % interval).

use statrs::distribution::{Beta, ContinuousCDF, Normal, StudentsT};

use super::{Estimate, Interval};

/// Miss probability of the intervals that are shown.
pub const ALPHA: f64 = 0.05;

/// `z` with `P(|Z| > z) = alpha` for a standard normal `Z`.
pub fn normal_quantile(alpha: f64) -> f64 {
    Normal::standard().inverse_cdf(1.0 - 0.5 * alpha)
}

/// `t` with `P(|T| > t) = alpha` for Student's `T`; for infinitely many degrees of freedom the normal's.
pub fn student_quantile(alpha: f64, degrees_of_freedom: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, degrees_of_freedom) {
        Ok(law) if degrees_of_freedom.is_finite() => law.inverse_cdf(1.0 - 0.5 * alpha),
        _ => normal_quantile(alpha),
    }
}

/// `P(T < t)` for Student's `T`; for infinitely many degrees of freedom the normal's.
pub fn student_below(t: f64, degrees_of_freedom: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, degrees_of_freedom) {
        Ok(law) if degrees_of_freedom.is_finite() => law.cdf(t),
        _ => Normal::standard().cdf(t),
    }
}

/// The scale on which an interval is symmetric, so that its ends stay where the quantity can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Any number, a difference for example: symmetric as it is.
    Any,
    /// Any number of at least 0: symmetric in the logarithm.
    NonNegative,
    /// A probability: symmetric in `ln(-ln(1 - p))`, the logarithm of an expected number of events.
    Probability,
    /// A share of a whole: symmetric in the log-odds.
    Share,
}

impl Range {
    /// The interval of a mean with a standard error, `quantile` standard errors wide on each side (delta method on the
    /// range's own scale). A mean at an end of its range has no such scale: the interval is then the plain
    /// `mean +- quantile * error` as far as it lies in the range.
    pub fn estimate(self, mean: f64, standard_error: f64, quantile: f64) -> Estimate {
        let (low, high) = self.ends(mean, standard_error, quantile);
        Estimate { mean, interval: Some(Interval { standard_error, low, high }) }
    }

    fn ends(self, mean: f64, error: f64, quantile: f64) -> (f64, f64) {
        let upper = if self == Self::NonNegative { f64::INFINITY } else { 1.0 };
        match self {
            Self::Any => (mean - quantile * error, mean + quantile * error),
            _ if error == 0.0 || mean <= 0.0 || mean >= upper => {
                ((mean - quantile * error).clamp(0.0, upper), (mean + quantile * error).min(upper))
            }
            Self::NonNegative => {
                let step = (quantile * error / mean).exp();
                (mean / step, mean * step)
            }
            Self::Probability => {
                let intensity = -(-mean).ln_1p();
                let step = (quantile * error / ((1.0 - mean) * intensity)).exp();
                (-(-intensity / step).exp_m1(), -(-intensity * step).exp_m1())
            }
            Self::Share => {
                let odds = mean / (1.0 - mean);
                let step = (quantile * error / (mean * (1.0 - mean))).exp();
                let share = |odds: f64| if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 };
                (share(odds / step), share(odds * step))
            }
        }
    }
}

/// Exact interval of a binomial proportion: C. J. Clopper, E. S. Pearson, Biometrika 26 (1934) 404. With no success the
/// lower end is 0 and the upper end `1 - alpha^(1/n)` (the whole of `alpha` lies on the one side that can be missed),
/// likewise with nothing but successes.
pub fn clopper_pearson(successes: u64, trials: u64, alpha: f64) -> (f64, f64) {
    let (hits, misses) = (successes as f64, (trials - successes) as f64);
    let quantile = |a: f64, b: f64, p: f64| Beta::new(a, b).map_or(f64::NAN, |law| law.inverse_cdf(p));
    match (successes, trials - successes) {
        (0, 0) => (0.0, 1.0),
        (0, _) => (0.0, -(alpha.ln() / misses).exp_m1()),
        (_, 0) => ((alpha.ln() / hits).exp(), 1.0),
        _ => (quantile(hits, misses + 1.0, 0.5 * alpha), quantile(hits + 1.0, misses, 1.0 - 0.5 * alpha)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        assert!((normal_quantile(0.05) - 1.959_963_985).abs() < 1e-8);
        assert!((student_quantile(0.05, 19.0) - 2.093_024_054).abs() < 1e-6);
        assert_eq!(student_quantile(0.05, f64::INFINITY), normal_quantile(0.05));
    }

    #[test]
    fn clopper_pearson_agrees_with_published_values() {
        let (low, high) = clopper_pearson(4, 20, 0.05);
        assert!((low - 0.057_334).abs() < 1e-5 && (high - 0.436_614).abs() < 1e-5, "{low} {high}");
        let (low, high) = clopper_pearson(0, 100, 0.05);
        assert!(low == 0.0 && (high - 0.029_513).abs() < 1e-5, "{high}");
        assert_eq!(clopper_pearson(100, 100, 0.05).1, 1.0);
    }

    #[test]
    fn intervals_stay_in_their_range() {
        for (range, mean, error) in [
            (Range::Probability, 1e-6, 1e-5),
            (Range::Probability, 0.999, 0.01),
            (Range::Share, 0.5, 2.0),
            (Range::NonNegative, 1.0, 3.0),
            (Range::Share, 1.0, 0.0),
        ] {
            let interval = range.estimate(mean, error, 1.96).interval.unwrap();
            assert!(0.0 <= interval.low && interval.low <= mean && mean <= interval.high, "{interval:?}");
            assert!(range == Range::NonNegative || interval.high <= 1.0, "{interval:?}");
        }
    }

    #[test]
    fn a_narrow_interval_is_the_usual_one() {
        for range in [Range::Probability, Range::NonNegative, Range::Share] {
            let interval = range.estimate(0.3, 1e-5, 1.96).interval.unwrap();
            assert!((interval.high - 0.3 - 1.96e-5).abs() < 1e-8 && (0.3 - interval.low - 1.96e-5).abs() < 1e-8);
        }
    }
}
