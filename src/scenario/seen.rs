//! What was seen at events like this one, in words: `captures>=1 in 1 of 14 events`, `captures>=1 in 12 events`,
//! `odds between 1 % and 20 %`.

use std::fmt;

/// The greatest number of captures that evidence may speak of: `P(at least k)` is known up to there.
pub const MOST_CAPTURES: u32 = 10;
/// The most events that one piece of evidence may speak of: as many trials are needed in every draw.
pub const MOST_EVENTS: u32 = 250;

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Evidence {
    /// So many events of so many had a number of captures in this range.
    Events {
        /// Captures that make an event count.
        captures: Captures,
        /// Events that count.
        in_events: u32,
        /// Events looked at, at least `in_events`.
        of_events: u32,
    },
    /// All the events together had a number of captures in this range.
    Total {
        /// Captures of all events.
        captures: Captures,
        /// Events looked at, at least 1.
        events: u32,
    },
    /// Somebody who knows puts the odds of one event between these, and means a 90 % interval.
    Odds {
        /// 5 % point, above 0.
        low: f64,
        /// 95 % point, below 1.
        high: f64,
    },
}

/// Numbers of captures from the least to the most, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Captures {
    /// The least.
    pub least: u32,
    /// The most; absent: any number.
    pub most: Option<u32>,
}

const FORMS: &str =
    "write \"captures>=1 in 1 of 14 events\", \"captures>=1 in 12 events\" (together) or \"odds between 1 % and 20 %\"";

impl Evidence {
    /// Reads evidence in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words = text.to_lowercase();
        let words = words.trim();
        let read = if let Some(rest) = words.strip_prefix("captures") {
            counted(rest)
        } else if let Some(rest) = words.strip_prefix("odds") {
            stated(rest)
        } else {
            Err("it begins neither with \"captures\" nor with \"odds\"".to_owned())
        };
        read.map_err(|wrong| format!("{wrong}; {FORMS}"))
    }

    /// So many events of so many; refused where there are more than were looked at, or too many.
    pub(super) fn events(captures: Captures, in_events: u32, of_events: u32) -> Result<Self, String> {
        let enough = within(captures, of_events)?;
        if in_events > of_events {
            return Err(format!("{in_events} events of {of_events}: there cannot be more than were looked at"));
        }
        Ok(Self::Events { captures: enough, in_events, of_events })
    }

    /// Trials that it takes in a draw at least: one for each event.
    pub fn events_needed(&self) -> u32 {
        match *self {
            Self::Events { of_events, .. } => of_events,
            Self::Total { events, .. } => events,
            Self::Odds { .. } => 1,
        }
    }
}

/// `>=1 in 1 of 14 events`, `=0 in 12 events`.
fn counted(text: &str) -> Result<Evidence, String> {
    let (operator, rest) = [">=", "<=", "==", ">", "<", "="]
        .iter()
        .find_map(|&operator| Some((operator, text.trim_start().strip_prefix(operator)?)))
        .ok_or("after \"captures\" one of >=, >, =, <=, < is needed")?;
    let (count, events) = rest.split_once(" in ").ok_or("\" in N events\" is missing")?;
    let captures = captures(operator, whole(count)?)?;
    let events = events.trim();
    let events =
        events.strip_suffix("events").or_else(|| events.strip_suffix("event")).ok_or("it must end in \"events\"")?;
    match events.split_once(" of ") {
        Some((in_events, of_events)) => Evidence::events(captures, whole(in_events)?, whole(of_events)?),
        None => {
            let events = whole(events)?;
            Ok(Evidence::Total { captures: within(captures, events)?, events })
        }
    }
}

fn captures(operator: &str, count: u32) -> Result<Captures, String> {
    Ok(match operator {
        ">=" => Captures { least: count, most: None },
        ">" => Captures { least: count.saturating_add(1), most: None },
        "<=" => Captures { least: 0, most: Some(count) },
        "<" => Captures { least: 0, most: Some(count.checked_sub(1).ok_or("no event has fewer than 0 captures")?) },
        "=" | "==" => Captures { least: count, most: Some(count) },
        other => return Err(format!("\"{other}\" is not understood")),
    })
}

/// Refuses numbers that cannot be told or would take too long.
fn within(captures: Captures, events: u32) -> Result<Captures, String> {
    let greatest = captures.most.map_or(captures.least, |most| most.saturating_add(1).max(captures.least));
    match events {
        _ if greatest > MOST_CAPTURES => {
            Err(format!("captures are told apart up to {MOST_CAPTURES}, and this needs {greatest}"))
        }
        0 => Err("no event was looked at".to_owned()),
        _ if events > MOST_EVENTS => {
            Err(format!("{events} events are more than the {MOST_EVENTS} that one statement takes"))
        }
        _ => Ok(captures),
    }
}

fn whole(text: &str) -> Result<u32, String> {
    let text = text.trim();
    text.parse().map_err(|_| format!("\"{text}\" is not a whole number"))
}

/// `between 1 % and 20 %`, `between 0.01 and 0.2`.
fn stated(text: &str) -> Result<Evidence, String> {
    let ends = text.trim().strip_prefix("between").and_then(|ends| ends.split_once(" and "));
    let (low, high) = ends.ok_or("\"between A and B\" must follow \"odds\"")?;
    let (low, high) = (probability(low)?, probability(high)?);
    if !(0.0 < low && low < high && high < 1.0) {
        return Err(format!("{low} and {high} are no range of odds: 0 < A < B < 1 is needed"));
    }
    Ok(Evidence::Odds { low, high })
}

fn probability(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let (number, factor) = text.strip_suffix('%').map_or((text, 1.0), |number| (number.trim_end(), 0.01));
    let value: f64 = number.parse().map_err(|_| format!("\"{text}\" is not a probability such as 0.01 or 1 %"))?;
    Ok(value * factor)
}

impl fmt::Display for Captures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self { least, most: None } => write!(f, "captures>={least}"),
            Self { least, most: Some(most) } if least == most => write!(f, "captures={least}"),
            Self { most: Some(most), .. } => write!(f, "captures<={most}"),
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Events { captures, in_events, of_events } => {
                write!(f, "{captures} in {in_events} of {of_events} events")
            }
            Self::Total { captures, events: 1 } => write!(f, "{captures} in 1 event"),
            Self::Total { captures, events } => write!(f, "{captures} in {events} events"),
            Self::Odds { low, high } => write!(f, "odds between {} % and {} %", percent(*low), percent(*high)),
        }
    }
}

fn percent(value: f64) -> f64 {
    // Nine digits of what was typed, without the noise of the factor.
    (value * 1e11).round() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_reads_back_as_it_is_shown() {
        for text in [
            "captures>=1 in 1 of 14 events",
            "captures=0 in 12 events",
            "captures<=2 in 1 event",
            "captures>=3 in 250 events",
            "odds between 1 % and 20 %",
            "odds between 0.03 % and 99.9 %",
        ] {
            assert_eq!(Evidence::parse(text).unwrap().to_string(), text);
        }
        let any = |least| Captures { least, most: None };
        assert_eq!(
            Evidence::parse("  Captures > 0 in 12 EVENTS "),
            Ok(Evidence::Total { captures: any(1), events: 12 })
        );
        assert_eq!(Evidence::parse("odds between 0.01 and 20%"), Ok(Evidence::Odds { low: 0.01, high: 0.2 }));
    }

    #[test]
    fn what_is_no_evidence_is_refused_with_what_would_be() {
        for (text, wrong) in [
            ("", "neither"),
            ("leaks>=1 in 12 events", "neither"),
            ("captures 1 in 12 events", "one of >=, >, =, <=, <"),
            ("captures>=1", "in N events"),
            ("captures>=1 in 12", "must end in"),
            ("captures>=1 in twelve events", "\"twelve\" is not a whole number"),
            ("captures>=-1 in 12 events", "\"-1\" is not a whole number"),
            ("captures>=1 in 13 of 12 events", "cannot be more"),
            ("captures>=1 in 0 events", "no event was looked at"),
            ("captures>=1 in 99999 events", "more than the 250"),
            ("captures>=11 in 12 events", "up to 10"),
            ("captures<0 in 12 events", "fewer than 0"),
            ("captures>4294967295 in 1 events", "up to 10"),
            ("odds", "between A and B"),
            ("odds between 20 % and 1 %", "no range of odds"),
            ("odds between nan and 1", "no range of odds"),
            ("odds between 0 and 0.5", "no range of odds"),
            ("odds between a and b", "not a probability"),
        ] {
            let refused = Evidence::parse(text).unwrap_err();
            assert!(refused.contains(wrong) && refused.contains("write \"captures>=1"), "{text}: {refused}");
        }
    }
}
