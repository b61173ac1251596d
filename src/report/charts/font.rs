//! The embedded font, and how wide text is in it: no font of the system is needed or asked.
//!
//! Inter by Rasmus Andersson, under the SIL Open Font License 1.1 (`assets/fonts/OFL.txt`).

use std::sync::LazyLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};
use unicode_width::UnicodeWidthChar;

/// The font of normal weight.
pub const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
/// The bold font.
pub const BOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-Bold.otf");
/// The font of normal weight as browsers take it: less than a tenth of its size, with Latin, Greek and Cyrillic letters, signs
/// and arrows.
pub const REGULAR_FOR_BROWSERS: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.woff2");
/// The bold font as browsers take it.
pub const BOLD_FOR_BROWSERS: &[u8] = include_bytes!("../../../assets/fonts/Inter-Bold.woff2");
/// What an SVG asks for: the font that text was measured with, then others that are about as wide.
pub const FAMILIES: &str = "Inter, Helvetica, Arial, Liberation Sans, sans-serif";

/// The size at which text is measured: a whole pixel of it is far below what can be seen.
const MEASURED_AT: f64 = 1000.0;
/// Plotters divides a font's size by this when it writes an SVG.
pub const PLOTTERS_FACTOR: f64 = 1.24;
/// Width of half a character cell in a font that has characters which the embedded one lacks \[em\].
const FOREIGN_CELL: f64 = 0.55;

/// What rounding may add to a width \[px\].
const TOLERANCE: f64 = 0.1;

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As in running text.
    Normal,
    /// As in titles.
    Bold,
}

impl Weight {
    /// The weight in plotters' words.
    pub fn style(self) -> FontStyle {
        match self {
            Self::Normal => FontStyle::Normal,
            Self::Bold => FontStyle::Bold,
        }
    }
}

static REGISTERED: LazyLock<()> = LazyLock::new(|| {
    for (weight, bytes) in [(Weight::Normal, REGULAR), (Weight::Bold, BOLD)] {
        assert!(register_font(FAMILIES, weight.style(), bytes).is_ok(), "the embedded font is a font");
    }
});

/// Makes the font known to plotters.
pub fn register() {
    LazyLock::force(&REGISTERED);
}

/// Width of a text at a font size \[px\].
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    register();
    let font = FontDesc::new(FontFamily::Name(FAMILIES), MEASURED_AT * PLOTTERS_FACTOR, weight.style());
    let measured = font.box_size(text).map_or(0.0, |(width, _)| f64::from(width)) / MEASURED_AT;
    let foreign = text.chars().filter(|c| !c.is_ascii()).filter_map(UnicodeWidthChar::width);
    let cells = foreign.filter(|&cells| cells > 1).sum::<usize>() as f64;
    size * measured.max(cells * FOREIGN_CELL)
}

/// Whether the embedded font has every letter of the text, so that its width is known.
pub fn knows(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, ' '..='~' | '\u{a0}'..='\u{17f}' | '\u{370}'..='\u{45f}' | '–' | '—' | '‘'..='”' | '…'
        | '€' | '←'..='↓' | '−' | '≤' | '≥')
    })
}

/// The text, cut to a width; what was cut ends in `…`.
pub fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room + TOLERANCE {
        return text.to_owned();
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let cut = |length: usize| format!("{}…", text[..ends[length]].trim_end());
    let kept = ends.partition_point(|&end| width(&format!("{}…", &text[..end]), size, weight) <= room);
    cut(kept.saturating_sub(1))
}

/// The text in lines of a width, at most `lines` of them; what does not fit ends in `…`.
pub fn wrap(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = wrapped.len() - 1;
        let longer = if wrapped[last].is_empty() { word.to_owned() } else { format!("{} {word}", wrapped[last]) };
        if wrapped[last].is_empty() || width(&longer, size, weight) <= room || wrapped.len() == lines {
            wrapped[last] = longer;
        } else {
            wrapped.push(word.to_owned());
        }
    }
    wrapped.into_iter().filter(|line| !line.is_empty()).map(|line| fit(&line, size, weight, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_text_is_wider_and_size_scales() {
        let regular = width("Share of captures", 10.0, Weight::Normal);
        assert!((60.0..100.0).contains(&regular), "{regular}");
        assert!(width("Share of captures", 10.0, Weight::Bold) > regular);
        assert!((width("Share of captures", 20.0, Weight::Normal) - 2.0 * regular).abs() < 0.1);
    }

    #[test]
    fn the_font_knows_western_greek_and_cyrillic_letters_only() {
        assert!(knows("Zürich – Łódź … 5 € ≤ Αθήνα → Москва"));
        assert!(!knows("漢字") && !knows("معرض") && !knows("a 😀"));
    }

    #[test]
    fn a_long_name_is_cut_to_its_room() {
        for name in ["x".repeat(300), "漢".repeat(300), "ﷺ😀".repeat(50), "a b ".repeat(90)] {
            let cut = fit(&name, 12.0, Weight::Normal, 90.0);
            assert!(cut.ends_with('…') && width(&cut, 12.0, Weight::Normal) <= 90.0, "{cut}");
        }
        assert_eq!(fit("hotel", 12.0, Weight::Normal, 90.0), "hotel");
        assert_eq!(fit("hotel", 12.0, Weight::Normal, 1.0), "…");
    }

    #[test]
    fn wrapped_text_keeps_its_words_and_its_number_of_lines() {
        let text = "Half of all captures come from the hotel between 18 and 24 h";
        let lines = wrap(text, 12.0, Weight::Bold, 200.0, 3);
        assert_eq!(lines.join(" "), text);
        let cut = wrap(text, 12.0, Weight::Bold, 120.0, 2);
        assert!(cut.len() == 2 && cut[1].ends_with('…'), "{cut:?}");
    }
}
