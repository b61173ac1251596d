//! The page of an explanation.

use super::{
    CommandLine, Context, Evidence, Figure, Kind, Page, provenance,
    table::{Cell, Table},
};
use crate::report::charts::{Chart, Theme};
use crate::report::text::explain::{origin, words};
use crate::report::{round, safe};
use crate::statistics::Estimate;
use crate::study::explain::explanation::{Explanation, Hypothesis, Known, Prevention, Strength};

/// Names longer than this are cut.
const NAME_COLUMNS: usize = 120;

const QUESTION: &str = "A conversation of this event became known to somebody. By chance, through a campaign that did not \
    know where to look, or in another way? And would a measure have prevented it?";
const NOTHING_DRAWN: &str = "There is nothing that could be drawn honestly: no simulated capture fits what is known.";

/// What whoever signs has to bear in mind.
const SIGN_OFF: [&str; 5] = [
    "What is known of the leak is stated as it is known, and no more than that.",
    "The rivals that are thought possible are in the scenario, with priors that were discussed.",
    "The prior at which the conclusion is overturned was looked at, and not the posterior alone.",
    "It is understood that the numbers are this scenario's, and that they rest on judgement where the register says so.",
    "It is understood that this is an inference, and no proof of who captured the conversation.",
];

/// The page of an explanation, with its charts, and with what its numbers rest on.
pub fn of_explanation(found: &Explanation, charts: &[Chart], theme: Theme, evidence: &Evidence) -> Page {
    let command = CommandLine::new("explain", &found.file).options("--given", &found.given);
    Page {
        context: Context::usual(&found.measures, &found.provenance.overrides),
        figures: hypotheses(found),
        remarks: std::iter::once(words::ending(found)).chain(words::caveats(found)).collect(),
        charts: charts.iter().map(Figure::of).collect(),
        no_charts: NOTHING_DRAWN.to_owned(),
        tables: [known(found), firmness(found), prevention(found)].into_iter().flatten().collect(),
        evidence_summary: evidence.summary(),
        evidence: evidence.tables(),
        sign_off: SIGN_OFF.map(str::to_owned).into(),
        provenance: provenance(&found.file, &found.provenance).into_iter().map(of_posterior).collect(),
        command: command.trials(&found.provenance, &found.measures).text(),
        ..Page::new("explain", &found.scenario, QUESTION, words::answer(found), theme)
    }
}

/// What a precision is a share of here.
fn of_posterior((name, value): (String, String)) -> (String, String) {
    let value = if name == "Asked for" { value.replace("of the odds", "of the leading posterior") } else { value };
    (name, value)
}

fn share(estimate: &Option<Estimate>) -> Cell {
    estimate.as_ref().map_or_else(|| Cell::word(""), Cell::percent)
}

fn factor(estimate: &Option<Estimate>) -> Cell {
    estimate.as_ref().map_or_else(|| Cell::word(""), Cell::plain)
}

fn hypotheses(found: &Explanation) -> Option<Table> {
    let row = |one: &Hypothesis| {
        let band = one.band.map(|band| {
            let ends = [band.low, band.high].map(|end| format!("{} %", round::significant(100.0 * end, 2)));
            Cell::number(ends.join(" to "), band.low)
        });
        vec![
            Cell::word(&safe::fit(&one.name, NAME_COLUMNS)),
            Cell::word(&words::sort(one)),
            share(&one.prior),
            share(&one.likelihood),
            share(&one.posterior),
            band.unwrap_or_else(|| Cell::word("")),
        ]
    };
    let heads = [
        ("Who", Kind::Word),
        ("What", Kind::Word),
        ("Prior: share of all captures", Kind::Number),
        ("Likelihood: share of its own that fit", Kind::Number),
        ("Posterior: share of all that fit", Kind::Number),
        ("Band of ignorance", Kind::Number),
    ];
    Table::new("Who captured it, with 95 % intervals", &heads, found.hypotheses.iter().map(row).collect())
}

fn known(found: &Explanation) -> Option<Table> {
    let row = |known: &Known| {
        vec![
            Cell::word(known.field),
            Cell::word(&safe::fit(&known.value, NAME_COLUMNS)),
            Cell::word(origin(known)),
            share(&known.leader_without),
        ]
    };
    let leader = found.leader().map_or_else(String::new, words::quoted);
    let without = format!("Posterior of {leader} without it");
    let heads = [("Fact", Kind::Word), ("Value", Kind::Word), ("From", Kind::Word), (without.as_str(), Kind::Number)];
    Table::new("What is known of the leak", &heads, found.known.iter().map(row).collect())
}

fn firmness(found: &Explanation) -> Option<Table> {
    let leader = found.leader()?;
    let row = |one: &Hypothesis| {
        let strength = one.leader_favoured_by.map_or("", |factor| Strength::of(factor.mean).words());
        vec![
            Cell::word(&safe::fit(&one.name, NAME_COLUMNS)),
            factor(&one.leader_favoured_by),
            Cell::word(strength),
            factor(&one.overturns_at),
        ]
    };
    let heads = [
        ("Rival", Kind::Word),
        ("Bayes factor against it", Kind::Number),
        ("In words", Kind::Word),
        ("Its prior would have to be larger by", Kind::Number),
    ];
    let caption = format!("How firmly {} leads (words of Kass and Raftery, 1995)", words::quoted(leader));
    Table::new(caption, &heads, found.hypotheses[1..].iter().map(row).collect())
}

fn prevention(found: &Explanation) -> Option<Table> {
    let row = |one: &Prevention| {
        let title =
            if one.with.is_empty() { one.title.clone() } else { format!("{} with {}", one.title, one.with.join(", ")) };
        vec![Cell::word(&safe::fit(&title, NAME_COLUMNS)), Cell::percent(&one.prevented), share(&one.if_leader)]
    };
    let leader = found.leader().map_or_else(String::new, words::quoted);
    let if_leader = format!("If {leader} captured it");
    let heads =
        [("Measure", Kind::Word), ("Would have prevented it", Kind::Number), (if_leader.as_str(), Kind::Number)];
    Table::new("Would a measure have prevented it?", &heads, found.prevention.iter().map(row).collect())
}
