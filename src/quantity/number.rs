//! Single numbers with a range and a unit.

use thiserror::Error;

/// Why a number was refused.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum QuantityError {
    /// Not in `[0, 1]`.
    #[error("{0} is not a probability (0 to 1)")]
    NotAProbability(f64),
    /// Negative, infinite or not a number.
    #[error("{0} is not a number of at least 0")]
    Negative(f64),
    /// Not above 0, infinite or not a number.
    #[error("{0} is not a number above 0")]
    NotPositive(f64),
    /// `min <= mode <= max`, `min < max` does not hold.
    #[error("min <= mode <= max with min < max is required, found min {min}, mode {mode}, max {max}")]
    NotOrdered {
        /// The least value.
        min: f64,
        /// The likeliest value.
        mode: f64,
        /// The greatest value.
        max: f64,
    },
    /// Weights that are empty or all 0.
    #[error("weights sum to 0, at least one must be above 0")]
    NoWeight,
}

fn at_least_zero(value: f64) -> Result<f64, QuantityError> {
    if (0.0..f64::INFINITY).contains(&value) {
        // -0.0 becomes 0.0, so that equal quantities have equal bits.
        Ok(value + 0.0)
    } else {
        Err(QuantityError::Negative(value))
    }
}

/// A probability, in `[0, 1]`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Probability(f64);

impl Probability {
    /// Never.
    pub const ZERO: Self = Self(0.0);
    /// Always.
    pub const ONE: Self = Self(1.0);

    /// A probability; refused outside `[0, 1]`.
    pub fn new(value: f64) -> Result<Self, QuantityError> {
        if (0.0..=1.0).contains(&value) { Ok(Self(value + 0.0)) } else { Err(QuantityError::NotAProbability(value)) }
    }

    /// The value, in `[0, 1]`.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// A finite number of at least 0, without a unit of its own (a factor, a coefficient of variation, an exponent, a count
/// of recordings a day).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct NonNegative(f64);

impl NonNegative {
    /// 0.
    pub const ZERO: Self = Self(0.0);
    /// 1.
    pub const ONE: Self = Self(1.0);

    /// Refused if negative, infinite or not a number.
    pub fn new(value: f64) -> Result<Self, QuantityError> {
        at_least_zero(value).map(Self)
    }

    /// The value.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// A finite number above 0.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Positive(f64);

impl Positive {
    /// Refused if not above 0, infinite or not a number.
    pub fn new(value: f64) -> Result<Self, QuantityError> {
        if value > 0.0 && value < f64::INFINITY { Ok(Self(value)) } else { Err(QuantityError::NotPositive(value)) }
    }

    /// The value.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// A length of time \[h\], at least 0.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Hours(f64);

impl Hours {
    /// From hours.
    pub fn new(hours: f64) -> Result<Self, QuantityError> {
        at_least_zero(hours).map(Self)
    }

    /// From minutes.
    pub fn from_minutes(minutes: f64) -> Result<Self, QuantityError> {
        at_least_zero(minutes).map(|checked| Self(checked / 60.0))
    }

    /// The value \[h\].
    pub fn get(self) -> f64 {
        self.0
    }
}

/// A rate \[1/h\], at least 0.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct PerHour(f64);

impl PerHour {
    /// Refused if negative, infinite or not a number.
    pub fn new(value: f64) -> Result<Self, QuantityError> {
        at_least_zero(value).map(Self)
    }

    /// The value \[1/h\].
    pub fn get(self) -> f64 {
        self.0
    }
}

/// A rate \[1/day\], at least 0.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct PerDay(f64);

impl PerDay {
    /// Refused if negative, infinite or not a number.
    pub fn new(value: f64) -> Result<Self, QuantityError> {
        at_least_zero(value).map(Self)
    }

    /// The value \[1/day\].
    pub fn get(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_outside_zero_to_one_or_nan_is_refused() {
        for bad in [-0.1, 1.000001, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Probability::new(bad).is_err(), "{bad}");
        }
        assert_eq!(Probability::new(0.0), Ok(Probability::ZERO));
        assert_eq!(Probability::new(1.0), Ok(Probability::ONE));
    }

    #[test]
    fn minus_zero_becomes_zero() {
        assert!(Probability::new(-0.0).unwrap().get().is_sign_positive());
        assert!(NonNegative::new(-0.0).unwrap().get().is_sign_positive());
    }

    #[test]
    fn negative_infinite_and_nan_rates_and_times_are_refused() {
        for bad in [-1e-300, f64::NAN, f64::INFINITY] {
            assert!(Hours::new(bad).is_err());
            assert!(Hours::from_minutes(bad).is_err());
            assert!(PerHour::new(bad).is_err());
            assert!(PerDay::new(bad).is_err());
            assert!(NonNegative::new(bad).is_err());
            assert!(Positive::new(bad).is_err());
        }
        assert!(Positive::new(0.0).is_err());
    }

    #[test]
    fn ninety_minutes_are_an_hour_and_a_half() {
        assert_eq!(Hours::from_minutes(90.0).unwrap().get(), 1.5);
    }
}
