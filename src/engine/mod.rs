//! Trials x draws over threads; the stopping rules; cancel and progress as callbacks.

mod cells;
mod contest;
mod counterfactual;
mod course;
mod design;
mod findings;
mod finds;
mod inquiry;
mod job;
mod pairs;
mod pieces;
mod plan;
mod precision;
mod probe;
mod rivals;
mod run;
mod sample;
mod shares;
mod sums;
mod work;

pub use cells::shared_contest;
pub use contest::{Cells, Contest, ContestSample, VariantSums, contest};
pub use counterfactual::{Counterfactual, Survivals, counterfactual};
pub use design::{Design, RankCorrelation};
pub use findings::{CellSums, Findings};
pub use finds::Finds;
pub use inquiry::{Case, Ending, Inquiry, inquire};
pub use job::{Job, Models, Monitor, Progress, Unwatched};
pub use pairs::Pairs;
pub use pieces::{Pieces, pieces};
pub use plan::Effort;
pub use probe::{Counted, Probe};
pub use rivals::Rivals;
pub use run::{run, run_again};
pub use sample::{Block, Convergence, DrawTally, HalfWidths, Indicators, Sample, Stop};
pub use work::{Gathered, Keeper, Occasion, Share, Tray, Work};
