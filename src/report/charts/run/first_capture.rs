//! When the first capture happens, over the event's days.

use super::super::plot::{Axis, Plot, Point};
use super::super::scale::{Scale, Unit};
use super::super::scene::{Anchor, Area, Dash, Mark};
use super::super::sheet::{Sheet, Words};
use super::super::style::faded;
use super::super::{Chart, ChartStyle};
use super::words;
use crate::quantity::HOURS_PER_DAY;
use crate::statistics::Estimate;
use crate::study::result::{RunResult, Survival};

/// Ticks wanted on the vertical axis.
const TICKS: usize = 5;
/// Hours of the night, shaded.
const NIGHT: (f64, f64) = (22.0, 6.0);
const DAY: f64 = HOURS_PER_DAY as f64;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const HOW_TO_READ: &str = "The line is the probability that a first sensitive conversation was captured before a moment of \
    the event (1 minus the survival of the first capture); at its end it is the odds of the whole event. It is steep where \
    captures begin and flat where nothing happens. Shaded stretches are nights, 22 to 6 h; the band is the 95 % interval.";

/// The chart; absent where nothing was captured.
pub fn chart(result: &RunResult, style: &ChartStyle) -> Option<Chart> {
    if !words::any_capture(result) || result.first_capture.len() < 2 {
        return None;
    }
    let points: Vec<Point> = result.first_capture.iter().map(point).collect();
    let greatest = points.iter().map(|point| point.ends.map_or(point.y, |(_, high)| high)).fold(0.0, f64::max);
    let end = f64::from(result.days) * DAY;
    let y_scale = Scale::from_zero(greatest);
    let unit = Unit::of_odds(greatest);
    let y = Axis::new(y_scale, unit, "probability of a first capture by then", TICKS);
    let x = Axis { scale: Scale::Linear(0.0, end), title: "local time".to_owned(), ticks: days(result) };
    let mut words = Words {
        name: "first_capture",
        title: title(result),
        subtitle: "Probability that at least one sensitive conversation was captured by then, with its 95 % interval"
            .to_owned(),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    words.note_also(&words::few(result));
    let mut sheet = Sheet::new(style, words);
    let plot = Plot::new(&mut sheet, &x, &y, |sheet, plot| nights(sheet, plot, result.days));
    let pen = sheet.pen;
    plot.band(&mut sheet, &points, pen.palette.band);
    let line: Vec<(f64, f64)> = points.iter().map(|point| (point.x, point.y)).collect();
    plot.line(&mut sheet, &line, pen.palette.main, Dash::Solid);
    plot.tell(&mut sheet, &points, faded(pen.palette.paper, 0.001));
    Some(sheet.finish())
}

fn point(of: &Survival) -> Point {
    let captured = Estimate {
        mean: 1.0 - of.survival.mean,
        interval: of.survival.interval.map(|interval| crate::statistics::Interval {
            low: 1.0 - interval.high,
            high: 1.0 - interval.low,
            ..interval
        }),
    };
    let (day, hour) = ((of.hour / DAY).floor() + 1.0, of.hour % DAY);
    Point {
        x: of.hour,
        y: captured.mean,
        ends: captured.interval.map(|interval| (interval.low, interval.high)),
        hover: format!("before {hour} h of day {day}: {}", Unit::Percent.told(&captured)),
    }
}

/// The middle of each day, with its weekday if that is known.
fn days(result: &RunResult) -> Vec<(f64, String)> {
    let name = |day: u32| match result.first_weekday {
        Some(first) => {
            let weekday = WEEKDAYS[(usize::from(first) + day as usize) % WEEKDAYS.len()];
            format!("{weekday}, day {}", day + 1)
        }
        None => format!("day {}", day + 1),
    };
    (0..result.days).map(|day| ((f64::from(day) + 0.5) * DAY, name(day))).collect()
}

fn nights(sheet: &mut Sheet, plot: &Plot, days: u32) {
    let pen = sheet.pen;
    let end = f64::from(days) * DAY;
    for day in 0..=days {
        let midnight = f64::from(day) * DAY;
        let (from, to) = ((midnight - (DAY - NIGHT.0)).max(0.0), (midnight + NIGHT.1).min(end));
        let area = Area { left: plot.across(from), right: plot.across(to), ..plot.area };
        sheet.scene.add(Mark::Box(area, pen.palette.shade));
        let wide = pen.small_width("night") + pen.px(6.0);
        if day == 1 && days > 1 && area.width() > wide {
            let middle = (0.5 * (area.left + area.right), area.top + pen.small());
            sheet.label(pen.quiet("night", middle, Anchor::Middle));
        }
    }
}

/// By when half of the odds are reached.
fn title(result: &RunResult) -> String {
    let odds = result.odds.estimate.mean;
    let half = result.first_capture.iter().find(|point| 1.0 - point.survival.mean >= 0.5 * odds);
    let when = half.map(|point| {
        let started = (point.hour - 1.0).max(0.0);
        format!("in half of them by {} h of day {}", started % DAY + 1.0, (started / DAY).floor() + 1.0)
    });
    let events = words::sentence(&words::events(&result.odds.estimate));
    match when {
        Some(when) if result.days > 1 => format!("{events} see a capture, {when}"),
        Some(_) | None => format!("{events} see a capture"),
    }
}
