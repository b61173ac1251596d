//! Values to places, and where an axis has its ticks.

use super::super::{odds, round};
use crate::statistics::Estimate;

/// Below this, probabilities on an axis are told as "1 in N": there are too many zeros in a percentage.
const LEAST_PERCENTAGE: f64 = 1e-5;
/// Digits of the label of a tick.
const TICK_DIGITS: i32 = 4;

/// What an axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Shares and probabilities, told as percentages.
    Percent,
    /// Probabilities so small that they are told as "1 in N".
    OneIn,
    /// Differences of shares and probabilities, in percentage points.
    Points,
    /// Plain numbers.
    Plain,
}

impl Unit {
    /// The unit for probabilities down to this one.
    pub fn of_odds(least: f64) -> Self {
        if least < LEAST_PERCENTAGE { Self::OneIn } else { Self::Percent }
    }

    /// A value as it stands at a tick.
    pub fn tick(self, value: f64) -> String {
        match self {
            Self::Percent => format!("{} %", round::typed(100.0 * value, TICK_DIGITS)),
            Self::OneIn => odds::in_words(&Estimate::bare(value)).unwrap_or_else(|| "0".to_owned()),
            Self::Points => round::typed(100.0 * value, TICK_DIGITS),
            Self::Plain => round::typed(value, TICK_DIGITS),
        }
    }

    /// An estimate with its interval, as it is told beside a mark.
    pub fn told(self, estimate: &Estimate) -> String {
        match self {
            Self::Percent | Self::OneIn => {
                let round::Shown { mean, interval } = round::shown(estimate, 100.0);
                match interval {
                    Some((_, high)) if estimate.mean == 0.0 => format!("0 % (below {high} %)"),
                    Some((low, high)) if low != high => format!("{mean} % ({low} to {high} %)"),
                    _ => format!("{mean} %"),
                }
            }
            Self::Points => round::with_interval(estimate, 100.0),
            Self::Plain => round::with_interval(estimate, 1.0),
        }
    }
}

/// How values are spread over an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// Evenly from the first to the second.
    Linear(f64, f64),
    /// By their logarithm; both ends are positive.
    Log(f64, f64),
}

impl Scale {
    /// Evenly from 0 to somewhat above the greatest value.
    pub fn from_zero(greatest: f64) -> Self {
        Self::Linear(0.0, if greatest > 0.0 { 1.04 * greatest } else { 1.0 })
    }

    /// By logarithm, over these positive values.
    pub fn log_over(least: f64, greatest: f64) -> Self {
        let (low, high) = (least.max(f64::MIN_POSITIVE), greatest.max(f64::MIN_POSITIVE));
        if high / low < 1.5 { Self::Log(low / 1.5, high * 1.5) } else { Self::Log(low, high) }
    }

    /// Both ends.
    pub fn ends(self) -> (f64, f64) {
        match self {
            Self::Linear(low, high) | Self::Log(low, high) => (low, high),
        }
    }

    /// The place of a value between two places, held inside them.
    pub fn place(self, value: f64, first: f64, last: f64) -> f64 {
        let along = match self {
            Self::Linear(low, high) => (value - low) / (high - low),
            Self::Log(low, high) => (value.max(f64::MIN_POSITIVE) / low).ln() / (high / low).ln(),
        };
        first + along.clamp(0.0, 1.0) * (last - first)
    }

    /// Whether a value lies on the axis.
    pub fn holds(self, value: f64) -> bool {
        let (low, high) = self.ends();
        low <= value && value <= high
    }

    /// Round values on the axis, about `wanted` of them.
    pub fn ticks(self, wanted: usize) -> Vec<f64> {
        match self {
            Self::Linear(low, high) => even_ticks(low, high, wanted),
            Self::Log(low, high) => log_ticks(low, high, wanted),
        }
    }
}

fn even_ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let rough = (high - low) / wanted.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power).into_iter().find(|&step| step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
    // Rounded, so that three steps of 0.1 are 0.3.
    let digits = (1 - step.log10().floor() as i32).max(0);
    (first..=last).map(|index| rounded(index as f64 * step, digits)).collect()
}

fn rounded(value: f64, decimals: i32) -> f64 {
    let text = format!("{value:.*}", usize::try_from(decimals).unwrap_or(0));
    text.parse().unwrap_or(value)
}

fn log_ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let decades = (high / low).log10();
    let inside = |value: &f64| *value >= low * (1.0 - 1e-9) && *value <= high * (1.0 + 1e-9);
    let values = |factors: &[u32]| -> Vec<f64> {
        let powers = first..=last;
        let all = powers.flat_map(|power| factors.iter().map(move |factor| decimal(*factor, power)));
        all.filter(inside).collect()
    };
    if decades < 1.0 {
        let fine = values(&[1, 2, 3, 4, 5, 6, 7, 8, 9]);
        let coarse = values(&[1, 2, 5]);
        return if coarse.len() >= 3 || fine.len() > wanted { coarse } else { fine };
    }
    if 3.0 * decades <= wanted as f64 {
        return values(&[1, 2, 5]);
    }
    let every = (decades / wanted.max(1) as f64).ceil().max(1.0) as i32;
    let tens = values(&[1]);
    tens.into_iter().filter(|value| (value.log10().round() as i32).rem_euclid(every) == 0).collect()
}

/// The number nearest to `factor` times a power of ten.
fn decimal(factor: u32, power: i32) -> f64 {
    format!("{factor}e{power}").parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(Scale::Linear(0.0, 0.31).ticks(4), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(Scale::Linear(0.0, 1.04).ticks(5), [0.0, 0.5, 1.0]);
        assert_eq!(Scale::Linear(0.0, 0.000_023).ticks(3), [0.0, 0.000_01, 0.000_02]);
        assert_eq!(Scale::Log(0.5, 2e4).ticks(5), [1.0, 10.0, 100.0, 1e3, 1e4]);
        assert_eq!(Scale::Log(0.9, 12.0).ticks(6), [1.0, 2.0, 5.0, 10.0]);
        assert_eq!(Scale::Log(1e-8, 1.0).ticks(4), [1e-8, 1e-6, 1e-4, 1e-2, 1.0]);
    }

    #[test]
    fn places_run_from_end_to_end_and_no_further() {
        let scale = Scale::Log(1.0, 100.0);
        assert_eq!(scale.place(10.0, 0.0, 200.0), 100.0);
        assert_eq!(scale.place(1e9, 0.0, 200.0), 200.0);
        assert_eq!(scale.place(0.0, 0.0, 200.0), 0.0);
        assert_eq!(Scale::from_zero(50.0).place(0.0, 300.0, 0.0), 300.0);
    }

    #[test]
    fn tiny_odds_have_no_long_row_of_zeros() {
        assert_eq!(Unit::of_odds(0.001).tick(0.02), "2 %");
        assert_eq!(Unit::of_odds(1e-9).tick(1e-7), "1 in 10 million");
        assert_eq!(Unit::Percent.tick(0.3), "30 %");
    }
}
