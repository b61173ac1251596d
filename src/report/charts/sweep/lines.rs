//! Odds along one path: a line for the scenario as it is and for each measure.

use super::super::font;
use super::super::plot::{Axis, Plot, Point};
use super::super::run::words::sentence;
use super::super::scale::{Scale, Unit};
use super::super::scene::{Anchor, Dash, Dot, Label, Mark};
use super::super::sheet::{LINE, Sheet, Words};
use super::super::style::{Ink, faded};
use super::super::{Chart, ChartStyle};
use super::crossings::crossings;
use super::words;
use crate::report::{round, sweep};
use crate::statistics::Estimate;
use crate::study::sweep::result::{Meeting, Pair, Shape, SweepResult};

/// Lines in one chart; more could not be told apart.
const MOST_LINES: usize = 6;
/// Ticks wanted on the vertical axis.
const TICKS: usize = 6;
/// The share of the width that names of lines may take.
const NAMES: f64 = 0.26;
/// How far points of several lines stand beside each other where values have no order [px of a nominal chart].
const ABREAST: f64 = 9.0;
/// How strong the interval of a line is.
const VEIL: f64 = 0.22;

const ODDS_TO_READ: &str = "Each line is the odds as the value goes from one end to the other, all else being equal; the \
    band around it is the 95 % interval. All points rest on the same random numbers, so that the lines are surer beside \
    each other than their bands look. Where the odds hang on values that are not known, the pale band of a single line \
    holds 9 of 10 of their draws: more trials do not narrow it. A dot marks where two lines cross, if that can be told \
    from noise.";
const DIFFERENCES_TO_READ: &str = "Each line is how far a measure moves the odds at that value, in percentage points \
    against no measure, compared trial by trial; the band is its 95 % interval. Below 0 it helps. Where two lines cross, \
    one measure overtakes the other: the mark gives the value with its 95 % interval.";

/// The odds; absent with a single value.
pub fn odds(result: &SweepResult, style: &ChartStyle) -> Option<Chart> {
    let (places, x) = words::across(result);
    if places.len() < 2 {
        return None;
    }
    let lines: Vec<usize> = (0..result.lines.len().min(MOST_LINES)).collect();
    let drawn: Vec<Vec<Point>> = lines.iter().map(|&line| points(result, &places, line)).collect();
    let band = (lines.len() == 1).then(|| ignorance(result, &places)).filter(|band| band.len() > 1);
    let ends =
        |points: &[Point]| points.iter().map(|point| point.ends.map_or(point.y, |(_, high)| high)).fold(0.0, f64::max);
    let greatest =
        drawn.iter().map(|points| ends(points)).chain(band.iter().map(|band| ends(band))).fold(0.0, f64::max);
    let y = Axis::new(Scale::from_zero(greatest), Unit::Percent, "odds of a capture", TICKS);
    let mut sheet = Sheet::new(style, odds_words(result, band.is_some()));
    let right = names_room(&sheet, result, &lines);
    sheet.free.right -= right;
    let plot = Plot::new(&mut sheet, &x, &y, |_, _| {});
    if let Some(band) = &band {
        let ink = sheet.pen.palette.shade;
        plot.band(&mut sheet, band, ink);
    }
    draw(&mut sheet, &plot, result, &lines, &drawn);
    let mark = |pair: &Pair, meeting: &Meeting| Some((meeting.at, between(&drawn, &places, pair.lines.0, meeting.at)?));
    crossings(&mut sheet, &plot, result, (&lines, &drawn), &mark);
    ridge(&mut sheet, &plot, result, &drawn[0]);
    Some(sheet.finish())
}

/// How far each measure moves the odds; absent without measures.
pub fn differences(result: &SweepResult, style: &ChartStyle) -> Option<Chart> {
    let (places, x) = words::across(result);
    let lines: Vec<usize> = (1..result.lines.len().min(MOST_LINES + 1)).collect();
    if places.len() < 2 || lines.is_empty() {
        return None;
    }
    let drawn: Vec<Vec<Point>> = lines.iter().map(|&line| moved(result, &places, line)).collect();
    let all = || drawn.iter().flatten().flat_map(|point| point.ends.map_or([point.y; 2], |(low, high)| [low, high]));
    let (low, high) = (all().fold(0.0, f64::min), all().fold(0.0, f64::max));
    if high <= low {
        return None;
    }
    let room = 0.06 * (high - low);
    let ticks =
        Axis::new(Scale::Linear(low - room, high + room), Unit::Points, "change of the odds, percentage points", TICKS);
    let mut sheet = Sheet::new(style, difference_words(result));
    let right = names_room(&sheet, result, &lines);
    sheet.free.right -= right;
    let plot = Plot::new(&mut sheet, &x, &ticks, |_, _| {});
    let ink = sheet.pen.palette.quiet;
    let (first, last) = (places[0], places[places.len() - 1]);
    plot.line(&mut sheet, &[(first, 0.0), (last, 0.0)], ink, Dash::Dashed);
    draw(&mut sheet, &plot, result, &lines, &drawn);
    let mark = |pair: &Pair, meeting: &Meeting| {
        let line = pair.lines.0.max(1);
        Some((meeting.at, if pair.lines.0 == 0 { 0.0 } else { between(&drawn, &places, line - 1, meeting.at)? }))
    };
    crossings(&mut sheet, &plot, result, (&lines, &drawn), &mark);
    Some(sheet.finish())
}

fn points(result: &SweepResult, places: &[f64], line: usize) -> Vec<Point> {
    let point = |(column, &x): (usize, &f64)| {
        let odds = &result.point(column, 0, line).odds.estimate;
        point(x, odds, format!("{}, {}: {}", sweep::line(result, line), at(result, column), Unit::Percent.told(odds)))
    };
    places.iter().enumerate().map(point).collect()
}

fn moved(result: &SweepResult, places: &[f64], line: usize) -> Vec<Point> {
    let point = |(column, &x): (usize, &f64)| {
        let moved = result.point(column, 0, line).to_baseline.unwrap_or(Estimate::bare(0.0));
        let told = round::with_interval(&moved, 100.0);
        point(x, &moved, format!("{}, {}: {told} points", sweep::line(result, line), at(result, column)))
    };
    places.iter().enumerate().map(point).collect()
}

fn point(x: f64, of: &Estimate, hover: String) -> Point {
    Point { x, y: of.mean, ends: of.interval.map(|interval| (interval.low, interval.high)), hover }
}

fn at(result: &SweepResult, column: usize) -> String {
    format!("{} = {}", sweep::path(&result.axes[0]), sweep::value(&result.axes[0], column))
}

/// The band of 9 of 10 draws.
fn ignorance(result: &SweepResult, places: &[f64]) -> Vec<Point> {
    let of = |(column, &x): (usize, &f64)| {
        let band = result.point(column, 0, 0).odds.band?;
        Some(Point { x, y: band.high, ends: Some((band.low, band.high)), hover: String::new() })
    };
    places.iter().enumerate().filter_map(of).collect()
}

/// Room for the names of the lines at their ends; a single line needs none.
fn names_room(sheet: &Sheet, result: &SweepResult, lines: &[usize]) -> f64 {
    if result.lines.len() == 1 {
        return 0.0;
    }
    let widest = lines.iter().map(|&line| sheet.pen.small_width(&sweep::line(result, line))).fold(0.0, f64::max);
    (widest + sheet.pen.px(8.0)).min(NAMES * sheet.free.width())
}

fn inks(sheet: &Sheet) -> [Ink; MOST_LINES + 1] {
    let palette = sheet.pen.palette;
    let [green, pink, brown] = sheet.pen.theme.further();
    [palette.text, palette.main, palette.limit, green, pink, brown, palette.side]
}

/// Bands, then lines with their dots, then the names at their ends.
fn draw(sheet: &mut Sheet, plot: &Plot, result: &SweepResult, lines: &[usize], drawn: &[Vec<Point>]) {
    let inks = inks(sheet);
    let ink_of = |line: usize| if result.lines.len() == 1 { inks[1] } else { inks[line % inks.len()] };
    let unordered = result.courses[0].shape == Shape::Unordered;
    if unordered {
        spans(sheet, plot, lines, drawn, &ink_of);
    } else {
        for (&line, points) in lines.iter().zip(drawn) {
            plot.band(sheet, points, faded(ink_of(line), VEIL));
        }
    }
    for (index, (&line, points)) in lines.iter().zip(drawn).enumerate() {
        if !unordered {
            let path: Vec<(f64, f64)> = points.iter().map(|point| (point.x, point.y)).collect();
            plot.line(
                sheet,
                &path,
                ink_of(line),
                if line == 0 && lines.len() > 1 { Dash::Dashed } else { Dash::Solid },
            );
        }
        for point in points {
            let radius = sheet.pen.px(3.2);
            let (x, y) = plot.at(point.x, point.y);
            let aside = if unordered { abreast(sheet, index, lines.len()) } else { 0.0 };
            let dot = Mark::Dot { at: (x + aside, y), radius, ink: ink_of(line), kind: Dot::Full };
            sheet.scene.add_told(point.hover.clone(), vec![dot]);
        }
    }
    if result.lines.len() > 1 {
        names(sheet, plot, result, lines, drawn, &ink_of);
    }
}

/// How far a line's points stand beside their value where there is nothing between the values, so that those of several lines
/// do not hide each other.
fn abreast(sheet: &Sheet, index: usize, lines: usize) -> f64 {
    sheet.pen.px(ABREAST) * (index as f64 - 0.5 * (lines as f64 - 1.0))
}

/// Intervals of values that have no order: between them there is nothing that a band could stand for.
fn spans(sheet: &mut Sheet, plot: &Plot, lines: &[usize], drawn: &[Vec<Point>], ink_of: &dyn Fn(usize) -> Ink) {
    for (index, (&line, points)) in lines.iter().zip(drawn).enumerate() {
        let aside = abreast(sheet, index, lines.len());
        for (point, (low, high)) in points.iter().filter_map(|point| Some((point, point.ends?))) {
            let x = plot.across(point.x) + aside;
            let width = sheet.pen.px(1.6);
            sheet.scene.add_line((x, plot.down(low)), (x, plot.down(high)), ink_of(line), width);
        }
    }
}

/// Names at the ends of the lines, pushed apart where they would touch.
fn names(
    sheet: &mut Sheet,
    plot: &Plot,
    result: &SweepResult,
    lines: &[usize],
    drawn: &[Vec<Point>],
    ink_of: &dyn Fn(usize) -> Ink,
) {
    let pen = sheet.pen;
    let end = |points: &[Point]| points.last().map_or(0.0, |point| plot.down(point.y));
    let mut ends: Vec<(f64, usize)> = lines.iter().zip(drawn).map(|(&line, points)| (end(points), line)).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let step = LINE * pen.small();
    let lowest = plot.area.bottom - step * (ends.len() as f64 - 1.0);
    let mut least = plot.area.top;
    let room = sheet.scene.width - plot.area.right - pen.px(18.0);
    for (index, (y, line)) in ends.into_iter().enumerate() {
        let y = y.clamp(least, lowest + step * index as f64);
        least = y + step;
        let name = font::fit(&sweep::line(result, line), pen.small(), font::Weight::Normal, room);
        let label = pen.quiet(name, (plot.area.right + pen.px(8.0), y), Anchor::Left);
        sheet.label(Label { ink: pen.theme.letters(ink_of(line)), ..label });
    }
}

/// The height of a drawn line at a value between two points.
fn between(drawn: &[Vec<Point>], places: &[f64], line: usize, x: f64) -> Option<f64> {
    let points = drawn.get(line)?;
    let above = places.partition_point(|&place| place <= x).clamp(1, places.len() - 1);
    let along = (x - places[above - 1]) / (places[above] - places[above - 1]);
    Some(points[above - 1].y + along * (points[above].y - points[above - 1].y))
}

/// A ring at the greatest odds, if they lie inside the range.
fn ridge(sheet: &mut Sheet, plot: &Plot, result: &SweepResult, points: &[Point]) {
    let course = &result.courses[0];
    if course.shape != Shape::Ridge || result.lines.len() > 1 {
        return;
    }
    let pen = sheet.pen;
    let at = plot.at(points[course.greatest].x, points[course.greatest].y);
    let ring = Mark::Dot { at, radius: pen.px(7.0), ink: pen.palette.limit, kind: Dot::Ring };
    sheet.scene.add_told(format!("greatest at {}", sweep::spanned(&result.axes[0], course)), vec![ring]);
}

fn odds_words(result: &SweepResult, has_band: bool) -> Words {
    let bands = if has_band { ", and the band of 9 of 10 draws of what is not known" } else { "" };
    let mut words = Words {
        name: "sweep_odds",
        title: sentence(&sweep::title(result)),
        subtitle: format!("Odds by {}, with 95 % intervals{bands}", words::varied(&result.axes[0])),
        note: String::new(),
        how_to_read: ODDS_TO_READ,
    };
    words.note_also(&left_out(result, MOST_LINES));
    words
}

fn difference_words(result: &SweepResult) -> Words {
    let last = result.columns() - 1;
    let moved = |column: usize, line: usize| result.point(column, 0, line).to_baseline.map_or(0.0, |moved| moved.mean);
    let best = |column: usize| {
        let lines = 1..result.lines.len();
        let line = lines.min_by(|&a, &b| moved(column, a).total_cmp(&moved(column, b))).unwrap_or(1);
        (sweep::line(result, line), sweep::value(&result.axes[0], column))
    };
    let ((first, from), (second, to)) = (best(0), best(last));
    let title = if first == second {
        format!("{first} lowers the odds most at both ends, {from} and {to}")
    } else {
        format!("At {from} {first} lowers the odds most, at {to} {second}")
    };
    let title = if result.lines.len() == 2 {
        format!("How far {first} moves the odds depends on where one stands")
    } else {
        title
    };
    let mut words = Words {
        name: "sweep_differences",
        title: sentence(&title),
        subtitle: format!(
            "Odds less those without any measure, by {}, paired, with 95 % intervals",
            words::varied(&result.axes[0])
        ),
        note: String::new(),
        how_to_read: DIFFERENCES_TO_READ,
    };
    words.note_also(&left_out(result, MOST_LINES + 1));
    words
}

fn left_out(result: &SweepResult, drawn: usize) -> String {
    match result.lines.len().saturating_sub(drawn) {
        0 => String::new(),
        1 => "One more line is in sweep.csv.".to_owned(),
        several => format!("{several} more lines are in sweep.csv."),
    }
}
