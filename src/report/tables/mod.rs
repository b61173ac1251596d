//! CSV tables of results: tidy, units in the column names, one observation a row, provenance in every row (but in those of
//! `blocks.csv`, which is not to be read but by `verify`).

mod calibrate;
mod compare;
mod compare_files;
mod discover;
pub mod explain;
mod run;
mod sensitivity;
mod sweep;
mod table;

pub use calibrate::{calibrate, calibrate_summary};
pub use compare::{comparison, of_comparison};
pub use compare_files::files;
pub use discover::{discovery_tables, trajectory};
pub use run::{all, summary};
pub use sensitivity::{sensitivity, sensitivity_summary};
pub use sweep::{sweep, sweep_tables};

/// A file of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Its name inside the result's folder; parts are separated by `/`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

type Bytes = Result<Vec<u8>, csv::Error>;
