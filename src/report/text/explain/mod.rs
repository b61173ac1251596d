//! An explanation for people, in at most 80 columns.

pub mod words;

use super::layout::{self, Look, Side};
use crate::report::{round, safe};
use crate::statistics::Estimate;
use crate::study::explain::explanation::{Basis, Collector, Explanation, Hypothesis, Known, Prevention, Told};

const TITLE_COLUMNS: usize = 78;
const HEADER_COLUMNS: usize = 60;
/// Names in tables are cut to this width.
const NAME_COLUMNS: usize = 24;
const VALUE_COLUMNS: usize = 18;
const MEASURE_COLUMNS: usize = 30;
/// What is absent from a table.
const ABSENT: &str = "-";

/// The explanation.
pub fn explanation(found: &Explanation, look: Look) -> String {
    let sections = [
        header(found, look),
        look.strong(&layout::wrap(&words::answer(found), 0)) + "\n",
        facts(found, look),
        hypotheses(found, look),
        firmness(found, look),
        prevention(found, look),
        closing(found, look),
    ];
    sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
}

fn header(found: &Explanation, look: Look) -> String {
    let mut lines = look.heading(&safe::fit(&found.scenario, TITLE_COLUMNS)) + "\n";
    let mut line = |name: &str, text: &str| {
        lines.push_str(&look.faint(&layout::wrap(&format!("{name} {text}"), 2)));
        lines.push('\n');
    };
    line("file", &safe::fit_end(&found.file, HEADER_COLUMNS));
    found.measures.iter().for_each(|measure| line("with measure", &safe::fit(measure, HEADER_COLUMNS)));
    found.provenance.overrides.iter().for_each(|change| line("with", &safe::fit(change, HEADER_COLUMNS)));
    lines
}

fn table(look: Look, title: &str, rows: &[Vec<String>], sides: &[Side]) -> String {
    format!("{}\n{}", look.heading(title), layout::columns(rows, sides, 2))
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).into()
}

fn facts(found: &Explanation, look: Look) -> String {
    if found.known.is_empty() {
        return "Nothing is known of the leak: give facts with --given FIELD=VALUE.\n".to_owned();
    }
    let mut rows = Vec::new();
    if found.leader().is_some() {
        rows.push(row(["", "", "", "posterior of the first without it"]));
    }
    rows.extend(found.known.iter().map(|known| {
        let without = known.leader_without.as_ref().map(words::percent).unwrap_or_default();
        vec![known.field.to_owned(), safe::fit(&known.value, VALUE_COLUMNS), origin(known).to_owned(), without]
    }));
    table(look, "What is known", &rows, &[Side::Left; 4])
}

/// Where a fact comes from, in a word.
pub fn origin(known: &Known) -> &'static str {
    match (known.told, known.basis) {
        (Told::Given, _) => "given",
        (Told::File, Some(Basis::Sourced)) => "sourced",
        (Told::File, Some(Basis::Computed)) => "computed",
        (Told::File, Some(Basis::Judgement)) => "judgement",
        (Told::File, None) => "in the file",
    }
}

fn hypotheses(found: &Explanation, look: Look) -> String {
    if found.hypotheses.is_empty() {
        return String::new();
    }
    let mut rows = vec![row(["", "prior", "likelihood", "posterior"])];
    for one in &found.hypotheses {
        rows.push(cells(&one.name, 0, &one.prior, &one.likelihood, &one.posterior));
        let band = one.band.map(|band| {
            let ends = [band.low, band.high].map(|end| round::significant(100.0 * end, 2));
            format!("{} to {} % by ignorance", ends[0], ends[1])
        });
        rows.push(vec![format!("  {}", words::sort(one)), String::new(), String::new(), band.unwrap_or_default()]);
        rows.extend(
            one.collectors
                .iter()
                .map(|Collector { name, prior, likelihood, posterior }| cells(name, 4, prior, likelihood, posterior)),
        );
    }
    let mut text = table(look, "Who captured it", &rows, &[Side::Left, Side::Right, Side::Right, Side::Left]);
    text.push_str(&look.faint(&layout::wrap(
        "  prior: share of all captures; likelihood: share of its own that fit what is known; posterior: share of all \
         that fit",
        2,
    )));
    text + "\n"
}

fn cells(
    name: &str,
    indent: usize,
    prior: &Option<Estimate>,
    likelihood: &Option<Estimate>,
    posterior: &Option<Estimate>,
) -> Vec<String> {
    let share = |estimate: &Option<Estimate>| estimate.as_ref().map_or_else(|| ABSENT.to_owned(), words::rough_percent);
    let name = safe::fit(name, NAME_COLUMNS - indent);
    let posterior = posterior.as_ref().map_or_else(|| ABSENT.to_owned(), words::percent);
    vec![format!("{}{name}", " ".repeat(indent)), share(prior), share(likelihood), posterior]
}

/// How strongly what is known speaks, and how much larger a prior would have to be.
fn firmness(found: &Explanation, look: Look) -> String {
    let (Some(leader), [_, rivals @ ..]) = (found.leader(), &found.hypotheses[..]) else { return String::new() };
    if rivals.is_empty() {
        return String::new();
    }
    let name = |rival: &Hypothesis| safe::fit(&rival.name, NAME_COLUMNS);
    let spoken: Vec<Vec<String>> = rivals.iter().map(|rival| vec![name(rival), words::favour(rival)]).collect();
    let larger: Vec<Vec<String>> = rivals
        .iter()
        .map(|rival| {
            let factor = rival.overturns_at.as_ref().map(|factor| format!("{} times as large", words::factor(factor)));
            vec![name(rival), factor.unwrap_or_else(|| ABSENT.to_owned())]
        })
        .collect();
    let title = format!("How strongly what is known favours {}", words::quoted(leader));
    let sides = [Side::Left, Side::Left];
    let sensitivity = table(look, "The prior at which a rival would lead", &larger, &sides);
    format!("{}\n{sensitivity}", table(look, &title, &spoken, &sides))
}

fn prevention(found: &Explanation, look: Look) -> String {
    if found.prevention.is_empty() {
        return String::new();
    }
    let name = |one: &Prevention| {
        let with = if one.with.is_empty() { String::new() } else { format!(" with {}", one.with.join(", ")) };
        safe::fit(&format!("{}{with}", one.title), MEASURE_COLUMNS)
    };
    let mut rows = vec![vec![String::new(), "whoever captured it".to_owned(), "if the first did".to_owned()]];
    rows.extend(found.prevention.iter().map(|one| {
        let if_leader = one.if_leader.as_ref().map_or_else(|| ABSENT.to_owned(), words::rough_percent);
        vec![name(one), words::percent(&one.prevented), if_leader]
    }));
    let title = "Would a measure have prevented it? Odds that it would";
    table(look, title, &rows, &[Side::Left, Side::Left, Side::Right])
}

fn closing(found: &Explanation, look: Look) -> String {
    let mut text = layout::wrap(&words::ending(found), 2) + "\n";
    for caveat in words::caveats(found) {
        text.push_str(&layout::wrap(&caveat, 2));
        text.push('\n');
    }
    text + &look.faint(&super::notes::made_by(&found.provenance)) + "\n"
}
