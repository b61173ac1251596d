//! How a command ends.

use std::path::PathBuf;

use thiserror::Error;

use super::folder::FolderError;
use crate::report::files::ReportError;
use crate::report::page::StoredError;
use crate::report::recorded::RecordedError;
use crate::report::safe;
use crate::report::trials::TrialsError;
use crate::scenario::{Diagnostics, GivenError, system};
use crate::serve::ServeError;
use crate::study::calibrate::CalibrateError;
use crate::study::compare::CompareError;
use crate::study::discover::DiscoverError;
use crate::study::prepare::RunError;
use crate::study::sensitivity::SensitivityError;
use crate::study::sweep::SweepError;

/// Exit code of a run that failed.
const FAILED: u8 = 1;
/// Exit code of bad usage and of an invalid scenario.
const INVALID: u8 = 2;
/// Exit code of an interrupted command: 128 and the number of the signal.
pub const INTERRUPTED: u8 = 130;

/// How a command that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All was done.
    Done,
    /// Interrupted; what was finished is kept.
    Interrupted,
    /// A scenario is invalid; that was said.
    Invalid,
    /// A result does not hold; that was said.
    Differs,
}

impl Outcome {
    /// Its exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Interrupted => INTERRUPTED,
            Self::Invalid => INVALID,
            Self::Differs => FAILED,
        }
    }
}

/// Why a command failed.
#[derive(Debug, Error)]
pub enum Failure {
    /// Options that do not go together.
    #[error("{0}")]
    Usage(String),
    /// A scenario was refused.
    #[error("{0}")]
    Scenario(Diagnostics),
    /// A run failed.
    #[error("{file}: {error}")]
    Run {
        /// The scenario file.
        file: String,
        /// What went wrong.
        error: RunError,
    },
    /// A comparison failed.
    #[error("{file}: {error}")]
    Compare {
        /// The scenario file.
        file: String,
        /// What went wrong.
        error: CompareError,
    },
    /// The table of all trials cannot be written.
    #[error(transparent)]
    Trials(#[from] TrialsError),
    /// What is known of a leak was refused.
    #[error("{}", safe::one_line(&.0.to_string()))]
    Given(#[from] GivenError),
    /// The analog estimator was asked of a command that has another.
    #[error("explain draws the legs and integrates what becomes of them: leave --estimator analog out")]
    NoAnalog,
    /// A calibration failed.
    #[error("{file}: {error}")]
    Calibrate {
        /// The scenario file.
        file: String,
        /// What went wrong.
        error: CalibrateError,
    },
    /// A sensitivity analysis failed.
    #[error("{file}: {error}")]
    Sensitivity {
        /// The scenario file.
        file: String,
        /// What went wrong.
        error: SensitivityError,
    },
    /// A sweep failed.
    #[error("{file}: {error}")]
    Sweep {
        /// The scenario file.
        file: String,
        /// What went wrong.
        error: SweepError,
    },
    /// Scenario discovery failed.
    #[error("{file}: {error}")]
    Discover {
        /// The scenario file.
        file: String,
        /// What went wrong.
        error: DiscoverError,
    },
    /// A result could not be put into bytes.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A result could not be read back.
    #[error("{}: {error}", safe::path(dir))]
    Recorded {
        /// The result's folder.
        dir: PathBuf,
        /// What went wrong.
        error: RecordedError,
    },
    /// A result has no page.
    #[error("{}: {error}", safe::path(dir))]
    Page {
        /// The result's folder.
        dir: PathBuf,
        /// What went wrong.
        error: StoredError,
    },
    /// A result could not be stored.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A file could not be read or written.
    #[error("{}: {wrong}; {hint}", safe::path(path))]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        wrong: String,
        /// What to try.
        hint: String,
    },
    /// The page could not be served.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The cluster does not do what was asked of it.
    #[error("{0}")]
    Slurm(String),
    /// Parts cannot be merged.
    #[error("{0}")]
    Parts(String),
    /// The results could not be printed.
    #[error("standard output: {}", system::in_words(.0))]
    Print(std::io::Error),
    /// The threads could not be started.
    #[error("the threads cannot be started: {0}; try fewer --threads")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The interrupt key cannot be listened for.
    #[error("Ctrl-C cannot be listened for: {0}")]
    Interrupt(#[from] ctrlc::Error),
}

impl Failure {
    /// Its exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Trials(TrialsError::NotBuilt | TrialsError::TooMany(_)) => INVALID,
            Self::Given(_) | Self::NoAnalog | Self::Scenario(_) | Self::Usage(_) => INVALID,
            Self::Run { error, .. } | Self::Compare { error: CompareError::Run(error), .. } => of_run(error),
            Self::Compare { .. } => INVALID,
            Self::Calibrate { error, .. } => match error {
                CalibrateError::Impossible { .. }
                | CalibrateError::Interrupted
                | CalibrateError::Run(RunError::NothingFinished) => FAILED,
                _ => INVALID,
            },
            Self::Sensitivity { error, .. } => match error {
                SensitivityError::Interrupted
                | SensitivityError::Run(RunError::NothingFinished)
                | SensitivityError::Measures(CompareError::Run(RunError::NothingFinished)) => FAILED,
                _ => INVALID,
            },
            Self::Sweep { error: SweepError::Run { error, .. }, .. }
            | Self::Discover { error: DiscoverError::Run(error), .. } => of_run(error),
            Self::Sweep { .. } | Self::Discover { .. } => INVALID,
            _ => FAILED,
        }
    }
}

fn of_run(error: &RunError) -> u8 {
    match error {
        RunError::Draw { .. } | RunError::TooFewTrials { .. } => INVALID,
        RunError::NothingFinished => FAILED,
    }
}
