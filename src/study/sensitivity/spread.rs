//! The indices of what is looked at.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::draws::Drawn;
use super::points::{self, Points};
use super::result::Cost;
use super::{REPLICATES, SensitivityError};
use crate::engine::{Monitor, Pairs, Progress};
use crate::statistics::{ALPHA, Indices, Row, RowSums, indices};
use crate::study::prepare::RunError;

/// The indices, by quantity.
pub(super) fn indices_of(
    points: &Points,
    cost: &Cost,
    drawn: &Drawn,
    monitor: &dyn Monitor,
) -> Result<Vec<Indices>, SensitivityError> {
    let law = points::law(points.analysis.scenario);
    let seed = points.analysis.options.seed;
    let pairs = Pairs {
        replicates: REPLICATES as usize,
        rows: (cost.pairs / REPLICATES) as usize,
        variables: law.size(),
        seed,
    };
    let centres = [drawn.odds, drawn.difference];
    let centres = &centres[..points.quantities()];
    let (done, of_row) = (AtomicU64::new(0), cost.points_per_pair * cost.point_trials);
    let row = |row: usize| -> Result<Option<Vec<RowSums>>, RunError> {
        if monitor.cancelled() {
            return Ok(None);
        }
        let (a, b) = pairs.scores(row);
        let (a, b) = (law.correlated(&a), law.correlated(&b));
        let order = pairs.shuffled(row, &points.analysis.active);
        let probe = points.probe(row as u64, 0..cost.point_trials);
        let job = Row { law: &law, points: (&a, &b), order: &order, centres };
        let sums = job.sums(&mut |scores| points.at(scores, &probe))?;
        let trials_done = done.fetch_add(of_row, Ordering::Relaxed) + of_row;
        monitor.progress(&Progress { trials_done, trials_planned: cost.pairs * of_row, odds: None });
        Ok(Some(sums))
    };
    let rows: Result<Vec<_>, RunError> = (0..pairs.count()).into_par_iter().map(row).collect();
    let rows: Option<Vec<Vec<RowSums>>> = rows?.into_iter().collect();
    let rows = rows.ok_or(SensitivityError::Interrupted)?;
    let of_quantity = |quantity: usize| {
        let mut replicates = vec![RowSums::default(); pairs.replicates];
        for (row, sums) in rows.iter().enumerate() {
            replicates[pairs.replicate_of(row)].add(&sums[quantity]);
        }
        indices(&replicates, centres[quantity], ALPHA, seed)
    };
    Ok((0..points.quantities()).into_par_iter().map(of_quantity).collect())
}
