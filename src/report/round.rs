//! Numbers for people: as many digits as their error supports, no more.

use crate::statistics::{Estimate, Interval};

/// Digits of a standard error that are worth printing; the estimate is printed to the same decimal.
const ERROR_DIGITS: i32 = 2;
/// Digits of a number of whose error nothing is known.
const PLAIN_DIGITS: i32 = 3;
/// Digits of a number whose error is far smaller than anybody reads.
const MOST_DIGITS: i32 = 6;
/// Beyond this many decimals a number is written with an exponent.
const MOST_DECIMALS: i32 = 12;
/// From here on a number is written with an exponent.
const LARGEST_PLAIN: f64 = 1e9;
/// Half of a 95 % interval, in standard errors.
const HALF_WIDTH: f64 = 1.96;

/// An estimate as it is shown: mean and ends of the interval to the same decimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The mean.
    pub mean: String,
    /// Low and high end of the 95 % interval, if there is one.
    pub interval: Option<(String, String)>,
}

/// An estimate times `factor` (100 for a percentage), rounded by its error.
pub fn shown(estimate: &Estimate, factor: f64) -> Shown {
    let mean = estimate.mean * factor;
    let Some(interval) = estimate.interval else {
        return Shown { mean: significant(mean, PLAIN_DIGITS), interval: None };
    };
    let Some(error) = error_of(&interval) else {
        let exact = typed(mean, PLAIN_DIGITS + 1);
        return Shown { mean: exact.clone(), interval: Some((exact.clone(), exact)) };
    };
    let largest = interval.low.abs().max(interval.high.abs()) * factor;
    // However large the error, a mean above 0 is not shown as 0.
    let places = decimals(error * factor).min(decimals_of_digits(largest, MOST_DIGITS));
    let places = if mean == 0.0 { places } else { places.max(decimals_of_digits(mean, 1)) };
    let ends = (fixed(interval.low * factor, places), fixed(interval.high * factor, places));
    let mean = if mean == 0.0 { "0".to_owned() } else { fixed(mean, places) };
    Shown { mean, interval: Some(ends) }
}

/// `mean (low to high)`, or the mean alone.
pub fn with_interval(estimate: &Estimate, factor: f64) -> String {
    let Shown { mean, interval } = shown(estimate, factor);
    match interval {
        Some((low, high)) if estimate.mean == 0.0 && low != high => format!("{mean} (below {high})"),
        Some((low, high)) if low != high => format!("{mean} ({low} to {high})"),
        _ => mean,
    }
}

/// Decimals that an error supports: its first two digits. Negative for tens, hundreds and so on.
pub fn decimals(error: f64) -> i32 {
    decimals_of_digits(error, ERROR_DIGITS)
}

/// The number to so many significant digits, without an error to go by.
pub fn significant(value: f64, digits: i32) -> String {
    fixed(value, decimals_of_digits(value, digits))
}

/// `significant`, without the zeros after the point: for numbers that somebody typed.
pub fn typed(value: f64, digits: i32) -> String {
    let text = significant(value, digits);
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// The number to so many decimals, thousands apart.
pub fn fixed(value: f64, decimals: i32) -> String {
    if value.abs() >= LARGEST_PLAIN {
        return format!("{value:.3e}");
    }
    if decimals > MOST_DECIMALS {
        return format!("{value:.1e}");
    }
    let rounded = if decimals < 0 {
        let step = 10f64.powi(-decimals);
        (value / step).round() * step
    } else {
        value
    };
    let text = format!("{rounded:.*}", usize::try_from(decimals).unwrap_or(0));
    let text = if text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.')) { text.replace('-', "") } else { text };
    thousands(&text)
}

/// A whole number, thousands apart.
pub fn count(value: u64) -> String {
    thousands(&value.to_string())
}

/// The standard error; where it is 0 and yet the interval has a width (an exact bound), what the width amounts to.
fn error_of(interval: &Interval) -> Option<f64> {
    let width = (interval.high - interval.low) / (2.0 * HALF_WIDTH);
    [interval.standard_error, width].into_iter().find(|&error| error > 0.0 && error.is_finite())
}

fn decimals_of_digits(value: f64, digits: i32) -> i32 {
    if value == 0.0 || !value.is_finite() {
        return 0;
    }
    // Formatting rounds 0.0996 to 1.0e-1, so that two digits are two digits also there.
    let written = format!("{:.*e}", usize::try_from(digits - 1).unwrap_or(0), value.abs());
    let exponent: i32 = written.rsplit_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    digits - 1 - exponent
}

fn thousands(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |dot| digits.split_at(dot));
    let mut grouped = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(mean: f64, standard_error: f64) -> Estimate {
        let half = HALF_WIDTH * standard_error;
        Estimate { mean, interval: Some(Interval { standard_error, low: mean - half, high: mean + half }) }
    }

    #[test]
    fn an_estimate_is_rounded_to_two_digits_of_its_error() {
        for (mean, error, factor, expected) in [
            (0.042_301_7, 0.000_43, 100.0, "4.230 (4.146 to 4.314)"),
            (0.042_301_7, 0.004_3, 100.0, "4.23 (3.39 to 5.07)"),
            (57.234_567, 0.043, 1.0, "57.235 (57.150 to 57.319)"),
            (57.234_567, 4.3, 1.0, "57.2 (48.8 to 65.7)"),
            (123_456.0, 4_300.0, 1.0, "123,500 (115,000 to 131,900)"),
            (3.2e-7, 1.1e-8, 100.0, "0.0000320 (0.0000298 to 0.0000342)"),
            (0.012, 0.05, 1.0, "0.012 (-0.086 to 0.110)"),
            (0.5, 0.000_996, 1.0, "0.5000 (0.4980 to 0.5020)"),
        ] {
            assert_eq!(with_interval(&estimate(mean, error), factor), expected, "{mean} {error}");
        }
    }

    #[test]
    fn without_an_error_three_digits_are_shown_and_no_interval() {
        assert_eq!(with_interval(&Estimate::bare(0.123_456), 1.0), "0.123");
        assert_eq!(with_interval(&Estimate::bare(0.0), 1.0), "0");
        assert_eq!(with_interval(&Estimate::bare(1.0), 100.0), "100");
    }

    #[test]
    fn an_error_of_nothing_shows_no_interval() {
        assert_eq!(with_interval(&estimate(57.25, 0.0), 1.0), "57.25");
        assert_eq!(with_interval(&estimate(1.0, 0.0), 100.0), "100");
    }

    #[test]
    fn a_tiny_error_does_not_fill_the_line() {
        assert_eq!(shown(&estimate(0.123_456_789, 1e-12), 1.0).mean, "0.123457");
    }

    #[test]
    fn an_exact_bound_is_rounded_by_its_width() {
        let none = Estimate { mean: 0.0, interval: Some(Interval { standard_error: 0.0, low: 0.0, high: 3.7e-5 }) };
        assert_eq!(with_interval(&none, 100.0), "0 (below 0.00370)");
    }

    #[test]
    fn thousands_stand_apart_and_minus_zero_is_zero() {
        assert_eq!(count(1_000_000), "1,000,000");
        assert_eq!(fixed(-1234.5, 1), "-1,234.5");
        assert_eq!(fixed(-0.001, 1), "0.0");
        assert_eq!(fixed(1e20, 0), "1.000e20");
        assert_eq!(fixed(1e-20, 21), "1.0e-20");
    }

    #[test]
    fn what_was_typed_is_shown_without_further_zeros() {
        assert_eq!(typed(2.0, 2), "2");
        assert_eq!(typed(0.5, 2), "0.5");
        assert_eq!(typed(100.0, 2), "100");
    }

    #[test]
    fn significant_digits_hold_where_rounding_carries() {
        assert_eq!(significant(9.996, 3), "10.0");
        assert_eq!(significant(0.099_96, 3), "0.100");
        assert_eq!(significant(123_456.0, 2), "120,000");
    }
}
