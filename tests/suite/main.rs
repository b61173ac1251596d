//! All integration tests in one binary.

mod golden;
mod report_files;
mod report_sample;
mod report_text;
