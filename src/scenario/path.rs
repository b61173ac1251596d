//! Paths of values: `group.generals.mistake`, `venue.*.blocked`, `sources."group.*"`.

use std::fmt;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    /// `*`: every key of a table, every item of a list.
    Any,
}

impl Step {
    pub fn text(&self) -> String {
        match self {
            Self::Key(key) => key.clone(),
            Self::Any => "*".to_owned(),
        }
    }
}

/// A path that may hold wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(pub Vec<Step>);

impl Pattern {
    /// Reads a path; a step with dots or other marks in it is quoted.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        let mut rest = text.trim();
        loop {
            let (step, after) = if rest.starts_with(['"', '\'']) { quoted_step(rest)? } else { bare_step(rest)? };
            steps.push(step);
            match after.strip_prefix('.') {
                Some(next) => rest = next,
                None if after.is_empty() => return Ok(Self(steps)),
                None => return Err(format!("a dot is missing before `{after}`")),
            }
        }
    }

    /// Whether a path without wildcards is one of those meant.
    pub fn matches(&self, path: &[&str]) -> bool {
        let meets = |(step, key): (&Step, &&str)| match step {
            Step::Any => true,
            Step::Key(wanted) => wanted == key,
        };
        self.0.len() == path.len() && self.0.iter().zip(path).all(meets)
    }

    /// The same path with one step replaced.
    pub fn with_step(&self, index: usize, key: &str) -> Self {
        let mut steps = self.0.clone();
        steps[index] = Step::Key(key.to_owned());
        Self(steps)
    }
}

fn quoted_step(text: &str) -> Result<(Step, &str), String> {
    let quote = if text.starts_with('"') { '"' } else { '\'' };
    let end = text[1..].find(quote).ok_or_else(|| format!("the quote in `{text}` is not closed"))? + 1;
    Ok((Step::Key(text[1..end].to_owned()), &text[end + 1..]))
}

fn bare_step(text: &str) -> Result<(Step, &str), String> {
    let end = text.find('.').unwrap_or(text.len());
    match &text[..end] {
        "" => Err("a step between two dots is empty".to_owned()),
        "*" => Ok((Step::Any, &text[end..])),
        key => Ok((Step::Key(key.to_owned()), &text[end..])),
    }
}

/// Whether a pattern (`campaign.*`, `group.generals`) is that of a path, or of a part that holds it. The error says what is
/// wrong with the pattern.
pub fn covers(pattern: &str, path: &str) -> Result<bool, String> {
    let pattern = Pattern::parse(pattern)?;
    let keys: Vec<String> = Pattern::parse(path)?.0.iter().map(Step::text).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    Ok((1..=keys.len()).any(|length| pattern.matches(&keys[..length])))
}

/// The path of a value by its keys, as paths of uncertain values are written.
pub fn beneath(keys: &[&str]) -> String {
    keys.iter().fold(String::new(), |path, key| joined(&path, key))
}

/// The keys of a path.
pub fn keys(path: &str) -> Vec<String> {
    Pattern::parse(path).map_or_else(|_| vec![path.to_owned()], |Pattern(steps)| steps.iter().map(Step::text).collect())
}

/// The first keys of a path, as a path.
pub fn beginning(path: &str, keys: usize) -> String {
    Pattern::parse(path).map_or_else(
        |_| path.to_owned(),
        |Pattern(mut steps)| {
            steps.truncate(keys);
            Pattern(steps).to_string()
        },
    )
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            match step {
                Step::Any => f.write_str("*")?,
                Step::Key(key) => f.write_str(&shown_key(key))?,
            }
        }
        Ok(())
    }
}

/// A key as it stands in a path: quoted if it would not be read back as one step.
pub(super) fn shown_key(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    match (bare, key.contains('"')) {
        (true, _) => key.to_owned(),
        (false, false) => format!("\"{key}\""),
        (false, true) => format!("'{key}'"),
    }
}

/// The path one step below.
pub(super) fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { shown_key(key) } else { format!("{path}.{}", shown_key(key)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_it_is_shown() {
        for text in ["group.generals.mistake", "venue.*.blocked", "sources.\"group.*\".text", "a.'say \"x\"'.b"] {
            assert_eq!(Pattern::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_pattern_covers_a_path_and_all_parts_of_what_it_names() {
        for (pattern, expected) in [
            ("group.generals", true),
            ("group.*.mistake", true),
            ("group", true),
            ("group.staff", false),
            ("*.x", false),
        ] {
            assert_eq!(covers(pattern, "group.generals.mistake"), Ok(expected), "{pattern}");
        }
        assert!(covers("a..b", "group.generals.mistake").is_err());
        assert_eq!(beginning("group.\"a.b\".mistake", 2), "group.\"a.b\"");
    }

    #[test]
    fn a_broken_path_is_refused() {
        for text in ["", "a..b", "a.", "a.\"b", "a.\"b\"c"] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }
}
