//! What a comparison has found: finished numbers, ready to be shown.

use super::result::{RunResult, Story};
use crate::statistics::Estimate;
pub use budget::{BudgetSearch, Candidate, Checks, Guarantee};

mod budget;

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
    /// What the next money buys: the steps along the frontier of cost against odds, the cheapest first.
    pub steps: Vec<Step>,
    /// Combinations of up to so many measures that were asked for; 1: each alone.
    pub combine: usize,
    /// Names to which the measures were narrowed, if they were (untrusted text).
    pub narrowed: Option<Vec<String>>,
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
    /// Who has which part in the joint reduction of the odds.
    pub shapley: Result<Shapley, Absence>,
    /// For each uncertain value that the rows hang on, the value at which the recommendation flips, if any.
    pub break_even: Result<Vec<BreakEven>, Absence>,
    /// Where the trials went, if they were dealt where the decision is open.
    pub race: Option<Race>,
    /// The best set of measures within the budget.
    pub budget_search: Result<BudgetSearch, Absence>,
}

/// Why an answer is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It was not asked for.
    NotAsked,
    /// Nothing is captured in the baseline, so that there is nothing to lower.
    NothingCaptured,
    /// The scenario has no uncertain values that any row uses.
    NothingUncertain,
    /// There are too few draws of the uncertain values to tell.
    TooFewDraws {
        /// The least number that is needed.
        needed: u64,
    },
    /// Some measures cannot be in force together in any order, as the scenario states it, or a combination of them is no
    /// valid scenario.
    Impossible,
    /// It was interrupted before this was done.
    Interrupted,
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
    /// Trials that it got; the other rows' differences to it rest on the trials that both got.
    pub trials: u64,
    /// The odds.
    pub odds: Estimate,
    /// Expected harm that is left, per event.
    pub harm: Estimate,
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
    pub best_share: Option<Estimate>,
    /// Mean over the draws of its odds less those of the best row of that draw; absent without uncertain values.
    pub expected_regret: Option<Estimate>,
    /// Greatest such difference over the draws; it has no interval, and errs upwards by the noise inside a draw.
    pub greatest_regret: Option<f64>,
    /// Share of the draws in which its odds are tolerable; absent without uncertain values or tolerable odds.
    pub tolerable_share: Option<Estimate>,
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

/// From a row of the frontier to the next dearer one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Position of the cheaper row.
    pub from: usize,
    /// Position of the dearer row.
    pub to: usize,
    /// What the dearer row costs more.
    pub extra_cost: f64,
    /// Odds of the dearer row less those of the cheaper one, paired.
    pub difference: Estimate,
    /// Expected harm of the cheaper row less that of the dearer one, per event, paired.
    pub harm_avoided: Estimate,
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

/// The part of each measure in what all of them together do to the odds.
#[derive(Debug, Clone, PartialEq)]
pub struct Shapley {
    /// By measure, in the order of their names.
    pub parts: Vec<ShapleyPart>,
    /// Odds of the baseline less those of the best that all measures together can do: the sum of the parts.
    pub joint: Estimate,
    /// How the parts were found.
    pub method: ShapleyMethod,
    /// Whether some sets of measures are not possible together, so that a set stands for the best possible part of it.
    pub restricted: Restriction,
    /// Trials in which every set was run.
    pub trials: u64,
}

/// The part of one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapleyPart {
    /// Its name (untrusted text).
    pub measure: String,
    /// Its title (untrusted text).
    pub title: String,
    /// By how much it lowers the odds, averaged over all orders in which the measures can be taken.
    pub reduction: Estimate,
    /// `reduction` over the joint reduction; below 0 for a measure that raises the odds. Absent where the joint
    /// reduction cannot be told from 0.
    pub share: Option<Estimate>,
}

/// How Shapley shares were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapleyMethod {
    /// From all sets of measures.
    Exact {
        /// Sets that were run.
        sets: usize,
    },
    /// From random orders of the measures; their interval holds this error too.
    Orders {
        /// Orders that were run.
        orders: usize,
    },
}

/// Whether all sets of the measures are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restriction {
    /// All are.
    None,
    /// Some exclude or lack one another; a set that is not possible stands for the best possible set inside it.
    BestPossiblePart,
    /// Some exclude or lack one another, and orders were sampled: a measure joins when those before it allow, or never.
    FirstCome,
}

/// An uncertain value and where the recommendation flips along it.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakEven {
    /// Path of the value (untrusted text).
    pub path: String,
    /// Its 5 % and 95 % quantiles: the range that was searched.
    pub range: (f64, f64),
    /// Share of the variance of the difference between the best row and its closest rival over the draws that this
    /// value alone explains, in `[0, 1]`: how much the decision hangs on it. Absent where the draws do not tell.
    pub weight: Option<f64>,
    /// Where it flips; absent if it does not inside the range.
    pub flip: Option<Flip>,
}

/// A value at which another row becomes the best, the other values staying as uncertain as they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flip {
    /// The value, with its interval; the ends are those of `range` where the interval leaves it.
    pub at: Estimate,
    /// Share of the belief about the value that lies below it, in `[0, 1]`.
    pub probability_below: f64,
    /// On which side the rival is the best.
    pub side: Side,
    /// Position of the row that is the best there.
    pub rival: usize,
}

/// A side of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Below it.
    Below,
    /// Above it.
    Above,
}

/// A race of the rows: trials go to those that are not yet told apart from the best.
#[derive(Debug, Clone, PartialEq)]
pub struct Race {
    /// The confidence that was asked for, in (0, 1).
    pub confidence: f64,
    /// How it ended.
    pub outcome: RaceOutcome,
    /// By row: at how many trials it was told to be worse than another; absent for those left at the end.
    pub out_at: Vec<Option<u64>>,
    /// Trials of all rows together.
    pub spent: u64,
    /// Trials of all rows together that would tell as much if every row got the same number; absent if not known, as
    /// where the race ended without a winner.
    pub even_split: Option<u64>,
}

/// How a race ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RaceOutcome {
    /// One row (or rows that come out alike in every trial) is left: it is the best, at the confidence asked for.
    Known,
    /// The greatest number of trials was spent with more than one row left: they are tied.
    MaxTrials,
    /// More trials inside the same draws would not tell the rows that are left apart: more draws would.
    Draws,
    /// Interrupted.
    Interrupted,
}

/// Whole scenarios compared, each with the first.
#[derive(Debug, Clone, PartialEq)]
pub struct FilesResult {
    /// Each scenario as a run of its own, in the order given.
    pub runs: Vec<RunResult>,
    /// What each does against the first, which is row 0.
    pub rows: Vec<FileRow>,
    /// Position of the file with the lowest odds.
    pub best: usize,
    /// Positions of those that cannot be told apart from it, the best itself left out.
    pub tied: Vec<usize>,
    /// Trials that all files share.
    pub trials: u64,
}

/// One scenario against the first.
#[derive(Debug, Clone, PartialEq)]
pub struct FileRow {
    /// The file, as given.
    pub file: String,
    /// The event's name (untrusted text).
    pub scenario: String,
    /// The odds, over the shared trials.
    pub odds: Estimate,
    /// Odds less those of the first file, paired trial by trial.
    pub difference: Estimate,
    /// Odds over those of the first file; absent where these are 0.
    pub ratio: Option<Estimate>,
    /// Expected harm, per event; absent where its unit is not that of the first file.
    pub harm: Option<Estimate>,
    /// Expected harm of the first file less this one's, paired; absent where the units differ.
    pub harm_avoided: Option<Estimate>,
    /// What can be said of the difference.
    pub effect: Effect,
    /// Share of the entities (venues, channels, groups, kinds, campaigns) of either file that both have.
    pub shared_entities: f64,
    /// Factor by which the interval of the paired difference is narrower than that of independent runs.
    pub pairing: Option<f64>,
}
