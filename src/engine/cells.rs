//! A contest in shares: each runs some of the stretches.

use std::collections::BTreeMap;

use super::contest::{Contest, ContestSample, Stretch, VariantSums, contest, stretches_of};
use super::group_odds::GroupSums;
use super::job::Monitor;
use super::work::{Gathered, Open, Tray, Work};
use crate::statistics::{Damaged, Unpacker, pack_count, pack_number};

/// The sums of each variant in some stretches of cells, by their place among all.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CellSums(BTreeMap<usize, Vec<VariantSums>>);

impl CellSums {
    pub const MARK: u8 = 2;

    fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![Self::MARK];
        pack_count(&mut bytes, self.0.len() as u64);
        for (&place, variants) in &self.0 {
            [place as u64, variants.len() as u64].into_iter().for_each(|count| pack_count(&mut bytes, count));
            for sums in variants {
                let VariantSums { odds, odds_of_even, odds_square, captures, harm, groups, .. } = *sums;
                let of_groups = [groups.sum, groups.square];
                let sums_of_numbers = [odds, odds_of_even, odds_square, captures, harm].into_iter().chain(of_groups);
                sums_of_numbers.for_each(|sum| pack_number(&mut bytes, sum));
                [groups.groups, sums.changed].into_iter().for_each(|count| pack_count(&mut bytes, count));
            }
        }
        bytes
    }

    pub fn unpack(packed: &mut Unpacker) -> Result<Self, Damaged> {
        let mut sums = Self::default();
        sums.absorb(packed).map(|()| sums)
    }

    /// Adds other stretches; a stretch is one share's alone.
    pub fn absorb(&mut self, packed: &mut Unpacker) -> Result<(), Damaged> {
        for _ in 0..packed.length()? {
            let place = packed.count()? as usize;
            let mut variants = Vec::new();
            for _ in 0..packed.length()? {
                variants.push(VariantSums {
                    odds: packed.number()?,
                    odds_of_even: packed.number()?,
                    odds_square: packed.number()?,
                    captures: packed.number()?,
                    harm: packed.number()?,
                    groups: unpack_groups(packed)?,
                    changed: packed.count()?,
                });
            }
            if self.0.insert(place, variants).is_some() {
                return Err(Damaged);
            }
        }
        Ok(())
    }
}

fn unpack_groups(packed: &mut Unpacker) -> Result<GroupSums, Damaged> {
    let (sum, square) = (packed.number()?, packed.number()?);
    Ok(GroupSums { groups: packed.count()?, sum, square })
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
        _ => contest(job, monitor),
    }
}

/// Runs a share of the stretches, and returns a sample in which nothing was seen.
fn share<E: Send>(
    identity: String,
    job: &Contest<E>,
    tray: &Tray,
    monitor: &dyn Monitor,
) -> Result<Option<ContestSample>, E> {
    let (stretches, all) = (job.stretches(), job.trials.end - job.trials.start);
    let mut before = 0;
    let mine = |stretch: &Stretch| {
        let mine = tray.share().holds(before, all);
        before += stretch.count();
        mine
    };
    let mine: Vec<bool> = stretches.iter().map(mine).collect();
    let places = || (0..stretches.len()).filter(|&place| mine[place]);
    let own: Vec<Stretch> = places().map(|place| stretches[place].clone()).collect();
    let Some(sums) = stretches_of(job, &own, monitor)? else { return Ok(None) };
    let variants = match sums.first() {
        Some(variants) => variants.len(),
        None => job.rivals_in(0)?,
    };
    tray.put(identity, CellSums(places().zip(sums).collect()).pack());
    let nothing = vec![vec![VariantSums::default(); variants]; stretches.len()];
    Ok(Some(job.sample(&stretches, nothing)))
}

/// The sample of all shares together; absent if they do not hold every stretch.
fn gather<E>(identity: &str, job: &Contest<E>, gathered: &Gathered) -> Result<Option<ContestSample>, E> {
    let stretches = job.stretches();
    let variants = job.rivals_in(0)?;
    let sums = match gathered.get(identity) {
        Some(Open::Cells(CellSums(sums))) => sums,
        _ => BTreeMap::new(),
    };
    let fits = sums.keys().copied().eq(0..stretches.len()) && sums.values().all(|found| found.len() == variants);
    if !fits {
        gathered.refuse();
        return Ok(None);
    }
    Ok(Some(job.sample(&stretches, sums.into_values().collect())))
}
