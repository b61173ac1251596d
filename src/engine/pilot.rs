//! Whether trials are aimed at the places where captures are: measured before a run.

use rayon::prelude::*;

use super::group_odds::GroupOdds;
use super::job::Job;
use crate::model::{Workspace, at};
use crate::random::{Grouping, MAX_TRIALS_PER_DRAW, Placing, Trial};

/// Groups of trials with which each way is tried without draws. Of two variances that are equal, found from so many groups
/// each, the ratio comes out above [`CLEARLY`] in one of 10 runs, which then are none the worse.
const GROUPS: u64 = 16;
/// With draws: how many of them, with two groups in each or more.
const DRAWS: u64 = 40;
const GROUPS_IN_DRAW: u64 = 2;
/// Where trials differ less than so in where posts are (`Model::variation_of_places`), places spread evenly leave too little
/// to gain: it was under [`CLEARLY`] in every scenario that was tried.
const WORTH_ASKING: f64 = 0.4;
/// By how much aimed trials must scatter less: they take longer, for more of them have something to capture.
const CLEARLY: f64 = 2.0;
/// The first of the pilot's trials in its draw: no run is let as far.
const FIRST: u64 = MAX_TRIALS_PER_DRAW - (1 << 20);

/// How a job's trials are best placed. The same for all parts of a job, and however many trials it takes, as long as these
/// are grouped.
pub fn placing(job: &Job) -> Placing {
    let grouping = job.grouping();
    if grouping == Grouping::Single {
        return Placing::AsIs;
    }
    let pilot = Pilot::of(job.replicate_of.len() as u64, grouping);
    if pilot.variation_of_places(job) < WORTH_ASKING || !pilot.prefers_aimed(job) {
        return Placing::AsIs;
    }
    Placing::Aimed
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
    /// What posts are expected to capture.
    worth: f64,
}

impl Pilot {
    fn of(draws: u64, grouping: Grouping) -> Self {
        let tried = draws.min(DRAWS);
        let groups = if draws > 1 { GROUPS_IN_DRAW.max(GROUPS / tried) } else { GROUPS };
        Self { grouping, groups, draws: tried, stride: draws / tried }
    }

    /// On average over the draws.
    fn variation_of_places(self, job: &Job) -> f64 {
        let of_draw = |number: u64| job.models.model(number * self.stride).variation_of_places();
        let of_draws: Vec<f64> = (0..self.draws).into_par_iter().map(of_draw).collect();
        of_draws.iter().sum::<f64>() / self.draws as f64
    }

    fn prefers_aimed(self, job: &Job) -> bool {
        let of_draw = |number: u64| {
            let draw = number * self.stride;
            [Placing::AsIs, Placing::Aimed].map(|placing| self.scatter(job, placing, draw))
        };
        let of_draws: Vec<[Scatter; 2]> = (0..self.draws).into_par_iter().map(of_draw).collect();
        let [as_is, aimed] = [0, 1].map(|way| of_draws.iter().map(|of_draw| of_draw[way].mean).sum::<f64>());
        if as_is == 0.0 {
            return aimed > 0.0;
        }
        // Each draw by what its posts are worth, which no trial enters, so that the few with the highest odds do not decide alone.
        let relative = |[as_is, aimed]: &[Scatter; 2]| {
            let worth = as_is.worth;
            [as_is, aimed].map(|found| if worth > 0.0 { found.squared_error / (worth * worth) } else { 0.0 })
        };
        let [of_as_is, of_aimed] = [0, 1].map(|way| of_draws.iter().map(|of_draw| relative(of_draw)[way]).sum::<f64>());
        // Where trials meet few of the places that matter, they find too low odds, and scatter by too little as well.
        let missed = (aimed / as_is).max(1.0);
        of_as_is * missed > CLEARLY * of_aimed
    }

    fn scatter(self, job: &Job, placing: Placing, draw: u64) -> Scatter {
        let model = job.models.model(draw);
        let mut workspace = Workspace::new(&model, &job.layout);
        let trials = self.groups * self.grouping.size();
        let mut odds = GroupOdds::new(self.grouping);
        for number in FIRST..FIRST + trials {
            let trial = Trial::new(job.seed, draw, number).grouped(self.grouping).placed(placing);
            workspace.run(&model, &job.layout, &trial, job.estimator);
            odds.add(number, workspace.row()[at::ODDS]);
        }
        let groups = odds.whole();
        let squared_error = groups.squared_error(self.grouping, trials as f64).unwrap_or_default();
        Scatter { mean: groups.sum / trials as f64, squared_error, worth: model.worth_of_places() }
    }
}
