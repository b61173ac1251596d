//! The calibrated scenario: a file that extends the original and changes nothing but what was learned.

use std::fmt::Write;

use super::calibrate::{answer, by_change, moved_pairs};
use super::round;
use crate::scenario::{Ignorance, keys};
use crate::study::calibrate::result::{CalibrateResult, Calibrated};

/// Comments are broken at this width.
const COLUMNS: usize = 100;
/// Digits of rank correlations.
const DECIMALS: i32 = 2;

/// Whether correlations that came from what was seen are written too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correlations {
    /// They are, beside those that were there.
    Learned,
    /// Only those that were there, as they come from the original.
    Inherited,
}

/// The text of the file; `extends` is the path of the original as seen from it.
pub fn text(result: &CalibrateResult, extends: &str, correlations: Correlations) -> String {
    let mut text = String::new();
    comment(
        &mut text,
        "Written by `overheard calibrate`. The ranges below are what is to be believed of these values given",
    );
    comment(&mut text, "what was seen; everything else is as in the original.");
    comment(&mut text, "");
    result.evidence.iter().for_each(|evidence| comment(&mut text, &format!("seen: {evidence}")));
    result.measures.iter().for_each(|measure| comment(&mut text, &format!("with measure in force: {measure}")));
    wrapped(&mut text, &answer(result));
    wrapped(&mut text, &provenance(result));
    text.push_str("\nformat = 1\n");
    let _ = writeln!(text, "extends = {}", quoted(extends));
    text.push_str(
        "# What was seen is in the ranges now; to count it again would be to count it twice.\nevidence = []\n\n",
    );
    for &place in &by_change(result) {
        value(&mut text, &result.values[place]);
    }
    if correlations == Correlations::Learned && !moved_pairs(result).is_empty() {
        text.push_str(
            "# Rank correlations: those of the original, and those that what was seen brings.\ncorrelation = [\n",
        );
        for pair in &result.pairs {
            let (one, other) = pair.between;
            let [one, other] = [one, other].map(|place| quoted(&result.values[place].path));
            let _ =
                writeln!(text, "  {{ between = [{one}, {other}], rank = {} }},", round::fixed(pair.after, DECIMALS));
        }
        text.push_str("]\n");
    }
    sources(&mut text, result);
    text
}

fn provenance(result: &CalibrateResult) -> String {
    format!(
        "From {}, scenario {}, seed {}, {} draws worth {} of equal weight, overheard {}.",
        result.file,
        result.provenance.scenario_hash.chars().take(12).collect::<String>(),
        result.provenance.seed,
        result.provenance.draws,
        round::fixed(result.effective_draws, 0),
        result.provenance.version
    )
}

/// A value's line, behind a comment with what was believed before. Values inside lists cannot be reached from another
/// file, and are told only.
fn value(text: &mut String, value: &Calibrated) {
    let Some(after) = &value.after else { return };
    let keys = keys(&value.path);
    let in_list = keys.iter().any(|key| key.bytes().all(|b| b.is_ascii_digit()) && !key.is_empty());
    let path: Vec<String> = keys.iter().map(|key| toml_key(key)).collect();
    let line = format!("{} = {}", path.join("."), law(after));
    comment(text, &format!("before: {}", law(&value.before)));
    if in_list {
        comment(text, &format!("not in force, because it stands in a list: {line}"))
    } else {
        text.push_str(&line)
    };
    text.push('\n');
}

fn sources(text: &mut String, result: &CalibrateResult) {
    let changed = by_change(result);
    if changed.is_empty() {
        return;
    }
    text.push_str("\n[sources]\n");
    let seen: Vec<String> = result.evidence.iter().map(ToString::to_string).collect();
    let why = format!("posterior of overheard calibrate, given: {}", seen.join("; "));
    for place in changed {
        let path = quoted(&result.values[place].path);
        let _ = writeln!(text, "{path} = {{ basis = \"computed\", text = {} }}", quoted(&why));
    }
}

fn law(law: &Ignorance) -> String {
    match law {
        Ignorance::LogNormal { low, high } | Ignorance::LogitNormal { low, high } => {
            format!("{{ low = {low:?}, high = {high:?} }}")
        }
        Ignorance::Pert { min, mode, max } => format!("{{ min = {min:?}, mode = {mode:?}, max = {max:?} }}"),
    }
}

/// A line of comment; names from the scenario cannot end it.
fn comment(text: &mut String, line: &str) {
    let line = super::safe::one_line(line);
    let _ = writeln!(text, "{}", format!("# {line}").trim_end());
}

fn wrapped(text: &mut String, words: &str) {
    let mut line = String::new();
    for word in words.split(' ') {
        if !line.is_empty() && line.len() + word.len() >= COLUMNS {
            comment(text, &line);
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    comment(text, &line);
}

fn toml_key(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare { key.to_owned() } else { quoted(key) }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() || super::safe::one_line(&c.to_string()).len() > c.len_utf8() => {
                let _ = write!(quoted, "\\U{:08X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_so_that_toml_reads_them_back() {
        for text in ["plain", "a\"b\\c", "line\nbreak\u{202e}", "漢字"] {
            let read: toml::Table = toml::from_str(&format!("x = {}", quoted(text))).unwrap();
            assert_eq!(read["x"].as_str(), Some(text));
        }
        assert_eq!(toml_key("hotel-wifi"), "hotel-wifi");
        assert_eq!(toml_key("é"), "\"é\"");
    }
}
