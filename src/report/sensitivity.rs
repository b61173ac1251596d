//! What was found, in sentences: shared by the summary, the page and the charts.

use super::{round, safe};
use crate::statistics::{Estimate, ValueIndices};
use crate::study::sensitivity::result::{Information, SensitivityResult, Target};

/// Paths in sentences are cut to this width, from their beginning.
const PATH_COLUMNS: usize = 46;
/// Names of measures in sentences are cut to this width.
const NAME_COLUMNS: usize = 40;
/// Values named in a sentence.
const NAMED: usize = 3;
const UNIT_COLUMNS: usize = 12;

/// Places of the values, those that matter most first.
pub fn by_shapley(indices: &[ValueIndices]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..indices.len()).collect();
    order.sort_by(|&a, &b| indices[b].shapley.mean.total_cmp(&indices[a].shapley.mean));
    order
}

/// Places of the values, the longest bars of the tornado first.
pub fn by_swing(target: &Target) -> Vec<usize> {
    let mut order: Vec<usize> = (0..target.tornado.len()).collect();
    let swing = |place: usize| target.tornado[place].swing.mean.abs();
    order.sort_by(|&a, &b| swing(b).total_cmp(&swing(a)));
    order
}

/// Places of the values, those worth most first.
pub fn by_worth(information: &Information) -> Vec<usize> {
    let mut order: Vec<usize> = (0..information.values.len()).collect();
    let worth = |place: usize| information.values[place].worth.mean;
    order.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)));
    order
}

/// A path in a sentence.
pub fn path(path: &str) -> String {
    short(path, PATH_COLUMNS)
}

/// A path cut to so many columns: whole keys are left out at its beginning, for its end tells the values apart.
pub fn short(path: &str, columns: usize) -> String {
    let line = safe::one_line(path);
    if safe::width(&line) <= columns {
        return line;
    }
    let ends = line.match_indices('.').map(|(dot, _)| format!("…{}", &line[dot + 1..]));
    let mut fitting = ends.filter(|end| safe::width(end) <= columns);
    fitting.next().unwrap_or_else(|| safe::fit_end(path, columns))
}

/// A set of measures by name.
pub fn set(measures: &[String]) -> String {
    if measures.is_empty() { "nothing more".to_owned() } else { safe::fit(&measures.join(" + "), NAME_COLUMNS) }
}

/// "points per event".
pub fn harm_unit(result: &SensitivityResult) -> String {
    format!("{} per event", safe::fit(&result.harm_unit, UNIT_COLUMNS))
}

/// What the odds hang on.
pub fn of_odds(result: &SensitivityResult) -> String {
    match &result.odds.indices {
        Some(indices) => format!("The odds hang most on {}.", leaders(result, indices)),
        None => "The odds hardly change over what is not known, as far as so many trials can tell.".to_owned(),
    }
}

/// The values with the largest effects that are clear of 0, with their shares.
fn leaders(result: &SensitivityResult, indices: &[ValueIndices]) -> String {
    let order = by_shapley(indices);
    let clear = |place: &&usize| indices[**place].shapley.interval.is_none_or(|interval| interval.low > 0.0);
    let named: Vec<usize> = order.iter().filter(clear).take(NAMED).copied().collect();
    if named.is_empty() {
        return "no single value that could be told from the others by so few trials".to_owned();
    }
    let told = |&place: &usize| {
        format!("{} ({} % of their variance)", path(&result.values[place].path), percent(indices[place].shapley.mean))
    };
    let first = told(&named[0]);
    let rest: Vec<String> = named[1..]
        .iter()
        .map(|&place| format!("{} ({} %)", path(&result.values[place].path), percent(indices[place].shapley.mean)))
        .collect();
    match rest.len() {
        0 => first,
        _ => format!("{first}, then {}", rest.join(" and ")),
    }
}

fn percent(share: f64) -> String {
    round::significant(100.0 * share, 2)
}

/// Which is best, and which values decide between it and the second.
pub fn of_choice(result: &SensitivityResult) -> Option<String> {
    let (choice, information) = (result.choice.as_ref()?, result.information.as_ref()?);
    let [best, second] = [choice.best, choice.second].map(|row| set(&information.rows[row].measures));
    let counted = if information.harm_cost.is_some() { "harm and cost" } else { "harm" };
    let begin = format!("By expected {counted} {best} is best, {second} second");
    let turning: Vec<usize> =
        by_swing(&choice.difference).into_iter().filter(|&place| turns(&choice.difference, place)).collect();
    Some(match turning.first() {
        Some(&place) => {
            let more = match turning.len() - 1 {
                0 => String::new(),
                others => format!(", as can {others} other{}", if others == 1 { "" } else { "s" }),
            };
            format!("{begin}; {} alone can turn that{more}.", path(&result.values[place].path))
        }
        None => format!("{begin}; no value alone turns that inside its 5 to 95 %."),
    })
}

/// Whether a value, at one of its ends and with all others at their medians, puts the second before the best.
pub fn turns(target: &Target, place: usize) -> bool {
    let bar = &target.tornado[place];
    [bar.low, bar.high].iter().any(|end| end.interval.is_some_and(|interval| interval.high < 0.0))
}

/// What learning is worth.
pub fn of_information(result: &SensitivityResult) -> Option<String> {
    let information = result.information.as_ref()?;
    let unit = harm_unit(result);
    let order = by_worth(information);
    let told = |estimate: &Estimate| round::with_interval(estimate, 1.0);
    let clear = |estimate: &Estimate| estimate.interval.is_none_or(|interval| interval.low > 0.0);
    let worthy: Vec<usize> =
        order.into_iter().filter(|&place| clear(&information.values[place].worth)).take(2).collect();
    let perfect = &information.perfect.worth;
    let [first, more @ ..] = &worthy[..] else {
        return Some(if clear(perfect) {
            format!(
                "For the choice of measure, learning everything would be worth {} {unit}; no value alone is worth \
                 learning, as far as so many draws can tell.",
                told(perfect)
            )
        } else {
            "For the choice of measure, learning more would change nothing, as far as so many draws can tell."
                .to_owned()
        });
    };
    let idle = information.values.iter().filter(|worth| worth.worth.mean == 0.0 && worth.changes == 0.0).count();
    let of = |place: usize| {
        format!("{} better is worth {}", path(&result.values[place].path), told(&information.values[place].worth))
    };
    let second = more.first().map_or_else(String::new, |&place| format!(", {}", of(place)));
    let changes = match idle {
        0 => String::new(),
        1 => "; learning 1 other value changes nothing".to_owned(),
        idle => format!("; learning any of {idle} other values changes nothing"),
    };
    Some(format!("For the choice of measure, learning {}{second} {unit}{changes}.", of(*first)))
}
