//! All integration tests, as one program: the crate is linked once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod browser;
mod browser_report;
mod charts;
mod cli_compare;
mod cli_explain;
mod cli_hostile;
mod cli_program;
mod cli_run;
mod cli_scale;
mod closed_forms;
mod compare;
mod compare_break_even;
mod compare_budget;
mod compare_charts;
mod compare_files;
mod compare_race;
mod compare_sample;
mod compare_shares;
mod coverage;
mod documents;
mod edges;
mod explain;
mod explain_coverage;
mod family;
mod golden;
mod html_report;
mod ignorance;
mod integrated;
mod iso_risk;
mod kubernetes;
mod layers;
mod mutations;
mod random_streams;
mod report_command;
mod report_compare;
mod report_files;
mod report_sample;
mod report_text;
mod reproducible;
mod scale;
mod scenario_files;
mod semantics;
mod shipped;
#[cfg(target_os = "linux")]
mod slurm;
mod support;
