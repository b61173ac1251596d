//! The odds over two paths as a heat map, with the ridge along the first.

use super::super::font::{self, Weight};
use super::super::plot::apart;
use super::super::run::words::sentence;
use super::super::scene::{Anchor, Area, Dash, Dot, Label, Mark};
use super::super::sheet::{LINE, Sheet, Words};
use super::super::style::readable_on;
use super::super::{Chart, ChartStyle};
use super::words;
use crate::report::charts::scale::Unit;
use crate::report::{round, safe, sweep};
use crate::study::sweep::result::{Course, Shape, SweepResult};

/// Steps of the key.
const KEY_STEPS: u32 = 48;
/// Labels of rows are cut to this width.
const VALUE_COLUMNS: usize = 14;

const HOW_TO_READ: &str = "Each cell is the odds at one value of each path: darker is more (on dark paper: lighter). The \
    line joins, row by row, the value with the greatest odds, where it lies inside the range; the bar on either side of \
    it spans the values that cannot be told from the greatest at 95 %. To the right of the line more of what is across \
    lowers the odds. A row without a mark has no ridge inside the range. Point at a cell for its 95 % interval.";

/// The map.
pub fn chart(result: &SweepResult, style: &ChartStyle) -> Option<Chart> {
    if result.columns() < 2 && result.rows() < 2 {
        return None;
    }
    let mut sheet = Sheet::new(style, map_words(result));
    let map = Map::new(&sheet, result);
    map.key(&mut sheet);
    map.cells(&mut sheet);
    map.rows(&mut sheet);
    map.columns(&mut sheet);
    map.ridge(&mut sheet);
    Some(sheet.finish())
}

fn map_words(result: &SweepResult) -> Words {
    let mut words = Words {
        name: "sweep_map",
        title: sentence(&sweep::title(result)),
        subtitle: format!(
            "Odds by {} (across) and {} (up)",
            words::varied(&result.axes[0]),
            words::varied(&result.axes[1])
        ),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    if let Some(reached) = result.reached {
        let width = round::significant(100.0 * reached, 2);
        words.note_also(&format!("95 % intervals of the cells: within {width} % of their odds, or narrower."));
    }
    if result.lines.len() > 1 {
        words.note_also("Drawn with no measure in force; the measures are in sweep.csv.");
    }
    words
}

struct Map<'a> {
    result: &'a SweepResult,
    area: Area,
    greatest: f64,
    /// Size of a cell.
    step: (f64, f64),
}

impl<'a> Map<'a> {
    fn new(sheet: &Sheet, result: &'a SweepResult) -> Self {
        let (pen, free) = (sheet.pen, sheet.free);
        let widest = (0..result.rows()).map(|row| pen.small_width(&value(result, 1, row))).fold(0.0, f64::max);
        let head = 2.0 * LINE * pen.small() + pen.px(8.0);
        let area = Area {
            left: free.left + widest + pen.px(10.0),
            top: free.top + head,
            right: free.right,
            bottom: free.bottom - 2.0 * LINE * pen.small() - pen.px(6.0),
        };
        let greatest = result.points.iter().map(|point| point.odds.estimate.mean).fold(0.0, f64::max);
        let step = (area.width() / result.columns() as f64, area.height() / result.rows() as f64);
        Self { result, area, greatest, step }
    }

    /// The cell of a column and row: rows go up.
    fn cell(&self, column: usize, row: usize) -> Area {
        let left = self.area.left + self.step.0 * column as f64;
        let bottom = self.area.bottom - self.step.1 * row as f64;
        Area { left, top: bottom - self.step.1, right: left + self.step.0, bottom }
    }

    fn middle(&self, column: usize, row: usize) -> (f64, f64) {
        let cell = self.cell(column, row);
        (0.5 * (cell.left + cell.right), 0.5 * (cell.top + cell.bottom))
    }

    fn cells(&self, sheet: &mut Sheet) {
        let pen = sheet.pen;
        let gap = pen.px(0.6).min(0.1 * self.step.0.min(self.step.1));
        for row in 0..self.result.rows() {
            for column in 0..self.result.columns() {
                let odds = &self.result.point(column, row, 0).odds.estimate;
                let place = self.cell(column, row);
                let at = Area {
                    left: place.left + gap,
                    top: place.top + gap,
                    right: place.right - gap,
                    bottom: place.bottom - gap,
                };
                let ink = pen.theme.heat(odds.mean / self.greatest);
                let mut marks = vec![Mark::Box(at, ink)];
                let small = pen.small().min(0.55 * at.height());
                let text = round::significant(100.0 * odds.mean, 2);
                if font::width(&text, small, Weight::Normal) < at.width() - pen.px(6.0) {
                    // In the corner that a rising ridge leaves free.
                    let place = (at.left + pen.px(5.0), at.top + 0.8 * small);
                    marks.push(Mark::Label(Label {
                        size: small,
                        ink: readable_on(ink),
                        ..pen.quiet(text, place, Anchor::Left)
                    }));
                }
                let hover = format!(
                    "{} = {}, {} = {}: {}",
                    sweep::path(&self.result.axes[0]),
                    value(self.result, 0, column),
                    sweep::path(&self.result.axes[1]),
                    value(self.result, 1, row),
                    Unit::Percent.told(odds)
                );
                sheet.scene.add_told(hover, marks);
            }
        }
    }

    fn rows(&self, sheet: &mut Sheet) {
        let pen = sheet.pen;
        let title = (sheet.free.left, self.area.top - 0.75 * LINE * pen.small());
        sheet.label(pen.quiet(words::varied(&self.result.axes[1]), title, Anchor::Left));
        let names: Vec<String> = (0..self.result.rows()).map(|row| value(self.result, 1, row)).collect();
        let places: Vec<(f64, &str)> =
            names.iter().enumerate().map(|(row, name)| (self.middle(0, row).1, name.as_str())).collect();
        for (y, name) in apart(&places, |_| LINE * pen.small(), 0.0) {
            sheet.label(pen.quiet(name, (self.area.left - pen.px(6.0), y), Anchor::Right));
        }
    }

    fn columns(&self, sheet: &mut Sheet) {
        let pen = sheet.pen;
        let names: Vec<String> = (0..self.result.columns()).map(|column| value(self.result, 0, column)).collect();
        let places: Vec<(f64, &str)> =
            names.iter().enumerate().map(|(column, name)| (self.middle(column, 0).0, name.as_str())).collect();
        let y = self.area.bottom + pen.px(4.0) + 0.5 * LINE * pen.small();
        for (x, name) in apart(&places, |text| pen.small_width(text), pen.px(8.0)) {
            sheet.label(pen.quiet(name, (x, y), Anchor::Middle));
        }
        let title = (0.5 * (self.area.left + self.area.right), y + LINE * pen.small());
        sheet.label(pen.quiet(words::varied(&self.result.axes[0]), title, Anchor::Middle));
    }

    /// The scale of colours, above the map.
    fn key(&self, sheet: &mut Sheet) {
        let pen = sheet.pen;
        let y = sheet.free.top + 0.5 * pen.small();
        let low = "0 %";
        sheet.label(pen.quiet(low, (self.area.left, y), Anchor::Left));
        let left = self.area.left + pen.small_width(low) + pen.px(8.0);
        let width = pen.px(130.0) / f64::from(KEY_STEPS);
        for step in 0..KEY_STEPS {
            let from = left + width * f64::from(step);
            let at = Area { left: from, top: y - pen.px(6.0), right: from + width + 0.05, bottom: y + pen.px(6.0) };
            sheet.scene.add(Mark::Box(at, pen.theme.heat(f64::from(step) / f64::from(KEY_STEPS - 1))));
        }
        let after = left + width * f64::from(KEY_STEPS) + pen.px(8.0);
        let high = format!("{} % odds; cells in %", round::significant(100.0 * self.greatest, 2));
        sheet.label(pen.quiet(high, (after, y), Anchor::Left));
    }

    /// The ridge from row to row, and its span in each.
    fn ridge(&self, sheet: &mut Sheet) {
        let ridges: Vec<(usize, &Course)> = self
            .result
            .courses
            .iter()
            .filter(|course| course.line == 0 && course.shape == Shape::Ridge)
            .map(|course| (course.row.unwrap_or(0), course))
            .collect();
        let pen = sheet.pen;
        let runs = ridges.chunk_by(|before, after| before.0 + 1 == after.0);
        for run in runs {
            let points: Vec<(f64, f64)> = run.iter().map(|(row, course)| self.middle(course.greatest, *row)).collect();
            // Light below dark, so that it shows on every colour.
            for (ink, width) in [(pen.palette.paper, 5.0), (pen.palette.limit, 2.6)] {
                sheet.scene.add(Mark::Line { points: points.clone(), ink, width: pen.px(width), dash: Dash::Solid });
            }
        }
        for (row, course) in ridges {
            let (low, high) = (self.middle(course.span.0, row), self.middle(course.span.1, row));
            let at = self.middle(course.greatest, row);
            let bar = |ink, width| Mark::Line { points: vec![low, high], ink, width, dash: Dash::Solid };
            let dot = |ink, radius| Mark::Dot { at, radius, ink, kind: Dot::Full };
            let hover = format!("greatest at {}", sweep::spanned(&self.result.axes[0], course));
            let marks = vec![
                bar(pen.palette.paper, pen.px(7.0)),
                bar(pen.palette.limit, pen.px(3.6)),
                dot(pen.palette.paper, pen.px(6.0)),
                dot(pen.palette.limit, pen.px(4.4)),
            ];
            sheet.scene.add_told(hover, marks);
        }
    }
}

fn value(result: &SweepResult, axis: usize, position: usize) -> String {
    safe::fit(&result.axes[axis].values[position].text, VALUE_COLUMNS)
}
