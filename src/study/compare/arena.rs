//! Where sets of measures meet in the same trials, and what these give.

use std::ops::Range;

use crate::engine::{Cells, Contest, ContestSample, Models, Monitor, Rivals, VariantSums, shared_contest};
use crate::model::Estimator;
use crate::random::Placing;
use crate::scenario::Scenario;
use crate::statistics::Replicated;
use crate::study::prepare::{Prepared, RunError};

pub(super) const ODDS: fn(&VariantSums) -> f64 = |sums| sums.odds;
pub(super) const HARM: fn(&VariantSums) -> f64 = |sums| sums.harm;

/// What all contests of a comparison have in common.
pub(super) struct Arena<'a> {
    pub prepared: &'a Prepared<'a>,
    pub seed: u64,
    pub estimator: Estimator,
    /// How the baseline's run placed its collectors.
    pub placing: Placing,
    pub monitor: &'a dyn Monitor,
}

impl Arena<'_> {
    /// The cells of all draws, or strands of the trials without any.
    pub fn cells(&self) -> Cells {
        match self.prepared.has_draws() {
            true => Cells::all_draws(self.prepared.replicate_of()),
            false => Cells::Strands,
        }
    }

    /// The first draws of each replicate, as many as `cells` allow but one at least; or strands without draws. Unbiased
    /// as the whole design is, with fewer strata.
    pub fn some_cells(&self, cells: usize) -> Cells {
        let Cells::Draws { draws, replicate_of } = self.cells() else { return Cells::Strands };
        let replicates = replicate_of.last().map_or(1, |last| last + 1);
        let each = (cells / replicates).max(1);
        let first_of = |replicate: usize| replicate_of.partition_point(|&other| other < replicate);
        let kept = draws.into_iter().zip(replicate_of.iter().copied());
        let kept = kept.filter(|&(draw, replicate)| (draw as usize) < first_of(replicate) + each);
        let (draws, replicate_of) = kept.unzip();
        Cells::Draws { draws, replicate_of }
    }

    /// The family of variants in a draw.
    pub fn family<'s>(&self, variants: impl IntoIterator<Item = &'s Scenario>, draw: u64) -> Result<Rivals, RunError> {
        Ok(Rivals::Family(self.prepared.family(variants, draw)?))
    }

    /// Runs variants, the baseline first, over a range of the trials; absent if interrupted.
    pub fn run(
        &self,
        variants: &[&Scenario],
        cells: Cells,
        trials: Range<u64>,
    ) -> Result<Option<ContestSample>, RunError> {
        let rivals = |_: usize, draw: u64| self.family(variants.iter().copied(), draw);
        let measures: Vec<&[String]> = variants.iter().map(|variant| variant.in_force()).collect();
        self.run_rivals(&format!("{measures:?}"), &rivals, cells, trials)
    }

    /// Runs what `rivals` gives for each cell; `names` tells them from all others of the comparison.
    pub fn run_rivals(
        &self,
        names: &str,
        rivals: &(dyn Fn(usize, u64) -> Result<Rivals, RunError> + Sync),
        cells: Cells,
        trials: Range<u64>,
    ) -> Result<Option<ContestSample>, RunError> {
        let subject = format!("{} and {names}", self.prepared.subject());
        let job = Contest { rivals, cells, seed: self.seed, estimator: self.estimator, placing: self.placing, trials };
        shared_contest(&subject, &job, self.monitor)
    }
}

/// The trials of a comparison: parts that follow each other, each with the rows that were still in it. The baseline is in
/// all of them.
#[derive(Default)]
pub(super) struct Pool {
    parts: Vec<Part>,
}

struct Part {
    rows: Vec<usize>,
    sample: ContestSample,
}

/// Odds in one cell: over all trials, and over each half of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CellOdds {
    pub all: f64,
    /// Absent where a half is empty.
    pub halves: Option<[f64; 2]>,
}

impl Pool {
    /// Adds a part whose variants are these rows, the baseline first.
    pub fn push(&mut self, rows: Vec<usize>, sample: ContestSample) {
        self.parts.push(Part { rows, sample });
    }

    /// Trials of a row.
    pub fn trials(&self, row: usize) -> u64 {
        self.with(&[row]).map(|(_, sample)| sample.trials()).sum()
    }

    /// Trials in which a row came out otherwise than the baseline.
    pub fn changed(&self, row: usize) -> u64 {
        self.with(&[row]).map(|(at, sample)| sample.changed(at[0])).sum()
    }

    /// The mean of one value for each cell.
    pub fn over_cells(&self, values: &[f64]) -> Replicated {
        self.parts[0].sample.over_cells(values)
    }

    /// The mean of a row's value. Of a row that was not in all parts: its ratio to the baseline where it was, times the
    /// baseline's mean over all, so that rows of unlike numbers of trials compare as their paired trials say.
    pub fn mean(&self, row: usize, value: fn(&VariantSums) -> f64) -> Replicated {
        let whole = self.over(&[row], 0, value);
        if self.with(&[row]).count() == self.parts.len() {
            return whole;
        }
        let ratio = whole.over(&self.over(&[row], BASELINE, value));
        ratio.map_or(whole, |ratio| ratio.product(&self.over(&[], BASELINE, value)))
    }

    /// The mean of one row less that of another over the trials that both had.
    pub fn paired(&self, row: usize, less: usize, value: fn(&VariantSums) -> f64) -> Replicated {
        self.over(&[row, less], 0, value).minus(&self.over(&[row, less], 1, value))
    }

    /// Part of the squared error of `paired` odds that more trials in the same cells would remove: from the spread
    /// between the two halves of each cell's trials. Absent where a half is empty.
    pub fn chance_variance(&self, row: usize, less: usize) -> Option<f64> {
        let own = self.odds_by_cell(row);
        let other = self.odds_by_cell(less);
        let count = own.len() as f64;
        let between = |(own, other): (&CellOdds, &CellOdds)| {
            let (own, other) = (own.halves?, other.halves?);
            Some(((own[0] - other[0]) - (own[1] - other[1])).powi(2) / 4.0)
        };
        let squares: Option<Vec<f64>> = own.iter().zip(&other).map(between).collect();
        Some(squares?.iter().sum::<f64>() / (count * count))
    }

    /// The odds of a row in each cell. Where it was not in all parts, what it differs from the baseline where it was is
    /// added to the baseline's over all.
    pub fn odds_by_cell(&self, row: usize) -> Vec<CellOdds> {
        let row = [row];
        let own: Vec<_> = self.with(&row).map(|(at, sample)| (at[0], sample)).collect();
        let beside: Vec<_> = own.iter().map(|&(_, sample)| (0, sample)).collect();
        let all: Vec<_> = self.parts.iter().map(|part| (0, &part.sample)).collect();
        let of_cell = |cell: usize| match own.len() == all.len() {
            true => means(&own, cell),
            false => means(&own, cell).plus(means(&all, cell), 1.0).plus(means(&beside, cell), -1.0),
        };
        (0..self.parts[0].sample.cells().count()).map(of_cell).collect()
    }

    /// The mean of one of the rows `needed` (or of the baseline) over the parts that hold them all.
    fn over(&self, needed: &[usize], at: usize, value: fn(&VariantSums) -> f64) -> Replicated {
        let mut total: Option<(Vec<f64>, Vec<f64>)> = None;
        for (positions, sample) in self.with(needed) {
            let position = if at == BASELINE { 0 } else { positions[at] };
            let (sums, trials) = sample.by_replicate(position, value);
            match &mut total {
                None => total = Some((sums, trials)),
                Some((all_sums, all_trials)) => {
                    all_sums.iter_mut().zip(sums).for_each(|(all, part)| *all += part);
                    all_trials.iter_mut().zip(trials).for_each(|(all, part)| *all += part);
                }
            }
        }
        let (sums, trials) = total.unwrap_or_default();
        Replicated::mean_of(&sums, &trials)
    }

    /// The parts that hold all of these rows, with the rows' positions there.
    fn with<'a>(&'a self, rows: &'a [usize]) -> impl Iterator<Item = (Vec<usize>, &'a ContestSample)> + 'a {
        self.parts.iter().filter_map(|part| {
            let positions = rows.iter().map(|row| part.rows.iter().position(|other| other == row));
            Some((positions.collect::<Option<Vec<usize>>>()?, &part.sample))
        })
    }
}

/// Stands for the position of the baseline in every part.
const BASELINE: usize = usize::MAX;

impl CellOdds {
    fn plus(self, other: Self, factor: f64) -> Self {
        let halves = self.halves.zip(other.halves);
        Self {
            all: self.all + factor * other.all,
            halves: halves.map(|(own, other)| [own[0] + factor * other[0], own[1] + factor * other[1]]),
        }
    }
}

/// The mean odds of a cell over parts, each with the position that the row has there.
fn means(parts: &[(usize, &ContestSample)], cell: usize) -> CellOdds {
    let mut halves = [(0.0, 0u64); 2];
    for (position, sample) in parts {
        for (total, part) in halves.iter_mut().zip(sample.halves(cell, *position)) {
            *total = (total.0 + part.0, total.1 + part.1);
        }
    }
    let [(even, evens), (odd, odds)] = halves;
    CellOdds {
        all: (even + odd) / (evens + odds) as f64,
        halves: (evens > 0 && odds > 0).then(|| [even / evens as f64, odd / odds as f64]),
    }
}
