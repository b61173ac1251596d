//! Words for a POSIX shell.

/// The word as a shell reads it back: as it is if it means nothing else there, in single quotes otherwise.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,+@%".contains(c);
    // An assignment is a word of its own kind only at the start of a command; an option with a value is none.
    let is_plain = |c: char| plain(c) || (c == '=' && word.starts_with('-'));
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Words on one line.
pub fn line<'a>(words: impl IntoIterator<Item = &'a String>) -> String {
    words.into_iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_act_on_is_quoted() {
        for (word, expected) in [
            ("a.toml", "a.toml"),
            ("--set=event.days=3", "--set=event.days=3"),
            ("a=b", "'a=b'"),
            ("", "''"),
            ("a b", "'a b'"),
            ("$(rm -rf ~)", "'$(rm -rf ~)'"),
            ("it's", r"'it'\''s'"),
            ("~", "'~'"),
            ("a\nb;`c`", "'a\nb;`c`'"),
        ] {
            assert_eq!(quoted(word), expected);
        }
    }
}
