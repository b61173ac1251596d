//! Names come from scenario files and are not trusted: what is shown of them cannot move the cursor, change colours,
//! start a new line or turn the direction of the text.

use std::fmt::Write;
use std::path::Path;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text on one line, with everything that a terminal would act on written out as an escape such as `\n` or
/// `\u{1b}`: control characters, line separators, characters that turn the direction of the text, invisible ones.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if acts_on_a_terminal(c) { line.extend(c.escape_default()) } else { line.push(c) }
    }
    line
}

/// A path on one line.
pub fn path(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}

/// JSON with everything that a terminal would act on written as an escape such as `\u202e`; it says the same. Line ends
/// stay: inside of texts JSON has none.
pub fn json(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || !acts_on_a_terminal(c) {
            safe.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a text cannot fail.
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    safe
}

/// `one_line`, cut to at most `width` columns; what was cut ends in `…`.
pub fn fit(text: &str, width: usize) -> String {
    let mut line = String::new();
    let mut used = 0;
    for c in text.chars() {
        let piece = if acts_on_a_terminal(c) { c.escape_default().to_string() } else { c.to_string() };
        let wide = piece.chars().filter_map(UnicodeWidthChar::width).sum::<usize>();
        // Marks without a width could be piled up for ever.
        if used + wide > width || line.len() > 8 * width {
            return cut(line, width);
        }
        used += wide;
        line.push_str(&piece);
    }
    line
}

/// `one_line`, cut at its beginning to at most `width` columns: of a path the end matters.
pub fn fit_end(text: &str, width: usize) -> String {
    let mut line = one_line(text);
    if line.width() <= width {
        return line;
    }
    while line.width() + 1 > width && !line.is_empty() {
        line.remove(0);
    }
    format!("…{line}")
}

/// Columns that the text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

fn cut(mut line: String, width: usize) -> String {
    while line.width() + 1 > width && line.pop().is_some() {}
    line.truncate(line.trim_end().len());
    line.push('…');
    line
}

fn acts_on_a_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_newlines_and_ansi_codes_are_written_out() {
        assert_eq!(one_line("a\nb\t\u{1b}[31mred\u{7}\r"), "a\\nb\\t\\u{1b}[31mred\\u{7}\\r");
        assert_eq!(one_line("\u{9b}31m"), "\\u{9b}31m");
    }

    #[test]
    fn characters_that_turn_the_text_are_written_out() {
        assert_eq!(one_line("a\u{202e}b\u{2066}c\u{200f}"), "a\\u{202e}b\\u{2066}c\\u{200f}");
        assert_eq!(one_line("x\u{2028}y\u{feff}"), "x\\u{2028}y\\u{feff}");
    }

    #[test]
    fn json_says_the_same_without_acting_on_a_terminal() {
        let name = "a\u{9b}31m\u{202e}b\u{e0041}\u{7f}\n\u{1b}[0m 漢 😀";
        let written = json(&(serde_json::to_string_pretty(&[name]).unwrap() + "\n"));
        assert!(written.chars().all(|c| c == '\n' || !acts_on_a_terminal(c)), "{written:?}");
        assert!(written.contains("漢 😀"));
        assert_eq!(serde_json::from_str::<Vec<String>>(&written).unwrap(), [name]);
    }

    #[test]
    fn letters_of_every_script_stay() {
        for text in ["Hôtel", "シンガポール", "معرض", "😀 fair", "a<script>"] {
            assert_eq!(one_line(text), text);
        }
    }

    #[test]
    fn a_long_name_is_cut_to_its_columns() {
        let long = "x".repeat(300);
        assert_eq!(fit(&long, 10), "xxxxxxxxx…");
        assert_eq!(width(&fit(&"漢".repeat(50), 10)), 9);
        assert_eq!(fit("exactly-10", 10), "exactly-10");
        assert_eq!(fit("two words here", 5), "two…");
    }

    #[test]
    fn a_long_path_keeps_its_end() {
        assert_eq!(fit_end("scenarios/air-show.toml", 14), "…air-show.toml");
        assert_eq!(fit_end("a.toml", 14), "a.toml");
    }

    #[test]
    fn marks_without_width_are_not_piled_up_for_ever() {
        let pile = format!("a{}", "\u{301}".repeat(10_000));
        assert!(fit(&pile, 10).len() < 200);
    }

    #[test]
    fn an_escape_is_not_cut_into_something_else() {
        assert!(width(&fit("abcdefg\u{1b}[0m", 9)) <= 9);
    }
}
