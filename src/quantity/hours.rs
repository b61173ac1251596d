//! Hours of the day and tables over them.

use thiserror::Error;

/// Hours in a day.
pub const HOURS_PER_DAY: usize = 24;

/// Why a range of hours or a table of them was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HourTableError {
    /// Not of the form `"08-18"`.
    #[error("\"{0}\" is not a range of hours such as \"08-18\" (whole hours from 00 to 24; \"22-06\" wraps)")]
    NotARange(String),
    /// An hour that two ranges cover.
    #[error("hour {hour:02} is covered by both \"{first}\" and \"{second}\"")]
    Twice {
        /// The hour, 0 to 23.
        hour: usize,
        /// The range that came first.
        first: String,
        /// The range that came second.
        second: String,
    },
    /// An hour that no range covers.
    #[error("hour {0:02} is not covered; the ranges must cover 00 to 24 exactly once")]
    Missing(usize),
}

/// Whole hours of the day, `[from, to)`; wraps at midnight where `to < from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourRange {
    from: usize,
    to: usize,
}

impl HourRange {
    /// Reads `"08-18"`, `"22-06"` or `"00-24"`.
    pub fn parse(text: &str) -> Result<Self, HourTableError> {
        let refused = || HourTableError::NotARange(text.to_owned());
        let number = |part: &str| {
            let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            if digits { part.parse::<usize>().ok() } else { None }
        };
        let (from, to) = text.split_once('-').ok_or_else(refused)?;
        let (from, to) = (number(from).ok_or_else(refused)?, number(to).ok_or_else(refused)?);
        if from >= HOURS_PER_DAY || to > HOURS_PER_DAY || from == to {
            return Err(refused());
        }
        Ok(Self { from, to })
    }

    /// The hour from which it covers, and the one before which it ends (1 to 24).
    pub fn ends(self) -> (usize, usize) {
        (self.from, self.to)
    }

    /// The hours covered, each 0 to 23, in the order in which they pass.
    pub fn hours(self) -> impl Iterator<Item = usize> {
        let length = if self.from < self.to { self.to - self.from } else { self.to + HOURS_PER_DAY - self.from };
        (0..length).map(move |step| (self.from + step) % HOURS_PER_DAY)
    }

    /// Whether the hour of the day (0 to 23) is covered.
    pub fn contains(self, hour: usize) -> bool {
        self.hours().any(|covered| covered == hour)
    }
}

/// One value for each hour of the day.
#[derive(Debug, Clone, PartialEq)]
pub struct HourTable<T>([T; HOURS_PER_DAY]);

impl<T> HourTable<T> {
    /// From the value of each hour.
    pub fn from_fn(value: impl FnMut(usize) -> T) -> Self {
        Self(std::array::from_fn(value))
    }

    /// The value of an hour, 0 to 23.
    pub fn at(&self, hour: usize) -> &T {
        &self.0[hour]
    }

    /// The 24 values.
    pub fn values(&self) -> &[T; HOURS_PER_DAY] {
        &self.0
    }
}

impl<T: Clone> HourTable<T> {
    /// From ranges that must cover the day exactly once.
    pub fn covering(ranges: &[(String, HourRange, T)]) -> Result<Self, HourTableError> {
        let partial = Self::partial(ranges)?;
        if let Some(hour) = partial.iter().position(Option::is_none) {
            return Err(HourTableError::Missing(hour));
        }
        let values: Vec<T> = partial.into_iter().flatten().collect();
        Ok(Self::from_fn(|hour| values[hour].clone()))
    }

    /// From ranges that may leave hours out (`None` there) but must not overlap.
    pub fn partial(ranges: &[(String, HourRange, T)]) -> Result<[Option<T>; HOURS_PER_DAY], HourTableError> {
        let mut owner: [Option<&str>; HOURS_PER_DAY] = [None; HOURS_PER_DAY];
        let mut table: [Option<T>; HOURS_PER_DAY] = std::array::from_fn(|_| None);
        for (text, range, value) in ranges {
            for hour in range.hours() {
                if let Some(first) = owner[hour] {
                    return Err(HourTableError::Twice { hour, first: first.to_owned(), second: text.clone() });
                }
                owner[hour] = Some(text);
                table[hour] = Some(value.clone());
            }
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges<T: Copy>(entries: &[(&str, T)]) -> Vec<(String, HourRange, T)> {
        entries.iter().map(|&(text, value)| (text.to_owned(), HourRange::parse(text).unwrap(), value)).collect()
    }

    #[test]
    fn a_range_wraps_at_midnight() {
        let night: Vec<usize> = HourRange::parse("22-02").unwrap().hours().collect();
        assert_eq!(night, [22, 23, 0, 1]);
        assert_eq!(HourRange::parse("00-24").unwrap().hours().count(), 24);
    }

    #[test]
    fn what_is_no_range_of_hours_is_refused() {
        for bad in ["8", "08-25", "24-06", "08-08", "a-b", "-1-5", "08:00-18:00", "", "+8-10"] {
            assert!(HourRange::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_covering_table_needs_every_hour_once() {
        assert!(HourTable::covering(&ranges(&[("08-18", 1), ("18-08", 2)])).is_ok());
        assert_eq!(HourTable::covering(&ranges(&[("08-18", 1)])), Err(HourTableError::Missing(0)));
        assert!(matches!(
            HourTable::covering(&ranges(&[("00-12", 1), ("11-24", 2)])),
            Err(HourTableError::Twice { hour: 11, .. })
        ));
    }
}
