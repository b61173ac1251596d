//! What a sensitivity analysis has found: finished numbers, ready to be shown.

use crate::statistics::{Estimate, ValueIndices, Worth};
use crate::study::result::Provenance;

/// The answer of a sensitivity analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivityResult {
    /// The event's name (untrusted text).
    pub scenario: String,
    /// The scenario file, as named on the command line.
    pub file: String,
    /// Measures in force.
    pub measures: Vec<String>,
    /// Unit in which harm is counted (untrusted text).
    pub harm_unit: String,
    /// Unit of the costs of measures (untrusted text).
    pub cost_unit: String,
    /// Where the result comes from; its trials are those of all parts together.
    pub provenance: Provenance,
    /// What was run.
    pub cost: Cost,
    /// Options by which the choice was narrowed, each with its value: what else it takes to ask the same again.
    pub asked: Vec<(&'static str, String)>,
    /// The uncertain values that the answer can hang on, in the order of the file.
    pub values: Vec<Value>,
    /// Uncertain values that no run here uses.
    pub idle: usize,
    /// Whether some of the values are correlated: the indices then mean something else.
    pub correlated: bool,
    /// What the odds hang on.
    pub odds: Target,
    /// What the choice between the two best sets of measures hangs on; absent without measures.
    pub choice: Option<Choice>,
    /// What learning the values is worth for the choice; absent without measures.
    pub information: Option<Information>,
}

/// How much is run, part by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Sets of measures in the choice, the baseline included.
    pub rows: u64,
    /// Draws by which their losses are compared.
    pub draws: u64,
    /// Trials in each of them, on every set of measures.
    pub draw_trials: u64,
    /// Pairs of points for the indices.
    pub pairs: u64,
    /// Points that each pair takes.
    pub points_per_pair: u64,
    /// Trials at each of these points.
    pub point_trials: u64,
    /// Worlds of the tornado.
    pub worlds: u64,
    /// Trials in each of them.
    pub world_trials: u64,
    /// Sets of measures that run at every point and in every world.
    pub variants: u64,
}

impl Cost {
    /// Trials of all parts; a trial on several sets of measures counts once for each.
    pub fn trials(&self) -> u64 {
        self.rows * self.draws * self.draw_trials
            + self.variants * (self.pairs * self.points_per_pair * self.point_trials + self.worlds * self.world_trials)
    }
}

/// An uncertain value.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Where it stands in the file (untrusted text).
    pub path: String,
    /// Its 5 %, 50 % and 95 % point.
    pub points: [f64; 3],
}

/// What a quantity hangs on.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Its mean over the values.
    pub mean: Estimate,
    /// Variance of its expected value over the values.
    pub variance: Estimate,
    /// Variance of the noise of one trial, which is in no index.
    pub noise: f64,
    /// By value: its indices; absent where the variance cannot be told from 0.
    pub indices: Option<Vec<ValueIndices>>,
    /// The quantity with every value at its median.
    pub centre: Estimate,
    /// By value: the quantity with this value at its 5 % and 95 % point, all others at their medians.
    pub tornado: Vec<Swing>,
}

/// A bar of a tornado.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swing {
    /// With the value at its 5 % point.
    pub low: Estimate,
    /// With the value at its 95 % point.
    pub high: Estimate,
    /// The latter less the former, trial by trial.
    pub swing: Estimate,
}

/// The choice between the two best sets of measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The one with the least expected loss: its place in `Information::rows`.
    pub best: usize,
    /// The one with the least expected loss among the others.
    pub second: usize,
    /// Loss of the second less that of the best, in units of harm per event: below 0 the second is better.
    pub difference: Target,
}

/// What learning is worth for the choice between sets of measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Information {
    /// The sets of measures, the baseline first.
    pub rows: Vec<Alternative>,
    /// The one with the least expected loss.
    pub best: usize,
    /// Units of cost that one unit of harm is worth, if money counts against harm.
    pub harm_cost: Option<f64>,
    /// The most that a set of measures may cost.
    pub budget: Option<f64>,
    /// Learning all values.
    pub perfect: Worth,
    /// Learning one value: by value.
    pub values: Vec<Worth>,
    /// Learning several at once.
    pub groups: Vec<GroupWorth>,
}

/// A set of measures to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Its measures (untrusted text); empty: none beyond what is in force.
    pub measures: Vec<String>,
    /// What it costs, the mean over the draws.
    pub cost: f64,
    /// Expected harm, in units of harm per event.
    pub harm: Estimate,
    /// Expected loss: harm, and cost if money counts.
    pub loss: Estimate,
    /// Share of the draws in which it seems best; noisy where draws have few trials.
    pub best_share: f64,
}

/// What learning several values at once is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupWorth {
    /// What they have in common: the beginning of their paths, or the pattern that was asked for (untrusted text).
    pub name: String,
    /// Places of the values in `SensitivityResult::values`.
    pub members: Vec<usize>,
    /// The worth.
    pub worth: Worth,
}
