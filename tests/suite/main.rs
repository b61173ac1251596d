//! All integration tests, as one program.

mod closed_forms;
mod coverage;
mod golden;
mod layers;
mod random_streams;
mod report_files;
mod report_sample;
mod report_text;
mod scenario_files;
mod support;
