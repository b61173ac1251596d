//! Questions made of runs.

pub mod comparison;
pub mod prepare;
pub mod result;
pub mod run;
mod stories;
pub mod verify;
