//! Would a measure have prevented the leak?

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::run::words;
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use crate::study::explain::explanation::{Explanation, Prevention, Verdict};

/// Measures drawn; the others are told in the tables.
const MOST: usize = 15;
const TICKS: usize = 5;

const HOW_TO_READ: &str = "Each bar is the probability that this leak, as it is known, would not have happened with the \
    measure in force: the same conversation of the same simulated event is looked at again under the measure. The thin \
    line is the 95 % interval of the simulation. A measure that does nothing against this leak may still prevent others.";

/// Bars of the odds that each measure would have prevented it; absent without measures, and where little fits.
pub fn chart(found: &Explanation, style: &ChartStyle) -> Option<Chart> {
    let best = found.prevention.first().filter(|_| found.verdict != Verdict::TooFew)?;
    if best.prevented.mean == 0.0 {
        return None;
    }
    let shown = &found.prevention[..found.prevention.len().min(MOST)];
    let axis = Axis::new(Scale::Linear(0.0, 1.0), Unit::Percent, "odds that it would not have happened", TICKS);
    let mut words = Words {
        name: "prevention",
        title: title(found, best),
        subtitle:
            "Odds that each measure alone would have prevented this leak, whoever captured it, with 95 % intervals"
                .to_owned(),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    if found.prevention.len() > MOST {
        words.note_also(&format!("{} more measures are in the tables.", found.prevention.len() - MOST));
    }
    let mut sheet = Sheet::new(style, words);
    let rows: Vec<Row> = shown.iter().map(row).collect();
    rows::draw(&mut sheet, &rows, &axis, Shape::Bar);
    Some(sheet.finish())
}

fn row(one: &Prevention) -> Row {
    let told = Unit::Percent.told(&one.prevented);
    Row {
        name: words::in_row(&one.title),
        value: one.prevented,
        hover: format!("{}: {told}", words::in_hover(&one.title)),
        told,
        aside: String::new(),
        role: Role::Main,
    }
}

fn title(found: &Explanation, best: &Prevention) -> String {
    let odds = format!("{:.0} %", 100.0 * best.prevented.mean);
    let clear = found.prevention.get(1).is_none_or(|second| {
        let ends = (best.prevented.interval, second.prevented.interval);
        matches!(ends, (Some(best), Some(second)) if best.low > second.high) || second.prevented.mean == 0.0
    });
    let name = words::in_title(&best.title);
    if clear {
        format!("\"{name}\" would most likely have prevented it ({odds})")
    } else {
        format!("\"{name}\" leads ({odds}), but which measure is first is open")
    }
}
