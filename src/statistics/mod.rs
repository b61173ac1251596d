//! Estimates, intervals and mergeable exact accumulators. Knows nothing of scenarios, models or the engine.

mod band;
mod estimate;
mod exact;
mod interval;
mod log_linear;
mod looks;
mod mixture;
mod packed;
mod product;
mod regression;
mod replicated;
mod tally;

pub use band::band;
pub use estimate::{Band, Estimate, Interval, union};
pub use exact::ExactSum;
pub use interval::{ALPHA, Range, clopper_pearson, normal_quantile, student_below, student_quantile};
pub use log_linear::LogShares;
pub use looks::{ALPHA_AT_LOOK, LOOKS, trials_for};
pub use mixture::{Rates, share_bands};
pub use packed::{Damaged, Unpacker, pack_count, pack_number};
pub use product::{Factor, product_of_sums};
pub use regression::{Fit, Regression};
pub use replicated::Replicated;
pub use tally::{BlockSums, Moments, Tally};
