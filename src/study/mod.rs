//! Questions made of runs.

pub mod beside;
pub mod calibrate;
pub mod compare;
pub mod comparison;
pub mod discover;
pub mod explain;
mod ignorance;
pub mod iso_risk;
pub mod prepare;
mod replay;
pub mod result;
mod rows;
pub mod run;
pub mod sensitivity;
mod stories;
pub mod sweep;
pub mod trials;
pub mod verify;
