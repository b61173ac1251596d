//! The funnel: how many legs get how far.

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use super::words;
use crate::report::{odds, round};
use crate::statistics::Estimate;
use crate::study::result::{Funnel, RunResult};

/// Ticks wanted.
const TICKS: usize = 6;
/// Digits of the number of legs in the title.
const DIGITS: i32 = 3;

const HOW_TO_READ: &str = "Each row is a stage that a leg of a conversation must pass to be captured, with the expected \
    number per event and its 95 % interval (where none is seen, it is narrower than the dot). The scale is logarithmic: each step of the grid is ten times the one before, \
    so compare positions, not lengths. Full dots are legs, each stage a part of the one above it; rings stand beside that \
    chain: conversations, and lapsed legs, which need not have been covered.";

/// A stage of the funnel.
struct Stage {
    name: &'static str,
    count: Estimate,
    /// What it is a part of; absent for what is counted otherwise.
    part_of: Option<(&'static str, Estimate)>,
    /// Beside the chain from legs to captured legs, or in it.
    role: Role,
}

fn stages(funnel: &Funnel) -> [Stage; 9] {
    let Funnel { legs, covered, recorded, readable, reviewed, .. } = *funnel;
    let stage = |name, count, part_of, role| Stage { name, count, part_of, role };
    [
        stage("Conversations", funnel.conversations, None, Role::Side),
        stage("Legs of conversations", legs, None, Role::Main),
        stage("Lapsed legs", funnel.lapsed, Some(("legs", legs)), Role::Side),
        stage("Covered by a collector", covered, Some(("legs", legs)), Role::Main),
        stage("Recorded", recorded, Some(("covered", covered)), Role::Main),
        stage("Readable", readable, Some(("recorded", recorded)), Role::Main),
        stage("Reviewed", reviewed, Some(("readable", readable)), Role::Main),
        stage("Recognised: captured legs", funnel.captured_legs, Some(("reviewed", reviewed)), Role::Main),
        stage("Captured conversations", funnel.captured_conversations, None, Role::Side),
    ]
}

/// The chart; absent where no conversation is held.
pub fn chart(result: &RunResult, style: &ChartStyle) -> Option<Chart> {
    let stages = stages(&result.funnel);
    let means = || stages.iter().map(|stage| stage.count.mean).filter(|&mean| mean > 0.0);
    let greatest = means().fold(0.0, f64::max);
    if greatest == 0.0 {
        return None;
    }
    let low_ends = stages.iter().filter_map(|stage| stage.count.interval).map(|interval| interval.low);
    let least = low_ends.filter(|&low| low > 1e-3 * greatest.min(1.0)).chain(means()).fold(f64::INFINITY, f64::min);
    let rows: Vec<Row> = stages.iter().map(row).collect();
    let axis = Axis::new(
        Scale::log_over(0.8 * least, 1.25 * greatest),
        Unit::Plain,
        "expected number per event (logarithmic)",
        TICKS,
    );
    let mut sheet = Sheet::new(style, words(result, &rows));
    rows::draw(&mut sheet, &rows, &axis, Shape::Point { reference: None });
    Some(sheet.finish())
}

fn row(stage: &Stage) -> Row {
    let Stage { name, count, part_of, role } = stage;
    let passing = part_of.filter(|(_, whole)| whole.mean > 0.0);
    let passing = passing.map(|(of, whole)| format!("{} of {of}", percent(count.mean / whole.mean)));
    Row {
        name: (*name).to_owned(),
        value: *count,
        told: round::shown(count, 1.0).mean,
        aside: passing.unwrap_or_default(),
        hover: format!("{name}: {} per event", round::with_interval(count, 1.0)),
        role: *role,
    }
}

fn percent(share: f64) -> String {
    format!("{} %", round::typed(100.0 * share, 2))
}

fn words(result: &RunResult, rows: &[Row]) -> Words {
    let funnel = &result.funnel;
    let captured = funnel.captured_legs.mean;
    let legs = round::significant(funnel.legs.mean, DIGITS);
    let title = if captured > 0.0 {
        let share = odds::in_words(&Estimate::bare(captured / funnel.legs.mean)).unwrap_or_default();
        format!("Of {legs} legs per event, {share} is captured")
    } else {
        let last = rows.iter().rfind(|row| row.value.mean > 0.0 && row.role == Role::Main);
        let last = last.map_or("none", |row| row.name.as_str()).to_lowercase();
        format!("Of {legs} legs per event, none is captured: the last stage that any reaches is “{last}”")
    };
    let mut words = Words {
        name: "funnel",
        title,
        subtitle:
            "Expected number per event at each stage, with its 95 % interval; at the right also as a part of the \
                   stage before"
                .to_owned(),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    if rows.iter().any(|row| row.value.mean == 0.0) {
        words.note_also("A stage that nothing reached has no dot: a logarithmic scale has no 0.");
    }
    words.note_also(&words::few(result));
    words
}
