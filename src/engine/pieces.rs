//! Work in pieces, each of which gives some numbers: all of it here, or in shares.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::job::{Monitor, Progress};
use super::work::{Gathered, Open, Tray, Work};
use crate::statistics::{Damaged, Unpacker, pack_count, pack_number};

/// Work in pieces that do not depend on each other.
pub struct Pieces<'a, E> {
    /// What the numbers are: two works of one program have the same subject only if all their pieces give the same.
    pub subject: &'a str,
    /// Trials of each piece: how much work it is.
    pub trials: &'a [u64],
    /// How many numbers a piece gives.
    pub length: usize,
    /// The numbers of a piece; absent if cancelled.
    pub numbers: &'a (dyn Fn(usize) -> Result<Option<Vec<f64>>, E> + Sync),
}

/// The numbers of some pieces.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Numbers(BTreeMap<usize, Vec<f64>>);

impl Numbers {
    pub const MARK: u8 = 4;

    fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![Self::MARK];
        pack_count(&mut bytes, self.0.len() as u64);
        for (&piece, numbers) in &self.0 {
            [piece as u64, numbers.len() as u64].into_iter().for_each(|count| pack_count(&mut bytes, count));
            numbers.iter().for_each(|&number| pack_number(&mut bytes, number));
        }
        bytes
    }

    pub fn unpack(packed: &mut Unpacker) -> Result<Self, Damaged> {
        let mut numbers = Self::default();
        numbers.absorb(packed).map(|()| numbers)
    }

    /// Adds other pieces; a piece is one share's alone.
    pub fn absorb(&mut self, packed: &mut Unpacker) -> Result<(), Damaged> {
        for _ in 0..packed.length()? {
            let piece = packed.count()? as usize;
            let mut numbers = Vec::new();
            for _ in 0..packed.length()? {
                numbers.push(packed.number()?);
            }
            if self.0.insert(piece, numbers).is_some() {
                return Err(Damaged);
            }
        }
        Ok(())
    }
}

/// The numbers of all pieces, in their order; absent if cancelled. In a share, those of the others are 0.
pub fn pieces<E: Send>(job: &Pieces<E>, monitor: &dyn Monitor) -> Result<Option<Vec<Vec<f64>>>, E> {
    let identity = format!("pieces of {}: {} of {}", job.subject, job.trials.len(), job.length);
    match monitor.work() {
        Work::Share(tray) => share(identity, job, tray, monitor),
        Work::Gathered(gathered) if gathered.has(&identity) => Ok(gather(&identity, job, gathered)),
        _ => run(job, &(0..job.trials.len()).collect::<Vec<_>>(), monitor),
    }
}

fn run<E: Send>(job: &Pieces<E>, some: &[usize], monitor: &dyn Monitor) -> Result<Option<Vec<Vec<f64>>>, E> {
    let planned = some.iter().map(|&piece| job.trials[piece]).sum();
    let done = AtomicU64::new(0);
    let one = |&piece: &usize| -> Result<Option<Vec<f64>>, E> {
        if monitor.cancelled() {
            return Ok(None);
        }
        let numbers = (job.numbers)(piece)?;
        let trials_done = done.fetch_add(job.trials[piece], Ordering::Relaxed) + job.trials[piece];
        monitor.progress(&Progress { trials_done, trials_planned: planned, odds: None });
        Ok(numbers)
    };
    let numbers: Result<Vec<_>, E> = some.par_iter().map(one).collect();
    Ok(numbers?.into_iter().collect())
}

fn share<E: Send>(
    identity: String,
    job: &Pieces<E>,
    tray: &Tray,
    monitor: &dyn Monitor,
) -> Result<Option<Vec<Vec<f64>>>, E> {
    let all = job.trials.iter().sum();
    let mut before = 0;
    let mine = |&piece: &usize| {
        let mine = tray.share().holds(before, all);
        before += job.trials[piece];
        mine
    };
    let mine: Vec<usize> = (0..job.trials.len()).filter(mine).collect();
    let Some(numbers) = run(job, &mine, monitor)? else { return Ok(None) };
    tray.put(identity, Numbers(mine.into_iter().zip(numbers).collect()).pack());
    Ok(Some(vec![vec![0.0; job.length]; job.trials.len()]))
}

/// The numbers of all shares together; absent if they do not hold every piece.
fn gather<E>(identity: &str, job: &Pieces<E>, gathered: &Gathered) -> Option<Vec<Vec<f64>>> {
    let numbers = match gathered.get(identity) {
        Some(Open::Numbers(Numbers(numbers))) => numbers,
        _ => BTreeMap::new(),
    };
    let fits =
        numbers.keys().copied().eq(0..job.trials.len()) && numbers.values().all(|numbers| numbers.len() == job.length);
    if !fits {
        gathered.refuse();
    }
    fits.then(|| numbers.into_values().collect())
}
