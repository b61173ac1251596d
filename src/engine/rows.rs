//! What single trials of a job observed.

use super::job::Job;
use super::sample::Block;
use crate::model::Workspace;

/// Positions of the row of every trial of a block, trial by trial: the trials are run (again), for sums are all that a run
/// keeps of them.
pub fn rows_of<const N: usize>(job: &Job, block: &Block, positions: &[usize; N]) -> Vec<[f64; N]> {
    let model = job.models.model(block.draw);
    let mut workspace = Workspace::new(&model, &job.layout);
    let observe = |trial: u64| {
        workspace.run(&model, &job.layout, &job.trial(block.draw, trial), job.estimator);
        positions.map(|position| workspace.row()[position])
    };
    (block.first_trial..block.first_trial + block.trials).map(observe).collect()
}
