//! All integration tests, as one program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod cli_program;
mod cli_run;
mod closed_forms;
mod coverage;
mod documents;
mod golden;
mod layers;
mod random_streams;
mod report_files;
mod report_sample;
mod report_text;
mod reproducible;
mod scenario_files;
mod semantics;
mod support;
