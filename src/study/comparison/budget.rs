//! The answer to what is best within a budget, and how sure it is.

use crate::statistics::Estimate;

/// The best set of measures within a budget.
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetSearch {
    /// The budget.
    pub budget: f64,
    /// The best set that was found, simulated together with its nearest rivals.
    pub best: Candidate,
    /// The nearest rivals, by ascending odds.
    pub rivals: Vec<Candidate>,
    /// What is known of the best set.
    pub guarantee: Guarantee,
    /// Sets of measures that are possible within the budget; absent if they were not counted.
    pub possible: Option<u64>,
    /// Sets within the budget that were simulated.
    pub evaluated: u64,
}

/// A set of measures within the budget.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Names of the measures (untrusted text), ascending; empty for the baseline.
    pub measures: Vec<String>,
    /// What they cost together, the mean over the draws where a cost is uncertain.
    pub cost: f64,
    /// The odds, simulated.
    pub odds: Estimate,
    /// Odds less the baseline's, paired.
    pub difference: Estimate,
    /// Odds less those of the best set, paired; absent for the best set itself.
    pub behind: Option<Estimate>,
}

/// What is known of the set that a search found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Guarantee {
    /// Every possible set within the budget was simulated in the same trials; the best of them and its nearest rivals
    /// were then simulated further.
    Exhaustive,
    /// None of the possible sets has lower odds in the search's trials, given that measures act in the others as in the
    /// simulated ones, give or take a tenth: no two help each other more, and none that raised the odds nowhere raises
    /// them. No check spoke against it.
    Proven {
        /// Possible sets that were not simulated, because they cannot have lower odds.
        ruled_out: u64,
        /// What the assumption was checked on.
        checks: Checks,
    },
    /// Not proven, because the search ended at the most sets that it simulates, or because a check spoke against the
    /// assumption of [`Self::Proven`].
    Bounded {
        /// No set has lower odds than this, given the same, but give or take what the worst check was off by if that is
        /// more than a tenth.
        bound: f64,
        /// What the assumption was checked on.
        checks: Checks,
    },
    /// Built step by step by the odds reduced per cost, because there are too many measures to look at every set.
    Greedy {
        /// No set within the budget has lower odds than this, if measures add the less the more there are.
        bound: f64,
    },
}

/// What became of the bounds that sets had before they were simulated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Checks {
    /// Sets that had one.
    pub checked: u64,
    /// How many times a set was more than a tenth below its bound, or a measure raised the odds that had not before.
    pub breached: u64,
    /// The greatest share of the expected captures by which a set was below its bound, in `[0, 1]`; 0 if none was.
    pub off_by: f64,
    /// Sets that cost more than the budget and were simulated only to see what measures do together.
    pub dearer: u64,
}
