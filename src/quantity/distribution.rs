//! Distributions as data: what a duration or a harm is drawn from.

use super::QuantityError;

/// Chance: the law of a quantity that is drawn anew each time. Values are in the unit of whoever holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// Always this value, at least 0.
    Constant(f64),
    /// `exp(ln median + sigma Z)`, `Z` standard normal.
    LogNormal {
        /// The median, above 0.
        median: f64,
        /// The standard deviation of the logarithm, at least 0.
        sigma: f64,
    },
    /// Exponential with this mean, above 0.
    Exponential {
        /// The mean.
        mean: f64,
    },
    /// Uniform on `[min, max]`, `0 <= min <= max`.
    Uniform {
        /// The least value.
        min: f64,
        /// The greatest value.
        max: f64,
    },
    /// PERT: `min + (max - min) B`, `B` Beta with `1 + 4 (mode - min)/(max - min)` and `1 + 4 (max - mode)/(max - min)`.
    Pert {
        /// The least value, at least 0.
        min: f64,
        /// The likeliest value.
        mode: f64,
        /// The greatest value.
        max: f64,
    },
    /// Gamma with this mean and shape, both above 0.
    Gamma {
        /// The mean.
        mean: f64,
        /// The shape.
        shape: f64,
    },
}

impl Distribution {
    /// The same law if all its parameters are in range.
    pub fn checked(self) -> Result<Self, QuantityError> {
        let at_least_zero =
            |x: f64| if (0.0..f64::INFINITY).contains(&x) { Ok(()) } else { Err(QuantityError::Negative(x)) };
        let above_zero =
            |x: f64| if x > 0.0 && x < f64::INFINITY { Ok(()) } else { Err(QuantityError::NotPositive(x)) };
        match self {
            Self::Constant(value) => at_least_zero(value)?,
            Self::LogNormal { median, sigma } => above_zero(median).and(at_least_zero(sigma))?,
            Self::Exponential { mean } => above_zero(mean)?,
            Self::Uniform { min, max } => {
                at_least_zero(min).and(at_least_zero(max))?;
                if min > max {
                    return Err(QuantityError::NotOrdered { min, mode: min, max });
                }
            }
            Self::Pert { min, mode, max } => {
                at_least_zero(min).and(at_least_zero(mode)).and(at_least_zero(max))?;
                if !(min <= mode && mode <= max && min < max) {
                    return Err(QuantityError::NotOrdered { min, mode, max });
                }
            }
            Self::Gamma { mean, shape } => above_zero(mean).and(above_zero(shape))?,
        }
        if self.mean().is_finite() { Ok(self) } else { Err(QuantityError::Negative(self.mean())) }
    }

    /// The expected value.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Constant(value) => value,
            Self::LogNormal { median, sigma } => median * (0.5 * sigma * sigma).exp(),
            Self::Exponential { mean } | Self::Gamma { mean, .. } => mean,
            Self::Uniform { min, max } => 0.5 * (min + max),
            Self::Pert { min, mode, max } => (min + 4.0 * mode + max) / 6.0,
        }
    }

    /// The same law in another unit: every value times `factor`, above 0.
    pub fn scaled(self, factor: f64) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(value * factor),
            Self::LogNormal { median, sigma } => Self::LogNormal { median: median * factor, sigma },
            Self::Exponential { mean } => Self::Exponential { mean: mean * factor },
            Self::Uniform { min, max } => Self::Uniform { min: min * factor, max: max * factor },
            Self::Pert { min, mode, max } => Self::Pert { min: min * factor, mode: mode * factor, max: max * factor },
            Self::Gamma { mean, shape } => Self::Gamma { mean: mean * factor, shape },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_out_of_range_are_refused() {
        for bad in [
            Distribution::Constant(-1.0),
            Distribution::LogNormal { median: 0.0, sigma: 1.0 },
            Distribution::LogNormal { median: 1.0, sigma: f64::NAN },
            Distribution::LogNormal { median: 1.0, sigma: 100.0 },
            Distribution::Exponential { mean: 0.0 },
            Distribution::Uniform { min: 2.0, max: 1.0 },
            Distribution::Pert { min: 1.0, mode: 3.0, max: 2.0 },
            Distribution::Pert { min: 1.0, mode: 1.0, max: 1.0 },
            Distribution::Gamma { mean: 1.0, shape: 0.0 },
        ] {
            assert!(bad.checked().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn means_follow_their_formulas() {
        assert_eq!(Distribution::Pert { min: 0.0, mode: 3.0, max: 6.0 }.mean(), 3.0);
        assert_eq!(Distribution::Uniform { min: 1.0, max: 2.0 }.mean(), 1.5);
        assert!((Distribution::LogNormal { median: 1.0, sigma: 1.0 }.mean() - 0.5f64.exp()).abs() < 1e-15);
    }
}
