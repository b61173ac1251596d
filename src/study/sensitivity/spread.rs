//! The indices of what is looked at.

use rayon::prelude::*;

use super::points::{self, Points};
use super::result::Cost;
use super::{REPLICATES, SensitivityError};
use crate::engine::{Monitor, Pairs, Pieces, pieces};
use crate::statistics::{ALPHA, Indices, Numerators, Row, RowSums, indices};
use crate::study::prepare::RunError;

/// Pieces into which the rows of a replicate are cut, at most: as many parts have something to do, and the sums of all
/// pieces are kept at once.
const PIECES: usize = 64;
/// Numbers of the sums of some rows: those of each value, and the others.
const OF_VALUE: usize = 3;
const OF_ROWS: usize = 5;

/// The sums of the rows, which are what the indices are made of.
pub(super) struct Spread<'a> {
    points: &'a Points<'a>,
    pairs: Pairs,
    centres: Vec<f64>,
    cost: Cost,
}

impl<'a> Spread<'a> {
    pub fn new(points: &'a Points<'a>, cost: &Cost) -> Self {
        let pairs = Pairs {
            replicates: REPLICATES as usize,
            rows: (cost.pairs / REPLICATES) as usize,
            variables: points.analysis.scenario.uncertain().len(),
            seed: points.analysis.options.seed,
        };
        let mut centres = vec![points.drawn.odds, points.drawn.difference];
        centres.truncate(points.quantities());
        Self { points, pairs, centres, cost: *cost }
    }

    /// Rows of a piece: replicates have a power of two of them, so that all pieces are alike.
    fn rows_of_piece(&self) -> usize {
        self.pairs.rows.div_ceil(PIECES)
    }

    /// The sums of all rows, by replicate and quantity.
    pub fn sums(&self, monitor: &dyn Monitor) -> Result<Vec<Vec<RowSums>>, SensitivityError> {
        let rows = self.rows_of_piece();
        let count = self.pairs.count() / rows;
        let trials = rows as u64 * self.cost.points_per_pair * self.cost.point_trials;
        let quantities = self.centres.len();
        let subject = format!("rows {:?} of {}", self.pairs, self.points.subject(self.cost.point_trials));
        let numbers = |piece: usize| self.piece(piece * rows..(piece + 1) * rows, monitor);
        let length = quantities * (OF_ROWS + OF_VALUE * self.points.analysis.active.len());
        let job = Pieces { subject: &subject, trials: &vec![trials; count], length, numbers: &numbers };
        let pieces = pieces(&job, monitor)?.ok_or(SensitivityError::Interrupted)?;
        let mut replicates = vec![vec![RowSums::default(); quantities]; self.pairs.replicates];
        for (piece, numbers) in pieces.iter().enumerate() {
            let sums = &mut replicates[self.pairs.replicate_of(piece * rows)];
            let own = numbers.chunks_exact(length / quantities);
            sums.iter_mut().zip(own).for_each(|(sums, numbers)| sums.add(&self.unfolded(numbers)));
        }
        Ok(replicates)
    }

    /// The numbers of some rows, by quantity; absent if cancelled.
    fn piece(&self, rows: std::ops::Range<usize>, monitor: &dyn Monitor) -> Result<Option<Vec<f64>>, RunError> {
        let law = points::law(self.points.analysis.scenario);
        let mut total = vec![RowSums::default(); self.centres.len()];
        for row in rows {
            if monitor.cancelled() {
                return Ok(None);
            }
            let (a, b) = self.pairs.scores(row);
            let (a, b) = (law.correlated(&a), law.correlated(&b));
            let order = self.pairs.shuffled(row, &self.points.analysis.active);
            let probe = self.points.probe(row as u64, 0..self.cost.point_trials);
            let job = Row { law: &law, points: (&a, &b), order: &order, centres: &self.centres };
            let sums = job.sums(&mut |scores| self.points.at(scores, &probe))?;
            total.iter_mut().zip(&sums).for_each(|(total, sums)| total.add(sums));
        }
        Ok(Some(total.iter().flat_map(|sums| self.folded(sums)).collect()))
    }

    /// Sums as numbers; values that cannot matter have none.
    fn folded(&self, sums: &RowSums) -> Vec<f64> {
        let RowSums { rows, mean, square, noise, cross, values } = sums;
        let of_value = |&value: &usize| {
            let Numerators { first, total, shapley } = values[value];
            [first, total, shapley]
        };
        let of_values = self.points.analysis.active.iter().flat_map(of_value);
        [*rows, *mean, *square, *noise, *cross].into_iter().chain(of_values).collect()
    }

    fn unfolded(&self, numbers: &[f64]) -> RowSums {
        let (of_rows, of_values) = numbers.split_at(OF_ROWS);
        let mut values = vec![Numerators::default(); self.pairs.variables];
        for (&value, numbers) in self.points.analysis.active.iter().zip(of_values.chunks_exact(OF_VALUE)) {
            values[value] = Numerators { first: numbers[0], total: numbers[1], shapley: numbers[2] };
        }
        RowSums { rows: of_rows[0], mean: of_rows[1], square: of_rows[2], noise: of_rows[3], cross: of_rows[4], values }
    }

    /// The indices, by quantity, from the sums by replicate and quantity.
    pub fn indices(&self, replicates: &[Vec<RowSums>]) -> Vec<Indices> {
        let of_quantity = |quantity: usize| {
            let sums: Vec<RowSums> = replicates.iter().map(|sums| sums[quantity].clone()).collect();
            indices(&sums, self.centres[quantity], ALPHA, self.pairs.seed)
        };
        (0..self.centres.len()).into_par_iter().map(of_quantity).collect()
    }
}
