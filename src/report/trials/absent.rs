//! In place of the file, in a program that cannot write it.

use super::TrialsError;
use crate::study::result::RunResult;
use crate::study::trials::TrialRow;

/// No file.
#[derive(Debug)]
pub enum TrialsFile {}

impl TrialsFile {
    /// Refused: the program was built without it.
    pub fn new(_: &RunResult) -> Result<Self, TrialsError> {
        Err(TrialsError::NotBuilt)
    }

    /// There is none to add to.
    pub fn add(&mut self, _: &[TrialRow]) -> Result<(), TrialsError> {
        match *self {}
    }

    /// There is none to finish.
    pub fn bytes(self) -> Result<Vec<u8>, TrialsError> {
        match self {}
    }
}
