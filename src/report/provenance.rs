//! Where a result comes from, as JSON: written into every `summary.json`, and read back by `verify`.

use serde::{Deserialize, Serialize};

use crate::study::result::{Effort, Estimator, Provenance};

/// How the sampling of the whole schedule is called.
const PLAIN: &str = "plain";

/// `Provenance` as it stands in a file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Origin {
    version: String,
    scenario_hash: String,
    seed: u64,
    trials: u64,
    draws: u64,
    estimator: String,
    /// `plain` where every conversation of the schedule was drawn; absent where a share of them might be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sampling: Option<String>,
    #[serde(default)]
    set: Vec<String>,
    effort: Asked,
}

/// What the run was to stop at: `trials`, or `precision` and `max_trials`.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    trials: Option<u64>,
    precision: Option<f64>,
    max_trials: Option<u64>,
}

impl Origin {
    pub(super) fn of(provenance: &Provenance) -> Self {
        Self {
            version: provenance.version.clone(),
            scenario_hash: provenance.scenario_hash.clone(),
            seed: provenance.seed,
            trials: provenance.trials,
            draws: provenance.draws,
            estimator: provenance.estimator.name().to_owned(),
            sampling: (provenance.estimator == Estimator::Whole).then(|| PLAIN.to_owned()),
            set: provenance.overrides.clone(),
            effort: match provenance.effort {
                Effort::Trials(trials) => Asked { trials: Some(trials), precision: None, max_trials: None },
                Effort::Precision { relative, max_trials } => {
                    Asked { trials: None, precision: Some(relative), max_trials: Some(max_trials) }
                }
            },
        }
    }

    /// What was written; the error is the field that cannot be.
    pub(super) fn read(self) -> Result<Provenance, &'static str> {
        let known = match self.sampling.as_deref() {
            None => [Estimator::Conditional, Estimator::Analog].as_slice(),
            Some(PLAIN) => &[Estimator::Whole],
            Some(_) => return Err("provenance.sampling"),
        };
        let estimator = known.iter().copied().find(|known| known.name() == self.estimator);
        let effort = match (self.effort.trials, self.effort.precision, self.effort.max_trials) {
            (Some(trials), None, None) => Effort::Trials(trials),
            (None, Some(relative), Some(max_trials)) => Effort::Precision { relative, max_trials },
            _ => return Err("provenance.effort"),
        };
        Ok(Provenance {
            version: self.version,
            scenario_hash: self.scenario_hash,
            seed: self.seed,
            trials: self.trials,
            draws: self.draws,
            estimator: estimator.ok_or("provenance.estimator")?,
            overrides: self.set,
            effort,
        })
    }
}
