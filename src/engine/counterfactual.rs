//! Captures that fit what is known, trial by trial under variants: would they have happened there?

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::contest::Cells;
use super::inquiry::Case;
use super::job::{Monitor, Progress};
use crate::model::{Inquest, Question};
use crate::random::{Grouping, Trial};
use crate::statistics::{ALPHA, Estimate, Range, product_of_sums, student_quantile};

/// What to run.
pub struct Counterfactual<'a, E> {
    /// The cases of a draw, the baseline first.
    pub cases: &'a (dyn Fn(u64) -> Result<Vec<Case>, E> + Sync),
    /// How the trials are dealt.
    pub cells: Cells,
    /// The seed.
    pub seed: u64,
    /// What is known.
    pub question: &'a Question,
    /// Campaigns and pathways.
    pub hypotheses: usize,
    /// Trials in all.
    pub trials: u64,
}

/// What became of the captures.
#[derive(Debug, Clone, PartialEq)]
pub struct Survivals {
    cells: Cells,
    hypotheses: usize,
    /// By cell: captures of each hypothesis.
    captures: Vec<Vec<f64>>,
    /// By cell, variant and hypothesis: captures that would not have happened.
    prevented: Vec<Vec<f64>>,
}

type CellCounts = (Vec<f64>, Vec<f64>);

/// Runs the variants of every trial in which something fits; absent if it was cancelled.
pub fn counterfactual<E: Send>(job: &Counterfactual<E>, monitor: &dyn Monitor) -> Result<Option<Survivals>, E> {
    let done = AtomicU64::new(0);
    let cell = |cell: usize| -> Result<Option<CellCounts>, E> {
        let share = job.cells.share_of(cell, job.trials, Grouping::Single);
        if monitor.cancelled() {
            return Ok(None);
        }
        let cases = (job.cases)(job.cells.draw(cell))?;
        let mut rooms: Vec<Inquest> = cases.iter().map(|case| Inquest::new(&case.model)).collect();
        let mut counts = (vec![0.0; job.hypotheses], vec![0.0; job.hypotheses * (cases.len() - 1)]);
        for index in 0..share {
            if index % 64 == 63 && monitor.cancelled() {
                return Ok(None);
            }
            let trial = Trial::new(job.seed, job.cells.draw(cell), job.cells.trial(cell, index, Grouping::Single));
            one(job, &cases, &mut rooms, &trial, &mut counts);
        }
        let trials_done = done.fetch_add(share, Ordering::Relaxed) + share;
        monitor.progress(&Progress { trials_done, trials_planned: job.trials, odds: None });
        Ok(Some(counts))
    };
    let all: Result<Vec<Option<CellCounts>>, E> = (0..job.cells.count()).into_par_iter().map(cell).collect();
    let all: Option<Vec<CellCounts>> = all?.into_iter().collect();
    Ok(all.map(|counts| {
        let (captures, prevented) = counts.into_iter().unzip();
        Survivals { cells: job.cells.clone(), hypotheses: job.hypotheses, captures, prevented }
    }))
}

fn one<E>(
    job: &Counterfactual<E>,
    cases: &[Case],
    rooms: &mut [Inquest],
    trial: &Trial,
    (captures, prevented): &mut CellCounts,
) {
    let Some(((baseline, rooms), (own, variants))) = rooms.split_first_mut().zip(cases.split_first()) else { return };
    baseline.draw(&own.model, job.question, trial);
    baseline.ask(&own.model, &own.rivals, job.question);
    if baseline.hits().is_empty() {
        return;
    }
    baseline.hits().iter().for_each(|hit| captures[hit.hypothesis] += hit.weight);
    let campaigns = job.hypotheses - own.rivals.len();
    for (number, (room, variant)) in rooms.iter_mut().zip(variants).enumerate() {
        room.draw(&variant.model, job.question, trial);
        room.list();
        for hit in baseline.hits() {
            let survival = baseline.survival(hit, room, campaigns, &variant.rivals);
            prevented[number * job.hypotheses + hit.hypothesis] += hit.weight * (1.0 - survival);
        }
    }
}

impl Survivals {
    /// Share of the captures by these hypotheses that a variant (from 0) would have prevented; absent without any.
    pub fn prevented(&self, variant: usize, hypotheses: std::ops::Range<usize>) -> Option<Estimate> {
        let of_cells = |of_cell: &dyn Fn(usize) -> f64| {
            let mut parts = vec![0.0; self.cells.replicates()];
            (0..self.captures.len()).for_each(|cell| parts[self.cells.replicate_of(cell)] += of_cell(cell));
            parts
        };
        let captures = of_cells(&|cell| self.captures[cell][hypotheses.clone()].iter().sum());
        let first = variant * self.hypotheses;
        let hypotheses = first + hypotheses.start..first + hypotheses.end;
        let prevented = of_cells(&|cell| self.prevented[cell][hypotheses.clone()].iter().sum());
        let any = captures.iter().sum::<f64>() > 0.0;
        let quantile = student_quantile(ALPHA, self.cells.replicates() as f64 - 1.0);
        any.then(|| product_of_sums(&[(prevented, 1), (captures, -1)], Range::Share, quantile))
    }
}
