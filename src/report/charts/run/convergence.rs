//! How the odds settled as trials were added.

use super::super::plot::{Axis, Plot, Point};
use super::super::scale::{Scale, Unit};
use super::super::scene::Dash;
use super::super::sheet::{Sheet, Words};
use super::super::style::faded;
use super::super::{Chart, ChartStyle};
use super::words;
use crate::report::round;
use crate::study::result::{Convergence, RunResult};

/// Ticks wanted on each axis.
const TICKS: usize = 6;
/// Room around the last interval, in half-widths of it; what lies beyond is cut.
const ROOM: f64 = 12.0;

const HOW_TO_READ: &str = "The line is the estimate of the odds after so many trials, the band its 95 % interval at that \
    point. It should have become flat and narrow; the first part jumps, because it rests on few trials. The vertical axis \
    need not begin at 0. The interval is of chance in the simulation alone: it says nothing of whether the scenario is right.";

/// The chart; absent with fewer than three points, or where nothing was captured.
pub fn chart(result: &RunResult, style: &ChartStyle) -> Option<Chart> {
    if result.convergence.len() < 3 || !words::any_capture(result) {
        return None;
    }
    let points: Vec<Point> = result.convergence.iter().map(point).collect();
    let (first, last) = (points.first()?.x.max(1.0), points.last()?.x);
    let window = window(&points)?;
    let x = Axis::new(Scale::log_over(first, last), Unit::Plain, "trials (logarithmic)", TICKS);
    let y = Axis::new(window, Unit::of_odds(points.last()?.y), "odds of a capture", TICKS);
    let mut sheet = Sheet::new(style, words(result));
    let plot = Plot::new(&mut sheet, &x, &y, |_, _| {});
    let pen = sheet.pen;
    plot.band(&mut sheet, &points, pen.palette.band);
    let end = points.last()?.y;
    plot.line(&mut sheet, &[(first, end), (last, end)], pen.palette.quiet, Dash::Dashed);
    let line: Vec<(f64, f64)> = points.iter().map(|point| (point.x, point.y)).collect();
    plot.line(&mut sheet, &line, pen.palette.main, Dash::Solid);
    plot.tell(&mut sheet, &points, faded(pen.palette.paper, 0.001));
    Some(sheet.finish())
}

fn point(of: &Convergence) -> Point {
    Point {
        x: of.trials as f64,
        y: of.odds.mean,
        ends: of.odds.interval.map(|interval| (interval.low, interval.high)),
        hover: format!("after {} trials: {}", round::count(of.trials), Unit::Percent.told(&of.odds)),
    }
}

/// What is worth seeing: all of it, or some widths of the last interval around the last estimate.
fn window(points: &[Point]) -> Option<Scale> {
    let last = points.last()?;
    let half = last.ends.map_or(0.0, |(low, high)| 0.5 * (high - low));
    let low = points.iter().map(|point| point.ends.map_or(point.y, |(low, _)| low)).fold(f64::INFINITY, f64::min);
    let high = points.iter().map(|point| point.ends.map_or(point.y, |(_, high)| high)).fold(0.0, f64::max);
    let (low, high) =
        if half > 0.0 { (low.max(last.y - ROOM * half), high.min(last.y + ROOM * half)) } else { (low, high) };
    let margin = 0.05 * (high - low);
    (high > low).then(|| Scale::Linear((low - margin).max(0.0), (high + margin).min(1.0)))
}

fn words(result: &RunResult) -> Words {
    let odds = &result.odds.estimate;
    let settled = odds
        .relative_half_width()
        .map_or_else(String::new, |width| format!(", give or take {} % of that", round::typed(100.0 * width, 2)));
    let mut words = Words {
        name: "convergence",
        title: format!(
            "After {} trials the odds are {} %{settled}",
            round::count(result.provenance.trials),
            round::shown(odds, 100.0).mean
        ),
        subtitle: "Estimate of the odds as trials were added, with its 95 % interval".to_owned(),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    words.note_also(&words::few(result));
    words
}
