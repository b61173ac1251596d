//! Prior and posterior of who captured what leaked.

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::run::words;
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use crate::report::round;
use crate::report::text::explain::words as told;
use crate::study::explain::explanation::{CONFIDENT_HITS, Explanation, Hypothesis, Verdict};

/// Hypotheses drawn; the others are told in the tables.
const MOST: usize = 8;
const TICKS: usize = 5;

const HOW_TO_READ: &str = "For each explanation two bars: the second, grey one is its prior, the share of all captures \
    expected at such an event that would be its own; the first is its posterior, its share of those that fit what is known. \
    Where the first bar is longer, what is known speaks for it. Both add up to 100 % over all explanations of the \
    scenario, and to nothing beyond it. The thin line is the 95 % interval of the simulation.";

/// Posterior bars; absent where nothing fits, or nobody competes.
pub fn chart(found: &Explanation, style: &ChartStyle) -> Option<Chart> {
    let leader = found.leader()?;
    if found.hypotheses.len() < 2 {
        return None;
    }
    let shown = &found.hypotheses[..found.hypotheses.len().min(MOST)];
    let rows: Vec<Row> = shown.iter().flat_map(pair).collect();
    let axis = Axis::new(Scale::Linear(0.0, 1.0), Unit::Percent, "share of the captures", TICKS);
    let mut words = Words {
        name: "posterior",
        title: title(found, leader),
        subtitle: subtitle(found),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    if found.verdict == Verdict::TooFew {
        words.note_also(&format!(
            "Too few captures fit for a confident answer: they count like {}, {} are wanted.",
            round::significant(found.effective_hits, 2),
            CONFIDENT_HITS
        ));
    }
    if found.hypotheses.len() > MOST {
        words.note_also(&format!("{} more explanations are in the tables.", found.hypotheses.len() - MOST));
    }
    let mut sheet = Sheet::new(style, words);
    rows::draw(&mut sheet, &rows, &axis, Shape::Bar);
    Some(sheet.finish())
}

/// The prior and the posterior of one hypothesis.
fn pair(one: &Hypothesis) -> Vec<Row> {
    let row = |name: String, what: &str, value, role, aside: String| {
        let told = Unit::Percent.told(&value);
        let hover = format!("{} ({}): {what} {told}", words::in_hover(&one.name), told::sort(one));
        Row { name, value, told, aside, hover, role }
    };
    let prior = one.prior.map(|prior| row("prior".to_owned(), "prior", prior, Role::Side, String::new()));
    let posterior = one
        .posterior
        .map(|posterior| row(words::in_row(&one.name), "posterior", posterior, Role::Main, told::sort(one)));
    posterior.into_iter().chain(prior).collect()
}

fn title(found: &Explanation, leader: &Hypothesis) -> String {
    let share = leader.posterior.map_or(0.0, |posterior| posterior.mean);
    let name = words::in_title(&leader.name);
    match found.verdict {
        Verdict::TooFew => "Too little fits what is known to say who captured it".to_owned(),
        Verdict::Tied(_) => "What is known does not tell the leading explanations apart".to_owned(),
        _ if found.known.is_empty() => format!("Of all captures {} are expected from \"{name}\"", words::share(share)),
        _ => format!("\"{name}\" explains {} of what could have leaked like this", words::share(share)),
    }
}

fn subtitle(found: &Explanation) -> String {
    let facts: Vec<String> = found.known.iter().map(told::fact).collect();
    let known = if facts.is_empty() { "nothing".to_owned() } else { facts.join(", ") };
    format!("Prior and posterior of each explanation; known of the leak: {known}")
}
