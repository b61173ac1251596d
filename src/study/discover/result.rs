//! What scenario discovery has found: finished numbers, ready to be shown.

use crate::statistics::{Band, Estimate, Limits};
use crate::study::result::{Placing, Provenance, Stop};

/// The answer: what the worlds with high odds have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct DiscoverResult {
    /// The event's name (untrusted text).
    pub scenario: String,
    /// The scenario file, as named on the command line.
    pub file: String,
    /// Measures in force (untrusted text).
    pub measures: Vec<String>,
    /// Where the result comes from.
    pub provenance: Provenance,
    /// How the collectors of its trials were placed.
    pub placing: Placing,
    /// Why it ended.
    pub stop: Stop,
    /// The odds that worlds are told apart by.
    pub above: f64,
    /// Whether that was asked for, or taken from the worlds.
    pub chosen: Chosen,
    /// Share of the worlds of interest that a box was to hold.
    pub wanted_coverage: f64,
    /// The odds over all worlds.
    pub odds: Estimate,
    /// The uncertain values that the odds can hang on.
    pub dimensions: Vec<Dimension>,
    /// The worlds, in the order of their draws.
    pub worlds: Vec<World>,
    /// How many of them are of interest.
    pub hits: usize,
    /// How many are expected to be on the wrong side of the threshold, because of the noise of their trials.
    pub doubtful: f64,
    /// The boxes from the one that holds all worlds inwards.
    pub trajectory: Vec<Step>,
    /// What was made of it.
    pub finding: Finding,
}

/// Where a threshold comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// It was asked for.
    Asked,
    /// It was put where a quarter of the worlds lie above it.
    Quarter,
}

/// An uncertain value.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// Its path (untrusted text).
    pub path: String,
    /// Whether only whole numbers are possible.
    pub whole: bool,
}

/// A world: one draw of all uncertain values.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// Its values, by dimension.
    pub values: Vec<f64>,
    /// Mean odds over its trials.
    pub odds: f64,
    /// Standard error of that mean; absent with a single trial.
    pub error: Option<f64>,
    /// Whether it is of interest: its odds are above the threshold.
    pub hit: bool,
    /// Whether it lies in the box that was found.
    pub inside: bool,
}

/// A box of the trajectory.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// By dimension.
    pub limits: Vec<Limits>,
    /// Worlds inside.
    pub inside: usize,
    /// Worlds of interest inside.
    pub hits: usize,
}

impl Step {
    /// Share of the worlds inside that are of interest.
    pub fn density(&self) -> f64 {
        self.hits as f64 / (self.inside as f64).max(1.0)
    }

    /// Share of the worlds of interest that are inside.
    pub fn coverage(&self, hits: usize) -> f64 {
        self.hits as f64 / (hits as f64).max(1.0)
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// A box that chance does not explain.
    Found(Box<Found>),
    /// No box is denser than chance makes them: the p-value of the best.
    Nothing {
        /// How often a box as dense comes out where worlds of interest are dealt at random.
        p_value: f64,
    },
    /// Too few worlds on one side of the threshold to say anything.
    TooFew,
}

/// A box, with how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The box.
    pub step: Step,
    /// How often a box as dense comes out where worlds of interest are dealt at random.
    pub p_value: f64,
    /// Share of the worlds inside that are of interest, where half of the worlds is searched and the box
    /// held against the other.
    pub density_beyond: Option<f64>,
    /// Share of the worlds of interest that are inside, where half of the worlds is searched and the box
    /// held against the other.
    pub coverage_beyond: Option<f64>,
    /// What the box restricts, by ascending quasi-p-value.
    pub restrictions: Vec<Restriction>,
}

/// What a box admits of one value.
#[derive(Debug, Clone, PartialEq)]
pub struct Restriction {
    /// Which dimension.
    pub dimension: usize,
    /// Its limits.
    pub limits: Limits,
    /// 5 % and 95 % point of the lower limit over the halves in which it has one.
    pub low_band: Option<Band>,
    /// 5 % and 95 % point of the upper limit over the halves in which it has one.
    pub high_band: Option<Band>,
    /// Probability that a restriction chosen at random would leave as many hits.
    pub quasi_p: f64,
    /// Share of the halves in which this value is restricted, too.
    pub recurs: f64,
}
