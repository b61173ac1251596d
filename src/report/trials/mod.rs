//! Every trial of a run as a Parquet file: for those who analyse trials in a tool of their own. Only in a program that was
//! built with the feature `parquet`.

#[cfg(not(feature = "parquet"))]
mod absent;
#[cfg(feature = "parquet")]
mod file;

use thiserror::Error;

#[cfg(not(feature = "parquet"))]
pub use absent::TrialsFile;
#[cfg(feature = "parquet")]
pub use file::TrialsFile;

use crate::study::prepare::RunError;

/// The file's name.
pub const TRIALS: &str = "trials.parquet";
/// Rows of a file, which is put together in memory: some hundred bytes each.
pub const MOST_ROWS: u64 = 10_000_000;

/// Why there is no file of trials.
#[derive(Debug, Error)]
pub enum TrialsError {
    /// The program cannot write it.
    #[error(
        "this program was built without Parquet, so that it cannot write {TRIALS}; build it with `cargo build --release \
         --features parquet`, or leave --parquet out: every table is written as CSV in any case"
    )]
    NotBuilt,
    /// It would be too large.
    #[error(
        "--parquet writes a row for each trial, {MOST_ROWS} at most, and this run may have {0} of them; give it fewer by \
         --trials or --max-trials"
    )]
    TooMany(u64),
    /// The trials could not be run again.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The file could not be put together.
    #[error("{TRIALS} cannot be written: {0}")]
    File(String),
}

/// Refuses at once what could not be written after the run.
pub fn admit(most_trials: u64) -> Result<(), TrialsError> {
    if !cfg!(feature = "parquet") {
        return Err(TrialsError::NotBuilt);
    }
    if most_trials > MOST_ROWS { Err(TrialsError::TooMany(most_trials)) } else { Ok(()) }
}
