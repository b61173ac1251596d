//! The mean and quantiles that a law implies.

use serde::Serialize;

use super::DIGITS;
use crate::quantity::Distribution;
use crate::report::{round, safe};
use crate::scenario::{Ignorance, UncertainValue};

/// Quantiles that are told.
const QUANTILES: [f64; 3] = [0.05, 0.5, 0.95];

/// What is implied by a law.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Law {
    path: String,
    law: &'static str,
    mean: f64,
    q05: f64,
    q50: f64,
    q95: f64,
}

impl Law {
    pub(super) fn of_ignorance(value: &UncertainValue) -> Self {
        let [q05, q50, q95] = QUANTILES.map(|u| value.law.quantile(u));
        let law = match value.law {
            Ignorance::LogNormal { .. } => "log-normal",
            Ignorance::LogitNormal { .. } => "logit-normal",
            Ignorance::Pert { .. } => "PERT",
        };
        Self { path: value.path.clone(), law, mean: value.law.mean(), q05, q50, q95 }
    }

    pub(super) fn of_distribution(path: String, distribution: &Distribution) -> Self {
        let [q05, q50, q95] = QUANTILES.map(|u| distribution.quantile(u));
        let law = match distribution {
            Distribution::Constant(_) => "constant",
            Distribution::LogNormal { .. } => "log-normal",
            Distribution::Exponential { .. } => "exponential",
            Distribution::Uniform { .. } => "uniform",
            Distribution::Pert { .. } => "PERT",
            Distribution::Gamma { .. } => "gamma",
        };
        Self { path, law, mean: distribution.mean(), q05, q50, q95 }
    }

    pub(super) fn row(&self) -> Vec<String> {
        let numbers = [self.mean, self.q05, self.q50, self.q95].map(|value| round::significant(value, DIGITS));
        [safe::one_line(&self.path), self.law.to_owned()].into_iter().chain(numbers).collect()
    }
}
