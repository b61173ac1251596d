//! Questions made of runs.

pub mod compare;
pub mod comparison;
pub mod explain;
pub mod prepare;
mod replay;
pub mod result;
mod rows;
pub mod run;
mod stories;
pub mod verify;
