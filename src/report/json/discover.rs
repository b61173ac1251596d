//! Scenario discovery as JSON.

use serde::Serialize;

use super::{Mean, placing_name, stop_name};
use crate::report::provenance::Origin;
use crate::statistics::Band;
use crate::study::discover::result::{self, Chosen, DiscoverResult, Finding, Found};

/// The whole result.
pub fn discovery(result: &DiscoverResult) -> Result<String, serde_json::Error> {
    Ok(crate::report::safe::json(&serde_json::to_string_pretty(&Discovery::of(result))?) + "\n")
}

#[derive(Serialize)]
struct Discovery<'a> {
    scenario: &'a str,
    file: &'a str,
    measures: &'a [String],
    provenance: Origin,
    /// `aimed` where trials were; absent where they were not.
    #[serde(skip_serializing_if = "Option::is_none")]
    placing: Option<&'static str>,
    stop: &'static str,
    above: f64,
    above_chosen: &'static str,
    wanted_coverage: f64,
    odds: Mean,
    worlds: usize,
    of_interest: usize,
    in_doubt: f64,
    finding: &'static str,
    p_value: Option<f64>,
    #[serde(rename = "box")]
    found: Option<FoundBox<'a>>,
    trajectory: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    worlds: usize,
    of_interest: usize,
    coverage: f64,
    density: f64,
    limits: Vec<Limits<'a>>,
}

#[derive(Serialize)]
struct Limits<'a> {
    path: &'a str,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct FoundBox<'a> {
    #[serde(flatten)]
    step: Step<'a>,
    coverage_beyond: Option<f64>,
    density_beyond: Option<f64>,
    restrictions: Vec<Restriction<'a>>,
}

#[derive(Serialize)]
struct Restriction<'a> {
    #[serde(flatten)]
    limits: Limits<'a>,
    low_in_halves: Option<Ends>,
    high_in_halves: Option<Ends>,
    quasi_p: f64,
    recurs: f64,
}

#[derive(Serialize)]
struct Ends {
    low: f64,
    high: f64,
}

impl<'a> Discovery<'a> {
    fn of(result: &'a DiscoverResult) -> Self {
        let (finding, p_value, found) = match &result.finding {
            Finding::Found(found) => ("found", Some(found.p_value), Some(found_box(found, result))),
            Finding::Nothing { p_value } => ("nothing", Some(*p_value), None),
            Finding::TooFew => ("too_few", None, None),
        };
        Self {
            scenario: &result.scenario,
            file: &result.file,
            measures: &result.measures,
            provenance: Origin::of(&result.provenance),
            placing: placing_name(result.placing),
            stop: stop_name(result.stop),
            above: result.above,
            above_chosen: if result.chosen == Chosen::Asked { "asked" } else { "quarter" },
            wanted_coverage: result.wanted_coverage,
            odds: Mean::of(&result.odds),
            worlds: result.worlds.len(),
            of_interest: result.hits,
            in_doubt: result.doubtful,
            finding,
            p_value,
            found,
            trajectory: result.trajectory.iter().map(|one| step(one, result)).collect(),
        }
    }
}

fn step<'a>(of: &result::Step, result: &'a DiscoverResult) -> Step<'a> {
    let restricted = of.limits.iter().zip(&result.dimensions).filter(|(limits, _)| limits.restrict());
    Step {
        worlds: of.inside,
        of_interest: of.hits,
        coverage: of.coverage(result.hits),
        density: of.density(),
        limits: restricted
            .map(|(limits, dimension)| Limits { path: &dimension.path, low: limits.low, high: limits.high })
            .collect(),
    }
}

fn found_box<'a>(found: &Found, result: &'a DiscoverResult) -> FoundBox<'a> {
    let ends = |band: Option<Band>| band.map(|Band { low, high }| Ends { low, high });
    let restriction = |one: &result::Restriction| Restriction {
        limits: Limits { path: &result.dimensions[one.dimension].path, low: one.limits.low, high: one.limits.high },
        low_in_halves: ends(one.low_band),
        high_in_halves: ends(one.high_band),
        quasi_p: one.quasi_p,
        recurs: one.recurs,
    };
    FoundBox {
        step: step(&found.step, result),
        coverage_beyond: found.coverage_beyond,
        density_beyond: found.density_beyond,
        restrictions: found.restrictions.iter().map(restriction).collect(),
    }
}
