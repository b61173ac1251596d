//! Finished results to bytes: text for people, JSON and CSV for programs. Nothing here computes a statistic.

mod odds;
pub mod round;
pub mod safe;
