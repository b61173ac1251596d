//! What charts look like: themes, sizes, colours.
//!
//! Colours of lines and bars are those of Okabe and Ito, "Color Universal Design" (2008), which stay apart in the common
//! kinds of colour blindness: <https://jfly.uni-koeln.de/color/>. Heat maps use cividis (Nuñez, Anderton and Renslow,
//! "Optimizing colormaps with consideration for color vision deficiency", 2018, <https://doi.org/10.1371/journal.pone.0199239>),
//! whose lightness rises evenly, so that a copy in grey keeps its order.

use std::fmt;

use plotters::style::RGBAColor;
use serde::{Deserialize, Serialize};

/// Light, dark, or for paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on near black, for slides and screens.
    Dark,
    /// Black on white, with dark marks and few tints, for a printer without colours.
    Print,
}

/// Width and height of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    width: u32,
    height: u32,
}

/// A width or height that no chart can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} is not a size of a chart: WIDTHxHEIGHT in pixels, from {least} to {most} each, such as 960x600",
    least = Size::LEAST,
    most = Size::MOST
)]
pub struct SizeError(
    /// What was given, as `WIDTHxHEIGHT`.
    pub SizeText,
);

/// A refused size, for its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SizeText(u32, u32);

impl fmt::Display for SizeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.0, self.1)
    }
}

impl Size {
    /// Below this, labels do not fit.
    pub const LEAST: u32 = 320;
    /// Above this, a picture at twice its size takes too much memory.
    pub const MOST: u32 = 4000;

    /// A size in pixels.
    pub fn new(width: u32, height: u32) -> Result<Self, SizeError> {
        let fits = |side: u32| (Self::LEAST..=Self::MOST).contains(&side);
        if fits(width) && fits(height) { Ok(Self { width, height }) } else { Err(SizeError(SizeText(width, height))) }
    }

    /// Width \[px\].
    pub fn width(self) -> u32 {
        self.width
    }

    /// Height \[px\].
    pub fn height(self) -> u32 {
        self.height
    }
}

impl Default for Size {
    fn default() -> Self {
        Self { width: 960, height: 600 }
    }
}

/// How charts are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChartStyle {
    /// The colours.
    pub theme: Theme,
    /// The size.
    pub size: Size,
}

/// A colour.
pub type Ink = RGBAColor;

const fn ink(rgb: u32) -> Ink {
    RGBAColor((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8, 1.0)
}

/// The colour, seen through.
pub fn faded(ink: Ink, opacity: f64) -> Ink {
    RGBAColor(ink.0, ink.1, ink.2, opacity)
}

/// Colours by what they stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// Behind everything.
    pub paper: Ink,
    /// Titles, labels, intervals.
    pub text: Ink,
    /// Subtitles, axes, notes.
    pub quiet: Ink,
    /// Lines of the grid.
    pub grid: Ink,
    /// Nights and other stretches of an axis.
    pub shade: Ink,
    /// What the chart is about.
    pub main: Ink,
    /// What stands beside it: counts of another kind, sums of the rest.
    pub side: Ink,
    /// Limits and what exceeds them.
    pub limit: Ink,
    /// Bands around lines.
    pub band: Ink,
}

/// On white, shares below this part of the greatest fade to it: full yellow would shout where there is least.
const PALE_BELOW: f64 = 0.3;
/// How much of its colour the least share keeps.
const LEAST_COLOUR: f64 = 0.15;

fn paler(ink: Ink, strength: f64) -> Ink {
    let kept = LEAST_COLOUR + strength * (1.0 - LEAST_COLOUR);
    let mix = |channel: u8| (255.0 - kept * (255.0 - f64::from(channel))).round() as u8;
    RGBAColor(mix(ink.0), mix(ink.1), mix(ink.2), 1.0)
}

impl Theme {
    /// The theme's colours.
    pub fn palette(self) -> Palette {
        match self {
            Self::Light => Palette {
                paper: ink(0xffffff),
                text: ink(0x1a1a1a),
                quiet: ink(0x595959),
                grid: ink(0xe3e3e3),
                shade: ink(0xeef1f5),
                main: ink(0x0072b2),
                side: ink(0x8a9199),
                limit: ink(0xd55e00),
                band: ink(0xbcd9ea),
            },
            Self::Dark => Palette {
                paper: ink(0x14171a),
                text: ink(0xf2f2f2),
                quiet: ink(0xb5bbc2),
                grid: ink(0x343a40),
                shade: ink(0x20262c),
                main: ink(0x56b4e9),
                side: ink(0x7d8791),
                limit: ink(0xe69f00),
                band: ink(0x1f4a63),
            },
            Self::Print => Palette {
                paper: ink(0xffffff),
                text: ink(0x000000),
                quiet: ink(0x333333),
                grid: ink(0xd0d0d0),
                shade: ink(0xf0f0f0),
                main: ink(0x00476f),
                side: ink(0x8c8c8c),
                limit: ink(0xb04e00),
                band: ink(0xcccccc),
            },
        }
    }

    /// Colours for further lines beside `text`, `main` and `limit`: bluish green, reddish purple and orange of Okabe and Ito,
    /// darker on paper.
    pub fn further(self) -> [Ink; 3] {
        match self {
            Self::Light => [ink(0x009e73), ink(0xcc79a7), ink(0xa66f00)],
            Self::Dark => [ink(0x2bc89b), ink(0xe6a3c8), ink(0xf0e442)],
            Self::Print => [ink(0x006b4e), ink(0x8f3f6c), ink(0x6b4800)],
        }
    }

    /// Cividis from the lowest value (0) to the highest (1); the lowest is the one nearest to the paper.
    pub fn heat(self, share: f64) -> Ink {
        const CIVIDIS: [u32; 9] =
            [0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74, 0xd1ba5e, 0xfee838];
        let along = if self == Self::Dark { share } else { 1.0 - share }.clamp(0.0, 1.0);
        let place = along * (CIVIDIS.len() - 1) as f64;
        let below = (place as usize).min(CIVIDIS.len() - 2);
        let (from, to) = (ink(CIVIDIS[below]), ink(CIVIDIS[below + 1]));
        let part = place - below as f64;
        let mix = |a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
        let full = RGBAColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2), 1.0);
        if self == Self::Dark { full } else { paler(full, (share / PALE_BELOW).min(1.0)) }
    }
}

/// Contrast that letters need, and marks (WCAG 2.2, 1.4.3 and 1.4.11, level AA).
const LETTERS_CONTRAST: f64 = 4.5;
/// By how much a colour comes nearer to that of the text, step by step.
const NEARER: f64 = 0.04;

impl Theme {
    /// A colour of marks for letters: as much nearer to the colour of text as it takes to read it.
    pub fn letters(self, ink: Ink) -> Ink {
        let Palette { paper, text, .. } = self.palette();
        let mix = |part: f64, a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
        let nearer =
            |part: f64| RGBAColor(mix(part, ink.0, text.0), mix(part, ink.1, text.1), mix(part, ink.2, text.2), 1.0);
        let steps = (0..).map(|step| f64::from(step) * NEARER).take_while(|&part| part < 1.0);
        steps.map(nearer).find(|&ink| contrast(ink, paper) >= LETTERS_CONTRAST).unwrap_or(text)
    }
}

/// Contrast of two colours, from 1 to 21 (WCAG 2).
pub fn contrast(one: Ink, other: Ink) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance, from 0 (black) to 1 (white) (WCAG 2).
fn luminance(ink: Ink) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(ink.0) + 0.7152 * linear(ink.1) + 0.0722 * linear(ink.2)
}

/// Black or white, whichever is easier to read on a colour (by the relative luminance of WCAG 2).
pub fn readable_on(ink: Ink) -> Ink {
    let (black, white) = (RGBAColor(0, 0, 0, 1.0), RGBAColor(255, 255, 255, 1.0));
    if contrast(ink, black) >= contrast(ink, white) { black } else { white }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heat_map_gets_steadily_darker_on_paper_and_lighter_on_dark() {
        let lightness = |ink: Ink| 2 * u32::from(ink.0) + 7 * u32::from(ink.1) + u32::from(ink.2);
        let steps =
            |theme: Theme| (0..=20).map(|step| lightness(theme.heat(f64::from(step) / 20.0))).collect::<Vec<_>>();
        assert!(steps(Theme::Light).is_sorted_by(|a, b| a > b));
        assert!(steps(Theme::Dark).is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn letters_can_be_read_and_marks_seen_in_every_theme() {
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            let palette = theme.palette();
            for plain in [palette.text, palette.quiet] {
                assert!(contrast(plain, palette.paper) >= 7.0, "{theme:?} {plain:?}");
                assert!(contrast(plain, palette.shade) >= 4.5, "{theme:?} {plain:?} on the shade");
            }
            for mark in [palette.main, palette.side, palette.limit].into_iter().chain(theme.further()) {
                assert!(contrast(mark, palette.paper) >= 3.0, "{theme:?} {mark:?}");
                let letters = theme.letters(mark);
                assert!(contrast(letters, palette.paper) >= LETTERS_CONTRAST, "{theme:?} {letters:?}");
                assert!(contrast(mark, palette.paper) < LETTERS_CONTRAST || letters == mark, "no more than it takes");
            }
            for step in 0..=50 {
                let heat = theme.heat(f64::from(step) / 50.0);
                assert!(contrast(readable_on(heat), heat) >= LETTERS_CONTRAST, "{theme:?} {heat:?}");
            }
        }
        assert!((contrast(ink(0x000000), ink(0xffffff)) - 21.0).abs() < 1e-12);
        assert!((contrast(ink(0x767676), ink(0xffffff)) - 4.54).abs() < 0.005, "the textbook's grey");
    }

    #[test]
    fn a_size_is_neither_too_small_nor_too_large() {
        assert!(Size::new(640, 400).is_ok());
        let refused = Size::new(10, 600).unwrap_err().to_string();
        assert!(refused.starts_with("10x600 is not a size") && refused.contains("320 to 4000"), "{refused}");
    }
}
