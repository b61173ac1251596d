//! Named rows of stretches along an axis: a tornado, or what was believed before and after.

use super::font::{self, Weight};
use super::plot::{Axis, apart};
use super::scale::Scale;
use super::scene::{Anchor, Area, Dash, Dot, Label, Mark};
use super::sheet::{LINE, Sheet};
use super::style::Ink;

/// The share of the width that names may take.
const NAMES: f64 = 0.42;
/// Rows are no further apart than this [px of a nominal chart].
const MOST_STEP: f64 = 150.0;
/// Thickness of a stretch as a share of its row, and at most [px of a nominal chart].
const BAR: (f64, f64) = (0.62, 48.0);

/// A stretch between two values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// One end.
    pub from: f64,
    /// The other end.
    pub to: f64,
    /// Its colour.
    pub ink: Ink,
    /// Its share of the row's thickness.
    pub thickness: f64,
    /// Where it has a dot, if it has.
    pub dot: Option<f64>,
    /// The interval of the end `to`, if it has one.
    pub interval: Option<(f64, f64)>,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct SpanRow {
    /// Its name, cut at its beginning if it is too long.
    pub name: String,
    /// Its stretches, the lowest first.
    pub spans: Vec<Span>,
    /// What it says, at the right.
    pub told: String,
    /// Told when a pointer rests on it.
    pub hover: String,
}

/// Draws rows of stretches over what is free of a sheet, with a broken line at a value that concerns them all.
pub fn draw(sheet: &mut Sheet, rows: &[SpanRow], axis: &Axis, line: Option<f64>) {
    let grid = Grid::new(sheet, rows, axis.scale);
    grid.axis(sheet, axis);
    for (index, row) in rows.iter().enumerate() {
        grid.row(sheet, index, row);
    }
    if let Some(value) = line {
        let (x, ink, width) = (grid.across(value), sheet.pen.palette.text, sheet.pen.px(1.2));
        let points = vec![(x, grid.plot.top), (x, grid.plot.bottom)];
        sheet.scene.add(Mark::Line { points, ink, width, dash: Dash::Dashed });
    }
}

struct Grid {
    plot: Area,
    names: Area,
    told: f64,
    step: f64,
    scale: Scale,
}

impl Grid {
    fn new(sheet: &Sheet, rows: &[SpanRow], scale: Scale) -> Self {
        let (pen, free) = (sheet.pen, sheet.free);
        let widest = |text: fn(&SpanRow) -> &str| rows.iter().map(|row| pen.small_width(text(row))).fold(0.0, f64::max);
        let names = widest(|row| &row.name).min(NAMES * free.width());
        let told = widest(|row| &row.told);
        let below = 2.0 * LINE * pen.small() + pen.px(8.0);
        let step = ((free.height() - below) / rows.len().max(1) as f64).min(pen.px(MOST_STEP));
        let left = free.left + names + pen.px(12.0);
        let right = (free.right - told - pen.px(14.0)).max(left + pen.px(60.0));
        let plot = Area { left, top: free.top, right, bottom: free.top + step * rows.len() as f64 };
        Self { plot, names: Area { right: free.left + names, ..free }, told: free.right, step, scale }
    }

    fn across(&self, value: f64) -> f64 {
        self.scale.place(value, self.plot.left, self.plot.right)
    }

    fn axis(&self, sheet: &mut Sheet, axis: &Axis) {
        let (pen, plot) = (sheet.pen, self.plot);
        let held = axis.ticks.iter().filter(|(x, _)| axis.scale.holds(*x));
        let places: Vec<(f64, &str)> = held.map(|(x, text)| (self.across(*x), text.as_str())).collect();
        for &(x, _) in &places {
            sheet.scene.add_line((x, plot.top), (x, plot.bottom), pen.palette.grid, pen.px(1.0));
        }
        for (x, text) in apart(&places, |text| pen.small_width(text), pen.px(10.0)) {
            let y = plot.bottom + pen.px(4.0) + 0.5 * LINE * pen.small();
            sheet.label(pen.quiet(text, (x, y), Anchor::Middle));
        }
        let y = plot.bottom + pen.px(4.0) + 1.5 * LINE * pen.small();
        let title = pen.quiet(axis.title.clone(), (plot.left, y), Anchor::Left);
        sheet.label(title);
    }

    fn row(&self, sheet: &mut Sheet, index: usize, row: &SpanRow) {
        let pen = sheet.pen;
        let y = self.plot.top + self.step * (index as f64 + 0.5);
        let size = pen.small().min(0.95 * self.step);
        let mut marks: Vec<Mark> = row.spans.iter().flat_map(|span| self.span(sheet, span, y)).collect();
        let name = fit_end(&row.name, size, self.names.width());
        let name = Label { size, ..pen.label(name, (self.names.right, y), Anchor::Right) };
        let told = Label { size, ..pen.label(row.told.clone(), (self.told, y), Anchor::Right) };
        marks.extend([name, told].into_iter().filter(|label| !label.text.is_empty()).map(Mark::Label));
        sheet.scene.add_told(row.hover.clone(), marks);
    }

    fn span(&self, sheet: &Sheet, span: &Span, y: f64) -> Vec<Mark> {
        let pen = sheet.pen;
        let half = 0.5 * span.thickness * (BAR.0 * self.step).min(pen.px(BAR.1));
        let (from, to) = (self.across(span.from), self.across(span.to));
        let area = Area { left: from.min(to), top: y - half, right: from.max(to), bottom: y + half };
        let mut marks = vec![Mark::Box(area, span.ink)];
        if let Some((low, high)) = span.interval.filter(|(low, high)| high > low) {
            let (low, high) = (self.across(low), self.across(high));
            let cap = pen.px(4.0).min(0.2 * self.step);
            for points in [[(low, y), (high, y)], [(low, y - cap), (low, y + cap)], [(high, y - cap), (high, y + cap)]]
            {
                let (ink, width) = (pen.palette.text, pen.px(1.3));
                marks.push(Mark::Line { points: points.to_vec(), ink, width, dash: Dash::Solid });
            }
        }
        if let Some(value) = span.dot {
            let (at, radius, ink) = ((self.across(value), y), pen.px(4.0).min(0.3 * self.step), pen.palette.text);
            marks.push(Mark::Dot { at, radius, ink, kind: Dot::Full });
        }
        marks
    }
}

/// A text cut at its beginning until it fits: of a path the end matters.
pub fn fit_end(text: &str, size: f64, room: f64) -> String {
    if font::width(text, size, Weight::Normal) <= room {
        return text.to_owned();
    }
    let starts = text.char_indices().map(|(start, _)| start).skip(1);
    let mut cut = starts.map(|start| format!("…{}", &text[start..]));
    cut.find(|cut| font::width(cut, size, Weight::Normal) <= room).unwrap_or_default()
}
