//! What an explanation says, in sentences; shared by the text, the charts and the page.

use crate::report::{round, safe};
use crate::statistics::{Estimate, Interval};
use crate::study::explain::explanation::{
    Basis, CONFIDENT_HITS, Ending, Explanation, Hypothesis, Known, Sort, Strength, Verdict,
};
use crate::study::result::Effort;

/// Names in sentences are cut to this width.
const NAME_COLUMNS: usize = 30;
/// Values of facts are cut to this width.
const VALUE_COLUMNS: usize = 40;
/// Numbers are rounded as if their error were at least this share of them.
const LEAST_ERROR: f64 = 2e-3;
/// Digits of a share that stands beside others.
const SHARE_DIGITS: i32 = 3;
/// Digits of a factor.
const FACTOR_DIGITS: i32 = 2;

/// The answer, in one or two sentences.
pub fn answer(found: &Explanation) -> String {
    match (found.verdict, &found.hypotheses[..]) {
        (Verdict::NothingCaptured, _) | (_, []) => {
            "Nobody in this scenario captures anything: it holds no campaign that \
             could and no pathway, so that it explains no leak."
                .to_owned()
        }
        (Verdict::NoRival, [first, ..]) => format!(
            "Only {} captures anything in this scenario, so that whatever is known it was the one: that says nothing. \
             Rivals are stated as [pathway.NAME].",
            name(first)
        ),
        (Verdict::NoMatch, _) => no_match(found),
        (Verdict::TooFew, _) => format!(
            "Too few simulated captures fit what is known for a confident answer: they count like {}, and {} are \
             wanted. What follows is a hint at most.",
            round::significant(found.effective_hits, FACTOR_DIGITS),
            CONFIDENT_HITS
        ),
        (Verdict::Tied(tied), [first, rest @ ..]) => {
            let others: Vec<String> = rest.iter().take(tied).map(name).collect();
            format!(
                "What is known does not tell {} from {}: chance in the simulation may have put one before the other.",
                name(first),
                listed(&others)
            )
        }
        (Verdict::Leads, [first, rest @ ..]) => leads(found, first, rest),
    }
}

fn leads(found: &Explanation, first: &Hypothesis, rest: &[Hypothesis]) -> String {
    let posterior = first.posterior.as_ref().map(percent).unwrap_or_default();
    let prior = first.prior.as_ref().map(rough_percent).unwrap_or_default();
    let how = match first.sort {
        Sort::Campaign { .. } => format!("a chance hit of the campaign {}", quoted(first)),
        Sort::Pathway => format!("the pathway {}", quoted(first)),
    };
    let share = first.posterior.map_or(0.0, |posterior| posterior.mean);
    let opening = if share > 0.5 { "the leak was most likely" } else { "the likeliest of several explanations is" };
    let before = match first.favoured_by {
        _ if found.known.is_empty() => "; nothing is known of it, so that this is the prior".to_owned(),
        Some(factor) => {
            let (direction, factor) =
                if factor.mean < 1.0 { ("against", 1.0 / factor.mean) } else { ("for", factor.mean) };
            format!(
                ", against {prior} before it was known. What is known speaks {direction} it, by a factor of {} over all \
                 others together ({})",
                round::significant(factor, FACTOR_DIGITS),
                Strength::of(factor).words()
            )
        }
        None => format!(", against {prior} before it was known"),
    };
    let overturn = rest.iter().find_map(|rival| Some((rival, rival.overturns_at?)));
    let carries = match overturn {
        Some((rival, factor)) if found.known.is_empty() => {
            format!("The prior of {} would have to be {} times as large to lead.", quoted(rival), times(&factor))
        }
        Some((rival, factor)) => format!(
            "The inference carries until the prior of {} is taken to be more than {} times as large.",
            quoted(rival),
            times(&factor)
        ),
        None => "Nothing that any of its rivals captured in the simulation fits.".to_owned(),
    };
    format!(
        "By this scenario's numbers {opening} {how}: {posterior} of the captures that fit what is known{before}. \
         {carries}"
    )
}

/// That nothing fits, which fact is in the way, and what fits without it.
fn no_match(found: &Explanation) -> String {
    let mut obstacles: Vec<&Known> = found.known.iter().filter(|known| known.hits_without > 0.0).collect();
    obstacles.sort_by(|a, b| b.hits_without.total_cmp(&a.hits_without));
    let never: Vec<String> = found.known.iter().filter(|known| known.hits_alone == 0.0).map(fact).collect();
    let trials = round::count(found.provenance.trials);
    let opening = format!("In {trials} simulated events no capture fits all that is known, so that nothing follows.");
    let nearest = match (&obstacles[..], &never[..]) {
        ([nearest, others @ ..], _) => {
            let others: Vec<String> = others.iter().map(|known| fact(known)).collect();
            let or = if others.is_empty() { String::new() } else { format!(", or without {}", either(&others)) };
            let whatever = if nearest.hits_alone == 0.0 { ", which no capture whatever fits" } else { "" };
            let nearest = fact(nearest);
            format!("What is in the way is {nearest}{whatever}: without it there are captures that fit the rest{or}.")
        }
        ([], []) => "Each fact by itself fits some captures, but no one of them alone is in the way: at least two of \
             them contradict the others."
            .to_owned(),
        ([], never) => format!("No capture whatever fits {}.", either(never)),
    };
    format!("{opening} {nearest}")
}

/// Why it ended, with advice.
pub fn ending(found: &Explanation) -> String {
    let trials = round::count(found.provenance.trials);
    let relative = match found.provenance.effort {
        Effort::Precision { relative, .. } => format!("{} %", round::typed(100.0 * relative, 2)),
        Effort::Trials(_) => String::new(),
    };
    let reached = found.leader().and_then(|leader| leader.posterior?.relative_half_width());
    let reached = reached.map_or_else(String::new, |reached| {
        format!(" (reached: {} %)", round::significant(100.0 * reached, FACTOR_DIGITS))
    });
    match found.ending {
        Ending::Trials => format!("Stopped after the {trials} trials asked for."),
        Ending::Precision => {
            format!("Stopped by itself after {trials} trials, at a precision of {relative} of the leading posterior.")
        }
        Ending::MaxTrials => format!(
            "Stopped at the limit of {trials} trials, short of a precision of {relative} of the leading \
             posterior{reached}. Narrower: more --max-trials."
        ),
        Ending::Draws => format!(
            "Stopped after {trials} trials, short of a precision of {relative} of the leading posterior{reached}: more \
             trials in the same {} draws would not help enough. Narrower: more --draws.",
            round::count(found.provenance.draws)
        ),
        Ending::NoMatch => {
            format!("Stopped by itself after {trials} trials without any match. To look further: --trials N.")
        }
        Ending::Interrupted => {
            format!("INTERRUPTED after {trials} trials: the numbers rest on those alone. Run it again for the whole.")
        }
    }
}

/// What to bear in mind, a sentence each.
pub fn caveats(found: &Explanation) -> Vec<String> {
    let mut caveats = Vec::new();
    if found.leader().is_some() {
        caveats.extend(unsure(found));
        caveats.extend(at_work(found));
        caveats.extend(judged(found));
    }
    caveats.push(
        "Only what the scenario holds competes, and the prior of a pathway is as good as its numbers: a rival that is \
         not in it has no odds here."
            .to_owned(),
    );
    caveats.push(
        "The leak is taken to be any one of all captures. Whoever captures much at once has much of the prior; that \
         many leaks would then have been likelier than one is not counted against it."
            .to_owned(),
    );
    caveats.extend((!found.left_out.is_empty()).then(|| {
        let names: Vec<String> = found.left_out.iter().map(|name| safe::fit(name, NAME_COLUMNS)).collect();
        format!("Left out, since they cannot be combined with the measures in force: {}.", listed(&names))
    }));
    caveats
}

/// Hypotheses of which too little fits.
fn unsure(found: &Explanation) -> Vec<String> {
    let of = |one: &Hypothesis| match one.effective_hits {
        _ if one.expected.mean == 0.0 => Some(format!("{} captures nothing by the scenario's numbers.", quoted(one))),
        0.0 => Some(format!(
            "Nothing that {} captured fits: its odds are not 0, but too small for {} trials.",
            quoted(one),
            round::count(found.provenance.trials)
        )),
        hits if hits < CONFIDENT_HITS => Some(format!(
            "Captures of {} that fit count like {} only: its numbers are rough.",
            quoted(one),
            round::significant(hits, FACTOR_DIGITS)
        )),
        _ => None,
    };
    found.hypotheses.iter().filter_map(of).collect()
}

/// That a campaign is at work is assumed; how much that carries.
fn at_work(found: &Explanation) -> Option<String> {
    let leader = found.leader().filter(|leader| matches!(leader.sort, Sort::Campaign { .. }))?;
    let pathway = |one: &&Hypothesis| one.sort == Sort::Pathway;
    let (rival, factor) = found.hypotheses.iter().filter(pathway).find_map(|one| Some((one, one.overturns_at?)))?;
    Some(format!(
        "That {} is at work at such an event is assumed. Held less likely than {} %, it no longer leads: {} does.",
        quoted(leader),
        round::significant(100.0 / factor.mean, FACTOR_DIGITS),
        quoted(rival)
    ))
}

/// Facts that rest on somebody's judgement.
fn judged(found: &Explanation) -> Vec<String> {
    let of = |known: &Known| {
        let without = known.leader_without.filter(|_| known.basis == Some(Basis::Judgement))?;
        let leader = found.leader()?;
        Some(format!(
            "{} rests on judgement; without it {} has {}.",
            fact(known),
            quoted(leader),
            rough_percent(&without)
        ))
    };
    found.known.iter().filter_map(of).collect()
}

/// A fact as it would be given.
pub fn fact(known: &Known) -> String {
    format!("{}={}", known.field, safe::fit(&known.value, VALUE_COLUMNS))
}

/// `"insider"`.
pub fn quoted(one: &Hypothesis) -> String {
    format!("\"{}\"", safe::fit(&one.name, NAME_COLUMNS))
}

fn name(one: &Hypothesis) -> String {
    match one.sort {
        Sort::Campaign { .. } => format!("the campaign {}", quoted(one)),
        Sort::Pathway => format!("the pathway {}", quoted(one)),
    }
}

/// Whether a campaign knows where to look.
pub fn sort(one: &Hypothesis) -> String {
    match one.sort {
        Sort::Campaign { focus: 0.0 } => "campaign, scattered".to_owned(),
        Sort::Campaign { focus } => format!("campaign, focus {}", round::typed(focus, 2)),
        Sort::Pathway => "pathway".to_owned(),
    }
}

/// `93 % (91 to 95 %)`, with no more digits than anybody reads.
pub fn percent(estimate: &Estimate) -> String {
    crate::report::charts::scale::Unit::Percent.told(&calm(estimate))
}

/// `7.7 (7.5 to 7.9)`, with no more digits than anybody reads.
pub fn factor(estimate: &Estimate) -> String {
    round::with_interval(&calm(estimate), 1.0)
}

/// By what factor the leading hypothesis is favoured over this one, and how strong that is.
pub fn favour(rival: &Hypothesis) -> String {
    let Some(factor_over) = rival.leader_favoured_by else { return "nothing of it fits".to_owned() };
    let against = if factor_over.mean < 1.0 { ", against the first" } else { "" };
    format!("by {}: {}{against}", factor(&factor_over), Strength::of(factor_over.mean).words())
}

/// The estimate with an error of at least a thousandth of it, by which it is rounded.
fn calm(estimate: &Estimate) -> Estimate {
    let least = LEAST_ERROR * estimate.mean;
    let calm = |interval: Interval| Interval { standard_error: interval.standard_error.max(least), ..interval };
    Estimate { interval: estimate.interval.map(calm), ..*estimate }
}

/// A share to three digits, without its interval.
pub fn rough_percent(estimate: &Estimate) -> String {
    format!("{} %", round::significant(100.0 * estimate.mean, SHARE_DIGITS))
}

/// A factor without its interval.
pub fn times(factor: &Estimate) -> String {
    round::significant(factor.mean, FACTOR_DIGITS)
}

fn listed(names: &[String]) -> String {
    joined(names, "and")
}

fn either(names: &[String]) -> String {
    joined(names, "or")
}

fn joined(names: &[String], word: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
