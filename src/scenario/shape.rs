//! What may stand where in a scenario file. One table of keys (`format.rs`) drives the check of a file's structure,
//! the defaults, the paths that measures and `--set` may name, and the JSON Schema.

use super::limits;

/// What names are defined by, and refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entity {
    Channel,
    Venue,
    /// A venue, or `lodging`.
    Place,
    Group,
    Conversation,
    Measure,
}

impl Entity {
    pub fn noun(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Venue => "venue",
            Self::Place => "venue or `lodging`",
            Self::Group => "group",
            Self::Conversation => "kind of conversation",
            Self::Measure => "measure",
        }
    }
}

/// The shape of a value.
#[derive(Debug)]
pub(super) enum Shape {
    Text,
    Bool,
    Date,
    Choice(&'static [&'static str]),
    Number(Number),
    /// A whole number, or a text with a range of them.
    CountRange,
    /// A defined name.
    Name(Entity),
    /// A list of defined names.
    Names(Entity),
    /// A list of texts.
    Texts,
    /// A table with known keys.
    Record(&'static [Field]),
    /// A table whose keys define names.
    Named(&'static Shape),
    /// A table whose keys are names defined elsewhere.
    ByName(Entity, &'static Shape),
    /// A table whose keys are ranges of hours.
    ByHour(&'static Shape),
    /// A table whose keys are paths.
    ByPath(&'static Shape),
    /// A number, or a table with exactly one of these keys.
    Distribution(Number, &'static [Field]),
    /// A number, `{ min, max }`, or a table with exactly one of these keys.
    Joiners(Number, &'static [Field]),
    List(&'static Shape),
    /// Of the shape of what the path of the change names.
    Target,
}

/// A key of a table.
#[derive(Debug)]
pub(super) struct Field {
    pub key: &'static str,
    pub shape: Shape,
    pub required: bool,
    pub doc: &'static str,
}

impl Field {
    pub const fn required(key: &'static str, shape: Shape, doc: &'static str) -> Self {
        Self { key, shape, required: true, doc }
    }

    pub const fn optional(key: &'static str, shape: Shape, doc: &'static str) -> Self {
        Self { key, shape, required: false, doc }
    }
}

/// The range of a number, both ends included unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Range {
    /// 0 to 1.
    Odds,
    /// 0 to the greatest number.
    AtLeastZero,
    /// Above 0, to the greatest number.
    AboveZero,
    /// A whole number.
    Whole { min: f64, max: f64 },
    /// Any number of that size.
    Within(f64),
}

/// Whether an uncertain value may stand in the place of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    Certain,
    MayBeUncertain,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub range: Range,
    pub certainty: Certainty,
    pub default: Option<f64>,
}

impl Number {
    pub const fn new(range: Range) -> Self {
        Self { range, certainty: Certainty::MayBeUncertain, default: None }
    }

    pub const fn or(self, default: f64) -> Self {
        Self { default: Some(default), ..self }
    }

    pub const fn certain(self) -> Self {
        Self { certainty: Certainty::Certain, ..self }
    }
}

impl Range {
    /// The value, rounded if it is to be whole, or what is wrong with it. A stated number must be whole by itself.
    pub fn admit(self, value: f64, stated: Stated) -> Result<f64, String> {
        let value = match (self, stated) {
            (Self::Whole { .. }, Stated::Settled) => value.round(),
            _ => value,
        };
        let admitted = match self {
            Self::Odds => (0.0..=1.0).contains(&value),
            Self::AtLeastZero => (0.0..f64::INFINITY).contains(&value),
            Self::AboveZero => value > 0.0 && value < f64::INFINITY,
            Self::Whole { min, max } => min <= value && value <= max && value.fract() == 0.0,
            Self::Within(size) => -size <= value && value <= size,
        };
        match admitted {
            false => Err(format!("{} is not {}", shown(value), self.wanted())),
            true if value > limits::NUMBER => Err(format!("{value:e} is above the limit of {:e}", limits::NUMBER)),
            // -0.0 becomes 0.0, so that equal scenarios have equal bits.
            true => Ok(value + 0.0),
        }
    }

    /// What is wanted, for messages.
    pub fn wanted(self) -> String {
        match self {
            Self::Odds => "a probability (0 to 1)".to_owned(),
            Self::AtLeastZero => "a number of at least 0".to_owned(),
            Self::AboveZero => "a number above 0".to_owned(),
            Self::Whole { min, max } if min == max => format!("{min}, the one value that is known"),
            Self::Whole { min, max } => format!("a whole number from {min} to {max}"),
            Self::Within(size) => format!("a number from {} to {size}", -size),
        }
    }
}

/// A number for messages: very large and very small ones in scientific notation.
pub(super) fn shown(value: f64) -> String {
    let plain = value == 0.0 || !value.is_finite() || (1e-6..1e15).contains(&value.abs());
    if plain { value.to_string() } else { format!("{value:e}") }
}

/// Where the value of a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    /// It stands so in the file.
    AsIs,
    /// It was drawn, or changed by a measure.
    Settled,
}

impl Shape {
    /// The keys of a table of this shape, where they are known beforehand.
    pub fn fields(&self) -> &'static [Field] {
        match self {
            Self::Record(fields) | Self::Distribution(_, fields) | Self::Joiners(_, fields) => fields,
            _ => &[],
        }
    }

    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.key == key)
    }

    /// The shape of the value at a key of a table, or at an item of a list.
    pub fn below(&self, key: &str) -> Option<&'static Shape> {
        match self {
            Self::Named(shape) | Self::ByName(_, shape) | Self::ByHour(shape) | Self::ByPath(shape) => Some(shape),
            Self::List(shape) => Some(shape),
            Self::Joiners(..) if matches!(key, "min" | "max") => Some(&super::format::JOINER_NUMBER),
            _ => self.field(key).map(|field| &field.shape),
        }
    }

    /// The number that may stand here, alone or as one of several forms.
    pub fn number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) | Self::Distribution(number, _) | Self::Joiners(number, _) => Some(number),
            _ => None,
        }
    }
}
