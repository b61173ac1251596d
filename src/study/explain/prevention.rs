//! Would a measure have prevented it?

use super::explanation::{Ending, Explanation, Prevention};
use super::reading::Reading;
use crate::engine::{Case, Cells, Counterfactual, Monitor, counterfactual};
use crate::model::{Family, Rival};
use crate::scenario::{Measure, Scenario};
use crate::study::prepare::RunError;

/// Trials with a capture by the leading hypothesis on which the answer should rest.
const WANTED_MATCHES: f64 = 3_000.0;
/// The most trials with any capture that fits: in each of them every measure is run.
const MOST_MATCHES: f64 = 12_000.0;

/// The scenario under each measure.
pub(super) struct Variants {
    each: Vec<Variant>,
    /// Measures that cannot be combined with those in force.
    left_out: Vec<String>,
}

struct Variant {
    scenario: Scenario,
    measure: Measure,
    with: Vec<String>,
}

impl Variants {
    pub fn scenarios(&self) -> Vec<Scenario> {
        self.each.iter().map(|variant| variant.scenario.clone()).collect()
    }
}

/// Each measure that is not in force, added to those that are, with what it needs.
pub(super) fn variants(scenario: &Scenario) -> Variants {
    let mut variants = Variants { each: Vec::new(), left_out: Vec::new() };
    for measure in scenario.measures().iter().filter(|measure| !scenario.in_force().contains(&measure.name)) {
        let mut names = scenario.in_force().to_vec();
        names.push(measure.name.clone());
        let needed = needed(scenario, measure, &names);
        let with: Vec<String> = needed.into_iter().filter(|name| !names.contains(name)).collect();
        names.extend(with.iter().cloned());
        match scenario.with_measures(&names) {
            Ok(scenario) => variants.each.push(Variant { scenario, measure: measure.clone(), with }),
            Err(_) => variants.left_out.push(measure.name.clone()),
        }
    }
    variants
}

/// What a measure needs, and what that needs.
fn needed(scenario: &Scenario, measure: &Measure, names: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut open: Vec<&Measure> = vec![measure];
    while let Some(next) = open.pop() {
        for name in next.requires.iter().filter(|name| !names.contains(name)) {
            if !found.contains(name) {
                found.push(name.clone());
                open.extend(scenario.measures().iter().filter(|other| other.name == *name));
            }
        }
    }
    found
}

/// Adds what each measure would have done to an explanation, the surest first.
pub(super) fn add(
    explanation: &mut Explanation,
    reading: &Reading,
    variants: &Variants,
    monitor: &dyn Monitor,
) -> Result<(), RunError> {
    explanation.left_out.clone_from(&variants.left_out);
    if !reading.fits() || variants.each.is_empty() || explanation.ending == Ending::Interrupted {
        return Ok(());
    }
    let prepared = reading.prepared;
    let cases = |draw: u64| -> Result<Vec<Case>, RunError> {
        let all = std::iter::once(reading.scenario).chain(variants.each.iter().map(|variant| &variant.scenario));
        let worlds = prepared.worlds(all, draw)?;
        let family = Family::compile(&worlds);
        let case = |(variant, world)| Case { model: family.shared(variant), rivals: Rival::all(world) };
        Ok(worlds.iter().enumerate().map(case).collect())
    };
    let trials = trials(reading);
    let job = Counterfactual {
        cases: &cases,
        cells: if prepared.has_draws() { Cells::all_draws(prepared.replicate_of()) } else { Cells::Strands },
        seed: reading.options.seed,
        question: reading.question,
        hypotheses: explanation.hypotheses.len(),
        trials,
    };
    let Some(survivals) = counterfactual(&job, monitor)? else {
        explanation.ending = Ending::Interrupted;
        return Ok(());
    };
    let leader = reading.leader();
    let one = |(number, variant): (usize, &Variant)| {
        Some(Prevention {
            measure: variant.measure.name.clone(),
            title: variant.measure.title.clone(),
            with: variant.with.clone(),
            prevented: survivals.prevented(number, 0..explanation.hypotheses.len())?,
            if_leader: survivals.prevented(number, leader..leader + 1),
        })
    };
    let mut prevention: Vec<Prevention> = variants.each.iter().enumerate().filter_map(one).collect();
    prevention.sort_by(|a, b| b.prevented.mean.total_cmp(&a.prevented.mean));
    explanation.prevention = prevention;
    explanation.prevention_trials = trials;
    Ok(())
}

/// The first of the trials of the inquiry, as many as should hold enough captures that fit; every draw gets one at least.
fn trials(reading: &Reading) -> u64 {
    let findings = reading.findings;
    let all = findings.trials();
    let holding = |matches: u64, wanted: f64| (all as f64 * wanted / matches.max(1) as f64).ceil() as u64;
    let enough = holding(findings.matched(reading.leader()), WANTED_MATCHES);
    let most = holding(findings.matched(findings.hypotheses()), MOST_MATCHES);
    all.min(enough).min(most).max(reading.prepared.draws().min(all))
}
