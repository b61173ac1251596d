//! All integration tests: one binary, so that the crate is linked once.

#![allow(clippy::unwrap_used, reason = "a failed unwrap in a helper of a test is a failed test")]

mod scenario_files;
