//! Odds of being overheard by chance.

pub mod cli;
pub mod engine;
pub mod model;
pub mod quantity;
pub mod random;
pub mod report;
pub mod scenario;
pub mod serve;
pub mod statistics;
pub mod study;
