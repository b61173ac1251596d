//! The tables of the report: numbers for people, with what they are sorted by.

use serde::Serialize;

use super::evidence::{self, Evidence};
use crate::report::charts::scale::Unit;
use crate::report::{dimensions, odds, round, safe};
use crate::scenario::Ignorance;
use crate::statistics::Estimate;
use crate::study::result::RunResult;

/// Digits of a number that somebody typed.
const TYPED_DIGITS: i32 = 6;
/// Texts longer than this are cut.
const TEXT_COLUMNS: usize = 600;
/// Names longer than this are cut.
const NAME_COLUMNS: usize = 120;

/// "At least k captures" is told for so many k, from 2, and down to this probability.
const SEVERAL_CAPTURES: usize = 4;
const WORTH_TELLING: f64 = 1e-6;

/// A table.
#[derive(Debug, Serialize)]
pub struct Table {
    caption: String,
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Serialize)]
struct Head {
    text: &'static str,
    kind: &'static str,
}

#[derive(Debug, Serialize)]
struct Cell {
    text: String,
    /// By what it is sorted: the number, if it is one.
    key: String,
    kind: &'static str,
}

const WORD: &str = "word";
const NUMBER: &str = "number";

fn word(text: &str) -> Cell {
    Cell { text: safe::fit(text, TEXT_COLUMNS), key: String::new(), kind: WORD }
}

fn number(text: String, value: f64) -> Cell {
    Cell { text, key: value.to_string(), kind: NUMBER }
}

fn table(caption: impl Into<String>, heads: &[(&'static str, &'static str)], rows: Vec<Vec<Cell>>) -> Option<Table> {
    let heads = heads.iter().map(|&(text, kind)| Head { text, kind }).collect();
    (!rows.is_empty()).then(|| Table { caption: caption.into(), heads, rows })
}

/// The headline numbers.
pub fn figures(result: &RunResult) -> Option<Table> {
    let percent = |estimate: &Estimate| number(Unit::Percent.told(estimate), estimate.mean);
    let words =
        |estimate: &Estimate| word(&odds::in_words(estimate).map_or_else(String::new, |words| words + " events"));
    let estimate = &result.odds.estimate;
    let mut rows = vec![vec![word("Odds of at least one capture"), percent(estimate), words(estimate)]];
    if let Some(band) = result.odds.band {
        let ends = [band.low, band.high].map(|end| format!("{} %", round::significant(100.0 * end, 2)));
        let remark = "in 9 of 10 draws of the uncertain values; more trials do not narrow it";
        rows.push(vec![word("Band of ignorance"), number(ends.join(" to "), band.low), word(remark)]);
    }
    for (k, odds) in
        result.at_least.iter().enumerate().skip(2).take(SEVERAL_CAPTURES).filter(|(_, odds)| odds.mean > WORTH_TELLING)
    {
        rows.push(vec![word(&format!("At least {k} captures")), percent(odds), words(odds)]);
    }
    let plain = |estimate: &Estimate| number(Unit::Plain.told(estimate), estimate.mean);
    rows.push(vec![word("Captured conversations expected"), plain(&result.captures), word("per event")]);
    let unit = format!("{} per event", safe::fit(&result.harm_unit, NAME_COLUMNS));
    rows.push(vec![word("Harm expected"), plain(&result.harm), word(&unit)]);
    if let Some(share) = &result.weak_link_share {
        let remark = "of captured conversations had exactly one lapsed leg";
        rows.push(vec![word("Weakest leg"), percent(share), word(remark)]);
    }
    table("Odds and harm, with 95 % intervals", &[("Quantity", WORD), ("Value", NUMBER), ("In words", WORD)], rows)
}

/// The expected counts, and who has which share.
pub fn details(result: &RunResult) -> Vec<Table> {
    let stages = crate::report::stages(&result.funnel);
    let stage = |(name, count): (&str, &Estimate)| {
        vec![word(&name.replace('_', " ")), number(Unit::Plain.told(count), count.mean)]
    };
    let funnel = table(
        "The funnel: expected number per event, with 95 % intervals",
        &[("Stage", WORD), ("Per event", NUMBER)],
        stages.into_iter().map(stage).collect(),
    );
    let shares = dimensions(&result.attribution).into_iter().map(|(dimension, shares)| {
        let row = |share: &crate::study::result::Share| {
            let name = safe::fit(&share.name, NAME_COLUMNS);
            let key = name.parse::<f64>().map_or_else(|_| word(&name), |value| number(name.clone(), value));
            vec![key, number(Unit::Percent.told(&share.share), share.share.mean)]
        };
        table(
            format!("Share of captures by {}, with 95 % intervals", spoken(dimension)),
            &[("Name", WORD), ("Share", NUMBER)],
            shares.iter().map(row).collect(),
        )
    });
    std::iter::once(funnel).chain(shares).flatten().collect()
}

fn spoken(dimension: &str) -> &str {
    match dimension {
        "kind" => "kind of conversation",
        "cause" => "cause of the lapse",
        "day" => "day of the event",
        "hour" => "hour of the day",
        other => other,
    }
}

/// What the numbers rest on.
pub fn evidence(evidence: &Evidence) -> Vec<Table> {
    let note = |note: &evidence::Note| vec![word(&note.path), word(evidence::name(Some(note.basis))), word(&note.text)];
    let notes = table(
        "The evidence register: what the scenario says its numbers rest on",
        &[("Numbers at", WORD), ("Basis", WORD), ("Source, computation or reason", WORD)],
        evidence.notes.iter().map(note).collect(),
    );
    let value = |value: &evidence::Uncertain| {
        let (law, first) = believed(&value.law);
        vec![word(&value.path), number(law, first), word(evidence::name(value.basis))]
    };
    let uncertain = table(
        "Values that are not known, and what is believed of them",
        &[("Value", WORD), ("Believed", NUMBER), ("Basis", WORD)],
        evidence.uncertain.iter().map(value).collect(),
    );
    [notes, uncertain].into_iter().flatten().collect()
}

fn believed(law: &Ignorance) -> (String, f64) {
    let typed = |value: f64| round::typed(value, TYPED_DIGITS);
    match *law {
        Ignorance::LogNormal { low, high } | Ignorance::LogitNormal { low, high } => {
            (format!("{} to {} (90 %)", typed(low), typed(high)), low)
        }
        Ignorance::Pert { min, mode, max } => {
            (format!("{} to {}, likeliest {}", typed(min), typed(max), typed(mode)), min)
        }
    }
}
