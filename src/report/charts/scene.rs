//! A chart before it is written: marks and labels at their places, in pixels from the upper left corner.

use super::font::{self, Weight};
use super::style::Ink;

/// Height of a line of text, from the top of its tallest to the bottom of its lowest letter \[em\].
const TEXT_HEIGHT: f64 = 1.0;

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Area {
    /// Width \[px\].
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height \[px\].
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether two rectangles share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether the other lies inside this one.
    pub fn holds(&self, other: &Self) -> bool {
        self.left <= other.left && other.right <= self.right && self.top <= other.top && other.bottom <= self.bottom
    }
}

/// Which part of a label its place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Left,
    /// Its middle.
    Middle,
    /// Its right end.
    Right,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// What it says, on one line.
    pub text: String,
    /// Place across.
    pub x: f64,
    /// Place down, of the middle of the small letters.
    pub y: f64,
    /// Which part of it is at `x`.
    pub anchor: Anchor,
    /// Font size \[px\].
    pub size: f64,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub ink: Ink,
}

impl Label {
    /// The room that it takes.
    pub fn bounds(&self) -> Area {
        let width = font::width(&self.text, self.size, self.weight);
        let left = match self.anchor {
            Anchor::Left => self.x,
            Anchor::Middle => self.x - 0.5 * width,
            Anchor::Right => self.x - width,
        };
        let half = 0.5 * TEXT_HEIGHT * self.size;
        Area { left, top: self.y - half, right: left + width, bottom: self.y + half }
    }
}

/// Whether a line is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dash {
    /// It is.
    Solid,
    /// It is broken.
    Dashed,
}

/// Whether a dot is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dot {
    /// It is.
    Full,
    /// It is a ring.
    Ring,
}

/// Something drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A filled rectangle.
    Box(Area, Ink),
    /// A line through points.
    Line {
        /// The points.
        points: Vec<(f64, f64)>,
        /// Colour.
        ink: Ink,
        /// Thickness \[px\].
        width: f64,
        /// Whole or broken.
        dash: Dash,
    },
    /// A filled shape.
    Shape(Vec<(f64, f64)>, Ink),
    /// A dot.
    Dot {
        /// Its middle.
        at: (f64, f64),
        /// Radius \[px\].
        radius: f64,
        /// Colour.
        ink: Ink,
        /// Filled or not.
        kind: Dot,
    },
    /// A line of text.
    Label(Label),
}

/// Marks that belong together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// What is shown when a pointer rests on them.
    pub hover: Option<String>,
    /// The marks, from the lowest to the topmost.
    pub marks: Vec<Mark>,
}

/// Everything that a chart consists of.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Width \[px\].
    pub width: f64,
    /// Height \[px\].
    pub height: f64,
    /// From the lowest to the topmost.
    pub groups: Vec<Group>,
}

impl Scene {
    /// An empty scene.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, groups: Vec::new() }
    }

    /// Adds a mark on top.
    pub fn add(&mut self, mark: Mark) {
        match self.groups.last_mut() {
            Some(group) if group.hover.is_none() => group.marks.push(mark),
            _ => self.groups.push(Group { hover: None, marks: vec![mark] }),
        }
    }

    /// Adds marks on top that tell their value when a pointer rests on them.
    pub fn add_told(&mut self, hover: String, marks: Vec<Mark>) {
        self.groups.push(Group { hover: Some(hover), marks });
    }

    /// Adds a straight line.
    pub fn add_line(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink, width: f64) {
        self.add(Mark::Line { points: vec![from, to], ink, width, dash: Dash::Solid });
    }

    /// All labels.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.groups.iter().flat_map(|group| &group.marks).filter_map(|mark| match mark {
            Mark::Label(label) => Some(label),
            _ => None,
        })
    }
}
