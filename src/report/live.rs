//! A run as the page shows it, again and again while it goes on: its JSON, and beside every number for people its text,
//! rounded as everywhere else.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::json::run::Summary;
use super::json::stop_name;
use super::text::{funnel, sentence};
use super::{odds, round, safe, stages};
use crate::quantity::HOURS_PER_DAY;
use crate::statistics::Estimate;
use crate::study::beside::Difference;
use crate::study::result::{RunResult, Share, Stop};

/// Names longer than this are cut.
const NAME_COLUMNS: usize = 120;
/// Odds in points of a percent.
const PERCENT: f64 = 100.0;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A small run, so that there is something to see at once.
    First,
    /// The run goes on.
    Refining,
    /// It is over.
    Final,
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Refining => "refining",
            Self::Final => "final",
        }
    }
}

/// A run as it stands, and by how much it differs from what was not changed.
pub fn figures(result: &RunResult, stage: Stage, difference: Option<&Difference>) -> Result<Value, serde_json::Error> {
    Ok(json!({
        "final": stage == Stage::Final,
        "stage": stage.name(),
        "trials": result.provenance.trials,
        "draws": result.provenance.draws,
        "sentence": sentence::of(result),
        "stop": if result.stop == Stop::Interrupted { Value::Null } else { json!(stop_name(result.stop)) },
        "result": serde_json::to_value(Summary::of(result))?,
        "shown": shown(result),
        "funnel": funnel_rows(result),
        "heat": heat(result),
        "contributors": contributors(result),
        "difference": difference.map(difference_told),
    }))
}

#[derive(Serialize)]
struct Shown {
    odds: String,
    low: Option<String>,
    high: Option<String>,
    one_in: String,
    band: Option<String>,
    captures: String,
    harm: String,
    weak_link: Option<String>,
    trials: String,
}

fn shown(result: &RunResult) -> Shown {
    let estimate = &result.odds.estimate;
    let rounded = round::shown(estimate, PERCENT);
    let percent = |text: &String| format!("{text} %");
    let band = result.odds.band.map(|band| {
        let ends = [band.low, band.high].map(|end| round::significant(PERCENT * end, 2));
        format!("{} to {} %", ends[0], ends[1])
    });
    Shown {
        odds: percent(&rounded.mean),
        low: rounded.interval.as_ref().map(|(low, _)| percent(low)),
        high: rounded.interval.as_ref().map(|(_, high)| percent(high)),
        one_in: one_in(estimate),
        band,
        captures: round::with_interval(&result.captures, 1.0),
        harm: format!("{} {}", round::with_interval(&result.harm, 1.0), safe::fit(&result.harm_unit, NAME_COLUMNS)),
        weak_link: result.weak_link_share.as_ref().map(percent_with_interval),
        trials: round::count(result.provenance.trials),
    }
}

/// "1 in 42 events", or the bound that is all that can be said.
fn one_in(estimate: &Estimate) -> String {
    if let Some(low) = odds::sure_but_for_chance(estimate) {
        return format!("above {} events", odds::lower_bound(low));
    }
    match (odds::in_words(estimate), estimate.interval.map(|interval| interval.high)) {
        (Some(words), _) => format!("{words} events"),
        (None, Some(high)) if high > 0.0 => format!("below {} events", odds::bound(high)),
        (None, Some(_)) => "none is possible".to_owned(),
        (None, None) => "none in what was simulated".to_owned(),
    }
}

fn percent_with_interval(estimate: &Estimate) -> String {
    let rounded = round::shown(estimate, PERCENT);
    let interval = rounded.interval.map(|(low, high)| format!(" ({low} to {high})")).unwrap_or_default();
    format!("{} %{interval}", rounded.mean)
}

fn funnel_rows(result: &RunResult) -> Vec<Value> {
    let row = |((name, count), ratio): ((&'static str, &Estimate), String)| {
        let label = name.replace('_', " ");
        json!({
            "stage": name,
            "label": label,
            "mean": count.mean,
            "low": count.interval.map(|interval| interval.low),
            "high": count.interval.map(|interval| interval.high),
            "shown": round::with_interval(count, 1.0),
            "of_before": (!ratio.is_empty()).then_some(ratio),
        })
    };
    stages(&result.funnel).into_iter().zip(funnel::ratios(result)).map(row).collect()
}

/// The hours of a venue.
struct Row<'a> {
    venue: &'a str,
    shares: Vec<f64>,
    shown: Vec<String>,
}

/// Shares of the captured legs by venue and hour, for venues that have any, most first.
fn heat(result: &RunResult) -> Value {
    let mut rows: Vec<Row> = Vec::new();
    for cell in &result.attribution.venue_hour {
        let row = match rows.iter().position(|row| row.venue == cell.venue) {
            Some(row) => row,
            None => {
                let shown = vec!["0 %".to_owned(); HOURS_PER_DAY];
                rows.push(Row { venue: &cell.venue, shares: vec![0.0; HOURS_PER_DAY], shown });
                rows.len() - 1
            }
        };
        let hour = usize::from(cell.hour) % HOURS_PER_DAY;
        rows[row].shares[hour] = cell.share.mean;
        rows[row].shown[hour] = percent_with_interval(&cell.share);
    }
    rows.sort_by(|a, b| b.shares.iter().sum::<f64>().total_cmp(&a.shares.iter().sum::<f64>()));
    json!({
        "venues": rows.iter().map(|row| safe::fit(row.venue, NAME_COLUMNS)).collect::<Vec<_>>(),
        "hours": (0..HOURS_PER_DAY).collect::<Vec<_>>(),
        "shares": rows.iter().map(|row| &row.shares).collect::<Vec<_>>(),
        "shown": rows.iter().map(|row| &row.shown).collect::<Vec<_>>(),
    })
}

fn contributors(result: &RunResult) -> Value {
    let one = |share: &Share| {
        let rounded = round::shown(&share.share, PERCENT);
        json!({
            "name": safe::fit(&share.name, NAME_COLUMNS),
            "mean": share.share.mean,
            "low": share.share.interval.map(|interval| interval.low),
            "high": share.share.interval.map(|interval| interval.high),
            "shown": format!("{} %", rounded.mean),
            "interval": rounded.interval.map(|(low, high)| format!("{low} to {high}")),
        })
    };
    let all = super::dimensions(&result.attribution).into_iter();
    let all = all.filter(|(name, _)| !matches!(*name, "day" | "hour"));
    let list =
        |(name, shares): (&str, &[Share])| (name.to_owned(), Value::from(shares.iter().map(one).collect::<Vec<_>>()));
    Value::Object(all.map(list).collect::<Map<String, Value>>())
}

fn difference_told(difference: &Difference) -> Value {
    let Difference { odds, ratio, captures, harm, trials } = difference;
    let interval = odds.interval;
    let rounded = round::shown(odds, PERCENT);
    let range = rounded.interval.as_ref().map(|(low, high)| format!(" ({low} to {high})")).unwrap_or_default();
    json!({
        "mean": odds.mean,
        "standard_error": interval.map(|interval| interval.standard_error),
        "low": interval.map(|interval| interval.low),
        "high": interval.map(|interval| interval.high),
        "trials": trials,
        "shown": format!("{} points{range}", signed(&rounded.mean, odds.mean)),
        "captures": less_told(captures),
        "harm": less_told(harm),
        "ratio": ratio.as_ref().map(|ratio| round::shown(ratio, 1.0).mean),
        "sentence": difference_sentence(difference),
    })
}

/// A difference in the unit of what differs.
fn less_told(less: &Estimate) -> Value {
    let rounded = round::shown(less, 1.0);
    let range = rounded.interval.as_ref().map(|(low, high)| format!(" ({low} to {high})")).unwrap_or_default();
    json!({
        "mean": less.mean,
        "low": less.interval.map(|interval| interval.low),
        "high": less.interval.map(|interval| interval.high),
        "shown": format!("{}{range}", signed(&rounded.mean, less.mean)),
    })
}

fn signed(text: &str, value: f64) -> String {
    if value > 0.0 { format!("+{text}") } else { text.to_owned() }
}

/// What can be said of the difference.
fn difference_sentence(difference: &Difference) -> String {
    let Difference { odds, trials, .. } = difference;
    let by = round::shown(&Estimate { mean: odds.mean.abs(), interval: odds.interval }, PERCENT).mean;
    let trials = round::count(*trials);
    match odds.interval {
        Some(interval) if interval.low == 0.0 && interval.high == 0.0 => {
            format!("The change makes no difference in any of {trials} trials.")
        }
        Some(interval) if interval.high < 0.0 => {
            format!("The change lowers the odds by {by} percentage points, on the same {trials} trials.")
        }
        Some(interval) if interval.low > 0.0 => {
            format!("The change raises the odds by {by} percentage points, on the same {trials} trials.")
        }
        _ => format!("Whether the change lowers or raises the odds cannot be told from {trials} trials."),
    }
}
