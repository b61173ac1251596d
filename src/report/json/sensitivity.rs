//! A sensitivity analysis as JSON.

use serde::Serialize;

use super::Mean;
use crate::report::provenance::Origin;
use crate::statistics::{ValueIndices, Worth};
use crate::study::sensitivity::result::{Choice, Information, SensitivityResult, Swing, Target};

/// The whole analysis.
pub fn sensitivity(result: &SensitivityResult) -> Result<String, serde_json::Error> {
    Ok(crate::report::safe::json(&serde_json::to_string_pretty(&Summary::of(result))?) + "\n")
}

#[derive(Serialize)]
struct Summary<'a> {
    scenario: &'a str,
    file: &'a str,
    measures: &'a [String],
    harm_unit: &'a str,
    cost_unit: &'a str,
    provenance: Origin,
    cost: Cost,
    correlated: bool,
    idle_values: usize,
    odds: Hanging<'a>,
    choice: Option<Between<'a>>,
    information: Option<Learning<'a>>,
}

#[derive(Serialize)]
struct Cost {
    trials: u64,
    rows: u64,
    draws: u64,
    draw_trials: u64,
    pairs: u64,
    points_per_pair: u64,
    point_trials: u64,
    worlds: u64,
    world_trials: u64,
    variants: u64,
}

#[derive(Serialize)]
struct Hanging<'a> {
    mean: Mean,
    variance: Mean,
    trial_variance: f64,
    at_medians: Mean,
    values: Vec<Value<'a>>,
}

#[derive(Serialize)]
struct Value<'a> {
    path: &'a str,
    low_value: f64,
    median_value: f64,
    high_value: f64,
    first_order: Option<Mean>,
    total: Option<Mean>,
    shapley: Option<Mean>,
    at_low: Mean,
    at_high: Mean,
    swing: Mean,
}

#[derive(Serialize)]
struct Between<'a> {
    best: &'a [String],
    second: &'a [String],
    difference: Hanging<'a>,
}

#[derive(Serialize)]
struct Learning<'a> {
    best: &'a [String],
    harm_cost: Option<f64>,
    budget: Option<f64>,
    rows: Vec<Row<'a>>,
    everything: Worthy,
    values: Vec<OfValue<'a>>,
    groups: Vec<OfGroup<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    measures: &'a [String],
    cost: f64,
    harm: Mean,
    loss: Mean,
    best_share: f64,
}

#[derive(Serialize)]
struct Worthy {
    worth: Mean,
    changes_choice: f64,
}

#[derive(Serialize)]
struct OfValue<'a> {
    path: &'a str,
    #[serde(flatten)]
    worth: Worthy,
}

#[derive(Serialize)]
struct OfGroup<'a> {
    name: &'a str,
    paths: Vec<&'a str>,
    #[serde(flatten)]
    worth: Worthy,
}

impl<'a> Summary<'a> {
    fn of(result: &'a SensitivityResult) -> Self {
        Self {
            scenario: &result.scenario,
            file: &result.file,
            measures: &result.measures,
            harm_unit: &result.harm_unit,
            cost_unit: &result.cost_unit,
            provenance: Origin::of(&result.provenance),
            cost: Cost::of(result),
            correlated: result.correlated,
            idle_values: result.idle,
            odds: Hanging::of(result, &result.odds),
            choice: result
                .choice
                .as_ref()
                .zip(result.information.as_ref())
                .map(|(choice, all)| between(result, choice, all)),
            information: result.information.as_ref().map(|information| learning(result, information)),
        }
    }
}

impl Cost {
    fn of(result: &SensitivityResult) -> Self {
        let cost = &result.cost;
        Self {
            trials: cost.trials(),
            rows: cost.rows,
            draws: cost.draws,
            draw_trials: cost.draw_trials,
            pairs: cost.pairs,
            points_per_pair: cost.points_per_pair,
            point_trials: cost.point_trials,
            worlds: cost.worlds,
            world_trials: cost.world_trials,
            variants: cost.variants,
        }
    }
}

impl<'a> Hanging<'a> {
    fn of(result: &'a SensitivityResult, target: &Target) -> Self {
        let value = |place: usize| {
            let own = &result.values[place];
            let [low_value, median_value, high_value] = own.points;
            let indices = target.indices.as_ref().map(|all| &all[place]);
            let index = |part: fn(&ValueIndices) -> Mean| indices.map(part);
            let Swing { low, high, swing } = &target.tornado[place];
            Value {
                path: &own.path,
                low_value,
                median_value,
                high_value,
                first_order: index(|all| Mean::of(&all.first)),
                total: index(|all| Mean::of(&all.total)),
                shapley: index(|all| Mean::of(&all.shapley)),
                at_low: Mean::of(low),
                at_high: Mean::of(high),
                swing: Mean::of(swing),
            }
        };
        Self {
            mean: Mean::of(&target.mean),
            variance: Mean::of(&target.variance),
            trial_variance: target.noise,
            at_medians: Mean::of(&target.centre),
            values: (0..result.values.len()).map(value).collect(),
        }
    }
}

fn between<'a>(result: &'a SensitivityResult, choice: &'a Choice, information: &'a Information) -> Between<'a> {
    Between {
        best: &information.rows[choice.best].measures,
        second: &information.rows[choice.second].measures,
        difference: Hanging::of(result, &choice.difference),
    }
}

fn learning<'a>(result: &'a SensitivityResult, information: &'a Information) -> Learning<'a> {
    let path = |&place: &usize| result.values[place].path.as_str();
    Learning {
        best: &information.rows[information.best].measures,
        harm_cost: information.harm_cost,
        budget: information.budget,
        rows: information
            .rows
            .iter()
            .map(|row| Row {
                measures: &row.measures,
                cost: row.cost,
                harm: Mean::of(&row.harm),
                loss: Mean::of(&row.loss),
                best_share: row.best_share,
            })
            .collect(),
        everything: worthy(&information.perfect),
        values: result
            .values
            .iter()
            .zip(&information.values)
            .map(|(value, worth)| OfValue { path: &value.path, worth: worthy(worth) })
            .collect(),
        groups: information
            .groups
            .iter()
            .map(|group| OfGroup {
                name: &group.name,
                paths: group.members.iter().map(path).collect(),
                worth: worthy(&group.worth),
            })
            .collect(),
    }
}

fn worthy(worth: &Worth) -> Worthy {
    Worthy { worth: Mean::of(&worth.worth), changes_choice: worth.changes }
}
