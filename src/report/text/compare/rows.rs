//! The table of the rows.

use crate::report::choice::{self, OddsUnit};
use crate::report::text::layout::{self, Look, Side};
use crate::report::{odds, round, safe};
use crate::statistics::Estimate;
use crate::study::comparison::{CompareResult, Row};

/// Rows shown; the rest is in the file.
const SHOWN: usize = 16;
/// The name's column is at least so wide; a longer name gets a line of its own.
const LEAST_NAME: usize = 12;
const UNIT_COLUMNS: usize = 8;
const COST_DIGITS: i32 = 6;

/// A column: two lines of heading, a cell for each row.
struct Column {
    head: [String; 2],
    cells: Vec<String>,
    side: Side,
}

/// The rows, and what the columns mean.
pub fn section(result: &CompareResult, look: Look) -> String {
    let shown = shown(result);
    let rows: Vec<&Row> = shown.iter().map(|&row| &result.rows[row]).collect();
    let columns = columns(result, &rows, per(result));
    let width =
        |column: &Column| column.cells.iter().chain(&column.head).map(|cell| safe::width(cell)).max().unwrap_or(0);
    let used: usize = columns.iter().map(|column| 2 + width(column)).sum();
    let room = (layout::COLUMNS.saturating_sub(used)).max(LEAST_NAME);
    let mut lines: Vec<Vec<String>> = (0..2)
        .map(|line| {
            std::iter::once(String::new()).chain(columns.iter().map(|column| column.head[line].clone())).collect()
        })
        .collect();
    for (index, row) in rows.iter().enumerate() {
        let name = choice::row_name(row);
        let name = safe::fit(&name, layout::COLUMNS);
        let cells = columns.iter().map(|column| column.cells[index].clone());
        if safe::width(&name) > room {
            lines.push(vec![name]);
            lines.push(std::iter::once(String::new()).chain(cells).collect());
        } else {
            lines.push(std::iter::once(name).chain(cells).collect());
        }
    }
    let sides: Vec<Side> = std::iter::once(Side::Left).chain(columns.iter().map(|column| column.side)).collect();
    let table = aligned(&lines, &sides, room);
    let more = result.rows.len() - shown.len();
    let more =
        if more > 0 { format!("and {} more rows: rows.csv\n", round::count(more as u64)) } else { String::new() };
    format!("{}\n{table}{more}{}\n", look.heading("Rows"), look.faint(&legend(result)))
}

/// Lines of one cell stand across all columns; the others are aligned.
fn aligned(lines: &[Vec<String>], sides: &[Side], room: usize) -> String {
    let mut filled: Vec<Vec<String>> = lines.iter().filter(|line| line.len() > 1).cloned().collect();
    let widest = filled.iter().map(|line| safe::width(&line[0])).max().unwrap_or(0).min(room);
    if let Some(first) = filled.first_mut() {
        first[0] = " ".repeat(widest);
    }
    let table = layout::columns(&filled, sides, 0);
    let mut told = table.lines();
    let line =
        |line: &Vec<String>| if line.len() > 1 { told.next().unwrap_or_default().to_owned() } else { line[0].clone() };
    lines.iter().map(line).map(|line| line + "\n").collect()
}

/// Which rows are shown: all, or the baseline, those of the recommendation, of the frontier, and then the lowest.
fn shown(result: &CompareResult) -> Vec<usize> {
    let count = result.rows.len();
    if count <= SHOWN {
        return (0..count).collect();
    }
    let mut by_odds: Vec<usize> = (0..count).collect();
    by_odds.sort_by(|&a, &b| result.rows[a].odds.mean.total_cmp(&result.rows[b].odds.mean));
    let advice = &result.recommendation;
    let first = [Some(0), Some(advice.best), Some(choice::taken(result)), advice.best_value];
    let frontier = by_odds.iter().copied().filter(|&row| result.rows[row].on_frontier);
    let mut kept: Vec<usize> = Vec::new();
    for row in first.into_iter().flatten().chain(frontier).chain(by_odds.iter().copied()) {
        if kept.len() < SHOWN && !kept.contains(&row) {
            kept.push(row);
        }
    }
    kept.sort_unstable();
    kept
}

/// The power of ten below the lowest cost: harm avoided is told per so much.
fn per(result: &CompareResult) -> f64 {
    let costs = result.rows.iter().map(|row| row.cost).filter(|&cost| cost > 0.0);
    let lowest = costs.fold(f64::INFINITY, f64::min);
    if lowest.is_finite() { 10f64.powi(lowest.log10().floor() as i32) } else { 1.0 }
}

fn columns(result: &CompareResult, rows: &[&Row], per: f64) -> Vec<Column> {
    let unit = OddsUnit::of(result);
    let money = safe::fit(&result.cost_unit, UNIT_COLUMNS);
    let column = |head: [&str; 2], cell: &dyn Fn(&Row) -> String| Column {
        head: head.map(str::to_owned),
        cells: rows.iter().map(|row| cell(row)).collect(),
        side: Side::Right,
    };
    let baseline = |row: &Row, cell: String| if row.measures.is_empty() { String::new() } else { cell };
    let mut columns = vec![
        column(["cost", &money], &|row| round::typed(row.cost, COST_DIGITS)),
        column(["odds", unit.odds], &|row| round::shown(&row.odds, unit.factor).mean),
        column(["1 in", ""], &|row| one_in(&row.odds)),
        column(["change", unit.points], &|row| baseline(row, plus_minus(&row.difference, unit.factor))),
        column(["ratio", ""], &|row| {
            baseline(row, row.ratio.map(|ratio| round::significant(ratio.mean, 2)).unwrap_or_default())
        }),
    ];
    let harm =
        |row: &Row| row.harm_avoided_per_cost.map(|harm| round::significant(per * harm.mean, 2)).unwrap_or_default();
    columns.push(column(["harm", &format!("/{}", round::typed(per, 1))], &harm));
    if result.rows.iter().any(|row| row.best_share.is_some()) {
        let best = |row: &Row| {
            let share = row.best_share.map(|share| format!("{:.0}", 100.0 * share.mean));
            baseline(row, share.unwrap_or_default())
        };
        columns.push(column(["best", "%"], &best));
    }
    columns.push(Column { side: Side::Left, ..column(["", ""], &marks) });
    columns
}

/// The N of "1 in N"; other odds as they are told.
pub fn one_in(estimate: &Estimate) -> String {
    match odds::in_words(estimate) {
        None => "none".to_owned(),
        Some(words) => words.strip_prefix("1 in ").map(str::to_owned).unwrap_or(words),
    }
}

fn marks(row: &Row) -> String {
    let frontier = if row.on_frontier { "*" } else { "" };
    let tied = if row.tied_with_best { "=" } else { "" };
    format!("{frontier}{tied}")
}

/// `mean ±half the interval`, to the digits that the error supports.
pub fn plus_minus(estimate: &Estimate, factor: f64) -> String {
    let mean = round::shown(estimate, factor).mean;
    let mean = if estimate.mean > 0.0 { format!("+{mean}") } else { mean };
    match estimate.interval {
        Some(interval) if interval.high > interval.low && interval.standard_error > 0.0 => {
            let half = 0.5 * factor * (interval.high - interval.low);
            format!("{mean} ±{}", round::fixed(half, round::decimals(factor * interval.standard_error)))
        }
        _ => mean,
    }
}

fn legend(result: &CompareResult) -> String {
    let unit = OddsUnit::of(result);
    let harm = safe::fit(&result.baseline.harm_unit, 2 * UNIT_COLUMNS);
    let money = safe::fit(&result.cost_unit, UNIT_COLUMNS);
    let mut told = format!(
        "change: paired difference of the odds to the baseline, in {}, ± half its 95 % interval; ratio: odds over the \
         baseline's; harm: {harm} of harm avoided per event and {} {money}; ",
        unit.points_in_words,
        round::typed(per(result), 1)
    );
    if result.rows.iter().any(|row| row.best_share.is_some()) {
        told.push_str("best: share of the draws in which nothing of its cost or less has lower odds; ");
    }
    told.push_str("* on the frontier: nothing as cheap has lower odds; = not told apart from the lowest odds");
    layout::wrap(&told, 0)
}
