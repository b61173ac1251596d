//! Estimates, intervals and mergeable exact accumulators. Knows nothing of scenarios, models or the engine.

mod estimate;

pub use estimate::{Band, Estimate, Interval};
