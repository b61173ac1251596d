//! Who has which part in what all measures together do.

use crate::report::choice::OddsUnit;
use crate::report::text::layout::{self, Look, Side};
use crate::report::{round, safe};
use crate::study::comparison::{Absence, CompareResult, Restriction, Shapley, ShapleyMethod, ShapleyPart};

/// Measures shown.
const SHOWN: usize = 10;
const NAME_COLUMNS: usize = 26;

/// The parts; a line that says why, where they cannot be told.
pub fn section(result: &CompareResult, look: Look) -> String {
    match &result.shapley {
        Ok(shapley) => told(result, shapley, look),
        Err(Absence::Impossible) => {
            let why =
                "Shares in the joint reduction are not told: some measures cannot be in force together in any order.";
            layout::wrap(why, 2) + "\n"
        }
        Err(_) => String::new(),
    }
}

fn told(result: &CompareResult, shapley: &Shapley, look: Look) -> String {
    let unit = OddsUnit::of(result);
    let mut parts: Vec<&ShapleyPart> = shapley.parts.iter().collect();
    parts.sort_by(|a, b| b.reduction.mean.total_cmp(&a.reduction.mean));
    let shown = &parts[..parts.len().min(SHOWN)];
    let more = parts.len() - shown.len();
    let more = if more > 0 { format!("  and {more} more measures: shapley.csv\n") } else { String::new() };
    let rows: Vec<Vec<String>> = shown.iter().map(|part| row(part, unit)).collect();
    let sides = [Side::Left, Side::Right, Side::Left, Side::Left];
    let barred = layout::columns(&rows, &sides, 2);
    let fits = barred.lines().all(|line| safe::width(line) <= layout::COLUMNS);
    let table = if fits { barred } else { layout::columns(&bare(rows), &sides, 2) };
    let joint = round::with_interval(&shapley.joint, unit.factor);
    let heading = format!("Fair shares (Shapley) of all measures together: {joint} {}", unit.points);
    format!("{}\n{table}{more}{}\n", look.heading(&heading), look.faint(&note(shapley)))
}

fn row(part: &ShapleyPart, unit: OddsUnit) -> Vec<String> {
    vec![
        safe::fit(&part.measure, NAME_COLUMNS),
        part.share.map(|share| round::fixed(100.0 * share.mean, 0) + " %").unwrap_or_default(),
        round::with_interval(&part.reduction, unit.factor),
        part.share.map(|share| layout::bar(share.mean)).unwrap_or_default(),
    ]
}

/// Rows without their bars.
fn bare(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    rows.iter_mut().for_each(|row| row.truncate(3));
    rows
}

fn note(shapley: &Shapley) -> String {
    let how = match shapley.method {
        ShapleyMethod::Exact { sets } => format!("over all {} sets of measures", round::count(sets as u64)),
        ShapleyMethod::Orders { orders } => format!("over {} random orders", round::count(orders as u64)),
    };
    let restricted = match shapley.restricted {
        Restriction::None => "",
        Restriction::FirstCome => "; a measure joins when those before it allow",
        Restriction::BestPossiblePart => "; a set whose measures exclude one another stands for its best possible part",
    };
    layout::wrap(
        &format!("what each measure takes off the odds, averaged over all orders of taking them, {how}{restricted}"),
        0,
    )
}
