//! What there is to run, who watches it, and what both say to each other.

use std::sync::Arc;

use super::plan::{Effort, Grid, STRANDS, share_of_strand};
use super::sample::{Indicators, Sample};
use super::sums::Shape;
use super::work::Work;
use crate::model::{Estimator, Layout, Model};
use crate::random::{Grouping, Placing, Trial};
use crate::statistics::{Estimate, Moments};

/// What a run tells on its way, and what it asks. Called from worker threads.
pub trait Monitor: Sync {
    /// Trials were done.
    fn progress(&self, progress: &Progress);
    /// Whether to stop.
    fn cancelled(&self) -> bool;
    /// A step of a run is whole: what there is so far.
    fn step(&self, _: &Sample) {}
    /// How much of the work is to be done here.
    fn work(&self) -> Work<'_> {
        Work::Whole
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Trials done.
    pub trials_done: u64,
    /// Trials of the part that is under way; more may follow.
    pub trials_planned: u64,
    /// The odds at the last step.
    pub odds: Option<Estimate>,
}

/// A monitor that neither listens nor stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Monitor for Unwatched {
    fn progress(&self, _: &Progress) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// Models of the draws.
pub trait Models: Sync {
    /// The model of a draw, from 0.
    fn model(&self, draw: u64) -> Arc<Model>;
    /// What they are models of: the same for two only if all their draws are. Only runs that are shared, or gathered from
    /// shares, ask for it.
    fn subject(&self) -> String {
        String::new()
    }
}

/// What to run.
pub struct Job<'a> {
    /// The model of each draw.
    pub models: &'a dyn Models,
    /// The layout that all of them share.
    pub layout: Layout,
    /// The replicate of each draw, ascending; `[0]` without uncertain values.
    pub replicate_of: &'a [usize],
    /// The seed.
    pub seed: u64,
    /// The estimator.
    pub estimator: Estimator,
    /// How much to do.
    pub effort: Effort,
    /// How the collectors of its trials are placed: [`super::placing`] tells the better way.
    pub placing: Placing,
}

impl Job<'_> {
    /// What its sums are sums of.
    pub(super) fn identity(&self) -> String {
        let Self { seed, estimator, effort, .. } = self;
        let (trials, draws, subject) = (effort.most_trials(), self.replicate_of.len(), self.models.subject());
        format!("run of {subject}: seed {seed}, {estimator:?} estimator, {trials} trials, {draws} draws")
    }

    pub(super) fn grid(&self) -> Grid {
        Grid::new(self.replicate_of.len() as u64)
    }

    /// How its trials belong together.
    pub(super) fn grouping(&self) -> Grouping {
        self.grid().grouping(self.estimator, self.effort)
    }

    /// A trial of a draw.
    pub(super) fn trial(&self, draw: u64, number: u64) -> Trial {
        Trial::new(self.seed, draw, number).grouped(self.grouping()).placed(self.placing)
    }

    /// How many independent replicates its trials are: those of the draws, or without draws those to which the groups of
    /// trials are dealt in turn.
    pub(super) fn replicates(&self) -> usize {
        match self.grouping() {
            Grouping::SixtyFours => STRANDS,
            _ => self.replicate_of.last().map_or(1, |last| last + 1),
        }
    }

    /// How many trials each replicate has, where each draw has so many.
    pub(super) fn trials_of_replicates(&self, of_draw: &dyn Fn(u64) -> u64) -> Vec<u64> {
        let mut trials = vec![0; self.replicates()];
        if self.grouping() == Grouping::SixtyFours {
            for (strand, trials) in trials.iter_mut().enumerate() {
                *trials = share_of_strand(strand, of_draw(0), Grouping::SixtyFours);
            }
            return trials;
        }
        for (draw, &replicate) in (0..).zip(self.replicate_of) {
            trials[replicate] += of_draw(draw);
        }
        trials
    }

    /// The replicate of a trial.
    pub(super) fn replicate(&self, draw: u64, trial: u64) -> usize {
        match self.grouping() {
            Grouping::SixtyFours => (trial / Grouping::SixtyFours.size()) as usize % STRANDS,
            _ => self.replicate_of[draw as usize],
        }
    }

    /// What its tallies sum beside the values: with several replicates nothing, for their spread tells the error.
    pub(super) fn shape(&self) -> Shape {
        let moments =
            if self.replicates() > 1 { Moments::First } else { Moments::Second { ratios: self.layout.ratios() } };
        Shape { length: self.layout.len(), moments }
    }

    pub(super) fn indicators(&self) -> Indicators {
        if self.estimator == Estimator::Analog { Indicators::Yes } else { Indicators::No }
    }
}
