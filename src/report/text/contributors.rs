//! Who has most of the captures: the top of each list, the rest summed.

use super::layout::{self, Look, Side};
use crate::report::{round, safe};
use crate::study::result::{RunResult, Share};

/// Names shown of each list.
const SHOWN: usize = 4;
const NAME_COLUMNS: usize = 26;

/// Shares of the captured legs by venue, channel, group and cause; empty where nothing was captured.
pub fn section(result: &RunResult, look: Look) -> String {
    let by = &result.attribution;
    let lists = [("venue", &by.venue), ("channel", &by.channel), ("group", &by.group), ("cause", &by.cause)];
    let rows: Vec<Vec<String>> = lists.iter().flat_map(|(dimension, shares)| rows(dimension, shares)).collect();
    if rows.is_empty() {
        return String::new();
    }
    let table = layout::columns(&rows, &[Side::Left, Side::Left, Side::Right, Side::Left, Side::Left], 2);
    format!("{}\n{table}", look.heading("Captured legs by"))
}

fn rows(dimension: &str, shares: &[Share]) -> Vec<Vec<String>> {
    let mut ordered: Vec<&Share> = shares.iter().collect();
    ordered.sort_by(|a, b| b.share.mean.total_cmp(&a.share.mean));
    // A rest of one is shown by its name: it takes the same line.
    let shown = if ordered.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN };
    let mut rows: Vec<Vec<String>> = ordered.iter().take(shown).map(|share| row(share)).collect();
    let rest = ordered.get(shown..).unwrap_or_default();
    if !rest.is_empty() {
        let sum: f64 = rest.iter().map(|share| share.share.mean).sum();
        let name = format!("{} others", round::count(rest.len() as u64));
        rows.push(vec![name, format!("{} %", round::significant(100.0 * sum, 2)), String::new(), layout::bar(sum)]);
    }
    for (index, row) in rows.iter_mut().enumerate() {
        row.insert(0, if index == 0 { dimension.to_owned() } else { String::new() });
    }
    rows
}

fn row(share: &Share) -> Vec<String> {
    let shown = round::shown(&share.share, 100.0);
    let interval = match shown.interval {
        Some((low, high)) if low != high => format!("({low} to {high})"),
        _ => String::new(),
    };
    let name = safe::fit(&share.name, NAME_COLUMNS);
    vec![name, format!("{} %", shown.mean), interval, layout::bar(share.share.mean)]
}
