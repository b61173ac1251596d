//! Robust, not only best on average: the rows over the draws of what is not known.

use super::{name, named_at_the_end};
use crate::report::choice::{self, OddsUnit};
use crate::report::text::layout::{self, Look, Side};
use crate::report::{round, safe};
use crate::study::comparison::{Absence, BreakEven, CompareResult, Row, Side as Flank};

/// Rows shown.
const SHOWN: usize = 8;
const NAME_COLUMNS: usize = 28;
const NAMES_COLUMNS: usize = 120;
const PATH_COLUMNS: usize = 50;
/// Values told at which the recommendation flips, and those that matter most without a flip.
const FLIPS: usize = 5;
/// Digits of a value at which it flips.
const DIGITS: i32 = 3;

/// What each row does over the draws; empty without uncertain values.
pub fn section(result: &CompareResult, look: Look) -> String {
    let mut rows: Vec<&Row> = result.rows.iter().filter(|row| row.expected_regret.is_some()).collect();
    if rows.is_empty() {
        return String::new();
    }
    let regret = |row: &Row| row.expected_regret.map_or(f64::INFINITY, |regret| regret.mean);
    rows.sort_by(|a, b| regret(a).total_cmp(&regret(b)));
    let more = rows.len().saturating_sub(SHOWN);
    let more = if more > 0 {
        format!("  and {} more rows: robustness.csv\n", round::count(more as u64))
    } else {
        String::new()
    };
    let told = look.faint(&legend(result));
    let heading = look.heading("Over the draws of what is not known, least regret first");
    format!("{heading}\n{}{more}{told}\n{}", table(result, &rows[..rows.len().min(SHOWN)]), break_even(result))
}

fn table(result: &CompareResult, rows: &[&Row]) -> String {
    let unit = OddsUnit::of(result);
    let mut head = vec!["expected regret".to_owned(), "greatest".to_owned()];
    if result.tolerable.is_some() {
        head.push("tolerable in".to_owned());
    }
    let line = |row: &&Row| {
        let mut line = vec![
            row.expected_regret.map(|regret| round::with_interval(&regret, unit.factor)).unwrap_or_default(),
            row.greatest_regret.map(|regret| round::significant(unit.factor * regret, 2)).unwrap_or_default(),
        ];
        if result.tolerable.is_some() {
            line.push(row.tolerable_share.map(|share| choice::percent(share.mean)).unwrap_or_default());
        }
        line
    };
    let lines: Vec<Vec<String>> = std::iter::once(head).chain(rows.iter().map(line)).collect();
    let names: Vec<String> = std::iter::once(String::new())
        .chain(rows.iter().map(|row| safe::fit(&choice::row_name(row), NAMES_COLUMNS)))
        .collect();
    let sides = [Side::Left, Side::Right, Side::Right];
    named_at_the_end(&lines, &sides[..lines[0].len()], &names)
}

fn legend(result: &CompareResult) -> String {
    let unit = OddsUnit::of(result);
    let tolerable = result.tolerable.map_or_else(String::new, |odds| {
        format!("; tolerable in: share of the draws with odds of at most {} %", round::typed(100.0 * odds, 3))
    });
    layout::wrap(
        &format!(
            "regret: odds less those of the draw's best row, whatever that costs, in {}{tolerable}",
            unit.points_in_words
        ),
        0,
    )
}

/// At which values of what is not known another row becomes the best.
fn break_even(result: &CompareResult) -> String {
    let lines: Vec<String> = match &result.break_even {
        Err(Absence::TooFewDraws { needed }) => {
            vec![format!(
                "Where the recommendation flips is not told: it needs {} draws (--draws).",
                round::count(*needed)
            )]
        }
        Err(_) => Vec::new(),
        Ok(turns) => told(result, turns),
    };
    lines.iter().map(|line| layout::wrap(&format!("- {line}"), 2) + "\n").collect()
}

fn told(result: &CompareResult, turns: &[BreakEven]) -> Vec<String> {
    let mut flips: Vec<&BreakEven> = turns.iter().filter(|turn| turn.flip.is_some()).collect();
    flips.sort_by(|a, b| b.weight.unwrap_or(0.0).total_cmp(&a.weight.unwrap_or(0.0)));
    let mut lines: Vec<String> = flips.iter().take(FLIPS).filter_map(|turn| flip(result, turn)).collect();
    if flips.len() > FLIPS {
        lines.push(format!("and {} more values: break_even.csv", flips.len() - FLIPS));
    }
    if flips.is_empty() && !turns.is_empty() {
        lines.push(format!(
            "Along none of the {} uncertain values by itself does the recommendation flip, over their 90 % ranges.",
            turns.len()
        ));
    }
    lines
}

/// "Flips to secure-room where group.generals.workaround is above 0.031 (0.026 to 0.040; 22 % of the belief lies there)".
fn flip(result: &CompareResult, turn: &BreakEven) -> Option<String> {
    let flip = turn.flip.as_ref()?;
    let (side, belief) = match flip.side {
        Flank::Below => ("below", flip.probability_below),
        Flank::Above => ("above", 1.0 - flip.probability_below),
    };
    let at = match flip.at.interval {
        Some(interval) if interval.high > interval.low => format!(
            "{} ({} to {})",
            round::significant(flip.at.mean, DIGITS),
            round::significant(interval.low, DIGITS),
            round::significant(interval.high, DIGITS)
        ),
        _ => round::significant(flip.at.mean, DIGITS),
    };
    Some(format!(
        "Flips to {} where {} is {side} {at}; {:.0} % of the belief lies there.",
        name(result, flip.rival, NAME_COLUMNS),
        safe::fit_end(&turn.path, PATH_COLUMNS),
        100.0 * belief
    ))
}
