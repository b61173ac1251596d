//! Trials x draws over threads; the stopping rules; cancel and progress as callbacks.

mod contest;
mod design;
mod job;
mod plan;
mod precision;
mod rivals;
mod run;
mod sample;

pub use contest::{Cells, Contest, ContestSample, VariantSums, contest};
pub use design::{Design, RankCorrelation};
pub use job::{Job, Models, Monitor, Progress, Unwatched};
pub use plan::Effort;
pub use rivals::Rivals;
pub use run::{run, run_again};
pub use sample::{Block, Convergence, DrawTally, HalfWidths, Indicators, Sample, Stop};
