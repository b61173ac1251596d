//! What can be changed of which part of a scenario, and between which ends.

use super::Bounds;
use crate::report::round;

/// Steps of a slider.
const STEPS: f64 = 200.0;
/// A slider goes up to so many times what is stated, and for what spans orders of magnitude so far each way.
const ROOM: f64 = 4.0;
const ROOM_OF_POWERS: f64 = 10.0;
/// Digits of a value that is shown.
const DIGITS: i32 = 3;

/// How a value is ranged and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Integer,
    Odds,
    Number,
    Powers,
    Weights,
}

/// What can be changed of some part of the scenario.
pub(super) struct Kind {
    pub part: &'static str,
    /// The keys below the name; `*` stands for any.
    pub keys: &'static [&'static str],
    pub section: &'static str,
    pub what: &'static str,
    pub unit: &'static str,
    pub sort: Sort,
    pub help: &'static str,
}

const fn kind(
    part: &'static str,
    keys: &'static [&'static str],
    section: &'static str,
    what: &'static str,
    unit: &'static str,
    sort: Sort,
    help: &'static str,
) -> Kind {
    Kind { part, keys, section, what, unit, sort, help }
}

/// In the order in which they are shown.
pub(super) static KINDS: [Kind; 15] = [
    kind("group", &["count"], "Delegation", "", "people", Sort::Integer, "How many people of this role there are."),
    kind(
        "group",
        &["mistake"],
        "Lapses",
        "mistakes",
        "odds per leg",
        Sort::Odds,
        "Odds that a participant slips onto a line that is not approved.",
    ),
    kind(
        "group",
        &["workaround"],
        "Lapses",
        "shortcuts",
        "odds per leg",
        Sort::Odds,
        "Odds that a participant knowingly takes a line that is not approved.",
    ),
    kind(
        "group",
        &["substitutes"],
        "Lapses",
        "finds another line",
        "odds",
        Sort::Odds,
        "Odds of finding another line that is not approved when one is blocked.",
    ),
    kind(
        "conversation",
        &["lapse_factor"],
        "Lapses",
        "lapse factor",
        "times",
        Sort::Number,
        "Multiplies the odds of a lapse in conversations of this kind.",
    ),
    kind(
        "group",
        &["lodging", "*"],
        "Lodging",
        "lodging",
        "weight",
        Sort::Weights,
        "Where they stay the night: weights of the venues.",
    ),
    kind(
        "conversation",
        &["rate", "*"],
        "Calls",
        "how often",
        "per person and day",
        Sort::Number,
        "Conversations of this kind that a person of this role starts.",
    ),
    kind(
        "conversation",
        &["hours", "*"],
        "Calls",
        "hours",
        "weight",
        Sort::Weights,
        "When conversations of this kind begin: weights of the hours.",
    ),
    kind(
        "campaign",
        &["collector", "*", "count"],
        "Campaign",
        "posts",
        "posts",
        Sort::Integer,
        "How many collecting posts of this kind the campaign has.",
    ),
    kind(
        "campaign",
        &["collector", "*", "duty"],
        "Campaign",
        "on duty",
        "odds",
        Sort::Odds,
        "Share of the time in which such a post is on duty.",
    ),
    kind(
        "campaign",
        &["collector", "*", "pickup_per_hour", "*"],
        "Campaign",
        "picks up",
        "per hour",
        Sort::Powers,
        "How readily a post nearby picks up a conversation on this line.",
    ),
    kind(
        "campaign",
        &["collector", "*", "rotation_hours"],
        "Campaign",
        "stays",
        "hours",
        Sort::Powers,
        "How long a post stays before it is placed anew.",
    ),
    kind(
        "campaign",
        &["focus"],
        "Campaign",
        "focus",
        "exponent",
        Sort::Number,
        "0: it does not know where our people are; 1: it goes where they are.",
    ),
    kind(
        "campaign",
        &["review_per_day"],
        "Review",
        "capacity",
        "recordings a day",
        Sort::Powers,
        "How many recordings it can review a day.",
    ),
    kind(
        "group",
        &["flagged"],
        "Review",
        "known faces",
        "odds",
        Sort::Odds,
        "Odds that a recording of them is reviewed whatever the pile.",
    ),
];

impl Sort {
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Odds => "odds",
            Self::Number | Self::Powers => "number",
            Self::Weights => "weights",
        }
    }

    /// The ends of a slider for a value that lies between these.
    pub fn range(self, low: f64, high: f64) -> (f64, f64) {
        const LEAST_ODDS: f64 = 0.1;
        const LEAST_COUNT: f64 = 10.0;
        match self {
            Self::Integer => (0.0, nice_above((ROOM * high).max(LEAST_COUNT))),
            Self::Odds => (0.0, nice_above((ROOM * high).max(LEAST_ODDS)).min(1.0)),
            Self::Powers if low > 0.0 => (nice_below(low / ROOM_OF_POWERS), nice_above(high * ROOM_OF_POWERS)),
            Self::Powers => (1e-3, nice_above((high * ROOM_OF_POWERS).max(1.0))),
            Self::Number | Self::Weights => (0.0, nice_above(if high > 0.0 { ROOM * high } else { 1.0 })),
        }
    }

    pub fn step(self, min: f64, max: f64) -> f64 {
        match self {
            Self::Integer => 1.0,
            Self::Powers => nice_below(min),
            _ => nice_below((max - min) / STEPS),
        }
    }

    pub fn shown(self, central: f64, uncertain: Option<Bounds>) -> String {
        let (factor, unit) = if self == Self::Odds { (100.0, " %") } else { (1.0, "") };
        let text = |value: f64| round::typed(factor * value, DIGITS);
        match uncertain {
            Some(Bounds { low, high }) => format!("{} to {}{unit}", text(low), text(high)),
            None => format!("{}{unit}", text(central)),
        }
    }
}

/// The next of 1, 2, 5, 10, 20, 50... that is not below.
pub(super) fn nice_above(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|nice| *nice >= 0.999_999 * value)
        .unwrap_or(value)
}

/// The last of them that is not above.
fn nice_below(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|digit| digit * power).find(|nice| *nice <= 1.000_001 * value).unwrap_or(power)
}
