//! A few trials on one family, each seen by itself.

use crate::model::{AT_LEAST, Brief, Estimator, Family, FamilyWorkspace, Layout, Model, Workspace, at};
use crate::random::Trial;

/// Which trials.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// The seed.
    pub seed: u64,
    /// The draw whose random numbers they use: families probed under the same draw share their trials.
    pub draw: u64,
    /// Their numbers inside the draw.
    pub trials: std::ops::Range<u64>,
    /// The estimator.
    pub estimator: Estimator,
}

/// What a trial says of the number of captures of an event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// `P(at least k captures)`, `k` from 1.
    pub at_least: [f64; AT_LEAST],
}

impl Counted {
    /// `P(exactly k captures)`, `k` from 0, for as many as are told apart.
    pub fn exactly(&self) -> Vec<f64> {
        let at_least = |k: usize| if k == 0 { 1.0 } else { self.at_least[k - 1] };
        (0..AT_LEAST).map(|k| at_least(k) - at_least(k + 1)).collect()
    }
}

impl Probe {
    /// What each trial says of the number of captures.
    pub fn counted(&self, model: &Model, layout: &Layout) -> Vec<Counted> {
        let mut workspace = Workspace::new(model, layout);
        let one = |trial: u64| {
            workspace.run(model, layout, &Trial::new(self.seed, self.draw, trial), self.estimator);
            let row = workspace.row();
            Counted { at_least: std::array::from_fn(|k| row[at::AT_LEAST_FIRST + k]) }
        };
        self.trials.clone().map(one).collect()
    }

    /// What each trial gave, by variant and trial.
    pub fn briefs(&self, family: &Family) -> Vec<Vec<Brief>> {
        let mut room = FamilyWorkspace::new(family);
        let mut seen = vec![Vec::with_capacity(self.trials.clone().count()); family.len()];
        for trial in self.trials.clone() {
            room.run(family, &Trial::new(self.seed, self.draw, trial), self.estimator);
            seen.iter_mut().zip(room.briefs()).for_each(|(seen, brief)| seen.push(*brief));
        }
        seen
    }
}
