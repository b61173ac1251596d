//! A contest in shares: each runs some of the cells.

use std::collections::BTreeMap;
use std::ops::Range;

use super::contest::{Contest, ContestSample, Run, VariantSums, contest_of};
use super::job::Monitor;
use super::work::{Gathered, Open, Tray, Work};
use crate::statistics::{Damaged, Unpacker, pack_count, pack_number};

/// The sums of each variant in some cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CellSums(BTreeMap<usize, Vec<VariantSums>>);

impl CellSums {
    pub const MARK: u8 = 2;

    fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![Self::MARK];
        pack_count(&mut bytes, self.0.len() as u64);
        for (&cell, variants) in &self.0 {
            [cell as u64, variants.len() as u64].into_iter().for_each(|count| pack_count(&mut bytes, count));
            for sums in variants {
                let VariantSums { odds, odds_of_even, odds_square, captures, harm, .. } = *sums;
                let sums_of_numbers = [odds, odds_of_even, odds_square, captures, harm];
                sums_of_numbers.into_iter().for_each(|sum| pack_number(&mut bytes, sum));
                pack_count(&mut bytes, sums.changed);
            }
        }
        bytes
    }

    pub fn unpack(packed: &mut Unpacker) -> Result<Self, Damaged> {
        let mut sums = Self::default();
        sums.absorb(packed).map(|()| sums)
    }

    /// Adds other cells; a cell is one share's alone.
    pub fn absorb(&mut self, packed: &mut Unpacker) -> Result<(), Damaged> {
        for _ in 0..packed.length()? {
            let cell = packed.count()? as usize;
            let mut variants = Vec::new();
            for _ in 0..packed.length()? {
                variants.push(VariantSums {
                    odds: packed.number()?,
                    odds_of_even: packed.number()?,
                    odds_square: packed.number()?,
                    captures: packed.number()?,
                    harm: packed.number()?,
                    changed: packed.count()?,
                });
            }
            if self.0.insert(cell, variants).is_some() {
                return Err(Damaged);
            }
        }
        Ok(())
    }
}

/// Runs a contest, or what of it is to be run here. `subject` says what the rivals are: two contests of one program have
/// the same subject only if their rivals are the same in every cell.
pub fn shared_contest<E: Send>(
    subject: &str,
    job: &Contest<E>,
    monitor: &dyn Monitor,
) -> Result<Option<ContestSample>, E> {
    let identity = job.identity(subject);
    match monitor.work() {
        Work::Share(tray) => share(identity, job, tray, monitor),
        Work::Gathered(gathered) if gathered.has(&identity) => gather(&identity, job, gathered),
        _ => Ok(contest_of(job, Run::AllCells, monitor)?.map(|cells| job.sample(cells))),
    }
}

/// Runs a share of the cells, and returns a sample in which nothing was seen.
fn share<E: Send>(
    identity: String,
    job: &Contest<E>,
    tray: &Tray,
    monitor: &dyn Monitor,
) -> Result<Option<ContestSample>, E> {
    let all = job.trials.end - job.trials.start;
    let mut before = 0;
    let ranges = job.ranges();
    let mine = |&cell: &usize| {
        let mine = tray.share().holds(before, all);
        before += ranges[cell].end - ranges[cell].start;
        mine
    };
    let cells: Vec<usize> = (0..ranges.len()).filter(mine).collect();
    let Some(sums) = contest_of(job, Run::Cells(&cells), monitor)? else { return Ok(None) };
    let variants = match sums.first() {
        Some((_, variants)) => variants.len(),
        None => job.rivals_in(0)?,
    };
    let sums = cells.into_iter().zip(sums.into_iter().map(|(_, variants)| variants)).collect();
    tray.put(identity, CellSums(sums).pack());
    Ok(Some(job.sample(nothing(ranges, variants))))
}

fn nothing(ranges: Vec<Range<u64>>, variants: usize) -> Vec<(Range<u64>, Vec<VariantSums>)> {
    ranges.into_iter().map(|range| (range, vec![VariantSums::default(); variants])).collect()
}

/// The sample of all shares together; absent if they do not hold every cell.
fn gather<E>(identity: &str, job: &Contest<E>, gathered: &Gathered) -> Result<Option<ContestSample>, E> {
    let ranges = job.ranges();
    let variants = job.rivals_in(0)?;
    let sums = match gathered.get(identity) {
        Some(Open::Cells(CellSums(sums))) => sums,
        _ => BTreeMap::new(),
    };
    let fits = sums.keys().copied().eq(0..ranges.len()) && sums.values().all(|found| found.len() == variants);
    if !fits {
        gathered.refuse();
        return Ok(None);
    }
    Ok(Some(job.sample(ranges.into_iter().zip(sums.into_values()).collect())))
}
