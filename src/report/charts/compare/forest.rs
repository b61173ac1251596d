//! Paired differences of the odds to the baseline, a row each.

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::run::words;
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use super::{anything_changed, ends, nothing_is_told, scaled, title_name};
use crate::report::choice::{self, OddsUnit};
use crate::report::{odds, round};
use crate::study::comparison::{CompareResult, Effect};

/// Rows of the chart; the others stand in the file.
const MOST_ROWS: usize = 30;
/// Ticks wanted.
const TICKS: usize = 6;

const HOW_TO_READ: &str = "Each row is a measure, or measures together; its point is by how much it changes the odds of a \
    capture, and the thin line is the 95 % interval of that change. Left of the dashed line it lowers them. Rows and \
    baseline were run on the same random numbers, so the change is surer than the odds themselves. A row whose line \
    crosses the dashed one, or a ring, cannot be told from no effect; of two rows whose lines overlap far, which is \
    better is open.";

/// The chart; absent where no row changed anything.
pub fn chart(result: &CompareResult, style: &ChartStyle) -> Option<Chart> {
    if !anything_changed(result) {
        return None;
    }
    let unit = OddsUnit::of(result);
    let mut order: Vec<usize> = (1..result.rows.len()).collect();
    order.sort_by(|&a, &b| result.rows[a].difference.mean.total_cmp(&result.rows[b].difference.mean));
    let left_out = order.len().saturating_sub(MOST_ROWS);
    order.truncate(MOST_ROWS);
    let rows: Vec<Row> = order.iter().map(|&row| row_of(result, row, unit)).collect();
    let low = rows.iter().map(|row| ends(&row.value).0).fold(0.0, f64::min);
    let high = rows.iter().map(|row| ends(&row.value).1).fold(0.0, f64::max);
    let margin = 0.04 * (high - low);
    let scale = Scale::Linear(low - margin, high + margin);
    let axis = Axis::new(scale, Unit::Plain, format!("change of the odds, {}", unit.points_in_words), TICKS);
    let mut sheet = Sheet::new(style, words_of(result, unit, left_out));
    rows::draw(&mut sheet, &rows, &axis, Shape::Point { reference: Some(0.0) });
    Some(sheet.finish())
}

fn row_of(result: &CompareResult, row: usize, unit: OddsUnit) -> Row {
    let of = &result.rows[row];
    let name = choice::row_name(of);
    let value = scaled(&of.difference, unit.factor);
    let told = round::with_interval(&value, 1.0);
    let price = choice::cost(of.cost, result);
    let hover = format!("{}: {told} {}, {price}", words::in_hover(&name), unit.points_in_words);
    let role = if matches!(of.effect, Effect::Lowers | Effect::Raises) { Role::Main } else { Role::Side };
    Row { name: words::in_row(&name), value, told, aside: price, hover, role }
}

fn words_of(result: &CompareResult, unit: OddsUnit, left_out: usize) -> Words {
    let baseline = odds::percentage(&result.rows[0].odds);
    let mut words = Words {
        name: "forest",
        title: title(result, unit),
        subtitle: format!(
            "Change of the odds against the baseline ({baseline}), paired trial by trial, with its 95 % interval; at the \
             right the cost"
        ),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    if result.rows.iter().any(|row| matches!(row.effect, Effect::Unclear | Effect::Nothing)) {
        words.note_also("Rings: cannot be told from no effect.");
    }
    if left_out > 0 {
        words.note_also(&format!(
            "{} more rows, with higher odds, stand in differences.csv.",
            round::count(left_out as u64)
        ));
    }
    words.note_also(&words::few(&result.baseline));
    words
}

fn title(result: &CompareResult, unit: OddsUnit) -> String {
    if nothing_is_told(result) {
        return "Nothing that was compared can be told from doing nothing".to_owned();
    }
    let advice = &result.recommendation;
    let best = title_name(result, advice.best);
    match advice.tied[..] {
        [] => {
            let less = choice::turned(&result.rows[advice.best].difference);
            let less = round::shown(&less, unit.factor).mean;
            words::sentence(&format!("{best} lowers the odds most, by {less} {}", unit.points_in_words))
        }
        [other] => {
            let other = title_name(result, other);
            words::sentence(&format!("{best} and {other} lower the odds most; their order is open"))
        }
        ref others => {
            let taken = title_name(result, choice::taken(result));
            words::sentence(&format!(
                "{} choices lower the odds most and cannot be told apart; {taken} is the cheapest",
                others.len() + 1
            ))
        }
    }
}
