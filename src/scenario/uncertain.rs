//! Uncertain values: numbers that nobody knows, with what is believed of them.

use statrs::function::beta::inv_beta_reg;
use statrs::function::erf::erfc_inv;

/// The 95 % quantile of the standard normal law: half a 90 % interval in standard deviations.
const NORMAL_95: f64 = 1.644_853_626_951_472_9;

/// A value of the scenario file that is not known, and what is believed of it.
#[derive(Debug, Clone, PartialEq)]
pub struct UncertainValue {
    /// Where it stands, such as `group.generals.mistake`: its identity.
    pub path: String,
    /// What is believed of it.
    pub law: Ignorance,
}

/// The law of an uncertain value. Valid by construction: the reader refuses bounds out of order or out of range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ignorance {
    /// `{ low, high }` of a positive quantity: log-normal with this 90 % interval, so
    /// `exp(mu + sigma Z)` with `mu = ln sqrt(low high)` and `sigma = ln(high/low) / (2 z)`, `z = 1.6448536269514722`.
    LogNormal {
        /// The 5 % quantile, above 0.
        low: f64,
        /// The 95 % quantile.
        high: f64,
    },
    /// `{ low, high }` of odds: logit-normal with this 90 % interval, so `1/(1 + exp(-(mu + sigma Z)))` with
    /// `mu = (logit low + logit high)/2` and `sigma = (logit high - logit low) / (2 z)`, `logit p = ln(p/(1 - p))`.
    LogitNormal {
        /// The 5 % quantile, above 0.
        low: f64,
        /// The 95 % quantile, below 1.
        high: f64,
    },
    /// `{ min, mode, max }`: `min + (max - min) B`, `B` Beta with `1 + 4 (mode - min)/(max - min)` and
    /// `1 + 4 (max - mode)/(max - min)`.
    Pert {
        /// The least value.
        min: f64,
        /// The likeliest value.
        mode: f64,
        /// The greatest value.
        max: f64,
    },
}

impl Ignorance {
    /// The value below which it lies with probability `u`, in (0, 1).
    ///
    /// # Panics
    ///
    /// If `u` is not inside (0, 1).
    ///
    /// ```
    /// use overheard::scenario::Ignorance;
    ///
    /// let mistake = Ignorance::LogNormal { low: 0.01, high: 0.04 };
    /// assert!((mistake.quantile(0.5) - 0.02).abs() < 1e-12);
    /// assert!((mistake.quantile(0.95) - 0.04).abs() < 1e-9);
    /// ```
    pub fn quantile(&self, u: f64) -> f64 {
        assert!(u > 0.0 && u < 1.0, "a quantile is asked for at {u}, not inside (0, 1)");
        match *self {
            Self::Pert { min, mode, max } => {
                let (a, b) = pert_shapes(min, mode, max);
                min + (max - min) * inv_beta_reg(a, b, u)
            }
            Self::LogNormal { .. } | Self::LogitNormal { .. } => self.at_normal(normal_quantile(u)),
        }
    }

    /// The expected value; of the logit-normal law, which has no closed form, by the trapezoidal rule.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::LogNormal { low, high } => {
                let sigma = (high / low).ln() / (2.0 * NORMAL_95);
                (low * high).sqrt() * (0.5 * sigma * sigma).exp()
            }
            Self::Pert { min, mode, max } => (min + 4.0 * mode + max) / 6.0,
            Self::LogitNormal { .. } => {
                // The error falls faster than any power of the step for such smooth, dying integrands.
                const REACH: i32 = 900;
                const STEP: f64 = 0.01;
                let node = |i: i32| f64::from(i) * STEP;
                let density = |z: f64| (-0.5 * z * z).exp();
                let (sum, total) = (-REACH..=REACH)
                    .map(node)
                    .fold((0.0, 0.0), |(sum, total), z| (sum + density(z) * self.at_normal(z), total + density(z)));
                sum / total
            }
        }
    }

    /// The value where the underlying standard normal variable is `z`.
    fn at_normal(&self, z: f64) -> f64 {
        let logit = |p: f64| (p / (1.0 - p)).ln();
        match *self {
            Self::LogNormal { low, high } => {
                let (from, to) = (low.ln(), high.ln());
                (0.5 * (from + to) + (to - from) / (2.0 * NORMAL_95) * z).exp()
            }
            Self::LogitNormal { low, high } => {
                let (from, to) = (logit(low), logit(high));
                1.0 / (1.0 + (-(0.5 * (from + to) + (to - from) / (2.0 * NORMAL_95) * z)).exp())
            }
            Self::Pert { .. } => unreachable!("PERT is not made from a normal variable"),
        }
    }
}

fn pert_shapes(min: f64, mode: f64, max: f64) -> (f64, f64) {
    const PERT_WEIGHT: f64 = 4.0;
    (1.0 + PERT_WEIGHT * (mode - min) / (max - min), 1.0 + PERT_WEIGHT * (max - mode) / (max - min))
}

/// The quantile of the standard normal law.
fn normal_quantile(u: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * u)
}

#[cfg(test)]
mod tests {
    use statrs::function::beta::beta_reg;

    use super::*;

    #[test]
    fn the_interval_of_a_log_normal_law_is_its_5_and_95_percent_quantile() {
        let law = Ignorance::LogNormal { low: 2.0, high: 50.0 };
        assert!((law.quantile(0.05) - 2.0).abs() < 1e-8);
        assert!((law.quantile(0.5) - 10.0).abs() < 1e-9);
        assert!((law.quantile(0.95) - 50.0).abs() < 1e-7);
    }

    #[test]
    fn odds_stay_inside_zero_to_one() {
        let law = Ignorance::LogitNormal { low: 0.3, high: 0.9 };
        assert!((law.quantile(0.05) - 0.3).abs() < 1e-9);
        assert!((law.quantile(0.95) - 0.9).abs() < 1e-9);
        assert!(law.quantile(1e-12) > 0.0 && law.quantile(1.0 - 1e-12) < 1.0);
    }

    #[test]
    fn pert_quantiles_invert_its_distribution_function() {
        let (min, mode, max) = (1.0, 2.0, 5.0);
        let (a, b) = pert_shapes(min, mode, max);
        for u in [1e-6, 0.001, 0.05, 0.5, 0.77, 0.95, 0.999] {
            let x = (Ignorance::Pert { min, mode, max }.quantile(u) - min) / (max - min);
            assert!((beta_reg(a, b, x) - u).abs() < 1e-9, "{u}");
        }
    }

    #[test]
    fn means_agree_with_the_average_of_the_quantiles() {
        for law in [
            Ignorance::LogNormal { low: 1.0, high: 3.0 },
            Ignorance::LogitNormal { low: 0.1, high: 0.8 },
            Ignorance::Pert { min: 0.0, mode: 1.0, max: 4.0 },
        ] {
            let n = 20_000;
            let average = (0..n).map(|i| law.quantile((f64::from(i) + 0.5) / f64::from(n))).sum::<f64>() / f64::from(n);
            assert!((average / law.mean() - 1.0).abs() < 1e-4, "{law:?}");
        }
    }
}
