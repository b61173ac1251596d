//! Functions of a person's score in steps: quick to read, and the same for all variants.

use super::compiled::PersonOdds;

/// Steps for each unit of the score, and the score at which they begin.
const STEPS: f64 = 8.0;
const FIRST: f64 = -4.0;
const LENGTH: usize = 64;

/// Values by score, in steps; the first and the last reach to infinity. A single value is one for all.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Steps(Vec<f64>);

/// The number of a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step(usize);

impl Step {
    pub const FIRST: Self = Self(0);

    /// The step of a score.
    #[inline]
    pub fn of(score: f64) -> Self {
        // Below the first step the number is 0.
        Self(((score - FIRST) * STEPS) as usize)
    }
}

impl Steps {
    /// The odds times a factor in the middle of each step.
    pub fn middles(odds: &PersonOdds, factor: f64) -> Self {
        Self::of(odds, factor, |step| FIRST + (step as f64 + 0.5) / STEPS)
    }

    /// The odds times a factor at the top of each step.
    pub fn tops(odds: &PersonOdds, factor: f64) -> Self {
        let top = |step| if step + 1 < LENGTH { FIRST + (step + 1) as f64 / STEPS } else { f64::MAX };
        Self::of(odds, factor, top)
    }

    fn of(odds: &PersonOdds, factor: f64, score: impl Fn(usize) -> f64) -> Self {
        match odds {
            PersonOdds::Alike(odds) => Self(vec![factor * odds]),
            PersonOdds::Varied { .. } => Self((0..LENGTH).map(|step| factor * odds.at(score(step))).collect()),
        }
    }

    /// Whether the score does not matter.
    pub fn is_flat(&self) -> bool {
        self.0.len() == 1
    }

    /// The value at a step.
    #[inline]
    pub fn at(&self, Step(number): Step) -> f64 {
        self.0[number.min(self.0.len() - 1)]
    }

    /// The greatest value.
    pub fn greatest(&self) -> f64 {
        self.0.iter().copied().fold(0.0, f64::max)
    }

    /// At each score the greater of two.
    pub fn max(&self, other: &Self) -> Self {
        let value = |values: &[f64], step: usize| values[step.min(values.len() - 1)];
        let steps = 0..self.0.len().max(other.0.len());
        Self(steps.map(|step| value(&self.0, step).max(value(&other.0, step))).collect())
    }
}
