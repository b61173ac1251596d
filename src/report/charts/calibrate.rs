//! The charts of a calibration: what was believed before, and what is to be believed now.

use super::plot::Axis;
use super::scale::{Scale, Unit};
use super::sheet::{Sheet, Words};
use super::spans::{self, Span, SpanRow};
use super::{Chart, ChartStyle};
use crate::report::calibrate::{answer, by_change};
use crate::report::sensitivity::{path, short};
use crate::report::{odds, round, safe};
use crate::study::calibrate::result::{Believed, CalibrateResult};

/// Values shown; those beyond moved less.
const MOST_ROWS: usize = 16;
const ROW_COLUMNS: usize = 48;
const HOVER_COLUMNS: usize = 120;
const TICKS: usize = 6;
/// Half of a 90 % interval in standard deviations.
const NORMAL_95: f64 = 1.644_853_626_951_472_9;
/// Room beyond the longest bar, in standard deviations of what was believed.
const MARGIN: f64 = 0.3;

const HOW_VALUES: &str = "Grey: what was believed of each value, from its 5 % to its 95 % point, on a scale on which that is the \
    same stretch for all. Blue: what is to be believed now, with its median as a dot. A blue bar that has moved says that what \
    was seen speaks for higher or lower values; one that is shorter, that it says so firmly.";
const HOW_ODDS: &str = "Each bar holds 9 of 10 of the odds that are possible by what is believed; the dot is their mean, the \
    predictive odds of one more such event.";

/// Every chart of the calibration.
pub fn charts_of_calibrate(result: &CalibrateResult, style: &ChartStyle) -> Vec<Chart> {
    [odds_chart(result, style), values_chart(result, style)].into_iter().flatten().collect()
}

fn values_chart(result: &CalibrateResult, style: &ChartStyle) -> Option<Chart> {
    let order = by_change(result);
    let &first = order.first()?;
    let higher = result.values[first].shift.mean >= 0.0;
    let mut words = Words {
        name: "prior_posterior",
        title: format!(
            "What was seen speaks most for a {} {}",
            if higher { "higher" } else { "lower" },
            path(&result.values[first].path)
        ),
        subtitle: "Values before (grey) and given what was seen (blue): 5 to 95 %, on the scale of what was believed"
            .to_owned(),
        how_to_read: HOW_VALUES,
        ..Words::default()
    };
    let quiet = result.values.len() - order.len();
    if quiet > 0 {
        words.note_also(&format!(
            "Of {quiet} more values it says nothing that {} draws could tell.",
            round::fixed(result.effective_draws, 0)
        ));
    }
    if order.len() > MOST_ROWS {
        words.note_also(&format!("{} more values moved less.", order.len() - MOST_ROWS));
    }
    let ticks = [(-NORMAL_95, "5 %"), (-0.6745, "25 %"), (0.0, "median"), (0.6745, "75 %"), (NORMAL_95, "95 %")];
    let end = |place: &usize| {
        let value = &result.values[*place];
        value.shift.mean.abs() + NORMAL_95 * value.spread.mean
    };
    let reach = order.iter().take(MOST_ROWS).map(end).fold(NORMAL_95, f64::max) + MARGIN;
    let axis = Axis {
        scale: Scale::Linear(-reach, reach),
        title: "points of what was believed before".to_owned(),
        ticks: ticks.map(|(at, text)| (at, text.to_owned())).into(),
    };
    let mut sheet = Sheet::new(style, words);
    let rows: Vec<SpanRow> = order.iter().take(MOST_ROWS).map(|&place| value_row(&sheet, result, place)).collect();
    spans::draw(&mut sheet, &rows, &axis, Some(0.0));
    Some(sheet.finish())
}

fn value_row(sheet: &Sheet, result: &CalibrateResult, place: usize) -> SpanRow {
    let value = &result.values[place];
    let palette = sheet.pen.palette;
    let span = |from: f64, to: f64, ink, thickness, dot| Span { from, to, ink, thickness, dot, interval: None };
    let (shift, half) = (value.shift.mean, NORMAL_95 * value.spread.mean);
    let ends = |points: [f64; 3]| {
        let [low, _, high] = points.map(|point| round::typed(point, 2));
        format!("{low}–{high}")
    };
    SpanRow {
        name: short(&value.path, ROW_COLUMNS),
        spans: vec![
            span(-NORMAL_95, NORMAL_95, palette.grid, 1.0, None),
            span(shift - half, shift + half, palette.main, 0.5, Some(shift)),
        ],
        told: format!("{} → {}", ends(value.points_before), ends(value.points_after)),
        hover: format!(
            "{}: {} before, {} now (5 to 95 %)",
            safe::fit(&value.path, HOVER_COLUMNS),
            ends(value.points_before),
            ends(value.points_after)
        ),
    }
}

fn odds_chart(result: &CalibrateResult, style: &ChartStyle) -> Option<Chart> {
    let (before, after) = (result.before.band?, result.after.band?);
    let seen: Vec<String> = result.evidence.iter().map(ToString::to_string).collect();
    let title = answer(result);
    let words = Words {
        name: "odds",
        title: title.split("; ").next().unwrap_or_default().to_owned(),
        subtitle: format!(
            "Odds of one event, 5 to 95 % of what may be and mean; seen: {}",
            safe::fit(&seen.join("; "), 90)
        ),
        how_to_read: HOW_ODDS,
        ..Words::default()
    };
    let least = before.low.min(after.low).max(1e-9);
    let scale = Scale::log_over(0.7 * least, 1.4 * before.high.max(after.high));
    let axis = Axis::new(scale, Unit::of_odds(scale.ends().0), "odds of a capture (logarithmic)", TICKS);
    let mut sheet = Sheet::new(style, words);
    let palette = sheet.pen.palette;
    let row = |name: &str, believed: &Believed, ink| {
        let band = believed.band.unwrap_or(before);
        let told = Unit::Percent.told(&believed.odds);
        SpanRow {
            name: name.to_owned(),
            spans: vec![Span {
                from: band.low,
                to: band.high,
                ink,
                thickness: 1.0,
                dot: Some(believed.odds.mean),
                interval: believed.odds.interval.map(|interval| (interval.low, interval.high)),
            }],
            told: told.clone(),
            hover: format!("{name}: {told}, {}", odds::in_words(&believed.odds).unwrap_or_default()),
        }
    };
    let rows = [row("before", &result.before, palette.side), row("given what was seen", &result.after, palette.main)];
    spans::draw(&mut sheet, &rows, &axis, None);
    Some(sheet.finish())
}
