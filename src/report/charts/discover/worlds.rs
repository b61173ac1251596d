//! The worlds by the values that the box restricts first.

use super::super::plot::{Axis, Plot};
use super::super::scale::{Scale, Unit};
use super::super::scene::{Dash, Dot, Mark};
use super::super::sheet::{Sheet, Words};
use super::super::style::faded;
use super::super::{Chart, ChartStyle};
use crate::report::discover;
use crate::statistics::Limits;
use crate::study::discover::result::{DiscoverResult, Finding, Found, World};

/// Ticks wanted on each axis.
const TICKS: usize = 6;
/// Values whose ends differ by more than this factor are drawn by their logarithm.
const WIDE: f64 = 20.0;

const HOW_TO_READ: &str = "Each dot is a world: one draw of everything that is not known. Filled dots are the worlds of \
    interest, pale ones the others. The frame is the box in these values: most filled dots should lie inside, most pale \
    ones outside. Pale dots inside the frame are there because of values that the chart does not show, or because the box \
    is not perfect.";

/// The chart; absent where no box was found.
pub fn chart(result: &DiscoverResult, style: &ChartStyle) -> Option<Chart> {
    let Finding::Found(found) = &result.finding else { return None };
    let first = found.restrictions.first()?;
    let across = Side::of_value(result, first.dimension, first.limits);
    let up = match found.restrictions.get(1) {
        Some(second) => Side::of_value(result, second.dimension, second.limits),
        None => Side::of_odds(result),
    };
    let mut sheet = Sheet::new(style, words(result, found));
    let plot = Plot::new(&mut sheet, &across.axis, &up.axis, |_, _| {});
    frame(&mut sheet, &plot, &across, &up);
    for wanted in [false, true] {
        for (at, world) in result.worlds.iter().enumerate().filter(|(_, world)| world.hit == wanted) {
            dot(&mut sheet, &plot, (across.places[at], up.places[at]), world);
        }
    }
    Some(sheet.finish())
}

/// What one axis shows.
struct Side {
    axis: Axis,
    places: Vec<f64>,
    limits: Limits,
}

impl Side {
    fn of_value(result: &DiscoverResult, dimension: usize, limits: Limits) -> Self {
        let places: Vec<f64> = result.worlds.iter().map(|world| world.values[dimension]).collect();
        Self::new(places, Unit::Plain, discover::name(result, dimension), limits)
    }

    fn of_odds(result: &DiscoverResult) -> Self {
        let places: Vec<f64> = result.worlds.iter().map(|world| world.odds).collect();
        let limits = Limits { low: Some(result.above), high: None };
        Self::new(places, Unit::Percent, "odds".to_owned(), limits)
    }

    fn new(places: Vec<f64>, unit: Unit, title: String, limits: Limits) -> Self {
        let least = places.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let wide = least > 0.0 && greatest / least > WIDE;
        let scale = match wide {
            true => Scale::log_over(0.95 * least, 1.05 * greatest),
            false if greatest > least => {
                let room = 0.03 * (greatest - least);
                Scale::Linear(least - room, greatest + room)
            }
            false => Scale::Linear(least - 1.0, greatest + 1.0),
        };
        let title = if wide { format!("{title} (logarithmic)") } else { title };
        Self { axis: Axis::new(scale, unit, title, TICKS), places, limits }
    }

    fn ends(&self) -> (f64, f64) {
        let (low, high) = self.axis.scale.ends();
        (self.limits.low.unwrap_or(low), self.limits.high.unwrap_or(high))
    }
}

fn frame(sheet: &mut Sheet, plot: &Plot, across: &Side, up: &Side) {
    let ((left, right), (bottom, top)) = (across.ends(), up.ends());
    let corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)];
    let points: Vec<(f64, f64)> = corners.map(|(x, y)| plot.at(x, y)).into();
    let (ink, width) = (sheet.pen.palette.limit, sheet.pen.px(2.0));
    sheet.scene.add(Mark::Shape(points[..4].to_vec(), faded(ink, 0.08)));
    sheet.scene.add(Mark::Line { points, ink, width, dash: Dash::Solid });
}

fn dot(sheet: &mut Sheet, plot: &Plot, (x, y): (f64, f64), world: &World) {
    let palette = sheet.pen.palette;
    let (ink, radius) = if world.hit { (palette.main, 3.0) } else { (palette.side, 2.2) };
    let ink = faded(ink, if world.hit { 0.85 } else { 0.45 });
    sheet.scene.add(Mark::Dot { at: plot.at(x, y), radius: sheet.pen.px(radius), ink, kind: Dot::Full });
}

fn words(result: &DiscoverResult, found: &Found) -> Words {
    let hits = result.hits;
    let mut words = Words {
        name: "discover_worlds",
        title: discover::title(result),
        subtitle: format!(
            "{} worlds, {hits} with odds above {} (filled), and the box",
            result.worlds.len(),
            discover::percent(result.above)
        ),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    if found.restrictions.len() > 2 {
        let more: Vec<String> = found.restrictions[2..].iter().map(|one| discover::restriction(result, one)).collect();
        words.note_also(&format!("The box also wants: {}.", more.join("; ")));
    }
    words
}
