//! Right-to-left words inside of sentences: isolated, so that they do not drag the numbers and brackets beside them to their
//! other side.
//!
//! The bidirectional algorithm (Unicode Standard Annex 9) gives a digit or a bracket behind a right-to-left word the direction
//! of that word. Between U+2068 (first strong isolate) and U+2069 (pop directional isolate) the word keeps its own direction,
//! and what stands around it does as if it were one letter of unknown direction.

/// Begins an isolate whose direction is that of its first letter.
pub const BEGIN: char = '\u{2068}';
/// Ends it.
pub const END: char = '\u{2069}';

/// The text with every stretch of right-to-left letters isolated; spaces and marks between such letters belong to the stretch,
/// and so does the ellipsis of a name that was cut.
pub fn isolated(text: &str) -> String {
    if !text.chars().any(runs_leftwards) {
        return text.to_owned();
    }
    let mut isolated = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(start) = rest.find(runs_leftwards) {
        let end = start + stretch(&rest[start..]);
        isolated.push_str(&rest[..start]);
        isolated.push(BEGIN);
        isolated.push_str(&rest[start..end]);
        isolated.push(END);
        rest = &rest[end..];
    }
    isolated + rest
}

/// The text without isolates: what can be seen of it.
pub fn bare(text: &str) -> String {
    text.replace([BEGIN, END], "")
}

/// Length of the stretch with which the text begins \[bytes\].
fn stretch(text: &str) -> usize {
    let mut length = 0;
    for (at, c) in text.char_indices() {
        if runs_leftwards(c) || (c == '…' && at == length) {
            length = at + c.len_utf8();
        } else if c.is_alphabetic() {
            break;
        }
    }
    length
}

/// Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and the other scripts that run from right to left.
fn runs_leftwards(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_to_left_words_stand_for_themselves_and_numbers_beside_them_stay_where_they_are() {
        for (text, expected) in [
            ("hotel (33 %)", "hotel (33 %)"),
            ("معرض (33 %) and hotel", "\u{2068}معرض\u{2069} (33 %) and hotel"),
            ("at معرض الطيران 12 between", "at \u{2068}معرض الطيران\u{2069} 12 between"),
            ("אולם 3 גדול: 4", "\u{2068}אולם 3 גדול\u{2069}: 4"),
            ("معرض الط… (2)", "\u{2068}معرض الط…\u{2069} (2)"),
            ("معرض and אולם", "\u{2068}معرض\u{2069} and \u{2068}אולם\u{2069}"),
        ] {
            assert_eq!(isolated(text), expected);
            assert_eq!(bare(&isolated(text)), text);
        }
    }
}
