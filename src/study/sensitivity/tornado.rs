//! Each value at its 5 % and 95 % point, all others at their medians.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::SensitivityError;
use super::points::{FIRST_DRAW, Points};
use super::result::{Cost, Swing};
use crate::engine::{Monitor, Progress};
use crate::statistics::{ALPHA, Estimate, Range, normal_quantile};
use crate::study::prepare::RunError;

/// The draw of its trials, beyond those of the indices.
const DRAW: u64 = FIRST_DRAW;
/// Trials that a worker does at a time.
const CHUNK: u64 = 512;
/// The points at which a value is looked at.
const ENDS: [f64; 2] = [0.05, 0.95];

/// The bars of one quantity.
pub(super) struct Bars {
    pub centre: Estimate,
    pub swings: Vec<Swing>,
}

/// Sums over trials of what is seen at the centre, at the low and at the high end, and of the difference of the ends.
#[derive(Clone, Copy, Default)]
struct Sums {
    trials: f64,
    plain: [f64; 4],
    squares: [f64; 4],
}

/// The bars, by quantity.
pub(super) fn swings(points: &Points, cost: &Cost, monitor: &dyn Monitor) -> Result<Vec<Bars>, SensitivityError> {
    let active = &points.analysis.active;
    let chunks: Vec<(usize, u64)> = (0..active.len())
        .flat_map(|value| (0..cost.world_trials).step_by(CHUNK as usize).map(move |first| (value, first)))
        .collect();
    let done = AtomicU64::new(0);
    let one = |&(value, first): &(usize, u64)| -> Result<Option<Vec<Sums>>, RunError> {
        if monitor.cancelled() {
            return Ok(None);
        }
        let last = cost.world_trials.min(first + CHUNK);
        let sums = chunk(points, active[value], first..last)?;
        let trials_done = done.fetch_add(last - first, Ordering::Relaxed) + last - first;
        let trials_planned = active.len() as u64 * cost.world_trials;
        monitor.progress(&Progress { trials_done, trials_planned, odds: None });
        Ok(Some(sums))
    };
    let seen: Result<Vec<_>, RunError> = chunks.par_iter().map(one).collect();
    let seen: Option<Vec<Vec<Sums>>> = seen?.into_iter().collect();
    let seen = seen.ok_or(SensitivityError::Interrupted)?;
    let bars = |quantity: usize| {
        let mut totals = vec![Sums::default(); active.len()];
        for ((value, _), sums) in chunks.iter().zip(&seen) {
            totals[*value].add(&sums[quantity]);
        }
        let range = if quantity == 0 { Range::Probability } else { Range::Any };
        let swing = |sums: &Sums| Swing {
            low: sums.mean(1, range),
            high: sums.mean(2, range),
            swing: sums.mean(3, Range::Any),
        };
        Bars { centre: totals[0].mean(0, range), swings: totals.iter().map(swing).collect() }
    };
    Ok((0..points.quantities()).map(bars).collect())
}

/// Some trials with one value at its centre and at both ends, by quantity.
fn chunk(points: &Points, value: usize, trials: std::ops::Range<u64>) -> Result<Vec<Sums>, RunError> {
    let scenario = points.analysis.scenario;
    let at: Vec<Vec<f64>> = std::iter::once(None)
        .chain(ENDS.map(Some))
        .map(|end| {
            let mut values = scenario.central_values();
            if let Some(end) = end {
                values[value] = scenario.uncertain()[value].law.quantile(end);
            }
            values
        })
        .collect();
    let family = points.family(&at)?;
    let briefs = points.probe(DRAW, trials).briefs(&family);
    let outcomes: Vec<_> =
        at.iter().enumerate().map(|(point, values)| points.outcomes(&briefs, point, values)).collect();
    let of_quantity = |quantity: usize| {
        let [centre, low, high] = [0, 1, 2].map(|point| &outcomes[point][quantity]);
        let mut sums = Sums::default();
        for ((centre, low), high) in centre.iter().zip(low).zip(high) {
            sums.see([*centre, *low, *high, high - low]);
        }
        sums
    };
    Ok((0..points.quantities()).map(of_quantity).collect())
}

impl Sums {
    fn see(&mut self, seen: [f64; 4]) {
        self.trials += 1.0;
        for (index, seen) in seen.into_iter().enumerate() {
            self.plain[index] += seen;
            self.squares[index] += seen * seen;
        }
    }

    fn add(&mut self, other: &Self) {
        self.trials += other.trials;
        for index in 0..4 {
            self.plain[index] += other.plain[index];
            self.squares[index] += other.squares[index];
        }
    }

    fn mean(&self, index: usize, range: Range) -> Estimate {
        let mean = self.plain[index] / self.trials;
        let variance = (self.squares[index] / self.trials - mean * mean).max(0.0) / (self.trials - 1.0);
        range.estimate(mean, variance.sqrt(), normal_quantile(ALPHA))
    }
}
