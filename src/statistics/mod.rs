//! Estimates, intervals and mergeable exact accumulators. Knows nothing of scenarios, models or the engine.

mod band;
mod estimate;
mod exact;
mod gauss;
mod indices;
mod information;
mod interval;
mod likelihood;
mod log_linear;
mod looks;
mod mixture;
mod product;
mod regression;
mod replicated;
mod smoothing;
mod tally;
mod weighted;

pub use band::band;
pub use estimate::{Band, Estimate, Interval, union};
pub use exact::ExactSum;
pub use gauss::{Gauss, cholesky, solve};
pub use indices::{Indices, Numerators, Outcomes, Row, RowSums, ValueIndices, indices, product};
pub use information::{Losses, Worth};
pub use interval::{ALPHA, Range, clopper_pearson, normal_quantile, student_below, student_quantile};
pub use likelihood::{some_of, stated, total_of};
pub use log_linear::LogShares;
pub use looks::{ALPHA_AT_LOOK, LOOKS, trials_for};
pub use mixture::{Rates, share_bands};
pub use product::{Factor, product_of_sums};
pub use regression::{Fit, Regression};
pub use replicated::Replicated;
pub use tally::{BlockSums, Moments, Tally};
pub use weighted::Weighted;
