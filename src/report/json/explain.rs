//! An explanation as JSON.

use serde::Serialize;

use super::Mean;
use crate::report::provenance::Origin;
use crate::report::text::explain::words;
use crate::statistics::{Band, Estimate};
use crate::study::explain::explanation::{
    Basis, Collector, Ending, Explanation, Hypothesis, Known, Prevention, Sort, Strength, Told, Verdict,
};

/// The explanation as one object.
pub fn explanation(found: &Explanation) -> Result<String, serde_json::Error> {
    let written = Written {
        scenario: &found.scenario,
        file: &found.file,
        measures: &found.measures,
        provenance: Origin::of(&found.provenance),
        stop: ending(found.ending),
        given: &found.given,
        verdict: verdict(found.verdict),
        tied: if let Verdict::Tied(tied) = found.verdict { tied } else { 0 },
        answer: words::answer(found),
        leading: found.leader().map(|leader| leader.name.as_str()),
        effective_hits: found.effective_hits,
        evidence: found.known.iter().map(Fact::of).collect(),
        hypotheses: found.hypotheses.iter().map(One::of).collect(),
        prevention: found.prevention.iter().map(Prevented::of).collect(),
        prevention_trials: found.prevention_trials,
        measures_left_out: &found.left_out,
    };
    Ok(crate::report::safe::json(&serde_json::to_string_pretty(&written)?) + "\n")
}

#[derive(Serialize)]
struct Written<'a> {
    scenario: &'a str,
    file: &'a str,
    measures: &'a [String],
    provenance: Origin,
    stop: &'static str,
    given: &'a [String],
    verdict: &'static str,
    tied: usize,
    answer: String,
    leading: Option<&'a str>,
    effective_hits: f64,
    evidence: Vec<Fact<'a>>,
    hypotheses: Vec<One<'a>>,
    prevention: Vec<Prevented<'a>>,
    prevention_trials: u64,
    measures_left_out: &'a [String],
}

#[derive(Serialize)]
struct Fact<'a> {
    field: &'static str,
    value: &'a str,
    told: &'static str,
    basis: Option<&'static str>,
    leading_without: Option<Mean>,
    effective_hits_without: f64,
    effective_hits_alone: f64,
}

#[derive(Serialize)]
struct One<'a> {
    name: &'a str,
    sort: &'static str,
    focus: Option<f64>,
    captures_per_event: Mean,
    prior: Option<Mean>,
    likelihood: Option<Mean>,
    posterior: Option<Mean>,
    band: Option<Ends>,
    favoured_over_all_others_by: Option<Mean>,
    leading_favoured_by: Option<Mean>,
    strength: Option<&'static str>,
    overturned_by_prior_times: Option<Mean>,
    effective_hits: f64,
    matched_trials: u64,
    collectors: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Ends {
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Part<'a> {
    name: &'a str,
    prior: Option<Mean>,
    likelihood: Option<Mean>,
    posterior: Option<Mean>,
}

#[derive(Serialize)]
struct Prevented<'a> {
    measure: &'a str,
    title: &'a str,
    with: &'a [String],
    prevented: Mean,
    prevented_if_leading: Option<Mean>,
}

fn mean(estimate: &Option<Estimate>) -> Option<Mean> {
    estimate.as_ref().map(Mean::of)
}

impl<'a> Fact<'a> {
    fn of(known: &'a Known) -> Self {
        Self {
            field: known.field,
            value: &known.value,
            told: match known.told {
                Told::File => "leak",
                Told::Given => "given",
            },
            basis: known.basis.map(basis),
            leading_without: mean(&known.leader_without),
            effective_hits_without: known.hits_without,
            effective_hits_alone: known.hits_alone,
        }
    }
}

impl<'a> One<'a> {
    fn of(one: &'a Hypothesis) -> Self {
        let (sort, focus) = match one.sort {
            Sort::Campaign { focus } => ("campaign", Some(focus)),
            Sort::Pathway => ("pathway", None),
        };
        Self {
            name: &one.name,
            sort,
            focus,
            captures_per_event: Mean::of(&one.expected),
            prior: mean(&one.prior),
            likelihood: mean(&one.likelihood),
            posterior: mean(&one.posterior),
            band: one.band.map(|Band { low, high }| Ends { low, high }),
            favoured_over_all_others_by: mean(&one.favoured_by),
            leading_favoured_by: mean(&one.leader_favoured_by),
            strength: one.leader_favoured_by.map(|factor| Strength::of(factor.mean).words()),
            overturned_by_prior_times: mean(&one.overturns_at),
            effective_hits: one.effective_hits,
            matched_trials: one.matched_trials,
            collectors: one.collectors.iter().map(Part::of).collect(),
        }
    }
}

impl<'a> Part<'a> {
    fn of(part: &'a Collector) -> Self {
        let Collector { name, prior, likelihood, posterior } = part;
        Self { name, prior: mean(prior), likelihood: mean(likelihood), posterior: mean(posterior) }
    }
}

impl<'a> Prevented<'a> {
    fn of(one: &'a Prevention) -> Self {
        Self {
            measure: &one.measure,
            title: &one.title,
            with: &one.with,
            prevented: Mean::of(&one.prevented),
            prevented_if_leading: mean(&one.if_leader),
        }
    }
}

/// The name of a verdict, in results.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Leads => "leads",
        Verdict::Tied(_) => "tied",
        Verdict::TooFew => "too_few",
        Verdict::NoMatch => "no_match",
        Verdict::NothingCaptured => "nothing_captured",
        Verdict::NoRival => "no_rival",
    }
}

fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Trials => "trials",
        Ending::Precision => "precision",
        Ending::MaxTrials => "max_trials",
        Ending::Draws => "draws",
        Ending::NoMatch => "no_match",
        Ending::Interrupted => "interrupted",
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Sourced => "sourced",
        Basis::Computed => "computed",
        Basis::Judgement => "judgement",
    }
}
