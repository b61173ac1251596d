//! A calibration as JSON.

use serde::Serialize;

use super::Mean;
use crate::report::provenance::Origin;
use crate::scenario::Ignorance;
use crate::study::calibrate::result::{Believed, CalibrateResult, Calibrated};

/// The whole calibration.
pub fn calibrate(result: &CalibrateResult) -> Result<String, serde_json::Error> {
    Ok(crate::report::safe::json(&serde_json::to_string_pretty(&Summary::of(result))?) + "\n")
}

#[derive(Serialize)]
struct Summary<'a> {
    scenario: &'a str,
    file: &'a str,
    measures: &'a [String],
    provenance: Origin,
    seen: Vec<String>,
    trials_per_draw: u64,
    effective_draws: f64,
    rounds: usize,
    plausibility: Option<Mean>,
    odds_before: Odds,
    odds_after: Odds,
    idle_values: usize,
    values: Vec<Value<'a>>,
    correlations: Vec<Pair<'a>>,
}

#[derive(Serialize)]
struct Odds {
    #[serde(flatten)]
    mean: Mean,
    band: Option<Ends>,
}

#[derive(Serialize)]
struct Ends {
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Value<'a> {
    path: &'a str,
    before: Law,
    after: Option<Law>,
    points_before: [f64; 3],
    points_after: [f64; 3],
    shift: Mean,
    spread: Mean,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Law {
    Range { low: f64, high: f64 },
    Pert { min: f64, mode: f64, max: f64 },
}

#[derive(Serialize)]
struct Pair<'a> {
    between: [&'a str; 2],
    before: f64,
    after: f64,
}

impl<'a> Summary<'a> {
    fn of(result: &'a CalibrateResult) -> Self {
        let path = |place: usize| result.values[place].path.as_str();
        Self {
            scenario: &result.scenario,
            file: &result.file,
            measures: &result.measures,
            provenance: Origin::of(&result.provenance),
            seen: result.evidence.iter().map(ToString::to_string).collect(),
            trials_per_draw: result.trials_per_draw,
            effective_draws: result.effective_draws,
            rounds: result.rounds,
            plausibility: result.plausibility.as_ref().map(Mean::of),
            odds_before: odds(&result.before),
            odds_after: odds(&result.after),
            idle_values: result.idle,
            values: result.values.iter().map(value).collect(),
            correlations: result
                .pairs
                .iter()
                .map(|pair| Pair {
                    between: [path(pair.between.0), path(pair.between.1)],
                    before: pair.before,
                    after: pair.after,
                })
                .collect(),
        }
    }
}

fn odds(believed: &Believed) -> Odds {
    Odds { mean: Mean::of(&believed.odds), band: believed.band.map(|band| Ends { low: band.low, high: band.high }) }
}

fn value(value: &Calibrated) -> Value<'_> {
    Value {
        path: &value.path,
        before: law(&value.before),
        after: value.after.as_ref().map(law),
        points_before: value.points_before,
        points_after: value.points_after,
        shift: Mean::of(&value.shift),
        spread: Mean::of(&value.spread),
    }
}

fn law(law: &Ignorance) -> Law {
    match *law {
        Ignorance::LogNormal { low, high } | Ignorance::LogitNormal { low, high } => Law::Range { low, high },
        Ignorance::Pert { min, mode, max } => Law::Pert { min, mode, max },
    }
}
