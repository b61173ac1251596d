//! Rows read from the trials of a comparison.

use super::arena::{HARM, ODDS, Pool};
use super::worlds::Worlds;
use crate::scenario::Scenario;
use crate::statistics::{ALPHA, Estimate, Range, Replicated, student_below};
use crate::study::comparison::{Effect, Recommendation, Row};
use crate::study::rows::Combination;

/// The trials of a comparison, to be read.
pub(super) struct Reading<'a> {
    pub scenario: &'a Scenario,
    pub pool: &'a Pool,
    pub rows: &'a [Combination],
    pub costs: &'a [f64],
    pub worlds: Option<&'a Worlds>,
    odds: Vec<Replicated>,
    harm: Vec<Replicated>,
    best: usize,
}

impl<'a> Reading<'a> {
    /// Reads the means; `left` are the rows that may be the best.
    pub fn new(
        scenario: &'a Scenario,
        pool: &'a Pool,
        rows: &'a [Combination],
        costs: &'a [f64],
        worlds: Option<&'a Worlds>,
        left: &[usize],
    ) -> Self {
        let odds: Vec<Replicated> = (0..rows.len()).map(|row| pool.mean(row, ODDS)).collect();
        let harm = (0..rows.len()).map(|row| pool.mean(row, HARM)).collect();
        let means: Vec<f64> = odds.iter().map(|odds| odds.mean).collect();
        let best = lowest(left, &means, costs);
        Self { scenario, pool, rows, costs, worlds, odds, harm, best }
    }

    /// Position of the row with the lowest odds.
    pub fn best(&self) -> usize {
        self.best
    }

    /// What a row's odds are above those of the best.
    pub fn behind(&self, row: usize) -> Estimate {
        self.odds[row].minus(&self.odds[self.best]).estimate(Range::Any, ALPHA)
    }

    /// The rows.
    pub fn rows(&self) -> Vec<Row> {
        let means = |values: &[Replicated]| values.iter().map(|value| value.mean).collect::<Vec<f64>>();
        let (odds, harm) = (means(&self.odds), means(&self.harm));
        (0..self.rows.len()).map(|row| self.row(row, &odds, &harm)).collect()
    }

    fn row(&self, row: usize, odds: &[f64], harm: &[f64]) -> Row {
        let combination = &self.rows[row];
        let cost = self.costs[row];
        let difference = self.odds[row].minus(&self.odds[0]).estimate(Range::Any, ALPHA);
        let harm_avoided = self.harm[0].minus(&self.harm[row]);
        Row {
            measures: combination.names.clone(),
            titles: combination.titles(self.scenario),
            cost,
            trials: self.pool.trials(row),
            odds: self.odds[row].estimate(Range::Probability, ALPHA),
            harm: self.harm[row].estimate(Range::NonNegative, ALPHA),
            difference,
            ratio: self.odds[row].over(&self.odds[0]).map(|ratio| ratio.estimate(Range::NonNegative, ALPHA)),
            harm_avoided: harm_avoided.estimate(Range::Any, ALPHA),
            harm_avoided_per_cost: (cost > 0.0).then(|| harm_avoided.times(1.0 / cost).estimate(Range::Any, ALPHA)),
            interaction: self.interaction(row),
            best_share: self.worlds.map(|worlds| worlds.best_share[row]),
            expected_regret: self.worlds.map(|worlds| worlds.expected_regret[row]),
            greatest_regret: self.worlds.map(|worlds| worlds.greatest_regret[row]),
            tolerable_share: self.worlds.and_then(|worlds| worlds.tolerable_share.as_ref().map(|share| share[row])),
            on_frontier: on_frontier(row, odds, self.costs),
            on_harm_frontier: on_frontier(row, harm, self.costs),
            effect: self.effect(row, difference),
            tied_with_best: self.tied(row),
            pairing: self.pairing(row),
        }
    }

    fn effect(&self, row: usize, difference: Estimate) -> Effect {
        match difference.interval {
            _ if row == 0 => Effect::Baseline,
            _ if self.pool.changed(row) == 0 => Effect::Nothing,
            Some(interval) if interval.high < 0.0 => Effect::Lowers,
            Some(interval) if interval.low > 0.0 => Effect::Raises,
            _ => Effect::Unclear,
        }
    }

    /// Whether a row cannot be told to be worse than the best. Each of the other rows is told with a miss probability of
    /// 0.05 over their number (Bonferroni), so that the best row and those tied with it hold the row that truly is the
    /// best with at least 95 % (multiple comparisons with the best: J. C. Hsu, Annals of Statistics 12 (1984) 1136).
    fn tied(&self, row: usize) -> bool {
        if row == self.best {
            return true;
        }
        let alpha = ALPHA / (self.rows.len() - 1) as f64;
        let behind = self.odds[row].minus(&self.odds[self.best]).estimate(Range::Any, alpha);
        behind.interval.is_none_or(|interval| interval.low <= 0.0)
    }

    /// What a combination does beyond the sum of its parts: `(odds - base) - sum (part - base)`.
    fn interaction(&self, row: usize) -> Option<Estimate> {
        let names = &self.rows[row].names;
        if names.len() < 2 {
            return None;
        }
        let alone = |name: &String| self.rows.iter().position(|other| other.names == std::slice::from_ref(name));
        let parts: Option<Vec<usize>> = names.iter().map(alone).collect();
        let parts = parts?;
        let whole = self.odds[row].plus(parts.len() as f64 - 1.0, &self.odds[0]);
        let beyond = parts.into_iter().fold(whole, |rest, part| rest.minus(&self.odds[part]));
        Some(beyond.estimate(Range::Any, ALPHA))
    }

    /// Width of the interval of two independent runs' difference over that of the paired one.
    fn pairing(&self, row: usize) -> Option<f64> {
        let (own, base) = (self.odds[row].standard_error()?, self.odds[0].standard_error()?);
        let paired = self.odds[row].minus(&self.odds[0]).standard_error()?;
        (row > 0 && paired > 0.0).then(|| own.hypot(base) / paired)
    }

    /// Which row to take.
    pub fn recommendation(&self, rows: &[Row]) -> Recommendation {
        let best = self.best;
        let mut tied: Vec<usize> = (0..rows.len()).filter(|&row| row != best && rows[row].tied_with_best).collect();
        tied.sort_by(|&a, &b| rows[a].cost.total_cmp(&rows[b].cost));
        let value = |row: usize| rows[row].harm_avoided_per_cost.map_or(f64::NEG_INFINITY, |estimate| estimate.mean);
        let helpful = (1..rows.len()).filter(|&row| value(row) > 0.0 && value(row).is_finite());
        Recommendation {
            best,
            tied,
            best_value: helpful.max_by(|&a, &b| value(a).total_cmp(&value(b))),
            confidence: self.confidence(),
        }
    }

    /// At least `1 - sum over the others of P(T > their distance in standard errors)`, not below 0.
    fn confidence(&self) -> Option<f64> {
        let mut doubt = 0.0;
        for other in (0..self.rows.len()).filter(|&other| other != self.best) {
            let behind = self.odds[other].minus(&self.odds[self.best]);
            let (error, freedom) = (behind.standard_error()?, behind.degrees_of_freedom()?);
            // Rows that came out alike in every trial are not in doubt: either may be called the best.
            if error > 0.0 {
                doubt += student_below(-behind.mean / error, freedom);
            }
        }
        Some((1.0 - doubt).max(0.0))
    }
}

/// The one of some rows with the lowest odds; among equals the cheapest, then the first.
pub(super) fn lowest(rows: &[usize], odds: &[f64], costs: &[f64]) -> usize {
    let order =
        |&a: &usize, &b: &usize| odds[a].total_cmp(&odds[b]).then(costs[a].total_cmp(&costs[b])).then(a.cmp(&b));
    rows.iter().copied().min_by(order).unwrap_or(0)
}

/// No other row of the same or a lower cost has a lower value, nor the same value at a lower cost.
fn on_frontier(row: usize, values: &[f64], costs: &[f64]) -> bool {
    let better = |other: usize| {
        costs[other] <= costs[row] && values[other] < values[row]
            || costs[other] < costs[row] && values[other] <= values[row]
    };
    !(0..values.len()).any(better)
}

pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::with_cases(200) })]
        #[test]
        fn a_row_is_on_the_frontier_if_and_only_if_no_other_dominates_it(points in prop::collection::vec((0u8..6, 0u8..6), 1..12)) {
            let costs: Vec<f64> = points.iter().map(|point| f64::from(point.0)).collect();
            let values: Vec<f64> = points.iter().map(|point| f64::from(point.1)).collect();
            // Brute force: sweep every level of cost and keep the cheapest of the lowest.
            for row in 0..points.len() {
                let affordable = (0..points.len()).filter(|&other| costs[other] <= costs[row]);
                let least = affordable.clone().map(|other| values[other]).fold(f64::INFINITY, f64::min);
                let cheapest = affordable.filter(|&other| values[other] == least).map(|other| costs[other]).fold(f64::INFINITY, f64::min);
                prop_assert_eq!(on_frontier(row, &values, &costs), values[row] == least && costs[row] == cheapest);
            }
        }
    }

    #[test]
    fn of_equal_odds_the_cheapest_row_is_the_lowest() {
        assert_eq!(lowest(&[0, 1, 2], &[0.2, 0.1, 0.1], &[0.0, 5.0, 3.0]), 2);
        assert_eq!(lowest(&[0, 1], &[0.1, 0.1], &[0.0, 0.0]), 0);
    }
}
