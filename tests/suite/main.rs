//! All integration tests, as one program.

mod closed_forms;
mod coverage;
mod layers;
mod random_streams;
mod reproducible;
mod scenario_files;
mod semantics;
mod support;
