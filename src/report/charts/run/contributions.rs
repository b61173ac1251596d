//! Where captures come from: by venue, channel, group, cause, kind, campaign.

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use super::words;
use crate::report::round;
use crate::statistics::Estimate;
use crate::study::result::{Attribution, RunResult, Share};

/// Rows of a chart; the rest is summed.
pub const MOST_ROWS: usize = 15;
/// Ticks wanted.
const TICKS: usize = 5;

const HOW_TO_READ: &str = "Each bar is the share of the captured legs that this name had; the bars of a chart add up to \
    100 %. The thin line is the 95 % interval of the share: where two of them overlap far, their order is not certain. A \
    share says where captures come from, not how large the risk is.";

/// What shares are shares of, in words.
struct Dimension {
    name: &'static str,
    /// "by venue".
    by: &'static str,
    /// "at", "over": before a name in the title.
    preposition: &'static str,
    shares: fn(&Attribution) -> &[Share],
}

const DIMENSIONS: [Dimension; 6] = [
    Dimension { name: "contributions_venue", by: "venue", preposition: "at", shares: |all| &all.venue },
    Dimension { name: "contributions_channel", by: "channel", preposition: "over", shares: |all| &all.channel },
    Dimension { name: "contributions_group", by: "group", preposition: "from legs of", shares: |all| &all.group },
    Dimension { name: "contributions_cause", by: "cause of the lapse", preposition: "", shares: |all| &all.cause },
    Dimension { name: "contributions_kind", by: "kind of conversation", preposition: "from", shares: |all| &all.kind },
    Dimension { name: "contributions_campaign", by: "campaign", preposition: "made by", shares: |all| &all.campaign },
];

/// The charts of all dimensions in which more than one name had captures: one bar of 100 % shows nothing.
pub fn charts(result: &RunResult, style: &ChartStyle) -> Vec<Chart> {
    let drawn = DIMENSIONS.iter().filter(|dimension| (dimension.shares)(&result.attribution).len() > 1);
    drawn.map(|dimension| chart(result, style, dimension)).collect()
}

fn chart(result: &RunResult, style: &ChartStyle, dimension: &Dimension) -> Chart {
    let shares = (dimension.shares)(&result.attribution);
    let rows = rows_of(shares, |share| shown_name(dimension, &share.name));
    let ends = rows.iter().map(|row| row.value.interval.map_or(row.value.mean, |interval| interval.high));
    let scale = Scale::from_zero(ends.fold(0.0, f64::max).min(1.0));
    let axis = Axis::new(scale, Unit::Percent, "share of captured legs", TICKS);
    let mut sheet = Sheet::new(style, words(result, dimension, shares, rows.len()));
    rows::draw(&mut sheet, &rows, &axis, Shape::Bar);
    sheet.finish()
}

/// A row a name; beyond the limit the rest as one row without an interval.
fn rows_of(shares: &[Share], name: impl Fn(&Share) -> String) -> Vec<Row> {
    let kept = if shares.len() > MOST_ROWS { MOST_ROWS - 1 } else { shares.len() };
    let row = |share: &Share| Row {
        name: words::in_row(&name(share)),
        value: share.share,
        told: Unit::Percent.told(&share.share),
        aside: String::new(),
        hover: format!("{}: {} of captured legs", words::in_hover(&name(share)), Unit::Percent.told(&share.share)),
        role: Role::Main,
    };
    let mut rows: Vec<Row> = shares[..kept].iter().map(row).collect();
    let others = &shares[kept..];
    if !others.is_empty() {
        let sum = Estimate::bare(others.iter().map(|share| share.share.mean).sum());
        let name = format!("{} others", others.len());
        let told = format!("{} %", round::significant(100.0 * sum.mean, 2));
        let hover = format!("{name}, together: {told} of captured legs");
        rows.push(Row { name, value: sum, told, aside: String::new(), hover, role: Role::Side });
    }
    rows
}

fn shown_name(dimension: &Dimension, name: &str) -> String {
    if dimension.name == "contributions_cause" && name == "none" {
        return "no lapse (approved channel)".to_owned();
    }
    name.to_owned()
}

fn words(result: &RunResult, dimension: &Dimension, shares: &[Share], rows: usize) -> Words {
    let mut words = Words {
        name: dimension.name,
        title: title(dimension, shares),
        subtitle: format!("Share of captured legs by {}, with its 95 % interval", dimension.by),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    if shares.len() > rows {
        words.note_also("The others are summed; no interval is known for their sum.");
    }
    words.note_also(&words::few(result));
    words
}

fn title(dimension: &Dimension, shares: &[Share]) -> String {
    let Some(first) = shares.first() else { return String::new() };
    if let Some(second) = shares.get(1).filter(|second| cannot_be_told_apart(first, second)) {
        return title_of_two(dimension, first, second);
    }
    let share = words::sentence(&words::share(first.share.mean));
    let most = format!("{share} of all captures");
    let most = if share.ends_with("ll") { format!("{share} captures") } else { most };
    if dimension.preposition.is_empty() {
        return match first.name.as_str() {
            "mistake" => format!("{most} go back to a mistake"),
            "workaround" => format!("{most} go back to a knowing workaround"),
            "forced" => format!("{most} come where nothing approved was at hand"),
            _ => format!("{most} come over approved channels, without a lapse"),
        };
    }
    format!("{most} are {} {}", dimension.preposition, words::in_title(&first.name))
}

/// Whether chance may have put one before the other.
fn cannot_be_told_apart(first: &Share, second: &Share) -> bool {
    match (first.share.interval, second.share.interval) {
        (Some(first), Some(second)) => second.high > first.low,
        _ => false,
    }
}

fn title_of_two(dimension: &Dimension, first: &Share, second: &Share) -> String {
    let names = [first, second].map(|share| words::in_title(&shown_name(dimension, &share.name)));
    let shares = [first, second].map(|share| format!("{:.0} %", 100.0 * share.share.mean));
    let [one, other] = names;
    let [its, others] = shares;
    words::sentence(&format!("{one} ({its}) and {other} ({others}) lead; which of them is first is open"))
}
