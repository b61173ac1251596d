//! What a comparison has found: finished numbers, ready to be shown.

use super::result::{RunResult, Story};
use crate::statistics::Estimate;

/// The answer of a comparison of a baseline with its measures.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareResult {
    /// The baseline as a run of its own.
    pub baseline: RunResult,
    /// Unit of the costs (untrusted text).
    pub cost_unit: String,
    /// The baseline first, then each measure alone, then combinations, by cost inside each.
    pub rows: Vec<Row>,
    /// Which row to take.
    pub recommendation: Recommendation,
    /// Budget that the rows keep, if one was given.
    pub budget: Option<f64>,
    /// Combinations left out because their measures exclude or lack one another.
    pub impossible: usize,
    /// Odds that are tolerable, if given.
    pub tolerable: Option<f64>,
    /// Captures of the baseline, replayed under each measure alone.
    pub replay: Replay,
    /// How many times narrower the interval of the paired difference is than that of two independent runs of as many
    /// trials: the median over the rows.
    pub pairing: Option<f64>,
}

/// One row: a set of measures in force together.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Names of the measures (untrusted text); empty for the baseline.
    pub measures: Vec<String>,
    /// Titles of the measures (untrusted text), in the same order.
    pub titles: Vec<String>,
    /// What they cost together, the mean over the draws where a cost is uncertain.
    pub cost: f64,
    /// The odds.
    pub odds: Estimate,
    /// Odds less the baseline's, paired trial by trial.
    pub difference: Estimate,
    /// Odds over the baseline's; absent where the baseline's are 0.
    pub ratio: Option<Estimate>,
    /// Expected harm of the baseline less this row's, per event, paired.
    pub harm_avoided: Estimate,
    /// `harm_avoided` over `cost`; absent where the cost is 0.
    pub harm_avoided_per_cost: Option<Estimate>,
    /// Difference of a combination less the sum of the differences of its parts (negative: they do more together);
    /// absent where the row is no combination or a part is no row.
    pub interaction: Option<Estimate>,
    /// Share of the draws in which no row of its cost or less has lower odds; absent without uncertain values.
    pub best_share: Option<f64>,
    /// Mean over the draws of its odds less those of the best row.
    pub expected_regret: Option<f64>,
    /// Greatest such difference over the draws.
    pub greatest_regret: Option<f64>,
    /// Share of the draws in which its odds are tolerable.
    pub tolerable_share: Option<f64>,
    /// No row of the same or a lower cost has lower odds.
    pub on_frontier: bool,
    /// No row of the same or a lower cost leaves less harm.
    pub on_harm_frontier: bool,
    /// What can be said of its effect on the odds.
    pub effect: Effect,
    /// It cannot be told apart from the row with the lowest odds.
    pub tied_with_best: bool,
    /// Factor by which the interval of the paired difference is narrower than that of independent runs.
    pub pairing: Option<f64>,
}

/// What can be said of a row's effect on the odds, at 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The baseline itself.
    Baseline,
    /// It lowers them.
    Lowers,
    /// It raises them.
    Raises,
    /// It cannot be told from no effect.
    Unclear,
    /// No trial came out otherwise.
    Nothing,
}

/// Which row to take.
#[derive(Debug, Clone, PartialEq)]
pub struct Recommendation {
    /// Position of the row with the lowest odds among those allowed; the baseline where nothing lowers them.
    pub best: usize,
    /// Rows that cannot be told apart from it, the cheapest first.
    pub tied: Vec<usize>,
    /// Position of the row that avoids most harm per cost; absent where none avoids any.
    pub best_value: Option<usize>,
    /// Probability that the best row is the best, chance alone (normal approximation over the replicates).
    pub confidence: Option<f64>,
}

/// Captures of the baseline's analog trials, replayed under measures in the same trials.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Replay {
    /// The measures that are rows by themselves (untrusted text).
    pub measures: Vec<String>,
    /// How many captures were replayed.
    pub captures: usize,
    /// By measure: the share of the captures that it would have prevented; absent where none was replayed.
    pub prevented: Vec<Option<Estimate>>,
    /// By measure and measure: captures that either would have prevented; on the diagonal those of one measure.
    pub both: Vec<Vec<usize>>,
    /// Captures that no measure alone would have prevented.
    pub by_none: usize,
    /// The captures, in the order of trials.
    pub stories: Vec<Replayed>,
}

/// A capture and what would have prevented it.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// What happened.
    pub story: Story,
    /// Names of the measures that would have prevented it (untrusted text).
    pub prevented_by: Vec<String>,
}
