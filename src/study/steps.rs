//! What the next money buys: from each row of the frontier to the next dearer one.

use super::comparison::{Row, Step};
use crate::engine::ContestSample;
use crate::statistics::{ALPHA, Range};

/// The steps along the frontier of cost against odds, the cheapest first.
pub(super) fn steps(sample: &ContestSample, rows: &[Row]) -> Vec<Step> {
    let mut frontier: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].on_frontier).collect();
    frontier.sort_by(|&a, &b| rows[a].cost.total_cmp(&rows[b].cost));
    // Rows of the same cost and odds are one step of the frontier.
    frontier.dedup_by(|later, earlier| rows[*later].cost == rows[*earlier].cost);
    let step = |pair: &[usize]| {
        let (from, to) = (pair[0], pair[1]);
        Step {
            from,
            to,
            extra_cost: rows[to].cost - rows[from].cost,
            difference: sample.mean(&[(to, 1.0), (from, -1.0)], |sums| sums.odds, Range::Any, ALPHA),
            harm_avoided: sample.mean(&[(from, 1.0), (to, -1.0)], |sums| sums.harm, Range::Any, ALPHA),
        }
    };
    frontier.windows(2).map(step).collect()
}
