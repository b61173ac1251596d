//! Odds in words: "1 in 24", "about 3 in 4", "below 3 in 100,000".

use super::round;
use crate::statistics::Estimate;

/// Up to here odds are told as "1 in N"; from `1 - FEW` on as "all but 1 in N".
const FEW: f64 = 0.1;
/// The greatest denominator of a simple fraction.
const LARGEST_DENOMINATOR: u32 = 10;
/// How far a simple fraction may be off, relative to the odds or to what they leave.
const FRACTION_TOLERANCE: f64 = 0.025;
/// From this relative standard error on, "1 in N" has one digit, else two.
const COARSE_ERROR: f64 = 0.25;
/// What is left of certain is not worth telling below this.
const PRACTICALLY_NONE: f64 = 1e-12;
/// Large numbers in words.
const SCALES: [(f64, &str); 4] = [(1e12, " trillion"), (1e9, " billion"), (1e6, " million"), (1.0, "")];

/// The odds as "1 in 24", "3 in 4", "all but 1 in 50", rounded as far as their error asks for; absent for odds of 0,
/// which only a bound can tell.
pub fn in_words(odds: &Estimate) -> Option<String> {
    let p = odds.mean;
    if p <= 0.0 || p.is_nan() {
        return None;
    }
    let digits = match odds.interval {
        Some(interval) if interval.standard_error > COARSE_ERROR * p.min(1.0 - p) => 1,
        _ => 2,
    };
    Some(match p {
        _ if p < FEW => format!("1 in {}", large(1.0 / p, digits)),
        _ if p <= 1.0 - FEW => fraction(p),
        _ if 1.0 - p > PRACTICALLY_NONE => format!("all but 1 in {}", large(1.0 / (1.0 - p), digits)),
        _ if p < 1.0 => "practically all".to_owned(),
        _ => "all".to_owned(),
    })
}

/// The lower end of the interval, if every simulated event had a capture and yet another might have none.
pub fn sure_but_for_chance(odds: &Estimate) -> Option<f64> {
    odds.interval.map(|interval| interval.low).filter(|&low| odds.mean >= 1.0 && low < 1.0)
}

/// A lower bound as "98 in 100", "all but 1 in 1,000", rounded down so that it stays a bound.
pub fn lower_bound(low: f64) -> String {
    if low <= 1.0 - FEW { format!("{} in 100", (100.0 * low).floor()) } else { format!("all but {}", bound(1.0 - low)) }
}

/// A percentage with its interval: its digits are those that the error supports.
pub fn percentage(odds: &Estimate) -> String {
    format!("{} %", round::shown(odds, 100.0).mean)
}

/// An upper bound as "3 in 100,000", rounded up so that it stays a bound.
pub fn bound(high: f64) -> String {
    let high = high.clamp(0.0, 1.0);
    if high >= FEW {
        return format!("{} in 100", (100.0 * high).ceil());
    }
    if high == 0.0 {
        return "0".to_owned();
    }
    let mut out_of = 10.0;
    while high * out_of < 1.0 && out_of < 1e300 {
        out_of *= 10.0;
    }
    // A tenth of a part in a thousand million is noise of the division, not a reason to round up.
    let tenths = (10.0 * high * out_of - 1e-9).ceil();
    let digits = if tenths % 10.0 == 0.0 { 0 } else { 1 };
    format!("{} in {}", round::fixed(0.1 * tenths, digits), large(out_of, 2))
}

/// A fraction with a small denominator if one is near enough, else "N in 100".
fn fraction(p: f64) -> String {
    let allowed = FRACTION_TOLERANCE * p.min(1.0 - p);
    for denominator in 2..=LARGEST_DENOMINATOR {
        let numerator = (p * f64::from(denominator)).round();
        if (numerator / f64::from(denominator) - p).abs() <= allowed {
            return format!("{numerator} in {denominator}");
        }
    }
    format!("{} in 100", (100.0 * p).round())
}

/// "24", "2,400", "3.1 million".
fn large(value: f64, digits: i32) -> String {
    let rounded: f64 = format!("{value:.*e}", usize::try_from(digits - 1).unwrap_or(0)).parse().unwrap_or(value);
    let (scale, word) = SCALES.into_iter().find(|&(scale, _)| rounded >= scale).unwrap_or((1.0, ""));
    let (scaled, whole) = (rounded / scale, (rounded / scale).fract() == 0.0);
    if scaled >= 1e6 {
        return format!("{rounded:.0e}");
    }
    format!("{}{word}", round::fixed(scaled, if whole || scaled >= 10.0 { 0 } else { 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Interval;

    fn words(p: f64) -> String {
        in_words(&Estimate::bare(p)).unwrap()
    }

    #[test]
    fn small_odds_are_one_in_many() {
        for (p, expected) in [
            (0.0423, "1 in 24"),
            (0.0999, "1 in 10"),
            (0.01, "1 in 100"),
            (0.004_2, "1 in 240"),
            (0.000_419, "1 in 2,400"),
            (3.2e-7, "1 in 3.1 million"),
            (1e-6, "1 in 1 million"),
            (4.2e-8, "1 in 24 million"),
            (4.2e-10, "1 in 2.4 billion"),
            (4.2e-14, "1 in 24 trillion"),
            (1e-30, "1 in 1e30"),
        ] {
            assert_eq!(words(p), expected, "{p}");
        }
    }

    #[test]
    fn middling_odds_are_a_simple_fraction() {
        for (p, expected) in [
            (0.1, "1 in 10"),
            (0.125, "1 in 8"),
            (0.2, "1 in 5"),
            (0.252, "1 in 4"),
            (0.333, "1 in 3"),
            (0.4, "2 in 5"),
            (0.47, "47 in 100"),
            (0.5, "1 in 2"),
            (0.667, "2 in 3"),
            (0.75, "3 in 4"),
            (0.834, "5 in 6"),
            (0.9, "9 in 10"),
        ] {
            assert_eq!(words(p), expected, "{p}");
        }
    }

    #[test]
    fn large_odds_tell_what_is_left() {
        for (p, expected) in
            [(0.95, "all but 1 in 20"), (0.999, "all but 1 in 1,000"), (1.0 - 1e-15, "practically all"), (1.0, "all")]
        {
            assert_eq!(words(p), expected, "{p}");
        }
    }

    #[test]
    fn a_large_error_leaves_one_digit() {
        let interval = Some(Interval { standard_error: 0.014, low: 0.0, high: 0.07 });
        assert_eq!(in_words(&Estimate { mean: 0.0423, interval }).unwrap(), "1 in 20");
    }

    #[test]
    fn odds_of_nothing_have_no_words() {
        assert_eq!(in_words(&Estimate::bare(0.0)), None);
        assert_eq!(in_words(&Estimate::bare(f64::NAN)), None);
    }

    #[test]
    fn a_bound_is_rounded_up() {
        for (high, expected) in [
            (2.995_7e-5, "3 in 100,000"),
            (3.01e-5, "3.1 in 100,000"),
            (3e-5, "3 in 100,000"),
            (0.003_69, "3.7 in 1,000"),
            (0.258_9, "26 in 100"),
            (0.1, "10 in 100"),
            (1.0, "100 in 100"),
            (0.0, "0"),
            (2.3e-9, "2.3 in 1 billion"),
        ] {
            assert_eq!(bound(high), expected, "{high}");
        }
    }

    #[test]
    fn a_lower_bound_is_rounded_down() {
        for (low, expected) in [(0.05, "5 in 100"), (0.859, "85 in 100"), (0.9851, "all but 1.5 in 100")] {
            assert_eq!(lower_bound(low), expected, "{low}");
        }
    }

    #[test]
    fn percentages_keep_the_digits_of_their_error() {
        let interval = |se: f64, p: f64| Some(Interval { standard_error: se, low: p - 2.0 * se, high: p + 2.0 * se });
        assert_eq!(percentage(&Estimate { mean: 3.2e-7, interval: interval(1e-8, 3.2e-7) }), "0.0000320 %");
        assert_eq!(percentage(&Estimate { mean: 0.0423, interval: interval(0.001, 0.0423) }), "4.23 %");
    }
}
