//! Finished results to bytes: text for people, JSON and CSV for programs. Nothing here computes a statistic.

mod calibrate;
pub mod calibrated;
pub mod charts;
pub mod check;
pub mod choice;
pub mod direction;
pub mod discover;
pub mod envelope;
pub mod files;
mod guarantee;
pub mod html;
pub mod json;
pub mod live;
mod odds;
pub mod page;
mod provenance;
pub mod recorded;
pub mod round;
pub mod safe;
mod sensitivity;
pub mod shell;
pub mod sweep;
pub mod tables;
pub mod text;
pub mod trials;
pub mod verdict;

use crate::scenario::Basis;
use crate::statistics::Estimate;
use crate::study::result::{Attribution, Funnel, Share};

/// A basis in a word.
fn basis_name(basis: Option<Basis>) -> &'static str {
    match basis {
        Some(Basis::Sourced) => "sourced",
        Some(Basis::Computed) => "computed",
        Some(Basis::Judgement) => "judgement",
        None => "not stated",
    }
}

/// The stages of the funnel in their order, by the names that results give them.
fn stages(funnel: &Funnel) -> [(&'static str, &Estimate); 9] {
    [
        ("conversations", &funnel.conversations),
        ("legs", &funnel.legs),
        ("lapsed", &funnel.lapsed),
        ("covered", &funnel.covered),
        ("recorded", &funnel.recorded),
        ("readable", &funnel.readable),
        ("reviewed", &funnel.reviewed),
        ("captured_legs", &funnel.captured_legs),
        ("captured_conversations", &funnel.captured_conversations),
    ]
}

/// What captures are attributed to, by the names that results give them.
fn dimensions(attribution: &Attribution) -> [(&'static str, &[Share]); 8] {
    [
        ("venue", &attribution.venue),
        ("channel", &attribution.channel),
        ("group", &attribution.group),
        ("kind", &attribution.kind),
        ("cause", &attribution.cause),
        ("campaign", &attribution.campaign),
        ("day", &attribution.day),
        ("hour", &attribution.hour),
    ]
}
