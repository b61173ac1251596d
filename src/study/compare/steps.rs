//! What the next money buys: from each row of the frontier to the next dearer one.

use super::arena::{HARM, ODDS, Pool};
use crate::statistics::{ALPHA, Range};
use crate::study::comparison::{Row, Step};

/// The steps along the frontier of cost against odds, the cheapest first.
pub(super) fn steps(pool: &Pool, rows: &[Row]) -> Vec<Step> {
    let mut frontier: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].on_frontier).collect();
    frontier.sort_by(|&a, &b| rows[a].cost.total_cmp(&rows[b].cost));
    // Rows of the same cost and odds are one step of the frontier.
    frontier.dedup_by(|later, earlier| rows[*later].cost == rows[*earlier].cost);
    let step = |pair: &[usize]| {
        let (from, to) = (pair[0], pair[1]);
        let change = pool.mean(to, ODDS).minus(&pool.mean(from, ODDS));
        let avoided = pool.mean(from, HARM).minus(&pool.mean(to, HARM));
        Step {
            from,
            to,
            extra_cost: rows[to].cost - rows[from].cost,
            difference: change.estimate(Range::Any, ALPHA),
            harm_avoided: avoided.estimate(Range::Any, ALPHA),
        }
    };
    frontier.windows(2).map(step).collect()
}
