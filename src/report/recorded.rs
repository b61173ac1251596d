//! A result read back from its files, and whether they agree with each other.

use serde::Deserialize;
use thiserror::Error;

use super::files::{BLOCKS, MANIFEST, Manifest, SUMMARY, sha256};
use super::provenance::Origin;
use super::safe;
use crate::study::result::{Block, Provenance};

/// How far a headline number may be from what the blocks sum to, relative: rounding of the blocks' sums, no more.
const ROUNDING: f64 = 1e-9;
/// No run puts more trials into a block.
const MOST_BLOCK_TRIALS: u64 = 1 << 20;
/// What the digest of a block begins with, so that no spreadsheet takes it for a number.
const DIGEST_MARK: char = 'x';

/// Why a result could not be read back.
#[derive(Debug, Error)]
pub enum RecordedError {
    /// `summary.json` is not one of a run.
    #[error("{SUMMARY} is not the summary of a run: {0}")]
    Summary(#[from] serde_json::Error),
    /// `summary.json` is one of a comparison.
    #[error(
        "{SUMMARY} is that of a comparison, and only runs can be verified; `overheard compare` with the same seed gives \
         the same bytes again"
    )]
    Comparison,
    /// A field of `summary.json` holds what no run writes.
    #[error("{SUMMARY}: {0} holds what no run writes")]
    Field(&'static str),
    /// `manifest.json` is not one of a result.
    #[error("{MANIFEST} is not the manifest of a result: {0}")]
    Manifest(serde_json::Error),
    /// `blocks.csv` cannot be read.
    #[error("{BLOCKS} cannot be read: {0}")]
    Blocks(#[from] csv::Error),
    /// A cell of `blocks.csv` holds what no run writes.
    #[error("{BLOCKS}, row {row}: {column} holds \"{found}\", which no run writes")]
    Cell {
        /// The row, from 1 without the heading.
        row: usize,
        /// The column.
        column: &'static str,
        /// What stands there.
        found: String,
    },
}

/// What a result's files say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The event's name (untrusted text).
    pub scenario: String,
    /// The scenario file, as it was named (untrusted text).
    pub file: String,
    /// Measures in force (untrusted text).
    pub measures: Vec<String>,
    /// Where the result comes from.
    pub provenance: Provenance,
    /// The odds.
    pub odds: f64,
    /// Expected captured conversations.
    pub captures: f64,
    /// Expected harm.
    pub harm: f64,
    /// The sums of the blocks of trials.
    pub blocks: Vec<Block>,
}

/// What does not fit in a result's files.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Mismatch {
    /// A file is not what the manifest lists.
    #[error("{0} is not as it was written: its SHA-256 is not the manifest's")]
    Changed(String),
    /// A file that the manifest lists is gone.
    #[error("{0} is listed in the manifest, but not there")]
    Missing(String),
    /// A headline number is not what the blocks sum to.
    #[error("{SUMMARY} says {quantity} {found}, {BLOCKS} sums to {expected}")]
    Sum {
        /// The quantity.
        quantity: &'static str,
        /// What the summary says.
        found: f64,
        /// What the blocks sum to.
        expected: f64,
    },
    /// The blocks do not hold as many trials as the summary says.
    #[error("{SUMMARY} says {found} trials, {BLOCKS} holds {expected}")]
    Trials {
        /// What the summary says.
        found: u64,
        /// What the blocks hold.
        expected: u64,
    },
    /// Another version of the program made the result.
    #[error("made by version {found}, this is version {expected}: its numbers may differ")]
    Version {
        /// The version that made it.
        found: String,
        /// This version.
        expected: String,
    },
    /// The scenario is not the one that the result was made from.
    #[error("the scenario is not the one that the result was made from: its hash is {expected}, the result's {found}")]
    Scenario {
        /// Hash in the result.
        found: String,
        /// Hash of the scenario as it is.
        expected: String,
    },
}

#[derive(Deserialize)]
struct Head {
    scenario: String,
    file: String,
    measures: Vec<String>,
    provenance: Origin,
    odds: Mean,
    captures: Mean,
    harm: Mean,
}

#[derive(Deserialize)]
struct Mean {
    mean: f64,
}

#[derive(Deserialize)]
struct BlockRow {
    draw: u64,
    first_trial: u64,
    block_trials: u64,
    odds_sum: f64,
    captures_sum: f64,
    harm_sum: f64,
    digest: String,
}

/// A result from its `summary.json` and `blocks.csv`.
pub fn read(summary: &[u8], blocks: &[u8]) -> Result<Recorded, RecordedError> {
    let head: Head = serde_json::from_slice(summary)?;
    Ok(Recorded {
        scenario: head.scenario,
        file: head.file,
        measures: head.measures,
        provenance: head.provenance.read().map_err(RecordedError::Field)?,
        odds: head.odds.mean,
        captures: head.captures.mean,
        harm: head.harm.mean,
        blocks: read_blocks(blocks)?,
    })
}

/// What a `summary.json` tells of its scenario file: at its top, in the baseline of a comparison, or of several files.
#[derive(Deserialize)]
struct Subject {
    file: Option<String>,
    files: Option<Vec<String>>,
    baseline: Option<Named>,
}

#[derive(Deserialize)]
struct Named {
    file: String,
}

/// What a result of several scenario files is of.
pub fn several(files: &[String]) -> String {
    files.join(" + ")
}

/// Whether a `summary.json` is that of a comparison, which has no blocks to be verified by.
pub fn is_of_comparison(summary: &[u8]) -> bool {
    serde_json::from_slice::<Subject>(summary)
        .is_ok_and(|told| told.file.is_none() && (told.baseline.is_some() || told.files.is_some()))
}

/// The scenario file of a `summary.json`, of whatever command.
pub fn subject(summary: &[u8]) -> Result<String, RecordedError> {
    let told: Subject = serde_json::from_slice(summary)?;
    let several = told.files.map(|files| several(&files));
    told.file.or(several).or(told.baseline.map(|baseline| baseline.file)).ok_or(RecordedError::Field("file"))
}

fn read_blocks(text: &[u8]) -> Result<Vec<Block>, RecordedError> {
    let mut blocks = Vec::new();
    for (row, record) in (1..).zip(csv::Reader::from_reader(text).deserialize::<BlockRow>()) {
        let record = record?;
        let refused = |column, found: String| RecordedError::Cell { row, column, found: safe::one_line(&found) };
        let digest = record.digest.strip_prefix(DIGEST_MARK).and_then(|hex| u64::from_str_radix(hex, 16).ok());
        for (column, sum) in
            [("odds_sum", record.odds_sum), ("captures_sum", record.captures_sum), ("harm_sum", record.harm_sum)]
        {
            if !(0.0..f64::INFINITY).contains(&sum) {
                return Err(refused(column, sum.to_string()));
            }
        }
        let past_all = record.first_trial.checked_add(record.block_trials).is_none();
        if past_all || !(1..=MOST_BLOCK_TRIALS).contains(&record.block_trials) {
            return Err(refused("block_trials", record.block_trials.to_string()));
        }
        blocks.push(Block {
            draw: record.draw,
            first_trial: record.first_trial,
            trials: record.block_trials,
            odds: record.odds_sum,
            captures: record.captures_sum,
            harm: record.harm_sum,
            digest: digest.ok_or_else(|| refused("digest", record.digest.clone()))?,
        });
    }
    Ok(blocks)
}

/// Where the headline numbers and the blocks differ.
pub fn disagreements(recorded: &Recorded) -> Vec<Mismatch> {
    let trials: u64 = recorded.blocks.iter().map(|block| block.trials).fold(0, u64::saturating_add);
    if trials != recorded.provenance.trials {
        return vec![Mismatch::Trials { found: recorded.provenance.trials, expected: trials }];
    }
    let mean = |sum: fn(&Block) -> f64| recorded.blocks.iter().map(sum).sum::<f64>() / trials as f64;
    let told = [
        ("odds", recorded.odds, mean(|block| block.odds)),
        ("captures", recorded.captures, mean(|block| block.captures)),
        ("harm", recorded.harm, mean(|block| block.harm)),
    ];
    let differ = |&(_, found, expected): &(&str, f64, f64)| {
        let difference = (found - expected).abs();
        difference > ROUNDING * expected.abs() || difference.is_nan()
    };
    let mismatch = |(quantity, found, expected)| Mismatch::Sum { quantity, found, expected };
    told.into_iter().filter(differ).map(mismatch).collect()
}

/// Where the files differ from the manifest; `bytes_of` gives what a file holds, if it is there.
pub fn changed_files(manifest: &Manifest, bytes_of: impl Fn(&str) -> Option<Vec<u8>>) -> Vec<Mismatch> {
    let check = |name: &String, expected: &String| match bytes_of(name) {
        None => Some(Mismatch::Missing(name.clone())),
        Some(bytes) if sha256(&bytes) != *expected => Some(Mismatch::Changed(name.clone())),
        Some(_) => None,
    };
    manifest.files.iter().filter_map(|listed| check(&listed.name, &listed.sha256)).collect()
}
