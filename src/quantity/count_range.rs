//! Whole numbers that something may be: one, or a range.

use std::fmt;

use thiserror::Error;

/// Why a range of whole numbers was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{0}\" is not a whole number such as 4, or a range such as 3-5")]
pub struct CountRangeError(String);

/// Whole numbers from `least` to `most`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountRange {
    least: u32,
    most: u32,
}

impl CountRange {
    /// Only this number.
    pub fn only(count: u32) -> Self {
        Self { least: count, most: count }
    }

    /// Reads `"4"` or `"3-5"`.
    pub fn parse(text: &str) -> Result<Self, CountRangeError> {
        let refused = || CountRangeError(text.to_owned());
        let number = |part: &str| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            if digits { part.parse::<u32>().ok() } else { None }
        };
        let (least, most) = text.split_once('-').unwrap_or((text, text));
        let (least, most) = (number(least).ok_or_else(refused)?, number(most).ok_or_else(refused)?);
        if least <= most { Ok(Self { least, most }) } else { Err(refused()) }
    }

    /// The least of them.
    pub fn least(self) -> u32 {
        self.least
    }

    /// The greatest of them.
    pub fn most(self) -> u32 {
        self.most
    }

    /// Whether it is one of them.
    pub fn contains(self, count: u32) -> bool {
        self.least <= count && count <= self.most
    }
}

impl fmt::Display for CountRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.least == self.most { write!(f, "{}", self.least) } else { write!(f, "{}-{}", self.least, self.most) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_it_is_shown_and_anything_else_refused() {
        for text in ["0", "4", "3-5", "4294967295"] {
            assert_eq!(CountRange::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(CountRange::parse("7-7").unwrap(), CountRange::only(7));
        for text in ["", "-", "-1", "1.5", "5-3", "3-", "-3", "1e3", "4294967296", " 4", "+4", "٤", "3–5", "3-5-7"] {
            assert!(CountRange::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn both_ends_are_in_the_range() {
        let range = CountRange::parse("3-5").unwrap();
        assert_eq!([2, 3, 5, 6].map(|count| range.contains(count)), [false, true, true, false]);
        assert_eq!((range.least(), range.most()), (3, 5));
    }
}
