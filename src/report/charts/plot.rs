//! Two axes, and lines with bands between them.

use super::scale::{Scale, Unit};
use super::scene::{Anchor, Area, Dash, Mark};
use super::sheet::{LINE, Sheet};
use super::style::Ink;

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// How values are spread.
    pub scale: Scale,
    /// What it counts, with its unit.
    pub title: String,
    /// Values with their labels.
    pub ticks: Vec<(f64, String)>,
}

impl Axis {
    /// An axis with about so many round ticks.
    pub fn new(scale: Scale, unit: Unit, title: impl Into<String>, wanted: usize) -> Self {
        let ticks = scale.ticks(wanted).into_iter().map(|value| (value, unit.tick(value))).collect();
        Self { scale, title: title.into(), ticks }
    }
}

/// A point of a line with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Along the horizontal axis.
    pub x: f64,
    /// Along the vertical axis.
    pub y: f64,
    /// Low and high end of its interval, if there is one.
    pub ends: Option<(f64, f64)>,
    /// Told when a pointer rests on it.
    pub hover: String,
}

/// The room between two axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// The room.
    pub area: Area,
    x: Scale,
    y: Scale,
}

impl Plot {
    /// Draws the axes on what is free of a sheet; `backdrop` is drawn below their grid.
    pub fn new(sheet: &mut Sheet, x: &Axis, y: &Axis, backdrop: impl FnOnce(&mut Sheet, &Self)) -> Self {
        let pen = sheet.pen;
        let widest = y.ticks.iter().map(|(_, text)| pen.small_width(text)).fold(0.0, f64::max);
        let area = Area {
            left: sheet.free.left + widest + pen.px(8.0),
            top: sheet.free.top + pen.small() * LINE + pen.px(4.0),
            right: sheet.free.right - pen.px(10.0),
            bottom: sheet.free.bottom - 2.0 * pen.small() * LINE - pen.px(6.0),
        };
        let plot = Self { area, x: x.scale, y: y.scale };
        backdrop(sheet, &plot);
        plot.vertical_axis(sheet, y);
        plot.horizontal_axis(sheet, x);
        plot
    }

    /// The place of a point.
    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.across(x), self.down(y))
    }

    /// The place of a value of the horizontal axis.
    pub fn across(&self, x: f64) -> f64 {
        self.x.place(x, self.area.left, self.area.right)
    }

    /// The place of a value of the vertical axis.
    pub fn down(&self, y: f64) -> f64 {
        self.y.place(y, self.area.bottom, self.area.top)
    }

    fn vertical_axis(&self, sheet: &mut Sheet, axis: &Axis) {
        let pen = sheet.pen;
        let title = pen.quiet(axis.title.clone(), (sheet.free.left, sheet.free.top + 0.5 * pen.small()), Anchor::Left);
        sheet.label(title);
        for (value, text) in axis.ticks.iter().filter(|(value, _)| axis.scale.holds(*value)) {
            let y = self.down(*value);
            sheet.scene.add_line((self.area.left, y), (self.area.right, y), pen.palette.grid, pen.px(1.0));
            sheet.label(pen.quiet(text.clone(), (self.area.left - pen.px(7.0), y), Anchor::Right));
        }
    }

    fn horizontal_axis(&self, sheet: &mut Sheet, axis: &Axis) {
        let pen = sheet.pen;
        let bottom = self.area.bottom;
        sheet.scene.add_line((self.area.left, bottom), (self.area.right, bottom), pen.palette.quiet, pen.px(1.0));
        let places: Vec<(f64, &str)> = axis
            .ticks
            .iter()
            .filter(|(x, _)| axis.scale.holds(*x))
            .map(|(x, text)| (self.across(*x), text.as_str()))
            .collect();
        let sheet_right = sheet.free.right + pen.px(12.0);
        for (x, text) in apart(&places, |text| pen.small_width(text), pen.px(10.0)) {
            sheet.scene.add_line((x, bottom), (x, bottom + pen.px(4.0)), pen.palette.quiet, pen.px(1.0));
            let half = 0.5 * pen.small_width(text);
            let y = bottom + pen.px(5.0) + 0.5 * LINE * pen.small();
            sheet.label(pen.quiet(text, (x.min(sheet_right - half), y), Anchor::Middle));
        }
        let y = bottom + pen.px(5.0) + 1.5 * LINE * pen.small();
        sheet.label(pen.quiet(axis.title.clone(), (0.5 * (self.area.left + self.area.right), y), Anchor::Middle));
    }

    /// The band between the ends of the points' intervals.
    pub fn band(&self, sheet: &mut Sheet, points: &[Point], ink: Ink) {
        let with_ends = || points.iter().filter_map(|point| Some((point.x, point.ends?)));
        let upper = with_ends().map(|(x, (_, high))| self.at(x, high));
        let lower = with_ends().map(|(x, (low, _))| self.at(x, low)).rev();
        let shape: Vec<(f64, f64)> = upper.chain(lower).collect();
        if shape.len() > 3 {
            sheet.scene.add(Mark::Shape(shape, ink));
        }
    }

    /// A line through the points.
    pub fn line(&self, sheet: &mut Sheet, points: &[(f64, f64)], ink: Ink, dash: Dash) {
        let points: Vec<(f64, f64)> = points.iter().map(|&(x, y)| self.at(x, y)).collect();
        let width = sheet.pen.px(2.4);
        sheet.scene.add(Mark::Line { points, ink, width, dash });
    }

    /// Stretches of the room, each of which tells the value of the point in it.
    pub fn tell(&self, sheet: &mut Sheet, points: &[Point], clear: Ink) {
        let places: Vec<f64> = points.iter().map(|point| self.across(point.x)).collect();
        for (index, point) in points.iter().enumerate() {
            let before = index.checked_sub(1).map_or(self.area.left, |at| 0.5 * (places[at] + places[index]));
            let after = places.get(index + 1).map_or(self.area.right, |next| 0.5 * (places[index] + next));
            let strip = Area { left: before, right: after, ..self.area };
            sheet.scene.add_told(point.hover.clone(), vec![Mark::Box(strip, clear)]);
        }
    }
}

/// Of labels in their order along an axis, those that stand apart: all, every second, every fourth…
pub fn apart<'a>(places: &[(f64, &'a str)], width: impl Fn(&str) -> f64, gap: f64) -> Vec<(f64, &'a str)> {
    let mut every = 1;
    loop {
        let kept: Vec<(f64, &str)> = places.iter().copied().step_by(every).collect();
        let clear =
            |pair: &[(f64, &str)]| (pair[1].0 - pair[0].0).abs() >= 0.5 * (width(pair[0].1) + width(pair[1].1)) + gap;
        if kept.windows(2).all(clear) {
            return kept;
        }
        every += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_would_touch_are_thinned_out() {
        let places: Vec<(f64, &str)> = (0..10).map(|index| (f64::from(index) * 10.0, "label")).collect();
        assert_eq!(apart(&places, |_| 5.0, 2.0).len(), 10);
        assert_eq!(apart(&places, |_| 25.0, 2.0).len(), 4);
        assert_eq!(apart(&places, |_| 500.0, 2.0).len(), 1);
    }
}
