//! Tornadoes: what each value by itself does at its 5 % and 95 % point.

use super::super::plot::Axis;
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::spans::{self, Span, SpanRow};
use super::super::{Chart, ChartStyle};
use crate::report::sensitivity::{by_swing, harm_unit, of_choice as choice_sentence, path, set, short};
use crate::report::{round, safe};
use crate::statistics::Estimate;
use crate::study::sensitivity::result::{SensitivityResult, Target};

/// Rows shown; those beyond do less.
const MOST_ROWS: usize = 16;
const TICKS: usize = 7;
const ROW_COLUMNS: usize = 52;
const HOVER_COLUMNS: usize = 120;
/// Room beyond the longest bar, as a share of the axis.
const MARGIN: f64 = 0.05;

const HOW_TO_READ: &str = "Each row moves one value from its 5 % point (grey) to its 95 % point (blue) while all others stay at \
    their medians; the bars begin at what all medians give (broken line) and end at what came out, with its 95 % interval. All \
    rows use the same random numbers, so that the lengths of the bars are surer than their ends. A tornado does not see what \
    values do together; the shares of variance do.";

/// The odds.
pub fn of_odds(result: &SensitivityResult, style: &ChartStyle) -> Option<Chart> {
    let target = &result.odds;
    let order = by_swing(target);
    let &first = order.first()?;
    let bar = &target.tornado[first];
    let percent = |end: &Estimate| round::significant(100.0 * end.mean, 2);
    let words = Words {
        name: "tornado_odds",
        title: format!(
            "{} alone moves the odds from {} to {} %",
            path(&result.values[first].path),
            percent(&bar.low),
            percent(&bar.high)
        ),
        subtitle: "Odds with one value at its 5 % point (grey) or 95 % point (blue), all others at their medians"
            .to_owned(),
        how_to_read: HOW_TO_READ,
        ..Words::default()
    };
    Some(chart(result, style, target, Kind { unit: Unit::Percent, axis: "odds of a capture".to_owned() }, words))
}

/// The difference between the two best sets of measures.
pub fn of_choice(result: &SensitivityResult, style: &ChartStyle) -> Option<Chart> {
    let (choice, information) = (result.choice.as_ref()?, result.information.as_ref()?);
    let [best, second] = [choice.best, choice.second].map(|row| set(&information.rows[row].measures));
    let words = Words {
        name: "tornado_choice",
        title: choice_sentence(result)?.trim_end_matches('.').to_owned(),
        subtitle: format!(
            "Harm under {second} less that under {best}, in {}: left of 0, {second} is the better one",
            harm_unit(result)
        ),
        how_to_read: HOW_TO_READ,
        ..Words::default()
    };
    let axis = format!("difference of harm, {}", harm_unit(result));
    Some(chart(result, style, &choice.difference, Kind { unit: Unit::Plain, axis }, words))
}

/// What is counted along the axis.
struct Kind {
    unit: Unit,
    axis: String,
}

fn chart(result: &SensitivityResult, style: &ChartStyle, target: &Target, kind: Kind, mut words: Words) -> Chart {
    let order = by_swing(target);
    let left = order.len().saturating_sub(MOST_ROWS);
    if left > 0 {
        words.note_also(&format!("{left} more values move it less."));
    }
    let shown: Vec<usize> = order.into_iter().take(MOST_ROWS).collect();
    let mut sheet = Sheet::new(style, words);
    let rows: Vec<SpanRow> = shown.iter().map(|&place| row(&sheet, result, target, place, &kind)).collect();
    let ends = shown.iter().flat_map(|&place| [target.tornado[place].low, target.tornado[place].high]);
    let reach =
        |estimate: Estimate| estimate.interval.map_or([estimate.mean; 2], |interval| [interval.low, interval.high]);
    let zero = if kind.unit == Unit::Plain { Some(0.0) } else { None };
    let all: Vec<f64> = ends.flat_map(reach).chain([target.centre.mean]).chain(zero).collect();
    let (low, high) =
        (all.iter().copied().fold(f64::INFINITY, f64::min), all.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    let margin = MARGIN * (high - low).max(f64::MIN_POSITIVE);
    let low = if kind.unit == Unit::Percent { (low - margin).max(0.0) } else { low - margin };
    let axis = Axis::new(Scale::Linear(low, high + margin), kind.unit, kind.axis, TICKS);
    spans::draw(&mut sheet, &rows, &axis, Some(zero.unwrap_or(target.centre.mean)));
    sheet.finish()
}

fn row(sheet: &Sheet, result: &SensitivityResult, target: &Target, place: usize, kind: &Kind) -> SpanRow {
    let bar = &target.tornado[place];
    let palette = sheet.pen.palette;
    let span = |end: &Estimate, ink| Span {
        from: target.centre.mean,
        to: end.mean,
        ink,
        thickness: 1.0,
        dot: None,
        interval: end.interval.map(|interval| (interval.low, interval.high)),
    };
    let name = &result.values[place].path;
    let factor = if kind.unit == Unit::Percent { 100.0 } else { 1.0 };
    let sign = if kind.unit == Unit::Percent { " %" } else { "" };
    let [low, high] = [&bar.low, &bar.high].map(|end| round::significant(factor * end.mean, 2));
    let [from, _, to] = result.values[place].points.map(|point| round::significant(point, 3));
    SpanRow {
        name: short(name, ROW_COLUMNS),
        // The longer bar below, so that the shorter one shows where both go the same way.
        spans: match (bar.low.mean - target.centre.mean).abs() > (bar.high.mean - target.centre.mean).abs() {
            true => vec![span(&bar.low, palette.side), span(&bar.high, palette.main)],
            false => vec![span(&bar.high, palette.main), span(&bar.low, palette.side)],
        },
        told: format!("{low} to {high}{sign}"),
        hover: format!(
            "{}: {} where it is {from}, {} where it is {to}",
            safe::fit(name, HOVER_COLUMNS),
            kind.unit.told(&bar.low),
            kind.unit.told(&bar.high)
        ),
    }
}
