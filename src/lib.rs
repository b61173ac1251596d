//! Odds of being overheard by chance.

pub mod quantity;
pub mod report;
pub mod scenario;
pub mod statistics;
pub mod study;
