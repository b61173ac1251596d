//! All integration tests: one binary, so that the crate is linked once.

mod scenario_files;
