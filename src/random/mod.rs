//! The keyed generator: what a random number is for decides its value, never the order of the work.
//!
//! Every stream is addressed by (seed, entity, draw, trial, item, lane, purpose) and is a run of blocks of the
//! counter-based generator Philox4x64-10. Two addresses that differ anywhere give independent streams; the same address
//! gives the same numbers on any number of threads, in any order, in any shard. So a measure that changes one number
//! leaves every draw that it does not concern as it was (common random numbers). Trials can be grouped: the numbers of a
//! group's trials, drawn with [`Strata`], are then spread evenly.

mod philox;
mod strata;
mod stream;

pub use philox::philox4x64;
pub use strata::{Grouping, Strata};
pub use stream::{Address, Entity, MAX_DRAWS, MAX_TRIALS_PER_DRAW, Placing, Purpose, Stream, Trial};
