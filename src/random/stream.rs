//! Streams and their addresses.

use rand::rand_core::{Infallible, TryRng};
use sha2::{Digest, Sha256};

use super::{Grouping, philox4x64};

/// Draws of the uncertain values that an address has room for.
pub const MAX_DRAWS: u64 = 1 << 24;
/// Trials inside one draw that an address has room for.
pub const MAX_TRIALS_PER_DRAW: u64 = 1 << TRIAL_BITS;
const TRIAL_BITS: u32 = 40;
/// Room for the purpose beside the position in the stream, in bits.
const PURPOSE_SHIFT: u32 = 56;

/// What a stream is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// Lapse odds and lodging of a person.
    Person = 1,
    /// Duty and venue of a collector in an interval.
    Placement = 2,
    /// How many conversations a person starts on a day.
    Starts = 3,
    /// Start, lapse multiplier and duration of a conversation.
    Conversation = 4,
    /// Who joins a conversation.
    Joiners = 5,
    /// Venue, lapse and channel of a leg.
    Leg = 6,
    /// The analog estimator's stages of a leg.
    Stages = 7,
    /// Harm of a captured conversation.
    Harm = 8,
    /// Which conversations are captured, given that one is.
    Captured = 9,
    /// Design of the draws of the uncertain values.
    Design = 10,
    /// Choice of the blocks that are run again to verify a result.
    Verification = 11,
    /// Numbers that are spread evenly over the trials of a group.
    Strata = 12,
    /// Resampling of what was found, to tell how sure it is.
    Resampling = 21,
    /// Orders in which uncertain values become known.
    Order = 22,
}

/// How the places of collectors are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Placing {
    /// By their odds, so that every trial counts as much as any other.
    #[default]
    AsIs,
    /// More often where captures are, and each trial counts the less.
    Aimed,
}

/// A thing that random numbers belong to, by its name and never by its place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entity(u64);

impl Entity {
    /// The event itself.
    pub const EVENT: Self = Self(0);

    /// The first 64 bits of SHA-256 over the parts, each preceded by its length, so that no two lists of parts are
    /// written alike.
    pub fn named(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let digest = hash.finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Self(u64::from_le_bytes(first))
    }

    /// The bits, to be put into a lane.
    pub fn bits(self) -> u64 {
        self.0
    }
}

/// One trial of one draw under one seed: the root of all its streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    seed: u64,
    place: u64,
    grouping: Grouping,
    placing: Placing,
}

impl Trial {
    /// A trial by itself.
    ///
    /// # Panics
    /// If the draw or the trial is beyond the room of an address; callers bound both.
    pub fn new(seed: u64, draw: u64, trial: u64) -> Self {
        assert!(draw < MAX_DRAWS && trial < MAX_TRIALS_PER_DRAW, "draw {draw}, trial {trial} out of range");
        Self { seed, place: (draw << TRIAL_BITS) | trial, grouping: Grouping::Single, placing: Placing::AsIs }
    }

    /// The same as one of a group, whose trials are spread evenly in whatever is drawn with [`super::Strata`].
    #[must_use]
    pub fn grouped(self, grouping: Grouping) -> Self {
        Self { grouping, ..self }
    }

    /// The same with its collectors placed like this.
    #[must_use]
    pub fn placed(self, placing: Placing) -> Self {
        Self { placing, ..self }
    }

    /// How its collectors are placed.
    pub fn placing(&self) -> Placing {
        self.placing
    }

    /// How it belongs to others.
    pub fn grouping(&self) -> Grouping {
        self.grouping
    }

    /// The root of the streams that its group shares.
    pub fn group(&self) -> Self {
        let (draw, trial) = (self.place >> TRIAL_BITS, self.place % MAX_TRIALS_PER_DRAW);
        Self { place: (draw << TRIAL_BITS) | (trial / self.grouping.size()), ..*self }
    }

    /// Its number in its group, from 0.
    pub fn place_in_group(&self) -> usize {
        (self.place % self.grouping.size()) as usize
    }

    /// The stream at an address.
    #[inline]
    pub fn stream(&self, address: Address, purpose: Purpose) -> Stream {
        Stream {
            counter: [(purpose as u64) << PURPOSE_SHIFT, address.item, address.lane, self.place],
            key: [self.seed, address.entity.0],
            buffer: [0; 4],
            used: 4,
        }
    }
}

/// Where a stream lies inside a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// Whose it is.
    pub entity: Entity,
    /// Which of the entity's items (a person, a conversation, a post in an interval).
    pub item: u64,
    /// Which lane of the item (a leg of a conversation).
    pub lane: u64,
}

/// A run of random numbers at one address.
#[derive(Debug, Clone)]
pub struct Stream {
    counter: [u64; 4],
    key: [u64; 2],
    buffer: [u64; 4],
    used: usize,
}

impl Stream {
    /// The next 64 bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        if self.used == 4 {
            self.buffer = philox4x64(self.counter, self.key);
            self.counter[0] += 1;
            self.used = 0;
        }
        let value = self.buffer[self.used];
        self.used += 1;
        value
    }

    /// Uniform on `[0, 1)`, a multiple of 2^-53.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1u64 << 53) as f64;
        (self.bits() >> 11) as f64 * STEP
    }

    /// Uniform whole number below `bound` (at least 1), by the high half of a product: off by at most `bound` 2^-64.
    #[inline]
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.bits() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        for chunk in target.chunks_mut(8) {
            chunk.copy_from_slice(&self.bits().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::{Distribution, Exp1, StandardNormal};

    fn stream(seed: u64, draw: u64, trial: u64, name: &str, item: u64, lane: u64, purpose: Purpose) -> Stream {
        Trial::new(seed, draw, trial).stream(Address { entity: Entity::named(&[name]), item, lane }, purpose)
    }

    #[test]
    fn the_same_address_gives_the_same_numbers_and_any_other_gives_others() {
        let first = |mut s: Stream| s.bits();
        let base = first(stream(1, 0, 0, "a", 0, 0, Purpose::Leg));
        assert_eq!(base, first(stream(1, 0, 0, "a", 0, 0, Purpose::Leg)));
        for other in [
            stream(2, 0, 0, "a", 0, 0, Purpose::Leg),
            stream(1, 1, 0, "a", 0, 0, Purpose::Leg),
            stream(1, 0, 1, "a", 0, 0, Purpose::Leg),
            stream(1, 0, 0, "b", 0, 0, Purpose::Leg),
            stream(1, 0, 0, "a", 1, 0, Purpose::Leg),
            stream(1, 0, 0, "a", 0, 1, Purpose::Leg),
            stream(1, 0, 0, "a", 0, 0, Purpose::Joiners),
        ] {
            assert_ne!(base, first(other));
        }
    }

    #[test]
    fn names_are_told_apart_however_they_are_joined() {
        assert_ne!(Entity::named(&["ab", "c"]), Entity::named(&["a", "bc"]));
        assert_ne!(Entity::named(&["ab"]), Entity::named(&["ab", ""]));
    }

    /// First values pinned: a change of any of them is a change of numbers and belongs into the CHANGELOG.
    #[test]
    fn first_values_of_the_streams_and_samplers_are_pinned() {
        let mut numbers = stream(1, 0, 0, "generals", 0, 0, Purpose::Person);
        let bits = numbers.bits();
        let uniform = numbers.uniform();
        let normal: f64 = StandardNormal.sample(&mut numbers);
        let exponential: f64 = Exp1.sample(&mut numbers);
        insta::assert_snapshot!(format!("{bits:016x} {uniform:?} {normal:?} {exponential:?}"));
    }
}
