//! Quantiles of distributions, by which `check` shows what a law implies.

use statrs::distribution::{ContinuousCDF, Gamma};
use statrs::function::beta::inv_beta_reg;
use statrs::function::erf::erfc_inv;

use super::Distribution;

impl Distribution {
    /// The value below which a draw lies with probability `u`.
    ///
    /// # Panics
    ///
    /// If `u` is not inside (0, 1).
    ///
    /// ```
    /// use overheard::quantity::Distribution;
    ///
    /// let minutes = Distribution::LogNormal { median: 30.0, sigma: 0.6 };
    /// assert!((minutes.quantile(0.5) - 30.0).abs() < 1e-9);
    /// ```
    pub fn quantile(&self, u: f64) -> f64 {
        assert!(u > 0.0 && u < 1.0, "a quantile is asked for at {u}, not inside (0, 1)");
        match *self {
            Self::Constant(value) => value,
            Self::LogNormal { median, sigma } => median * (sigma * normal_quantile(u)).exp(),
            Self::Exponential { mean } => -mean * (-u).ln_1p(),
            Self::Uniform { min, max } => min + (max - min) * u,
            Self::Pert { min, mode, max } => {
                let shape = |part: f64| 1.0 + 4.0 * part / (max - min);
                min + (max - min) * inv_beta_reg(shape(mode - min), shape(max - mode), u)
            }
            // The law with mean 1 and the same shape; its parameters are in range, since the distribution's are.
            Self::Gamma { mean, shape } => mean * Gamma::new(shape, shape).map_or(1.0, |unit| unit.inverse_cdf(u)),
        }
    }
}

/// The standard normal quantile.
fn normal_quantile(u: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * u)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (law, u, expected) in [
            (Distribution::Constant(3.0), 0.95, 3.0),
            (Distribution::LogNormal { median: 1.0, sigma: 1.0 }, 0.95, 5.180_251_602_233_015),
            (Distribution::Exponential { mean: 2.0 }, 0.5, 2.0 * std::f64::consts::LN_2),
            (Distribution::Uniform { min: 1.0, max: 3.0 }, 0.05, 1.1),
            // A PERT with its mode in the middle is symmetric.
            (Distribution::Pert { min: 0.0, mode: 2.0, max: 4.0 }, 0.5, 2.0),
            // A gamma law of shape 1 is exponential.
            (Distribution::Gamma { mean: 2.0, shape: 1.0 }, 0.95, -2.0 * 0.05f64.ln()),
        ] {
            let found = law.quantile(u);
            assert!((found - expected).abs() < 1e-6 * expected, "{law:?} at {u}: {found}, expected {expected}");
        }
    }
}
