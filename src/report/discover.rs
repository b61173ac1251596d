//! What scenario discovery has found, in words: for the summary, the charts and the page.

use super::{round, safe, sweep};
use crate::statistics::{Band, Estimate, Interval};
use crate::study::discover::result::{Chosen, Dimension, DiscoverResult, Finding, Found, Restriction};

/// Paths in a sentence are cut to this width, at their beginning.
const PATH_COLUMNS: usize = 44;
/// Digits of shares, and of limits of whose error nothing is known.
const SHARE_DIGITS: i32 = 2;
/// Restrictions that a title names.
const IN_TITLE: usize = 2;

/// A share as a percentage.
pub fn percent(share: f64) -> String {
    format!("{} %", round::typed(100.0 * share, SHARE_DIGITS))
}

/// The path of a value: its last steps, or all of it where another value ends alike.
pub fn name(result: &DiscoverResult, dimension: usize) -> String {
    let path = &result.dimensions[dimension].path;
    let short = sweep::short(path);
    let alike = result.dimensions.iter().filter(|other| sweep::short(&other.path) == short).count();
    safe::fit_end(if alike > 1 { path } else { short }, PATH_COLUMNS)
}

/// "mistake above 0.031", "posts.count at least 2", "duty between 0.4 and 0.6".
pub fn restriction(result: &DiscoverResult, of: &Restriction) -> String {
    format!("{} {}", name(result, of.dimension), limits(&result.dimensions[of.dimension], of))
}

/// "above 0.031", "at least 2", "between 0.4 and 0.6".
pub fn limits(dimension: &Dimension, of: &Restriction) -> String {
    let low = of.limits.low.map(|low| limit(dimension, low, of.low_band, f64::floor, 1.0));
    let high = of.limits.high.map(|high| limit(dimension, high, of.high_band, f64::ceil, -1.0));
    let (above, below) = if dimension.whole { ("at least", "at most") } else { ("above", "below") };
    match (low, high) {
        (Some(low), Some(high)) if dimension.whole => format!("from {low} to {high}"),
        (Some(low), Some(high)) => format!("between {low} and {high}"),
        (Some(low), None) => format!("{above} {low}"),
        (None, Some(high)) => format!("{below} {high}"),
        (None, None) => "anything".to_owned(),
    }
}

/// A limit with as many digits as resamples support; of whole numbers the next one inside.
fn limit(dimension: &Dimension, value: f64, band: Option<Band>, whole: fn(f64) -> f64, step: f64) -> String {
    if dimension.whole {
        return round::fixed(whole(value) + step, 0);
    }
    match band {
        Some(Band { low, high }) if high > low => {
            let interval = Some(Interval { standard_error: 0.0, low, high });
            round::shown(&Estimate { mean: value, interval }, 1.0).mean
        }
        _ => round::significant(value, SHARE_DIGITS),
    }
}

/// The ends of a band of a limit: "0.028 to 0.035".
pub fn band(band: Option<Band>) -> String {
    band.map_or_else(String::new, |band| {
        format!("{} to {}", round::significant(band.low, SHARE_DIGITS), round::significant(band.high, SHARE_DIGITS))
    })
}

/// "worlds with odds above 5 %".
pub fn of_interest(result: &DiscoverResult) -> String {
    format!("worlds with odds above {}", percent(result.above))
}

/// The finding, in sentences.
pub fn finding(result: &DiscoverResult) -> Vec<String> {
    match &result.finding {
        Finding::Found(found) => of_box(result, found),
        Finding::Nothing { p_value } => vec![format!(
            "Nothing tells the {} from the others: where they are dealt at random, a box as dense as the best one comes out \
             with p = {}.",
            of_interest(result),
            round::significant(*p_value, SHARE_DIGITS)
        )],
        Finding::TooFew => vec![too_few(result)],
    }
}

fn of_box(result: &DiscoverResult, found: &Found) -> Vec<String> {
    let restrictions: Vec<String> = found.restrictions.iter().map(|one| restriction(result, one)).collect();
    let (coverage, density) = (found.step.coverage(result.hits), found.step.density());
    let base = result.hits as f64 / result.worlds.len() as f64;
    let mut sentences = vec![
        format!("Of the {}, {} have {}.", of_interest(result), percent(coverage), listed(&restrictions)),
        format!("Of all worlds like that, {} have such odds; of all worlds, {}.", percent(density), percent(base)),
    ];
    if let (Some(coverage), Some(density)) = (found.coverage_beyond, found.density_beyond) {
        sentences.push(format!(
            "Searched in one half of the worlds, such a box holds {} of the other half's; {} there have such odds.",
            percent(coverage),
            percent(density)
        ));
    }
    sentences.push(format!("Chance alone finds a box as dense with p = {}.", round::significant(found.p_value, 1)));
    sentences
}

fn too_few(result: &DiscoverResult) -> String {
    let (hits, all) = (result.hits, result.worlds.len());
    let count = if hits == 0 { "None".to_owned() } else { round::count(hits as u64) };
    let said = format!("{count} of {} worlds have odds above {}", round::count(all as u64), percent(result.above));
    let mut odds: Vec<f64> = result.worlds.iter().map(|world| world.odds).collect();
    odds.sort_by(f64::total_cmp);
    let quarter = odds.get(3 * all / 4).copied().unwrap_or(0.0);
    let advice = match result.chosen {
        Chosen::Asked if quarter > 0.0 => format!(": a quarter of them lie above {}, try that", percent(quarter)),
        _ => ": more --draws may help".to_owned(),
    };
    format!("{said}, too few on one side to look for what they have in common{advice}.")
}

/// "a, b and c".
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The finding in one line.
pub fn title(result: &DiscoverResult) -> String {
    let Finding::Found(found) = &result.finding else {
        return finding(result).remove(0).trim_end_matches('.').to_owned();
    };
    let named: Vec<String> = found.restrictions.iter().take(IN_TITLE).map(|one| restriction(result, one)).collect();
    let more = if found.restrictions.len() > IN_TITLE { ", and more" } else { "" };
    format!(
        "{} of the {} have {}{more}",
        percent(found.step.coverage(result.hits)),
        of_interest(result),
        listed(&named)
    )
}
