//! Whether all of the work is done here, or a share of it; or whether others have done it.
//!
//! A study asks the engine for sums of trials. Where the study is one of several that share the work, the engine runs
//! its share of the trials, puts the exact sums on a [`Tray`], and gives the study a sample in which nothing was seen:
//! the study goes on to its next sums, and its result is thrown away. Where the shares have been [`Gathered`], the same
//! study is run once more, and gets the sums that all shares have together; what they do not hold is run there and then.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::cells::CellSums;
use super::finds::Finds;
use super::pieces::Numbers;
use super::sums::RunSums;
use crate::statistics::{Damaged, Unpacker};

/// What becomes of the sums that a study asks for.
#[derive(Clone, Copy)]
pub enum Work<'a> {
    /// All trials are run here.
    Whole,
    /// A share of them is run here.
    Share(&'a Tray),
    /// The shares were run before.
    Gathered(&'a Gathered),
    /// All are run here, and what is done is kept on the way.
    Kept(&'a dyn Keeper),
}

/// Keeps the state of runs, so that they can be taken up again. Runs come in the same order each time.
pub trait Keeper: Sync {
    /// The state in which the run that now begins was left, if it was begun before.
    fn begin(&self) -> Option<Vec<u8>>;
    /// How many units of trials to run until the state is offered again.
    fn wave(&self) -> usize;
    /// Offers the state of the run that was begun last.
    fn offer(&self, state: &dyn Fn() -> Vec<u8>, occasion: Occasion);
    /// Tells that the state in which a run was left is not one of this run.
    fn refuse(&self);
}

/// When a state is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// On the way.
    OnTheWay,
    /// The run is over, or was interrupted.
    Last,
}

/// One of so many shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    index: u64,
    of: u64,
}

impl Share {
    /// The share of this index, from 0, of so many.
    pub fn new(index: u64, of: u64) -> Option<Self> {
        (index < of).then_some(Self { index, of })
    }

    /// The index, from 0.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many shares there are.
    pub fn of(self) -> u64 {
        self.of
    }

    /// Whether a piece is this share's that begins after so much of all there is: every piece is just one share's, and a
    /// share's pieces follow each other.
    pub(crate) fn holds(self, before: u64, all: u64) -> bool {
        // An empty piece at the very end is the last one's.
        let before = before.min(all.saturating_sub(1));
        let owner = u128::from(before) * u128::from(self.of) / u128::from(all.max(1));
        owner == u128::from(self.index)
    }

    /// The stretch of `0..all` that is this share's.
    pub(crate) fn stretch(self, all: u64) -> std::ops::Range<u64> {
        let start = |index: u64| (u128::from(index) * u128::from(all) / u128::from(self.of)) as u64;
        start(self.index)..start(self.index + 1)
    }
}

/// Takes the sums of a share, packed, by what they are sums of.
#[derive(Debug)]
pub struct Tray {
    share: Share,
    pieces: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Tray {
    /// An empty tray.
    pub fn new(share: Share) -> Self {
        Self { share, pieces: Mutex::default() }
    }

    /// Whose it is.
    pub fn share(&self) -> Share {
        self.share
    }

    /// Puts a piece on it.
    pub(crate) fn put(&self, identity: String, piece: Vec<u8>) {
        self.pieces.lock().unwrap_or_else(PoisonError::into_inner).insert(identity, piece);
    }

    /// All that was put on it.
    pub fn pieces(self) -> BTreeMap<String, Vec<u8>> {
        self.pieces.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sums of all shares, by what they are sums of.
#[derive(Debug, Default)]
pub struct Gathered {
    pieces: BTreeMap<String, Piece>,
    misfit: AtomicBool,
}

/// The sums of one kind. A piece that only one share has a part in stays packed, which is a tenth of its size.
#[derive(Debug)]
enum Piece {
    Packed(Vec<u8>),
    Open(Open),
}

#[derive(Debug, Clone)]
pub(crate) enum Open {
    Run(RunSums),
    Cells(CellSums),
    Finds(Finds),
    Numbers(Numbers),
}

impl Open {
    fn unpack(bytes: &[u8]) -> Result<Self, Damaged> {
        let mut unpacker = Unpacker::new(bytes);
        let open = match unpacker.byte()? {
            RunSums::MARK => Self::Run(RunSums::unpack(&mut unpacker)?),
            CellSums::MARK => Self::Cells(CellSums::unpack(&mut unpacker)?),
            Finds::MARK => Self::Finds(Finds::unpack(&mut unpacker)?),
            Numbers::MARK => Self::Numbers(Numbers::unpack(&mut unpacker)?),
            _ => return Err(Damaged),
        };
        unpacker.end().map(|()| open)
    }

    fn absorb(&mut self, bytes: &[u8]) -> Result<(), Damaged> {
        let mut unpacker = Unpacker::new(bytes);
        match (unpacker.byte()?, self) {
            (RunSums::MARK, Self::Run(sums)) => sums.absorb(&mut unpacker)?,
            (CellSums::MARK, Self::Cells(sums)) => sums.absorb(&mut unpacker)?,
            (Finds::MARK, Self::Finds(finds)) => finds.absorb(&mut unpacker)?,
            (Numbers::MARK, Self::Numbers(numbers)) => numbers.absorb(&mut unpacker)?,
            _ => return Err(Damaged),
        }
        unpacker.end()
    }
}

impl Gathered {
    /// Adds a piece of a share.
    pub fn absorb(&mut self, identity: &str, bytes: &[u8]) -> Result<(), Damaged> {
        let opened = match self.pieces.get_mut(identity) {
            None => {
                // It is tried now, when it can still be refused.
                Open::unpack(bytes)?;
                Piece::Packed(bytes.to_vec())
            }
            Some(Piece::Open(open)) => return open.absorb(bytes),
            Some(Piece::Packed(first)) => {
                let mut open = Open::unpack(first)?;
                open.absorb(bytes)?;
                Piece::Open(open)
            }
        };
        self.pieces.insert(identity.to_owned(), opened);
        Ok(())
    }

    /// Whether there are sums of this.
    pub(crate) fn has(&self, identity: &str) -> bool {
        self.pieces.contains_key(identity)
    }

    /// The sums of this, if there are any.
    pub(crate) fn get(&self, identity: &str) -> Option<Open> {
        match self.pieces.get(identity)? {
            Piece::Open(open) => Some(open.clone()),
            Piece::Packed(bytes) => Open::unpack(bytes).ok(),
        }
    }

    /// Tells that sums do not add up to what they are said to be sums of.
    pub(crate) fn refuse(&self) {
        self.misfit.store(true, Ordering::Relaxed);
    }

    /// Whether all that was asked for added up to what it was said to be.
    pub fn adds_up(&self) -> bool {
        !self.misfit.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_held_by_one_share_and_the_shares_follow_each_other() {
        for (of, all) in [(1, 1), (3, 10), (7, 7), (10, 3), (4, u64::MAX)] {
            let mut last = 0;
            for before in [0, 1, 2, 5, 6, 9, all - 1, all].into_iter().filter(|&before| before <= all) {
                let holders: Vec<u64> = (0..of).filter(|&index| Share { index, of }.holds(before, all)).collect();
                assert_eq!(holders.len(), 1, "{before} of {all} in {of} shares");
                assert!(last <= holders[0]);
                last = holders[0];
            }
            let ends: Vec<_> = (0..of).map(|index| Share { index, of }.stretch(all)).collect();
            assert!(ends[0].start == 0 && ends.last().unwrap().end == all);
            assert!(ends.windows(2).all(|pair| pair[0].end == pair[1].start));
        }
        assert_eq!(Share::new(3, 3), None);
    }
}
