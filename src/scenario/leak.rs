//! What is known of a leak: the `[leak]` table of a file, and what is given beside it.

use thiserror::Error;

use super::check::hint;
use super::diagnostic::quoted;
use super::document::Scenario;
use super::names::Names;
use super::node::{Base, Node, Value};
use super::shape::Entity;
use super::source::Issue;
use crate::quantity::{CountRange, HourRange};

/// Causes of a leg's line, as they are named.
pub const CAUSES: [&str; 4] = ["mistake", "workaround", "forced", "none"];

/// Given in the place of a fact, this stands for nothing: what the file says of the leak is left out.
const NOTHING: &str = "none";

/// What can be known of a leak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// Kind of the conversation.
    Kind,
    /// Day of the event.
    Day,
    /// Hour of the day in which it began.
    Hour,
    /// How many took part.
    Participants,
    /// How many of their legs had lapsed.
    LapsedLegs,
    /// Venue of the leg.
    Venue,
    /// Channel of the leg.
    Channel,
    /// Group of the leg's participant.
    Group,
    /// Why the leg had lapsed, or that it had not.
    Cause,
}

impl Fact {
    /// All of them: first what is said of the conversation, then what is said of one of its legs.
    pub const ALL: [Self; 9] = [
        Self::Kind,
        Self::Day,
        Self::Hour,
        Self::Participants,
        Self::LapsedLegs,
        Self::Venue,
        Self::Channel,
        Self::Group,
        Self::Cause,
    ];

    /// Its name in files, on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Participants => "participants",
            Self::LapsedLegs => "lapsed_legs",
            Self::Venue => "venue",
            Self::Channel => "channel",
            Self::Group => "group",
            Self::Cause => "cause",
        }
    }
}

/// What is known of a leak; what is absent is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Leak {
    /// Kind of the conversation.
    pub kind: Option<String>,
    /// Days of the event in one of which it began, from 1.
    pub day: Option<CountRange>,
    /// Hours of the day in one of which it began.
    pub hour: Option<HourRange>,
    /// How many took part.
    pub participants: Option<CountRange>,
    /// How many of their legs had lapsed.
    pub lapsed_legs: Option<CountRange>,
    /// Venue of the leg.
    pub venue: Option<String>,
    /// Channel of the leg.
    pub channel: Option<String>,
    /// Group of the leg's participant.
    pub group: Option<String>,
    /// Cause of the leg, one of [`CAUSES`].
    pub cause: Option<String>,
}

/// A leak as it is to be explained.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KnownLeak {
    /// What is known of it.
    pub leak: Leak,
    /// Which facts were given beside the file, ascending.
    pub given: Vec<Fact>,
    /// What was given, as it can be given again: always in one order.
    pub again: Vec<String>,
}

/// Why what was given of a leak was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GivenError {
    /// No `=` in it.
    #[error("--given {0}: FIELD=VALUE is wanted, such as venue=hotel; the fields are {fields}", fields = field_names())]
    NotAFact(String),
    /// A field that is none.
    #[error("--given {field}: there is no such field; {help}")]
    UnknownField {
        /// What stands before the `=`.
        field: String,
        /// The nearest field, or all of them.
        help: String,
    },
    /// A name that the scenario does not define.
    #[error("--given {field}: no {noun} is called {name}; {help}")]
    UnknownName {
        /// The field.
        field: &'static str,
        /// What the names are of.
        noun: &'static str,
        /// The name, in quotes.
        name: String,
        /// The nearest name, or all of them.
        help: String,
    },
    /// A number or range that is none.
    #[error("--given {field}: {wrong}")]
    NotAValue {
        /// The field.
        field: &'static str,
        /// What is wrong with the value.
        wrong: String,
    },
    /// A day that the event does not have.
    #[error("--given day: the event has the days 1 to {days}, found {found}")]
    NoSuchDay {
        /// Days of the event.
        days: u32,
        /// What was given.
        found: String,
    },
    /// One field with two values.
    #[error("--given {field}: it is given twice, as {first} and as {second}; a leak has one")]
    Twice {
        /// The field.
        field: &'static str,
        /// The first value.
        first: String,
        /// The second value.
        second: String,
    },
}

fn field_names() -> String {
    Fact::ALL.map(Fact::name).join(", ")
}

impl Leak {
    /// What is known, field by field, in words that `--given` understands.
    pub fn facts(&self) -> Vec<(Fact, String)> {
        Fact::ALL.into_iter().filter_map(|fact| Some((fact, self.value(fact)?))).collect()
    }

    fn value(&self, fact: Fact) -> Option<String> {
        let count = |range: Option<CountRange>| range.map(|range| range.to_string());
        match fact {
            Fact::Kind => self.kind.clone(),
            Fact::Day => count(self.day),
            Fact::Hour => self.hour.map(|hours| {
                let (from, to) = hours.ends();
                format!("{from:02}-{to:02}")
            }),
            Fact::Participants => count(self.participants),
            Fact::LapsedLegs => count(self.lapsed_legs),
            Fact::Venue => self.venue.clone(),
            Fact::Channel => self.channel.clone(),
            Fact::Group => self.group.clone(),
            Fact::Cause => self.cause.clone(),
        }
    }

    fn set(&mut self, fact: Fact, value: &str, names: &Names, days: u32) -> Result<(), GivenError> {
        let field = fact.name();
        let count = || {
            let refused = |error: crate::quantity::CountRangeError| error.to_string();
            CountRange::parse(value).map_err(|error| GivenError::NotAValue { field, wrong: refused(error) })
        };
        let name = |entity| named(field, entity, value, names);
        match fact {
            Fact::Kind => self.kind = Some(name(Entity::Conversation)?),
            Fact::Venue => self.venue = Some(name(Entity::Venue)?),
            Fact::Channel => self.channel = Some(name(Entity::Channel)?),
            Fact::Group => self.group = Some(name(Entity::Group)?),
            Fact::Participants => self.participants = Some(count()?),
            Fact::LapsedLegs => self.lapsed_legs = Some(count()?),
            Fact::Day => {
                let days_given = count()?;
                if days_given.least() < 1 || days_given.most() > days {
                    return Err(GivenError::NoSuchDay { days, found: quoted(value) });
                }
                self.day = Some(days_given);
            }
            Fact::Hour => {
                let refused = |wrong: String| GivenError::NotAValue { field, wrong };
                self.hour = Some(hours(value).map_err(refused)?);
            }
            Fact::Cause if CAUSES.contains(&value) => self.cause = Some(value.to_owned()),
            Fact::Cause => {
                let help = hint(value, CAUSES.into_iter(), "there are");
                return Err(GivenError::UnknownName { field, noun: "cause", name: quoted(value), help });
            }
        }
        Ok(())
    }
}

fn named(field: &'static str, entity: Entity, name: &str, names: &Names) -> Result<String, GivenError> {
    if names.defined(entity, name) {
        return Ok(name.to_owned());
    }
    let help = hint(name, names.all(entity).iter().map(String::as_str), "there are");
    Err(GivenError::UnknownName { field, noun: entity.noun(), name: quoted(name), help })
}

/// Hours such as `18-24`, or one hour such as `21`.
fn hours(text: &str) -> Result<HourRange, String> {
    let one = text.parse::<usize>().ok().filter(|_| text.len() <= 2).map(|hour| format!("{hour}-{}", hour + 1));
    let stated = one.as_deref().unwrap_or(text);
    HourRange::parse(stated).map_err(|error| HourRange::parse(text).err().unwrap_or(error).to_string())
}

impl Scenario {
    /// What is known of the leak: what the file says, and each `FIELD=VALUE` of `given` beside or instead of it; `none`
    /// among them leaves out what the file says. Their order is of no matter.
    pub fn known_leak(&self, given: &[String]) -> Result<KnownLeak, GivenError> {
        let from_file = !given.iter().any(|text| text == NOTHING);
        let mut stated = Leak::default();
        for text in given.iter().filter(|text| *text != NOTHING) {
            let (field, value) = text.split_once('=').ok_or_else(|| GivenError::NotAFact(quoted(text)))?;
            let (field, value) = (field.trim(), value.trim());
            let fact = Fact::ALL.into_iter().find(|fact| fact.name() == field);
            let fact = fact.ok_or_else(|| GivenError::UnknownField {
                field: quoted(field),
                help: hint(field, Fact::ALL.into_iter().map(Fact::name), "there are"),
            })?;
            let before = stated.value(fact);
            stated.set(fact, value, self.names(), self.days())?;
            if let (Some(first), Some(second)) = (before, stated.value(fact))
                && first != second
            {
                let [first, second] = [first, second].map(|value| quoted(&value));
                return Err(GivenError::Twice { field: fact.name(), first, second });
            }
        }
        let given: Vec<Fact> = stated.facts().into_iter().map(|(fact, _)| fact).collect();
        let nothing = (!from_file).then(|| NOTHING.to_owned());
        let facts = stated.facts().into_iter().map(|(fact, value)| format!("{}={value}", fact.name()));
        let again = nothing.into_iter().chain(facts).collect();
        let file = self.leak().filter(|_| from_file).cloned().unwrap_or_default();
        Ok(KnownLeak { leak: stated.or(file), given, again })
    }
}

impl Leak {
    /// What the other says where this one says nothing.
    fn or(self, other: Self) -> Self {
        Self {
            kind: self.kind.or(other.kind),
            day: self.day.or(other.day),
            hour: self.hour.or(other.hour),
            participants: self.participants.or(other.participants),
            lapsed_legs: self.lapsed_legs.or(other.lapsed_legs),
            venue: self.venue.or(other.venue),
            channel: self.channel.or(other.channel),
            group: self.group.or(other.group),
            cause: self.cause.or(other.cause),
        }
    }
}

/// A whole number, or a text with a range of them.
pub(super) fn count_range(node: &Node) -> Result<CountRange, String> {
    match &node.value {
        Value::Number(quantity) => {
            let Base::Plain(value) = quantity.base else { return Err("this number cannot be uncertain".to_owned()) };
            let whole = value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value);
            if whole { Ok(CountRange::only(value as u32)) } else { Err(format!("{value} is not a whole number")) }
        }
        Value::Text(text) => CountRange::parse(text).map_err(|error| error.to_string()),
        _ => Err("a whole number such as 4, or a range such as \"3-5\", is needed".to_owned()),
    }
}

/// The `[leak]` table of a checked file.
pub(super) fn read(root: &Node, issues: &mut Vec<Issue>) -> Option<Leak> {
    let node = root.get("leak")?;
    let text = |key: &str| node.get(key)?.text().map(str::to_owned);
    let count = |key: &str| node.get(key).and_then(|node| count_range(node).ok());
    let mut refuse = |key: &str, message: String| {
        let span = node.get(key).map_or(node.span, |value| value.span);
        issues.push(Issue::error(span, format!("leak.{key}"), message));
    };
    let hour = match text("hour").map(|text| hours(&text)).transpose() {
        Ok(hour) => hour,
        Err(message) => {
            refuse("hour", message);
            None
        }
    };
    let days = root.get("event").and_then(|event| event.get("days")).and_then(Node::number);
    let days = days.map_or(f64::INFINITY, |days| days.settled(&[]));
    let day = count("day");
    if let Some(day) = day.filter(|day| day.least() < 1 || f64::from(day.most()) > days) {
        refuse("day", format!("the event has the days 1 to {days}, found {day}"));
    }
    Some(Leak {
        kind: text("kind"),
        day,
        hour,
        participants: count("participants"),
        lapsed_legs: count("lapsed_legs"),
        venue: text("venue"),
        channel: text("channel"),
        group: text("group"),
        cause: text("cause"),
    })
}
