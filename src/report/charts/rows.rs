//! Named rows: bars from 0 with intervals, or points with intervals (a forest plot).

use super::font::{self, Weight};
use super::plot::{Axis, apart};
use super::scale::Scale;
use super::scene::{Anchor, Area, Dash, Dot, Label, Mark};
use super::sheet::{LINE, Sheet};
use crate::statistics::Estimate;

/// The share of the width that names may take.
const NAMES: f64 = 0.3;
/// Rows are no further apart than this [px of a nominal chart].
const MOST_STEP: f64 = 132.0;
/// Thickness of a bar as a share of its row, and at most [px of a nominal chart].
const BAR: (f64, f64) = (0.56, 44.0);
/// How far the marks of a reference line stand out [px of a nominal chart].
const OUT: f64 = 4.0;

/// How much a row matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is one of those that the chart compares.
    Main,
    /// It stands beside them: the rest, a count of another kind.
    Side,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name, as shown; cut if it is too long.
    pub name: String,
    /// Its value.
    pub value: Estimate,
    /// The value in words, at the right.
    pub told: String,
    /// What else there is to say of it, further right; mostly empty.
    pub aside: String,
    /// Told when a pointer rests on it.
    pub hover: String,
    /// How much it matters.
    pub role: Role,
}

/// What stands for a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// A bar from 0, on an even scale.
    Bar,
    /// A point; the lines of the chart's reference value run through all rows.
    Point {
        /// The value to which the rows are compared, if there is one.
        reference: Option<f64>,
    },
}

/// Draws rows over what is free of a sheet, each with its name, its mark, its interval and its value in words.
pub fn draw(sheet: &mut Sheet, rows: &[Row], axis: &Axis, shape: Shape) {
    let grid = Grid::new(sheet, rows, axis.scale);
    grid.axis(sheet, axis);
    if let Shape::Point { reference: Some(value) } = shape {
        let (x, out) = (grid.across(value), sheet.pen.px(OUT));
        let points = vec![(x, grid.plot.top - out), (x, grid.plot.bottom + out)];
        let (ink, width) = (sheet.pen.palette.text, sheet.pen.px(1.2));
        sheet.scene.add(Mark::Line { points, ink, width, dash: Dash::Dashed });
    }
    for (index, row) in rows.iter().enumerate() {
        grid.row(sheet, index, row, shape);
    }
}

/// Where rows and columns are.
struct Grid {
    /// Room of the marks.
    plot: Area,
    names: Area,
    /// Right end of the values in words.
    told: f64,
    step: f64,
    scale: Scale,
}

impl Grid {
    fn new(sheet: &Sheet, rows: &[Row], scale: Scale) -> Self {
        let (pen, free) = (sheet.pen, sheet.free);
        let widest = |text: fn(&Row) -> &str| rows.iter().map(|row| pen.width(text(row))).fold(0.0, f64::max);
        let names = widest(|row| &row.name).min(NAMES * free.width());
        let told = widest(|row| &row.told);
        let aside = widest(|row| &row.aside);
        let aside = if aside > 0.0 { aside + pen.px(14.0) } else { 0.0 };
        let below = 2.0 * LINE * pen.small() + pen.px(8.0);
        let step = ((free.height() - below) / rows.len().max(1) as f64).min(pen.px(MOST_STEP));
        let bottom = free.top + step * rows.len() as f64;
        let left = free.left + names + pen.px(12.0);
        let right = free.right - aside - told - pen.px(14.0);
        let plot = Area { left, top: free.top, right: right.max(left + pen.px(60.0)), bottom };
        Self { plot, names: Area { right: free.left + names, ..free }, told: free.right - aside, step, scale }
    }

    fn across(&self, value: f64) -> f64 {
        self.scale.place(value, self.plot.left, self.plot.right)
    }

    fn axis(&self, sheet: &mut Sheet, axis: &Axis) {
        let (pen, plot) = (sheet.pen, self.plot);
        let places: Vec<(f64, &str)> = axis
            .ticks
            .iter()
            .filter(|(x, _)| axis.scale.holds(*x))
            .map(|(x, text)| (self.across(*x), text.as_str()))
            .collect();
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

    fn row(&self, sheet: &mut Sheet, index: usize, row: &Row, shape: Shape) {
        let pen = sheet.pen;
        let y = self.plot.top + self.step * (index as f64 + 0.5);
        let size = pen.body().min(0.95 * self.step);
        let name = font::fit(&row.name, size, Weight::Normal, self.names.width());
        let name = Label { size, ..pen.label(name, (self.names.right, y), Anchor::Right) };
        let told = Label { size, ..pen.label(row.told.clone(), (self.told, y), Anchor::Right) };
        let ink = pen.palette.quiet;
        let aside = Label { size, ink, ..pen.label(row.aside.clone(), (sheet.free.right, y), Anchor::Right) };
        // The interval lies over a bar, but under a point, which else would hide in it.
        let (mark, interval) = (self.mark(sheet, row, y, shape), self.interval(sheet, row, y));
        let mut marks = if shape == Shape::Bar { [mark, interval].concat() } else { [interval, mark].concat() };
        marks.extend([name, told, aside].into_iter().filter(|label| !label.text.is_empty()).map(Mark::Label));
        sheet.scene.add_told(row.hover.clone(), marks);
    }

    fn mark(&self, sheet: &Sheet, row: &Row, y: f64, shape: Shape) -> Vec<Mark> {
        let pen = sheet.pen;
        let ink = if row.role == Role::Main { pen.palette.main } else { pen.palette.side };
        let x = self.across(row.value.mean);
        match shape {
            Shape::Bar => {
                let half = 0.5 * (BAR.0 * self.step).min(pen.px(BAR.1));
                vec![Mark::Box(Area { left: self.across(0.0), top: y - half, right: x, bottom: y + half }, ink)]
            }
            Shape::Point { .. } if row.value.mean < self.scale.ends().0 => Vec::new(),
            Shape::Point { .. } => {
                let radius = pen.px(5.5).min(0.4 * self.step);
                let dot = |ink, kind| Mark::Dot { at: (x, y), radius, ink, kind };
                match row.role {
                    Role::Main => vec![dot(ink, Dot::Full)],
                    Role::Side => vec![dot(pen.palette.paper, Dot::Full), dot(ink, Dot::Ring)],
                }
            }
        }
    }

    fn interval(&self, sheet: &Sheet, row: &Row, y: f64) -> Vec<Mark> {
        let Some(interval) = row.value.interval.filter(|interval| interval.high > interval.low) else {
            return Vec::new();
        };
        let pen = sheet.pen;
        let (low, high) = (self.across(interval.low), self.across(interval.high));
        let cap = pen.px(4.5).min(0.25 * self.step);
        let line = |from, to| Mark::Line {
            points: vec![from, to],
            ink: pen.palette.text,
            width: pen.px(1.5),
            dash: Dash::Solid,
        };
        vec![line((low, y), (high, y)), line((low, y - cap), (low, y + cap)), line((high, y - cap), (high, y + cap))]
    }
}
