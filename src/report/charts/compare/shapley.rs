//! Who has which part in what all measures together do.

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::run::words;
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use super::ends;
use crate::report::choice::OddsUnit;
use crate::report::round;
use crate::statistics::Estimate;
use crate::study::comparison::{CompareResult, Restriction, Shapley, ShapleyPart};

/// Rows of the chart; the others stand in the file.
const MOST_ROWS: usize = 30;
const TICKS: usize = 5;

const HOW_TO_READ: &str = "Taken together, the measures lower the odds by so much; how much of that is each one's depends \
    on which came before. A row is a measure's part, averaged over all orders in which the measures can be taken \
    (Shapley), and the thin line its 95 % interval. The parts add up to 100 %; below 0 a measure raises the odds.";

/// The chart; absent without shares, or for a single measure.
pub fn chart(result: &CompareResult, style: &ChartStyle) -> Option<Chart> {
    let shapley = result.shapley.as_ref().ok()?;
    let mut parts: Vec<(&ShapleyPart, Estimate)> =
        shapley.parts.iter().filter_map(|part| Some((part, part.share?))).collect();
    parts.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    if parts.len() < 2 {
        return None;
    }
    let rows: Vec<Row> = parts.iter().take(MOST_ROWS).map(|(part, share)| row(result, part, share)).collect();
    let low = rows.iter().map(|row| ends(&row.value).0).fold(0.0, f64::min);
    let high = rows.iter().map(|row| ends(&row.value).1).fold(0.0, f64::max);
    let below = rows.iter().any(|row| row.value.mean < 0.0);
    let (scale, shape) = if below {
        let margin = 0.04 * (high - low);
        (Scale::Linear(low - margin, high + margin), Shape::Point { reference: Some(0.0) })
    } else {
        (Scale::from_zero(high), Shape::Bar)
    };
    let axis = Axis::new(scale, Unit::Percent, "share of the joint reduction of the odds", TICKS);
    let mut sheet = Sheet::new(style, words_of(result, shapley, &parts));
    rows::draw(&mut sheet, &rows, &axis, shape);
    Some(sheet.finish())
}

fn row(result: &CompareResult, part: &ShapleyPart, share: &Estimate) -> Row {
    let unit = OddsUnit::of(result);
    let told = Unit::Percent.told(share);
    let points = round::with_interval(&part.reduction, unit.factor);
    let hover =
        format!("{}: {told} of the joint reduction, {points} {}", words::in_hover(&part.measure), unit.points_in_words);
    Row { name: words::in_row(&part.measure), value: *share, told, aside: String::new(), hover, role: Role::Main }
}

fn words_of(result: &CompareResult, shapley: &Shapley, parts: &[(&ShapleyPart, Estimate)]) -> Words {
    let unit = OddsUnit::of(result);
    let (first, second) = (&parts[0], &parts[1]);
    let open = ends(&second.1).1 > ends(&first.1).0;
    let [one, other] = [first, second].map(|(part, _)| words::in_title(&part.measure));
    let last = &parts[parts.len() - 1];
    let title = if ends(&first.1).0 > 1.0 {
        // More than all do together: others undo some of it.
        format!("{one} does more than all measures together: {} undoes some of it", words::in_title(&last.0.measure))
    } else if open {
        format!("{one} and {other} have the greatest parts in what all measures do; which is first is open")
    } else {
        format!("{} of what all measures do together is the part of {one}", words::share(first.1.mean))
    };
    let mut words = Words {
        name: "shapley",
        title: words::sentence(&title),
        subtitle: format!(
            "Share of each measure in the joint reduction of the odds, {} {}, with its 95 % interval",
            round::with_interval(&shapley.joint, unit.factor),
            unit.points_in_words
        ),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    if shapley.restricted == Restriction::BestPossiblePart {
        words.note_also("A set whose measures exclude one another stands for its best possible part.");
    }
    if parts.len() > MOST_ROWS {
        words.note_also(&format!("{} more measures stand in shapley.csv.", parts.len() - MOST_ROWS));
    }
    words.note_also(&words::few(&result.baseline));
    words
}
