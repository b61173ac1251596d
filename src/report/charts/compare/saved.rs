//! Which captures each measure alone would have prevented.

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::run::words;
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use crate::statistics::Estimate;
use crate::study::comparison::CompareResult;

/// Rows of the chart; the others stand in the file.
const MOST_ROWS: usize = 30;
/// Captures below which no chart is drawn.
const FEWEST_CAPTURES: usize = 10;
const TICKS: usize = 5;

const HOW_TO_READ: &str = "Captured conversations of the baseline were replayed in the same trials with each measure in \
    force, all else left as it was. A bar is the share of them that would not have been captured then; the thin line is \
    its 95 % interval. The shares do not add up to 100 %: many captures would have been prevented by any of several.";

/// The chart; absent where too few captures were replayed, or there is but one measure.
pub fn chart(result: &CompareResult, style: &ChartStyle) -> Option<Chart> {
    let replay = &result.replay;
    let shares = replay.measures.iter().zip(&replay.prevented);
    let mut shares: Vec<(&String, Estimate)> = shares.filter_map(|(name, share)| Some((name, (*share)?))).collect();
    shares.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    if replay.captures < FEWEST_CAPTURES || shares.len() < 2 || shares[0].1.mean <= 0.0 {
        return None;
    }
    let rows: Vec<Row> = shares.iter().take(MOST_ROWS).map(|(name, share)| row(name, share)).collect();
    let greatest = rows.iter().map(|row| super::ends(&row.value).1).fold(0.0, f64::max);
    let axis = Axis::new(Scale::from_zero(greatest.min(1.0)), Unit::Percent, "share of captures prevented", TICKS);
    let mut sheet = Sheet::new(style, words_of(result, &shares));
    rows::draw(&mut sheet, &rows, &axis, Shape::Bar);
    Some(sheet.finish())
}

fn row(name: &str, share: &Estimate) -> Row {
    let told = whole(share);
    let hover = format!("{}: {told} of the replayed captures", words::in_hover(name));
    Row { name: words::in_row(name), value: *share, told, aside: String::new(), hover, role: Role::Main }
}

/// In whole per cent: a few hundred captures tell no more.
fn whole(share: &Estimate) -> String {
    let percent = |share: f64| format!("{:.0}", 100.0 * share);
    match share.interval {
        Some(interval) => {
            format!("{} % ({} to {} %)", percent(share.mean), percent(interval.low), percent(interval.high))
        }
        None => format!("{} %", percent(share.mean)),
    }
}

fn words_of(result: &CompareResult, shares: &[(&String, Estimate)]) -> Words {
    let replay = &result.replay;
    let (first, second) = (&shares[0], &shares[1]);
    let open = super::ends(&second.1).1 > super::ends(&first.1).0;
    let share = words::share(first.1.mean);
    let name = words::in_title(first.0);
    let title = if open {
        let other = words::in_title(second.0);
        format!("{name} and {other} would have prevented most captures; their order is open")
    } else {
        format!("{name} would have prevented {share} of all captures, more than any other measure")
    };
    let none = 100.0 * replay.by_none as f64 / replay.captures as f64;
    let mut words = Words {
        name: "saved",
        title: words::sentence(&title),
        subtitle: format!(
            "Share of {} captures that each measure alone would have prevented, with its 95 % interval",
            replay.captures
        ),
        note: format!("No measure alone would have prevented {none:.0} % of them."),
        how_to_read: HOW_TO_READ,
    };
    if shares.len() > MOST_ROWS {
        words.note_also(&format!("{} more measures stand in replay.csv.", shares.len() - MOST_ROWS));
    }
    words
}
