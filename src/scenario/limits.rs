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
/// Things of one kind: venues, channels, groups...
pub(super) const NAMES: usize = 500;
/// People in all groups.
pub(super) const PEOPLE: f64 = 1e6;
/// Conversations that one person starts on a day.
pub(super) const RATE: f64 = 1e5;
/// Others of one group that join a conversation.
pub(super) const JOINERS: f64 = 1e5;
/// Posts of all campaigns times the intervals in which they are placed anew.
pub(super) const PLACEMENTS: f64 = 1e6;
/// Intervals of all kinds of collectors times venues.
pub(super) const STAYS: f64 = 1e7;
/// Expected legs of one trial.
pub(super) const LEGS: f64 = 1e6;
/// Expected legs of one trial times the stays of collectors that each of them meets.
pub(super) const MEETINGS: f64 = 1e8;
/// Kinds of conversation times venues times channels.
pub(super) const LINES: f64 = 1e6;
/// Standard deviation of the logarithm of a duration or a harm: its 90 % interval then spans 14 powers of ten.
pub(super) const SIGMA: f64 = 10.0;
/// Shape of a Gamma law.
pub(super) const SHAPES: std::ops::RangeInclusive<f64> = 1e-4..=1e8;
/// Coefficient of variation, if there is any.
pub(super) const VARIATIONS: std::ops::RangeInclusive<f64> = 1e-4..=100.0;
/// Shape of a Beta law of lapse odds: below the least everybody either always lapses or never.
pub(super) const LAPSE_SHAPE: f64 = 0.005;
/// Sum of its two shapes.
pub(super) const LAPSE_SHAPES: f64 = 1e12;
/// Uncertain values of a file.
pub(super) const UNCERTAIN: usize = 512;
/// Measures of a file.
pub(super) const MEASURES: usize = 1_000;
/// Diagnostics kept; more are not looked for.
pub(super) const ISSUES: usize = 500;
