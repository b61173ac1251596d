//! Exact sums over some of a run's trials, wherever they were run.

use std::collections::BTreeMap;

use super::group_odds::DrawTally;
use super::sample::Block;
use crate::statistics::{Damaged, Moments, Tally, Unpacker, pack_count, pack_number};

/// The most replicates, and values in a row, that bytes may claim: far above what there is, far below what hurts.
const MOST_REPLICATES: u64 = 4_096;
const MOST_VALUES: u64 = 1 << 20;

/// Sums over some trials, by replicate and draw; only of those that have any.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sums {
    pub replicates: BTreeMap<usize, Tally>,
    pub draws: BTreeMap<usize, DrawTally>,
    pub blocks: Vec<Block>,
}

impl Sums {
    /// Adds sums over other trials.
    pub fn merge(&mut self, other: Self) {
        for (replicate, tally) in other.replicates {
            merge_into(&mut self.replicates, replicate, tally);
        }
        for (draw, tally) in other.draws {
            self.draws.entry(draw).or_default().merge(&tally);
        }
        self.blocks.extend(other.blocks);
    }

    /// Whether its replicates and draws are among so many.
    pub fn fits(&self, replicates: usize, draws: usize) -> bool {
        self.replicates.keys().all(|&replicate| replicate < replicates) && self.draws.keys().all(|&draw| draw < draws)
    }

    pub fn pack(&self, into: &mut Vec<u8>) {
        pack_tallies(&self.replicates, into);
        pack_draws(&self.draws, into);
        pack_blocks(&self.blocks, into);
    }

    pub fn absorb(&mut self, shape: &Shape, packed: &mut Unpacker) -> Result<(), Damaged> {
        absorb_tallies(&mut self.replicates, shape, packed)?;
        absorb_draws(&mut self.draws, packed)?;
        absorb_blocks(&mut self.blocks, packed)
    }
}

fn merge_into(tallies: &mut BTreeMap<usize, Tally>, replicate: usize, tally: Tally) {
    match tallies.get_mut(&replicate) {
        Some(known) => known.merge(&tally),
        None => {
            tallies.insert(replicate, tally);
        }
    }
}

/// What the tallies of a run are like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub length: usize,
    pub moments: Moments,
}

impl Shape {
    /// The shape of tallies of the odds alone.
    pub fn headline(&self) -> Self {
        let moments = match self.moments {
            Moments::First => Moments::First,
            Moments::Second { .. } => Moments::Second { ratios: Vec::new() },
        };
        Self { length: 1, moments }
    }

    pub fn tally(&self) -> Tally {
        Tally::new(self.length, &self.moments)
    }

    /// Only the number of the ratios: which they are does not matter to sums.
    fn pack(&self, into: &mut Vec<u8>) {
        let (length, ratios) = self.numbers();
        pack_count(into, length);
        pack_count(into, ratios);
    }

    /// Values in the row; and 0 without second moments, or one more than there are ratios.
    fn numbers(&self) -> (u64, u64) {
        let ratios = match &self.moments {
            Moments::First => 0,
            Moments::Second { ratios } => 1 + ratios.len() as u64,
        };
        (self.length as u64, ratios)
    }

    fn unpack(packed: &mut Unpacker) -> Result<Self, Damaged> {
        let length = packed.count_up_to(MOST_VALUES)? as usize;
        let ratios = packed.count_up_to(MOST_VALUES)? as usize;
        let moments = match ratios.checked_sub(1) {
            None => Moments::First,
            Some(ratios) => Moments::Second { ratios: vec![(0, 0); ratios] },
        };
        Ok(Self { length, moments })
    }

    pub fn is_like(&self, other: &Self) -> bool {
        self.numbers() == other.numbers()
    }
}

/// The sums of some trials of a run of a stated number of trials: over all of them, and of the odds step by step, from
/// which the odds on the way are made.
#[derive(Debug, Clone)]
pub(crate) struct RunSums {
    pub shape: Shape,
    pub all: Sums,
    /// By step, with its blocks; the tallies are of the odds alone.
    pub steps: BTreeMap<usize, Sums>,
}

impl RunSums {
    pub const MARK: u8 = 1;

    pub fn new(shape: Shape) -> Self {
        Self { shape, all: Sums::default(), steps: BTreeMap::new() }
    }

    /// Adds trials of a step.
    pub fn add(&mut self, step: usize, mut sums: Sums) {
        let headline = |(&replicate, tally): (&usize, &Tally)| (replicate, tally.headline());
        let replicates = sums.replicates.iter().map(headline).collect();
        let blocks = std::mem::take(&mut sums.blocks);
        self.steps.entry(step).or_default().merge(Sums { replicates, draws: BTreeMap::new(), blocks });
        self.all.merge(sums);
    }

    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![Self::MARK];
        self.shape.pack(&mut bytes);
        self.all.pack(&mut bytes);
        pack_count(&mut bytes, self.steps.len() as u64);
        for (&step, sums) in &self.steps {
            pack_count(&mut bytes, step as u64);
            sums.pack(&mut bytes);
        }
        bytes
    }

    pub fn unpack(packed: &mut Unpacker) -> Result<Self, Damaged> {
        let shape = Shape::unpack(packed)?;
        let mut sums = Self::new(shape);
        sums.absorb_sums(packed)?;
        Ok(sums)
    }

    pub fn absorb(&mut self, packed: &mut Unpacker) -> Result<(), Damaged> {
        let shape = Shape::unpack(packed)?;
        if !shape.is_like(&self.shape) {
            return Err(Damaged);
        }
        self.absorb_sums(packed)
    }

    fn absorb_sums(&mut self, packed: &mut Unpacker) -> Result<(), Damaged> {
        self.all.absorb(&self.shape, packed)?;
        let headline = self.shape.headline();
        for _ in 0..packed.length()? {
            let step = packed.count_up_to(MOST_REPLICATES)? as usize;
            self.steps.entry(step).or_default().absorb(&headline, packed)?;
        }
        Ok(())
    }
}

fn pack_tallies(tallies: &BTreeMap<usize, Tally>, into: &mut Vec<u8>) {
    pack_count(into, tallies.len() as u64);
    for (&replicate, tally) in tallies {
        pack_count(into, replicate as u64);
        tally.pack(into);
    }
}

fn absorb_tallies(tallies: &mut BTreeMap<usize, Tally>, shape: &Shape, packed: &mut Unpacker) -> Result<(), Damaged> {
    for _ in 0..packed.length()? {
        let replicate = packed.count_up_to(MOST_REPLICATES)? as usize;
        let room = MOST_VALUES / (3 * shape.length.max(1)) as u64;
        if !tallies.contains_key(&replicate) && tallies.len() as u64 > room {
            return Err(Damaged);
        }
        tallies.entry(replicate).or_insert_with(|| shape.tally()).absorb(packed)?;
    }
    Ok(())
}

fn pack_draws(draws: &BTreeMap<usize, DrawTally>, into: &mut Vec<u8>) {
    pack_count(into, draws.len() as u64);
    for (&draw, tally) in draws {
        pack_count(into, draw as u64);
        pack_count(into, tally.trials);
        pack_count(into, tally.groups);
        [&tally.sum, &tally.group_sum, &tally.group_square].into_iter().for_each(|sum| sum.pack(into));
    }
}

fn absorb_draws(draws: &mut BTreeMap<usize, DrawTally>, packed: &mut Unpacker) -> Result<(), Damaged> {
    for _ in 0..packed.length()? {
        let draw = packed.count_up_to(crate::random::MAX_DRAWS)? as usize;
        let tally = draws.entry(draw).or_default();
        tally.trials = tally.trials.checked_add(packed.count()?).ok_or(Damaged)?;
        tally.groups = tally.groups.checked_add(packed.count()?).ok_or(Damaged)?;
        for sum in [&mut tally.sum, &mut tally.group_sum, &mut tally.group_square] {
            sum.absorb(packed)?;
        }
    }
    Ok(())
}

fn pack_blocks(blocks: &[Block], into: &mut Vec<u8>) {
    pack_count(into, blocks.len() as u64);
    for block in blocks {
        [block.draw, block.first_trial, block.trials].into_iter().for_each(|count| pack_count(into, count));
        [block.odds, block.captures, block.harm].into_iter().for_each(|sum| pack_number(into, sum));
        into.extend(block.digest.to_le_bytes());
    }
}

fn absorb_blocks(blocks: &mut Vec<Block>, packed: &mut Unpacker) -> Result<(), Damaged> {
    for _ in 0..packed.length()? {
        blocks.push(Block {
            draw: packed.count()?,
            first_trial: packed.count()?,
            trials: packed.count()?,
            odds: packed.number()?,
            captures: packed.number()?,
            harm: packed.number()?,
            digest: u64::from_le_bytes(packed.array()?),
        });
    }
    Ok(())
}
