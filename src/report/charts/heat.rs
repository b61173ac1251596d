//! A heat map: shares in rows and columns.

use super::font::{self, Weight};
use super::plot::apart;
use super::rows::Role;
use super::scene::{Anchor, Area, Label, Mark};
use super::sheet::{LINE, Sheet};
use super::style::readable_on;

/// The share of the width that names may take.
const NAMES: f64 = 0.24;
/// Rows are no higher than this [px of a nominal chart].
const MOST_STEP: f64 = 96.0;
/// Steps of the key.
const KEY_STEPS: u32 = 48;

/// A row of a heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatRow {
    /// Its name.
    pub name: String,
    /// Its sum, in words, at the right.
    pub told: String,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether it is compared with the others by its colours; a sum of many rows beside single ones is not.
    pub role: Role,
}

/// A cell of a heat map; a cell without a value stays empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Its column.
    pub column: usize,
    /// Its value.
    pub value: f64,
    /// Written into it, if there is room; shorter texts later.
    pub texts: Vec<String>,
    /// Told when a pointer rests on it.
    pub hover: String,
}

/// What a heat map shows.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// From top to bottom.
    pub rows: Vec<HeatRow>,
    /// Labels at the borders of the columns: one more than there are columns.
    pub borders: Vec<String>,
    /// What the columns are.
    pub title: String,
    /// What the key stands for: at its least and at its greatest value.
    pub key: (String, String),
    /// Heading of the sums at the right.
    pub sums: String,
}

impl HeatMap {
    /// The value that the darkest colour stands for: the greatest of the rows that are compared.
    pub fn greatest(&self) -> f64 {
        let compared = self.rows.iter().filter(|row| row.role == Role::Main);
        compared.flat_map(|row| &row.cells).map(|cell| cell.value).fold(0.0, f64::max)
    }
}

/// Draws it over what is free of a sheet.
pub fn draw(sheet: &mut Sheet, map: &HeatMap) {
    let (pen, free) = (sheet.pen, sheet.free);
    let widest = |text: fn(&HeatRow) -> &str| map.rows.iter().map(|row| pen.width(text(row))).fold(0.0, f64::max);
    let names = widest(|row| &row.name).min(NAMES * free.width());
    let told = widest(|row| &row.told).max(pen.small_width(&map.sums));
    let head = LINE * pen.small() + pen.px(4.0);
    let below = 2.0 * LINE * pen.small() + pen.px(10.0);
    let step = ((free.height() - head - below) / map.rows.len().max(1) as f64).min(pen.px(MOST_STEP));
    let area = Area {
        left: free.left + names + pen.px(10.0),
        top: free.top + head,
        right: free.right - told - pen.px(12.0),
        bottom: free.top + head + step * map.rows.len() as f64,
    };
    key(sheet, map, &area);
    let sums = pen.quiet(map.sums.clone(), (free.right, free.top + 0.5 * pen.small()), Anchor::Right);
    sheet.label(sums);
    let greatest = map.greatest();
    for (index, row) in map.rows.iter().enumerate() {
        let top = area.top + step * index as f64;
        let place = Area { top, bottom: top + step, ..area };
        draw_row(sheet, row, &place, map.borders.len() - 1, greatest);
    }
    columns(sheet, map, &area);
}

fn draw_row(sheet: &mut Sheet, row: &HeatRow, place: &Area, columns: usize, greatest: f64) {
    let (pen, free) = (sheet.pen, sheet.free);
    let middle = 0.5 * (place.top + place.bottom);
    let size = pen.body().min(0.95 * place.height());
    let room = place.left - pen.px(10.0) - free.left;
    let name = font::fit(&row.name, size, Weight::Normal, room);
    sheet.label(Label { size, ..pen.label(name, (place.left - pen.px(8.0), middle), Anchor::Right) });
    sheet.label(Label { size, ..pen.label(row.told.clone(), (free.right, middle), Anchor::Right) });
    let gap = pen.px(0.8);
    let empty = Area { top: place.top + gap, bottom: place.bottom - gap, ..*place };
    sheet.scene.add(Mark::Box(empty, pen.palette.shade));
    let width = place.width() / columns as f64;
    for cell in &row.cells {
        let left = place.left + width * cell.column as f64;
        let at = Area { left: left + gap, top: place.top + gap, right: left + width - gap, bottom: place.bottom - gap };
        let ink = match row.role {
            Role::Main => pen.theme.heat(cell.value / greatest),
            Role::Side => pen.palette.grid,
        };
        let small = pen.small().min(0.8 * place.height());
        let fits = |text: &&String| font::width(text, small, Weight::Normal) < at.width() - pen.px(2.0);
        let mut marks = vec![Mark::Box(at, ink)];
        if let Some(text) = cell.texts.iter().find(fits) {
            let middle = (0.5 * (at.left + at.right), middle);
            let label = Label { size: small, ink: readable_on(ink), ..pen.quiet(text.clone(), middle, Anchor::Middle) };
            marks.push(Mark::Label(label));
        }
        sheet.scene.add_told(cell.hover.clone(), marks);
    }
}

fn columns(sheet: &mut Sheet, map: &HeatMap, area: &Area) {
    let pen = sheet.pen;
    let width = area.width() / (map.borders.len() - 1) as f64;
    let places: Vec<(f64, &str)> =
        map.borders.iter().enumerate().map(|(index, text)| (area.left + width * index as f64, text.as_str())).collect();
    let y = area.bottom + pen.px(4.0) + 0.5 * LINE * pen.small();
    for (x, text) in apart(&places, |text| pen.small_width(text), pen.px(6.0)) {
        sheet.label(pen.quiet(text, (x, y), Anchor::Middle));
    }
    let title = (0.5 * (area.left + area.right), y + LINE * pen.small());
    sheet.label(pen.quiet(map.title.clone(), title, Anchor::Middle));
}

/// The scale of colours, above the map.
fn key(sheet: &mut Sheet, map: &HeatMap, area: &Area) {
    let pen = sheet.pen;
    let y = sheet.free.top + 0.5 * pen.small();
    let (low, high) = &map.key;
    sheet.label(pen.quiet(low.clone(), (area.left, y), Anchor::Left));
    let left = area.left + pen.small_width(low) + pen.px(8.0);
    let width = pen.px(130.0) / f64::from(KEY_STEPS);
    for step in 0..KEY_STEPS {
        let from = left + width * f64::from(step);
        let box_ = Area { left: from, top: y - pen.px(6.0), right: from + width + 0.05, bottom: y + pen.px(6.0) };
        sheet.scene.add(Mark::Box(box_, pen.theme.heat(f64::from(step) / f64::from(KEY_STEPS - 1))));
    }
    let after = left + width * f64::from(KEY_STEPS) + pen.px(8.0);
    sheet.label(pen.quiet(high.clone(), (after, y), Anchor::Left));
}
