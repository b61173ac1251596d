//! How many captures: the probability of at least k.

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use super::words;
use crate::report::round;
use crate::statistics::Estimate;
use crate::study::result::RunResult;

/// Ticks wanted.
const TICKS: usize = 5;
/// Numbers of captures that are this much rarer than the first are left out.
const NEGLIGIBLE: f64 = 1e-6;
/// From this ratio of the most to the least probable on, bars would vanish: points on a logarithmic scale instead.
const FOR_BARS: f64 = 60.0;

const HOW_TO_READ: &str = "Each row is the probability that at least so many conversations are captured during the event; \
    the first row is the odds. If the rows fall slowly, captures come in clusters: who is covered is covered often. The \
    thin line is the 95 % interval; where none is seen, it is narrower than the point. Points instead of bars stand on a logarithmic scale.";

/// The chart; absent where no trial had a second capture, or any.
pub fn chart(result: &RunResult, style: &ChartStyle) -> Option<Chart> {
    let first = result.at_least.get(1)?.mean;
    if first <= 0.0 {
        return None;
    }
    let kept: Vec<(usize, &Estimate)> =
        result.at_least.iter().enumerate().skip(1).take_while(|(_, odds)| odds.mean > NEGLIGIBLE * first).collect();
    if kept.len() < 2 {
        return None;
    }
    let rows: Vec<Row> = kept.iter().map(|&(k, odds)| row(k, odds)).collect();
    let low = kept.iter().map(|(_, odds)| odds.mean).fold(f64::INFINITY, f64::min);
    let high =
        kept.iter().map(|(_, odds)| odds.interval.map_or(odds.mean, |interval| interval.high)).fold(0.0, f64::max);
    let (scale, shape, kind) = if high / low > FOR_BARS {
        (Scale::log_over(0.7 * low, (1.3 * high).min(1.0)), Shape::Point { reference: None }, " (logarithmic)")
    } else {
        (Scale::from_zero(high.min(1.0)), Shape::Bar, "")
    };
    let axis = Axis::new(scale, Unit::of_odds(scale.ends().1.min(low)), format!("probability{kind}"), TICKS);
    let mut words = Words {
        name: "captures",
        title: title(result, first),
        subtitle: format!(
            "Probability of at least so many captured conversations per event, with its 95 % interval; {} are expected",
            round::shown(&result.captures, 1.0).mean
        ),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    words.note_also(&words::few(result));
    let mut sheet = Sheet::new(style, words);
    rows::draw(&mut sheet, &rows, &axis, shape);
    Some(sheet.finish())
}

fn row(k: usize, odds: &Estimate) -> Row {
    let name = if k == 1 { "at least 1 capture".to_owned() } else { format!("at least {k}") };
    let told = Unit::Percent.told(odds);
    Row { hover: format!("{name}: {told}"), name, value: *odds, told, aside: String::new(), role: Role::Main }
}

fn title(result: &RunResult, first: f64) -> String {
    let events = words::sentence(&words::events(&result.at_least[1]));
    let again = result.at_least[2].mean / first;
    let share = if again < 0.01 { "less than 1 %".to_owned() } else { words::share(again) };
    format!("{events} see a capture; {share} of those see another")
}
