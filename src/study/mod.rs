//! Questions made of runs.

pub mod result;
