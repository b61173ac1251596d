//! Trials x draws over threads; the stopping rules; cancel and progress as callbacks.

mod contest;
mod design;
mod plan;
mod run;
mod sample;

pub use contest::{Cells, Contest, ContestSample, VariantSums, contest};
pub use design::{Design, RankCorrelation};
pub use plan::Effort;
pub use run::{Job, Models, Monitor, Progress, Unwatched, run, run_again};
pub use sample::{Block, Convergence, DrawTally, Indicators, Sample, Stop};
