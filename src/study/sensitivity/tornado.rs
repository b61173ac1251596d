//! Each value at its 5 % and 95 % point, all others at their medians.

use super::SensitivityError;
use super::points::{FIRST_DRAW, Points};
use super::result::{Cost, Swing};
use crate::engine::{Monitor, Pieces, pieces};
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
pub(super) struct Sums {
    trials: f64,
    plain: [f64; 4],
    squares: [f64; 4],
}

/// The sums of all chunks, which are what the bars are made of.
pub(super) struct Tornado<'a> {
    points: &'a Points<'a>,
    world_trials: u64,
}

/// Sums by chunk and quantity.
pub(super) type Chunks = Vec<Vec<Sums>>;

impl<'a> Tornado<'a> {
    pub fn new(points: &'a Points<'a>, cost: &Cost) -> Self {
        Self { points, world_trials: cost.world_trials }
    }

    /// By value, the trials of its chunks.
    fn chunks(&self) -> Vec<(usize, std::ops::Range<u64>)> {
        let of_value = |value: usize| {
            let firsts = (0..self.world_trials).step_by(CHUNK as usize);
            firsts.map(move |first| (value, first..self.world_trials.min(first + CHUNK)))
        };
        (0..self.points.analysis.active.len()).flat_map(of_value).collect()
    }

    /// The sums of all chunks.
    pub fn sums(&self, monitor: &dyn Monitor) -> Result<Chunks, SensitivityError> {
        let chunks = self.chunks();
        let trials: Vec<u64> = chunks.iter().map(|(_, trials)| trials.end - trials.start).collect();
        let subject = format!("bars of {}", self.points.subject(self.world_trials));
        let numbers = |place: usize| -> Result<Option<Vec<f64>>, RunError> {
            let (value, trials) = &chunks[place];
            let sums = chunk(self.points, self.points.analysis.active[*value], trials.clone())?;
            Ok(Some(sums.iter().flat_map(Sums::folded).collect()))
        };
        let length = self.points.quantities() * NUMBERS;
        let job = Pieces { subject: &subject, trials: &trials, length, numbers: &numbers };
        let seen = pieces(&job, monitor)?.ok_or(SensitivityError::Interrupted)?;
        let unfolded = |numbers: &Vec<f64>| numbers.chunks_exact(NUMBERS).map(Sums::unfolded).collect();
        Ok(seen.iter().map(unfolded).collect())
    }

    /// The bars, by quantity.
    pub fn bars(&self, seen: &Chunks) -> Vec<Bars> {
        let bars = |quantity: usize| {
            let mut totals = vec![Sums::default(); self.points.analysis.active.len()];
            for ((value, _), sums) in self.chunks().into_iter().zip(seen) {
                totals[value].add(&sums[quantity]);
            }
            let range = if quantity == 0 { Range::Probability } else { Range::Any };
            let swing = |sums: &Sums| Swing {
                low: sums.mean(1, range),
                high: sums.mean(2, range),
                swing: sums.mean(3, Range::Any),
            };
            Bars { centre: totals[0].mean(0, range), swings: totals.iter().map(swing).collect() }
        };
        (0..self.points.quantities()).map(bars).collect()
    }
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

/// Numbers of one of these.
const NUMBERS: usize = 9;

impl Sums {
    fn folded(&self) -> [f64; NUMBERS] {
        let mut numbers = [self.trials; NUMBERS];
        numbers[1..5].copy_from_slice(&self.plain);
        numbers[5..].copy_from_slice(&self.squares);
        numbers
    }

    fn unfolded(numbers: &[f64]) -> Self {
        let four = |from: usize| std::array::from_fn(|place| numbers[from + place]);
        Self { trials: numbers[0], plain: four(1), squares: four(5) }
    }

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
