//! CSV tables of an explanation.

use super::table::{Stamp, Table, estimate, number, text};
use super::{Bytes, OutputFile};
use crate::report::text::explain::origin;
use crate::statistics::Estimate;
use crate::study::explain::explanation::{Explanation, Sort, Strength};

/// Every table of the explanation.
pub fn all(found: &Explanation) -> Result<Vec<OutputFile>, csv::Error> {
    let tables = [
        ("hypotheses.csv", hypotheses(found)),
        ("evidence.csv", evidence(found)),
        ("prevention.csv", prevention(found)),
    ];
    tables.into_iter().map(|(name, bytes)| Ok(OutputFile { name: name.to_owned(), bytes: bytes? })).collect()
}

impl<'a> From<&'a Explanation> for Stamp<'a> {
    fn from(found: &'a Explanation) -> Self {
        Self { scenario: &found.scenario, measures: &found.measures, provenance: &found.provenance }
    }
}

fn maybe(value: &Option<Estimate>) -> [String; 4] {
    value.as_ref().map(estimate).unwrap_or_default()
}

/// Who may have captured; also what is printed. A quantity a row, so that all of them have their errors.
pub fn hypotheses(found: &Explanation) -> Bytes {
    let mut table =
        Table::new(&["hypothesis", "sort", "collector", "quantity", "unit", "mean", "standard_error", "low", "high"]);
    for one in &found.hypotheses {
        let sort = if one.sort == Sort::Pathway { "pathway" } else { "campaign" };
        let mut push = |collector: &str, quantity: &str, unit: &str, value: [String; 4]| {
            let cells = [text(&one.name), sort.to_owned(), text(collector), quantity.to_owned(), unit.to_owned()];
            table.push(cells.into_iter().chain(value), found);
        };
        push("", "captures", "per event", estimate(&one.expected));
        push("", "prior", "share", maybe(&one.prior));
        push("", "likelihood", "share", maybe(&one.likelihood));
        push("", "posterior", "share", maybe(&one.posterior));
        if let Some(band) = one.band {
            let ends = [String::new(), String::new(), number(band.low), number(band.high)];
            push("", "posterior_band_5_to_95_percent", "share", ends);
        }
        if let Some(factor) = &one.favoured_by {
            let strength = format!("ratio ({})", Strength::of(factor.mean).words());
            push("", "bayes_factor_over_all_others", &strength, estimate(factor));
        }
        if let Some(factor) = &one.leader_favoured_by {
            let strength = format!("ratio ({})", Strength::of(factor.mean).words());
            push("", "bayes_factor_of_leading_over_it", &strength, estimate(factor));
        }
        if let Some(factor) = &one.overturns_at {
            push("", "prior_times_to_overturn", "ratio", estimate(factor));
        }
        push("", "effective_hits", "trials", [number(one.effective_hits), String::new(), String::new(), String::new()]);
        for part in &one.collectors {
            push(&part.name, "prior", "share", maybe(&part.prior));
            push(&part.name, "likelihood", "share", maybe(&part.likelihood));
            push(&part.name, "posterior", "share", maybe(&part.posterior));
        }
    }
    table.bytes()
}

fn evidence(found: &Explanation) -> Bytes {
    let leading = found.leader().map(|leader| leader.name.as_str()).unwrap_or_default();
    let mut table = Table::new(&[
        "fact",
        "value",
        "origin",
        "leading",
        "posterior_without_it",
        "standard_error",
        "low",
        "high",
        "effective_hits_without_it",
        "effective_hits_of_it_alone",
    ]);
    for known in &found.known {
        let cells = [known.field.to_owned(), text(&known.value), origin(known).to_owned(), text(leading)];
        let hits = [number(known.hits_without), number(known.hits_alone)];
        table.push(cells.into_iter().chain(maybe(&known.leader_without)).chain(hits), found);
    }
    table.bytes()
}

fn prevention(found: &Explanation) -> Bytes {
    let mut table =
        Table::new(&["measure", "title", "with", "if_captured_by", "prevented", "standard_error", "low", "high"]);
    let leading = found.leader().map(|leader| leader.name.as_str()).unwrap_or_default();
    for one in &found.prevention {
        let cells = |by: &str| [text(&one.measure), text(&one.title), text(&one.with.join("; ")), text(by)];
        table.push(cells("").into_iter().chain(estimate(&one.prevented)), found);
        table.push(cells(leading).into_iter().chain(maybe(&one.if_leader)), found);
    }
    table.bytes()
}
