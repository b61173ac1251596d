//! Who meets in the same trials: variants of one scenario, or models that may have nothing in common.

use std::sync::Arc;

use crate::model::{Brief, Estimator, Family, FamilyWorkspace, Layout, Model, Workspace, at, keep_alike};
use crate::random::Trial;

/// Who meets in the same trials.
#[expect(clippy::large_enum_variant, reason = "one for each draw: its size does not matter")]
pub enum Rivals {
    /// Variants of one scenario, which share much of their work.
    Family(Family),
    /// Models of scenarios that may have nothing in common, each with its layout.
    Models(Vec<(Arc<Model>, Layout)>),
}

/// Rivals with room to run.
pub(super) enum Room {
    Family(Box<(Family, FamilyWorkspace)>),
    Models { models: Vec<(Arc<Model>, Layout, Workspace)>, briefs: Vec<Brief> },
}

impl Room {
    /// Room for rivals, in what is left of others'.
    pub fn new(rivals: Rivals, left: FamilyWorkspace) -> Self {
        match rivals {
            Rivals::Family(family) => {
                let room = left.fitted(&family);
                Self::Family(Box::new((family, room)))
            }
            Rivals::Models(models) => {
                let (mut models, layouts): (Vec<_>, Vec<_>) = models.into_iter().unzip();
                keep_alike(&mut models);
                let briefs = vec![Brief::default(); models.len()];
                let room = |(model, layout): (Arc<Model>, Layout)| {
                    let workspace = Workspace::new(&model, &layout);
                    (model, layout, workspace)
                };
                Self::Models { models: models.into_iter().zip(layouts).map(room).collect(), briefs }
            }
        }
    }

    /// Runs a trial and returns what it gave, by rival.
    pub fn run(&mut self, trial: &Trial, estimator: Estimator) -> &[Brief] {
        match self {
            Self::Family(both) => {
                let (family, room) = &mut **both;
                room.run(family, trial, estimator);
                room.briefs()
            }
            Self::Models { models, briefs } => {
                for ((model, layout, workspace), brief) in models.iter_mut().zip(&mut *briefs) {
                    workspace.run(model, layout, trial, estimator);
                    let row = workspace.row();
                    *brief = Brief { odds: row[at::ODDS], captures: row[at::CAPTURES], harm: row[at::HARM] };
                }
                briefs
            }
        }
    }

    /// What is left when they have run.
    pub fn left(self) -> FamilyWorkspace {
        match self {
            Self::Family(both) => both.1,
            Self::Models { .. } => FamilyWorkspace::default(),
        }
    }

    /// How many rivals there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Family(both) => both.0.len(),
            Self::Models { models, .. } => models.len(),
        }
    }
}
