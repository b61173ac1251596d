//! What a scenario may ask for at most, so that an absurd file fails clearly and at once instead of filling the memory.

/// Bytes of one file.
pub(super) const FILE_BYTES: u64 = 10_000_000;
/// Tables and lists inside each other.
pub(super) const DEPTH: usize = 64;
/// Values of one file. A large scenario has a few thousand.
pub(super) const VALUES: usize = 20_000;
/// Files that extend each other.
pub(super) const EXTENDS: usize = 16;
/// Any number.
pub(super) const NUMBER: f64 = 1e12;
/// Days of an event.
pub(super) const DAYS: f64 = 366.0;
/// People in all groups.
pub(super) const PEOPLE: f64 = 5e6;
/// Others of one group that join a conversation.
pub(super) const JOINERS: f64 = 1e5;
/// Posts of a campaign times the intervals in which they are placed anew.
pub(super) const PLACEMENTS: f64 = 1e6;
/// Expected legs of one trial.
pub(super) const LEGS: f64 = 5e7;
/// Uncertain values of a file.
pub(super) const UNCERTAIN: usize = 512;
/// Measures of a file.
pub(super) const MEASURES: usize = 1_000;
/// Diagnostics kept; more are not looked for.
pub(super) const ISSUES: usize = 500;
