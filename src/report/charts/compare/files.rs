//! Whole scenarios against the first of them.

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::run::words;
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use super::{ends, scaled};
use crate::report::choice::OddsUnit;
use crate::report::text::compare::files_sentence;
use crate::report::{odds, round, safe};
use crate::study::comparison::{Effect, FileRow, FilesResult};

/// Rows of the chart.
const MOST_ROWS: usize = 30;
const TICKS: usize = 6;
/// File names are cut to this many columns, at their beginning.
const FILE_COLUMNS: usize = 40;

const HOW_TO_READ: &str = "Each row is a scenario file; its point is by how much its odds differ from those of the first \
    file, and the thin line is the 95 % interval of that difference. All files were run on the same random numbers, as far \
    as they share names. A ring, or a line that crosses the dashed one, cannot be told from no difference.";

/// The charts of files compared; none where nothing differs.
pub fn charts_of_files(result: &FilesResult, style: &ChartStyle) -> Vec<Chart> {
    let differs = |row: &&FileRow| !matches!(row.effect, Effect::Baseline | Effect::Nothing);
    if !result.rows.iter().any(|row| differs(&row)) {
        return Vec::new();
    }
    let unit = OddsUnit::over(result.rows.iter().map(|row| row.odds.mean));
    let rows: Vec<Row> = result.rows.iter().skip(1).take(MOST_ROWS).map(|row| row_of(row, unit)).collect();
    let low = rows.iter().map(|row| ends(&row.value).0).fold(0.0, f64::min);
    let high = rows.iter().map(|row| ends(&row.value).1).fold(0.0, f64::max);
    let margin = 0.04 * (high - low);
    let scale = Scale::Linear(low - margin, high + margin);
    let axis = Axis::new(scale, Unit::Plain, format!("change of the odds, {}", unit.points_in_words), TICKS);
    let first = &result.rows[0];
    let words = Words {
        name: "files",
        title: files_sentence(result).trim_end_matches('.').to_owned(),
        subtitle: format!(
            "Change of the odds against {} ({}), paired trial by trial, with its 95 % interval",
            safe::fit_end(&first.file, FILE_COLUMNS),
            odds::percentage(&first.odds)
        ),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    let mut sheet = Sheet::new(style, words);
    rows::draw(&mut sheet, &rows, &axis, Shape::Point { reference: Some(0.0) });
    vec![sheet.finish()]
}

fn row_of(row: &FileRow, unit: OddsUnit) -> Row {
    let value = scaled(&row.difference, unit.factor);
    let told = round::with_interval(&value, 1.0);
    let name = safe::fit_end(&row.file, FILE_COLUMNS);
    let role = if matches!(row.effect, Effect::Lowers | Effect::Raises) { Role::Main } else { Role::Side };
    let hover = format!("{}: {told} {}", words::in_hover(&name), unit.points_in_words);
    Row { name, value, told, aside: String::new(), hover, role }
}
