//! An estimate and how sure it is.

/// A mean with its interval.
///
/// `interval` is absent where the data say nothing of the error (a single trial); it is never made up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub mean: f64,
    /// How sure it is.
    pub interval: Option<Interval>,
}

/// The error of an estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Standard error of the mean.
    pub standard_error: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

impl Estimate {
    /// An estimate of whose error nothing is known.
    pub fn bare(mean: f64) -> Self {
        Self { mean, interval: None }
    }

    /// Half the width of the interval over the mean; absent without an interval or where the mean is 0.
    pub fn relative_half_width(&self) -> Option<f64> {
        let interval = self.interval?;
        (self.mean > 0.0).then(|| 0.5 * (interval.high - interval.low) / self.mean)
    }
}

/// Two ends of a range of quantiles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The 5 % quantile.
    pub low: f64,
    /// The 95 % quantile.
    pub high: f64,
}

/// `1 - (1 - a)(1 - b)`: the probability that at least one of two independent events happens, added up without
/// cancellation however small both are.
#[inline]
pub fn union(total: &mut f64, another: f64) {
    *total += another * (1.0 - *total);
}
