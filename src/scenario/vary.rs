//! Values along a path: what a sweep goes through.

use super::edit::shape_at;
use super::load::{Override, split_at_equals};
use super::path::Pattern;
use super::shape::Range;

/// Values between two ends, where no number of them is stated.
const DEFAULT_COUNT: usize = 11;
/// The most values of one path.
const MOST_COUNT: usize = 1000;
/// Values between two ends are rounded to a decimal that is at most this part of the step to the next.
const ROUNDING: f64 = 0.02;

/// How the values lie between their ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// At equal distances.
    Linear,
    /// At equal ratios.
    Log,
    /// As they were listed; in ascending order if all are numbers.
    Listed,
}

/// One of the values.
#[derive(Debug, Clone, PartialEq)]
pub struct VaryValue {
    /// As it would stand in a scenario file.
    pub text: String,
    /// The number that it is, if it is one.
    pub number: Option<f64>,
}

/// A path and the values to put there.
#[derive(Debug, Clone, PartialEq)]
pub struct Vary {
    /// The path, which may hold `*` (untrusted text).
    pub path: String,
    /// How the values lie.
    pub spacing: Spacing,
    /// Whether whole numbers are wanted at the path.
    pub whole: bool,
    /// The values, at least one, none twice.
    pub values: Vec<VaryValue>,
}

impl Vary {
    /// Reads `PATH=FROM..TO`, `PATH=FROM..TO:N`, `PATH=FROM..TO:N:log` or `PATH=a,b,c`. Values between two ends
    /// are rounded to 2 % of their distance or less, so that they can be read and typed; where whole numbers are wanted
    /// at the path, to whole ones, and what then comes twice is left out.
    ///
    /// ```
    /// use overheard::scenario::Vary;
    ///
    /// let posts = Vary::parse("campaign.net.collector.posts.count=1..100:5:log")?;
    /// let numbers: Vec<f64> = posts.values.iter().filter_map(|value| value.number).collect();
    /// assert_eq!(numbers, [1.0, 3.0, 10.0, 32.0, 100.0]);
    /// # Ok::<(), String>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        let split = split_at_equals(text)
            .ok_or_else(|| format!("\"{text}\" is not of the form PATH=FROM..TO:N or PATH=a,b,c"))?;
        let (path, values) = (text[..split].trim(), text[split + 1..].trim());
        let pattern = Pattern::parse(path).map_err(|error| format!("\"{path}\" is not a path: {error}"))?;
        let whole = takes_whole_numbers(path);
        let (spacing, values) = match values.split_once("..") {
            Some((from, rest)) => between(from, rest, whole)?,
            None => (Spacing::Listed, listed(values)?),
        };
        Ok(Self { path: pattern.to_string(), spacing, whole, values })
    }

    /// The change of the scenario that puts a value at the path.
    pub fn change(&self, value: usize) -> Override {
        Override::varied(&self.path, &self.values[value].text)
    }

    /// The values as numbers, if all of them are.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        self.values.iter().map(|value| value.number).collect()
    }
}

/// Whether only whole numbers may stand at a path.
pub fn takes_whole_numbers(path: &str) -> bool {
    let shape = Pattern::parse(path).ok().and_then(|pattern| shape_at(&pattern));
    let range = shape.and_then(|shape| shape.number()).map(|number| number.range);
    matches!(range, Some(Range::Whole { .. }))
}

fn between(from: &str, rest: &str, whole: bool) -> Result<(Spacing, Vec<VaryValue>), String> {
    let mut parts = rest.split(':').map(str::trim);
    let (from, to) = (end(from)?, end(parts.next().unwrap_or(""))?);
    let (mut count, mut spacing) = (DEFAULT_COUNT, Spacing::Linear);
    for part in parts {
        match part {
            "log" => spacing = Spacing::Log,
            number => count = count_of(number)?,
        }
    }
    if from >= to {
        return Err(format!("the first end has to be below the second, found {from} and {to}"));
    }
    if spacing == Spacing::Log && from <= 0.0 {
        return Err(format!("equal ratios need ends above 0, found {from}: start above 0, or leave :log out"));
    }
    let last = (count - 1) as f64;
    let at = |index: usize| match (index, spacing) {
        (0, _) => from,
        (index, _) if index + 1 == count => to,
        (index, Spacing::Log) => from * (to / from).powf(index as f64 / last),
        (index, _) => from + (to - from) * (index as f64 / last),
    };
    let inner = |index: usize| {
        if index == 0 || index + 1 == count { at(index) } else { rounded(at(index), at(index) - at(index - 1)) }
    };
    let mut numbers: Vec<f64> =
        (0..count).map(|index| if whole { inner(index).round() } else { inner(index) }).collect();
    numbers.dedup();
    Ok((spacing, numbers.into_iter().map(number_value).collect()))
}

fn end(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.trim().replace('_', "").parse().ok();
    number.filter(|number| number.is_finite()).ok_or_else(|| {
        format!("\"{}\" is not a number: an end of a range is one, such as in 0.01..0.1:10", text.trim())
    })
}

fn count_of(text: &str) -> Result<usize, String> {
    let count: Option<usize> = text.parse().ok();
    count.filter(|count| (2..=MOST_COUNT).contains(count)).ok_or_else(|| {
        format!(
            "\"{text}\" is no number of values: from 2 to {MOST_COUNT}, then :log for equal ratios, as in 1..100:7:log"
        )
    })
}

/// The value as somebody would type it, given the step from the one before.
fn rounded(value: f64, step: f64) -> f64 {
    let decimals = -(ROUNDING * step).log10().floor();
    if decimals > 0.0 {
        return format!("{value:.*}", decimals as usize).parse().unwrap_or(value);
    }
    let unit = 10f64.powf(-decimals);
    (value / unit).round() * unit
}

fn number_value(number: f64) -> VaryValue {
    VaryValue { text: format!("{number}"), number: Some(number) }
}

/// Values between commas; commas inside quotes and brackets belong to a value.
fn listed(text: &str) -> Result<Vec<VaryValue>, String> {
    let mut values: Vec<VaryValue> = Vec::new();
    for item in split_list(text) {
        if item.is_empty() {
            return Err("a value is missing: write PATH=FROM..TO:N, or values between commas".to_owned());
        }
        let number = item.replace('_', "").parse().ok().filter(|number: &f64| number.is_finite());
        let value = VaryValue { text: item.to_owned(), number };
        let known = |other: &VaryValue| other.text == value.text || (number.is_some() && other.number == number);
        if values.iter().any(known) {
            return Err(format!("{item} is listed twice"));
        }
        values.push(value);
    }
    if values.len() > MOST_COUNT {
        return Err(format!("{} values are more than the {MOST_COUNT} that one path takes", values.len()));
    }
    if values.iter().all(|value| value.number.is_some()) {
        values.sort_by(|a, b| a.number.unwrap_or(0.0).total_cmp(&b.number.unwrap_or(0.0)));
    }
    Ok(values)
}

fn split_list(text: &str) -> Vec<&str> {
    let (mut quote, mut depth, mut start, mut items) = (None, 0usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                items.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(text[start..].trim());
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(vary: &str) -> Vec<String> {
        Vary::parse(vary).unwrap().values.into_iter().map(|value| value.text).collect()
    }

    #[test]
    fn values_lie_at_equal_distances_or_ratios_and_end_where_they_should() {
        assert_eq!(texts("group.a.mistake=0.1..0.5:5"), ["0.1", "0.2", "0.3", "0.4", "0.5"]);
        assert_eq!(texts("campaign.c.review_per_day=1..1000:4:log"), ["1", "10", "100", "1000"]);
        assert_eq!(
            texts("campaign.c.focus=0..1"),
            ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"]
        );
        assert_eq!(texts("group.a.mistake=0.02..0.4:4:log"), ["0.02", "0.0543", "0.147", "0.4"]);
        assert_eq!(texts("campaign.c.review_per_day=3000..9000:4:log"), ["3000", "4330", "6240", "9000"]);
        assert_eq!(texts("group.a.mistake=0.1..0.100001:3"), ["0.1", "0.1000005", "0.100001"]);
        assert_eq!(texts("event.days=1..3:9"), ["1", "2", "3"], "whole numbers are wanted there");
    }

    #[test]
    fn listed_numbers_are_put_in_order_and_other_values_stay_as_they_are() {
        assert_eq!(texts("group.*.mistake=0.3,0.1,2e-1"), ["0.1", "2e-1", "0.3"]);
        assert_eq!(texts("conversation.a.clock=local,home"), ["local", "home"]);
        assert_eq!(texts("venue.a.blocked=[],[\"x\", \"y\"]"), ["[]", "[\"x\", \"y\"]"]);
        assert_eq!(texts("group.a.mistake={ low = 0.1, high = 0.2 },0.3"), ["{ low = 0.1, high = 0.2 }", "0.3"]);
        assert_eq!(Vary::parse("group.\"a=b\".mistake=1").unwrap().path, "group.\"a=b\".mistake");
    }

    #[test]
    fn what_cannot_be_gone_through_is_refused_with_what_is_right() {
        for (text, message) in [
            ("group.a.mistake", "PATH=FROM..TO:N"),
            ("group..mistake=1", "not a path"),
            ("group.a.mistake=", "a value is missing"),
            ("group.a.mistake=0.1,,0.2", "a value is missing"),
            ("group.a.mistake=0.1..", "not a number"),
            ("group.a.mistake=x..1", "not a number"),
            ("group.a.mistake=0.1..nan", "not a number"),
            ("group.a.mistake=0.2..0.1:3", "below the second"),
            ("group.a.mistake=0.1..0.1:3", "below the second"),
            ("group.a.mistake=0..1:3:log", "above 0"),
            ("group.a.mistake=0..1:1", "from 2 to 1000"),
            ("group.a.mistake=0..1:1001", "from 2 to 1000"),
            ("group.a.mistake=0..1:5:lin", "from 2 to 1000"),
            ("group.a.mistake=0.1,0.10", "listed twice"),
        ] {
            let refused = Vary::parse(text).unwrap_err();
            assert!(refused.contains(message), "{text}: {refused}");
        }
    }
}
