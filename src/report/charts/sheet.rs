//! What stands around a chart: title, subtitle, note; and what remains for the chart itself.

use super::font::{self, Weight};
use super::scene::{Anchor, Area, Label, Mark, Scene};
use super::style::{ChartStyle, Ink, Palette, Theme};
use super::{Chart, svg};

/// The size for which font sizes are stated \[px\].
const NOMINAL: (f64, f64) = (960.0, 600.0);
/// Fonts grow and shrink with the chart, but not without end.
const LEAST_UNIT: f64 = 0.84;
const MOST_UNIT: f64 = 3.0;
/// Distance of a line of text from the next \[em\].
pub const LINE: f64 = 1.35;
/// Lines that a title, a subtitle and a note may take.
const LINES: [usize; 3] = [2, 2, 3];

/// Sizes and colours of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pen {
    /// The theme.
    pub theme: Theme,
    /// Its colours.
    pub palette: Palette,
    /// By how much everything is larger than in a chart of nominal size.
    pub unit: f64,
}

impl Pen {
    fn new(style: &ChartStyle) -> Self {
        let (width, height) = (f64::from(style.size.width()), f64::from(style.size.height()));
        let unit = (width / NOMINAL.0).min(height / NOMINAL.1).clamp(LEAST_UNIT, MOST_UNIT);
        Self { theme: style.theme, palette: style.theme.palette(), unit }
    }

    /// So many pixels of a chart of nominal size.
    pub fn px(&self, nominal: f64) -> f64 {
        nominal * self.unit
    }

    /// Font size of labels \[px\].
    pub fn body(&self) -> f64 {
        self.px(13.5)
    }

    /// Font size of ticks and notes \[px\].
    pub fn small(&self) -> f64 {
        self.px(12.0)
    }

    /// A label of body size.
    pub fn label(&self, text: impl Into<String>, at: (f64, f64), anchor: Anchor) -> Label {
        let (size, ink) = (self.body(), self.palette.text);
        Label { text: text.into(), x: at.0, y: at.1, anchor, size, weight: Weight::Normal, ink }
    }

    /// A small label in the colour of what stands back.
    pub fn quiet(&self, text: impl Into<String>, at: (f64, f64), anchor: Anchor) -> Label {
        Label { size: self.small(), ink: self.palette.quiet, ..self.label(text, at, anchor) }
    }

    /// Width of a text of body size \[px\].
    pub fn width(&self, text: &str) -> f64 {
        font::width(text, self.body(), Weight::Normal)
    }

    /// Width of a small text \[px\].
    pub fn small_width(&self, text: &str) -> f64 {
        font::width(text, self.small(), Weight::Normal)
    }
}

/// The words around a chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    /// File name without extension.
    pub name: &'static str,
    /// The finding.
    pub title: String,
    /// What is shown, in which unit.
    pub subtitle: String,
    /// What has to be borne in mind, in sentences; empty where there is nothing.
    pub note: String,
    /// How the chart is read.
    pub how_to_read: &'static str,
}

impl Words {
    /// Adds a sentence to the note.
    pub fn note_also(&mut self, sentence: &str) {
        if !self.note.is_empty() && !sentence.is_empty() {
            self.note.push(' ');
        }
        self.note.push_str(sentence);
    }
}

/// A chart in the making.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What has been drawn.
    pub scene: Scene,
    /// Sizes and colours.
    pub pen: Pen,
    /// What is still free.
    pub free: Area,
    words: Words,
}

impl Sheet {
    /// A sheet with its words.
    pub fn new(style: &ChartStyle, words: Words) -> Self {
        let pen = Pen::new(style);
        let (width, height) = (f64::from(style.size.width()), f64::from(style.size.height()));
        let mut scene = Scene::new(width, height);
        let whole = Area { left: 0.0, top: 0.0, right: width, bottom: height };
        scene.add(Mark::Box(whole, pen.palette.paper));
        let margin = pen.px(22.0);
        let free = Area { left: margin, top: pen.px(16.0), right: width - margin, bottom: height - pen.px(12.0) };
        let mut sheet = Self { scene, pen, free, words };
        sheet.head();
        sheet.foot();
        sheet
    }

    fn head(&mut self) {
        let (pen, words) = (self.pen, self.words.clone());
        let title = (pen.px(20.0), Weight::Bold, pen.palette.text);
        self.free.top += self.lines(&words.title, title, LINES[0], self.free.top);
        let subtitle = (pen.body(), Weight::Normal, pen.palette.quiet);
        self.free.top += pen.px(3.0);
        self.free.top += self.lines(&words.subtitle, subtitle, LINES[1], self.free.top) + pen.px(12.0);
    }

    fn foot(&mut self) {
        let (pen, note) = (self.pen, self.words.note.clone());
        let room = self.free.width();
        let count = font::wrap(&note, pen.small(), Weight::Normal, room, LINES[2]).len();
        if count > 0 {
            let height = count as f64 * pen.small() * LINE;
            let top = self.free.bottom - height;
            self.lines(&note, (pen.small(), Weight::Normal, pen.palette.quiet), LINES[2], top);
            self.free.bottom = top - pen.px(8.0);
        }
    }

    /// Writes lines from a height down and returns how much they took.
    fn lines(&mut self, text: &str, (size, weight, ink): (f64, Weight, Ink), most: usize, top: f64) -> f64 {
        let wrapped = font::wrap(text, size, weight, self.free.width(), most);
        let mut y = top;
        for text in &wrapped {
            let (x, middle) = (self.free.left, y + 0.5 * LINE * size);
            self.scene.add(Mark::Label(Label {
                text: text.clone(),
                x,
                y: middle,
                anchor: Anchor::Left,
                size,
                weight,
                ink,
            }));
            y += LINE * size;
        }
        y - top
    }

    /// Adds a label.
    pub fn label(&mut self, label: Label) {
        self.scene.add(Mark::Label(label));
    }

    /// The finished chart.
    pub fn finish(self) -> Chart {
        let Words { name, title, subtitle, note, how_to_read } = self.words;
        let mut alt = format!("{title}. {subtitle}.");
        if !note.is_empty() {
            alt = format!("{alt} {note}");
        }
        let svg = svg::document(&self.scene, &title, &alt);
        Chart { name, title, alt, how_to_read, svg }
    }
}
