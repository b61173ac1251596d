//! Whether trials are aimed at the places where captures are: measured before a run.

use rayon::prelude::*;

use super::group_odds::{GroupOdds, GroupSums};
use super::job::Job;
use crate::model::{Workspace, at};
use crate::random::{Grouping, MAX_TRIALS_PER_DRAW, Placing, Trial};

/// Groups of trials with which each way is tried, as close to it as the draws allow. A ratio of two variances, from 20 groups
/// each, comes out above [`CLEARLY`] by chance alone in one of 13 runs; those lose no more than the odds scatter anyway.
const GROUPS: u64 = 20;
/// Groups in each of some draws, and draws: 80 times one degree of freedom.
const GROUPS_IN_DRAW: u64 = 2;
const DRAWS: u64 = 80;
/// Trials of a run, for each of the pilot's, below which it is not worth asking.
const RUN_PER_PILOT: u64 = 5;
/// The squared coefficient of variation that a trial keeps from where posts are, below which there is nothing to gain.
const WORTH_ASKING: f64 = 1.0;
/// By how much aimed trials must scatter less.
const CLEARLY: f64 = 2.0;
/// The first of the pilot's trials in its draw: no run comes as far.
const FIRST: u64 = MAX_TRIALS_PER_DRAW / 2;

/// How a job's trials are best placed. The same for all parts of a job, for it depends on nothing else.
pub fn placing(job: &Job) -> Placing {
    let grouping = job.grouping();
    let pilot = Pilot::of(job.replicate_of.len() as u64, grouping);
    let enough = job.effort.most_trials() >= RUN_PER_PILOT * pilot.trials();
    if grouping == Grouping::Single || !enough {
        return Placing::AsIs;
    }
    let left = job.models.model(0).variation_left_by_strata(grouping.size());
    if left < WORTH_ASKING || !pilot.prefers_aimed(job) { Placing::AsIs } else { Placing::Aimed }
}

/// Which trials are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pilot {
    grouping: Grouping,
    groups: u64,
    /// How many draws, and from each to the next.
    draws: u64,
    stride: u64,
}

/// What a way of placing scattered by.
#[derive(Debug, Clone, Copy, Default)]
struct Scatter {
    mean: f64,
    squared_error: f64,
}

impl Pilot {
    fn of(draws: u64, grouping: Grouping) -> Self {
        let tried = draws.min(DRAWS);
        let groups = if draws > 1 { GROUPS_IN_DRAW.max(GROUPS / tried) } else { GROUPS };
        Self { grouping, groups, draws: tried, stride: draws / tried }
    }

    /// Trials of both ways.
    fn trials(self) -> u64 {
        2 * self.groups * self.draws * self.grouping.size()
    }

    fn prefers_aimed(self, job: &Job) -> bool {
        let (as_is, aimed) = (self.scatter(job, Placing::AsIs), self.scatter(job, Placing::Aimed));
        if as_is.mean == 0.0 {
            return aimed.mean > 0.0;
        }
        // Where trials meet few of the places that matter, they find too low odds, and scatter by too little as well.
        let missed = (aimed.mean / as_is.mean).max(1.0);
        as_is.squared_error * missed > CLEARLY * aimed.squared_error
    }

    fn scatter(self, job: &Job, placing: Placing) -> Scatter {
        let of_draws: Vec<Option<Scatter>> =
            (0..self.draws).into_par_iter().map(|number| self.of_draw(job, placing, number * self.stride)).collect();
        of_draws.into_iter().flatten().fold(Scatter::default(), |sum, of_draw| Scatter {
            mean: sum.mean + of_draw.mean,
            squared_error: sum.squared_error + of_draw.squared_error,
        })
    }

    fn of_draw(self, job: &Job, placing: Placing, draw: u64) -> Option<Scatter> {
        let model = job.models.model(draw);
        let mut workspace = Workspace::new(&model, &job.layout);
        let trials = self.groups * self.grouping.size();
        let mut odds = GroupOdds::new(self.grouping);
        for number in FIRST..FIRST + trials {
            let trial = Trial::new(job.seed, draw, number).grouped(self.grouping).placed(placing);
            workspace.run(&model, &job.layout, &trial, job.estimator);
            odds.add(number, workspace.row()[at::ODDS]);
        }
        let groups: GroupSums = odds.whole();
        let squared_error = groups.squared_error(self.grouping, trials as f64)?;
        Some(Scatter { mean: groups.sum / trials as f64, squared_error })
    }
}
