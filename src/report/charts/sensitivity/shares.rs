//! Shares of the variance: Shapley effects as bars with their intervals.

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use crate::report::sensitivity::{by_shapley, path, set, short};
use crate::report::{round, safe};
use crate::statistics::{Estimate, ValueIndices};
use crate::study::sensitivity::result::{SensitivityResult, Target};

/// Rows shown; those beyond matter less.
const MOST_ROWS: usize = 14;
const TICKS: usize = 6;
/// Paths in rows and beside pointers are cut to this many columns.
const ROW_COLUMNS: usize = 40;
const HOVER_COLUMNS: usize = 120;

const HOW_TO_READ: &str = "Each bar is the Shapley effect of a value: its fair part of the variance over everything that is \
    not known, the mean over all orders in which the values could become known. The effects sum to 100 %. Pointing at a bar \
    tells its first-order index (what knowing this value alone would take away) and its total index (what would be left if it \
    alone were unknown); where they differ, the value acts together with others. The noise of the trials is in none of them. \
    Grey bars have an interval that reaches 0 (drawn from 0 on): these values may not matter at all.";

/// What the odds hang on; absent where their variance cannot be told from 0.
pub fn of_odds(result: &SensitivityResult, style: &ChartStyle) -> Option<Chart> {
    let indices = result.odds.indices.as_ref()?;
    let words = Words {
        name: "sobol_odds",
        title: title(result, indices, "The odds hang most on"),
        subtitle: "Share of the variance of the odds over what is not known (Shapley effect), with its 95 % interval"
            .to_owned(),
        how_to_read: HOW_TO_READ,
        ..Words::default()
    };
    Some(chart(result, style, &result.odds, indices, words))
}

/// What the choice between the two best hangs on; absent where it cannot be told.
pub fn of_choice(result: &SensitivityResult, style: &ChartStyle) -> Option<Chart> {
    let (choice, information) = (result.choice.as_ref()?, result.information.as_ref()?);
    let indices = choice.difference.indices.as_ref()?;
    let [best, second] = [choice.best, choice.second].map(|row| set(&information.rows[row].measures));
    let words = Words {
        name: "sobol_choice",
        title: title(result, indices, &format!("How far {best} is ahead of {second} hangs most on")),
        subtitle: format!(
            "Share of the variance of the harm under {second} less that under {best} (Shapley effect), with its 95 % \
             interval"
        ),
        how_to_read: HOW_TO_READ,
        ..Words::default()
    };
    Some(chart(result, style, &choice.difference, indices, words))
}

fn title(result: &SensitivityResult, indices: &[ValueIndices], begin: &str) -> String {
    let leader = by_shapley(indices)[0];
    let share = indices[leader].shapley;
    if share.interval.is_some_and(|interval| interval.low <= 0.0) {
        return format!("{begin} no single value that could be told from the others");
    }
    format!("{begin} {}: {:.0} %", path(&result.values[leader].path), 100.0 * share.mean)
}

fn chart(
    result: &SensitivityResult,
    style: &ChartStyle,
    target: &Target,
    indices: &[ValueIndices],
    mut words: Words,
) -> Chart {
    let order = by_shapley(indices);
    let rows: Vec<Row> = order.iter().take(MOST_ROWS).map(|&place| row(result, indices, place)).collect();
    let left = order.len().saturating_sub(MOST_ROWS);
    if left > 0 {
        let greatest = indices[order[MOST_ROWS]].shapley.mean;
        let most = round::significant(100.0 * greatest.max(0.0), 2);
        words.note_also(&format!("{left} more values have {most} % or less each."));
    }
    if result.correlated {
        words.note_also("Some values are correlated: each has its fair part of what they share.");
    }
    words.note_also(&format!("Mean {}; the noise of the trials is taken out.", told_mean(target)));
    let ends = rows.iter().map(|row| row.value.interval.map_or(row.value.mean, |interval| interval.high));
    let axis = Axis::new(Scale::from_zero(ends.fold(0.0, f64::max)), Unit::Percent, "share of variance", TICKS);
    let mut sheet = Sheet::new(style, words);
    rows::draw(&mut sheet, &rows, &axis, Shape::Bar);
    sheet.finish()
}

fn told_mean(target: &Target) -> String {
    round::with_interval(&target.mean, 1.0)
}

fn row(result: &SensitivityResult, indices: &[ValueIndices], place: usize) -> Row {
    let own = &indices[place];
    let name = &result.values[place].path;
    let told = |estimate: &Estimate| format!("{} %", round::with_interval(estimate, 100.0));
    Row {
        name: short(name, ROW_COLUMNS),
        value: own.shapley,
        told: format!("{} %", round::fixed(100.0 * own.shapley.mean, 1)),
        aside: String::new(),
        hover: format!(
            "{}: Shapley effect {}, first-order {}, total {}",
            safe::fit(name, HOVER_COLUMNS),
            told(&own.shapley),
            told(&own.first),
            told(&own.total)
        ),
        role: if own.shapley.interval.is_some_and(|interval| interval.low <= 0.0) { Role::Side } else { Role::Main },
    }
}
