//! A run in shares: what one of them does, and what all of them come to.

use super::group_odds::DrawTally;
use super::plan::Deal;
use super::run::{Extent, Runner, Told, Unit};
use super::sample::Sample;
use super::sums::{RunSums, Shape, Sums};
use super::work::{Gathered, Open, Tray};
use crate::statistics::{Damaged, Tally};

impl Runner<'_> {
    /// Runs a share of a stated number of trials, puts the sums on the tray, and returns a sample in which nothing was
    /// seen; absent if cancelled.
    ///
    /// With draws, a share has the same stretch of them in every step, so that it meets as few as can be; without, it has
    /// a stretch of all trials, so that it meets few steps.
    pub(super) fn share(&self, trials: u64, tray: &Tray) -> Option<Sample> {
        let deal = Deal::new(trials, self.grid.draws);
        let mut sums = RunSums::new(self.shape.clone());
        let mut before = 0;
        let (start, end) = (tray.share().stretch(trials).start, tray.share().stretch(trials).end);
        let told = Told { planned: end - start, odds: None };
        for (step, (from, to)) in self.grid.steps(deal.goal()).enumerate() {
            let all = self.units(from, to, &|draw| deal.limit(draw));
            let of_step = all.iter().map(|unit| unit.end - unit.first).sum();
            let (mut inside, within) = if self.grid.draws > 1 { (0, of_step) } else { (before, trials) };
            let mine = |unit: &Unit| {
                let mine = tray.share().holds(inside, within);
                inside += unit.end - unit.first;
                mine
            };
            let units: Vec<Unit> = all.into_iter().filter(mine).collect();
            before += of_step;
            if units.is_empty() {
                continue;
            }
            let (of_step, extent) = self.sums_of(&units, told);
            if extent == Extent::Cancelled {
                return None;
            }
            sums.add(step, of_step);
        }
        tray.put(self.job.identity(), sums.pack());
        Some(self.nothing_seen(deal))
    }

    /// The sample of all shares together; absent if they do not add up to the run.
    pub(super) fn gather(&self, trials: u64, gathered: &Gathered) -> Option<Sample> {
        let sample = match gathered.get(&self.job.identity()) {
            Some(Open::Run(sums)) => self.sample_of(sums, Deal::new(trials, self.grid.draws)),
            _ => Err(Damaged),
        };
        if sample.is_err() {
            gathered.refuse();
        }
        sample.ok()
    }

    fn empty(&self) -> Sample {
        Sample::new(self.job)
    }

    /// What a study may go on with where the sums are not all here: every value of every trial is 0.
    fn nothing_seen(&self, deal: Deal) -> Sample {
        let Shape { length, moments } = &self.shape;
        let of_replicates = self.job.trials_of_replicates(&|draw| deal.limit(draw));
        let draws = (0..self.grid.draws).map(|draw| DrawTally { trials: deal.limit(draw), ..DrawTally::default() });
        Sample {
            replicates: of_replicates.into_iter().map(|trials| Tally::of_nothing(*length, moments, trials)).collect(),
            draws: draws.collect(),
            ..self.empty()
        }
    }

    /// Adds the steps up one by one, as the run would have, and checks every number of trials on the way.
    fn sample_of(&self, sums: RunSums, deal: Deal) -> Result<Sample, Damaged> {
        let (replicates, draws) = (self.job.replicates(), self.job.replicate_of.len());
        let RunSums { shape, all, mut steps } = sums;
        let fits = |sums: &Sums| sums.fits(replicates, draws);
        if !shape.is_like(&self.shape) || !fits(&all) || !steps.values().all(fits) {
            return Err(Damaged);
        }
        let odds_alone = shape.headline().tally();
        let mut way = Sample { replicates: vec![odds_alone; replicates], ..self.empty() };
        for (step, (from, to)) in self.grid.steps(deal.goal()).enumerate() {
            let mut of_step = steps.remove(&step).unwrap_or_default();
            of_step.blocks.sort_by_key(|block| (block.draw, block.first_trial));
            let units = self.units(from, to, &|draw| deal.limit(draw));
            let recorded = of_step.blocks.iter().map(|block| (block.draw, block.first_trial, block.trials));
            if !recorded.eq(units.iter().map(|unit| (unit.draw, unit.first, unit.end - unit.first))) {
                return Err(Damaged);
            }
            let trials = units.iter().map(|unit| unit.end - unit.first).sum::<u64>() + way.trials();
            way.add(of_step, self.job.indicators());
            if way.trials() != trials {
                return Err(Damaged);
            }
        }
        let mut sample = Sample { blocks: way.blocks, convergence: way.convergence, ..self.empty() };
        sample.merge(all);
        let whole = self.nothing_seen(deal);
        let trials_of = |sample: &Sample| -> (Vec<u64>, Vec<u64>) {
            let draws = sample.draws.iter().map(|tally| tally.trials);
            (sample.replicates.iter().map(Tally::trials).collect(), draws.collect())
        };
        if steps.is_empty() && trials_of(&sample) == trials_of(&whole) { Ok(sample) } else { Err(Damaged) }
    }
}
