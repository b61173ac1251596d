//! Rows over the draws of the uncertain values: robust, or only best on average?

use crate::engine::ContestSample;
use crate::statistics::{ALPHA, Estimate, Interval, Range, clopper_pearson};

/// What each row does over the draws. The odds of a draw are means of its trials, common to all rows; their noise, which
/// the pairing makes small, is not taken out.
pub(super) struct Worlds {
    /// Share of the draws in which no row of the same or a lower cost has lower odds.
    pub best_share: Vec<Estimate>,
    /// Mean over the draws of the odds less those of the best row.
    pub expected_regret: Vec<Estimate>,
    /// Greatest such difference.
    pub greatest_regret: Vec<f64>,
    /// Share of the draws with tolerable odds.
    pub tolerable_share: Option<Vec<Estimate>>,
}

impl Worlds {
    pub fn new(sample: &ContestSample, costs: &[f64], tolerable: Option<f64>) -> Self {
        let odds: Vec<Vec<f64>> = (0..costs.len()).map(|row| sample.odds_by_cell(row)).collect();
        Self::of(&odds, costs, tolerable, &|values, range| sample.over_cells(values, range, ALPHA))
    }

    /// From the odds by row and draw; `mean` averages over the draws.
    fn of(odds: &[Vec<f64>], costs: &[f64], tolerable: Option<f64>, mean: Mean) -> Self {
        let draws = odds.first().map_or(0, Vec::len);
        let lowest: Vec<f64> =
            (0..draws).map(|draw| odds.iter().map(|row| row[draw]).fold(f64::INFINITY, f64::min)).collect();
        let share = |test: &dyn Fn(usize) -> bool| share((0..draws).map(test).collect(), mean);
        let best = |row: usize, draw: usize| {
            let mut affordable = (0..odds.len()).filter(|&other| costs[other] <= costs[row]);
            affordable.all(|other| odds[row][draw] <= odds[other][draw])
        };
        let rows = 0..odds.len();
        let regrets = |row: usize| -> Vec<f64> {
            (0..draws).map(|draw| odds[row][draw]).zip(&lowest).map(|(own, low)| own - low).collect()
        };
        Self {
            best_share: rows.clone().map(|row| share(&|draw| best(row, draw))).collect(),
            expected_regret: rows.clone().map(|row| mean(&regrets(row), Range::NonNegative)).collect(),
            greatest_regret: rows.clone().map(|row| regrets(row).into_iter().fold(0.0, f64::max)).collect(),
            tolerable_share: tolerable.map(|most| rows.map(|row| share(&|draw| odds[row][draw] <= most)).collect()),
        }
    }
}

/// Averages values by draw.
type Mean<'a> = &'a dyn Fn(&[f64], Range) -> Estimate;

/// A share of the draws. Where all or none are hit their spread says nothing: the interval is then the exact one of as
/// many independent draws, which stratified ones are no less sure than.
fn share(hits: Vec<bool>, mean: Mean) -> Estimate {
    let values: Vec<f64> = hits.iter().map(|&hit| f64::from(u8::from(hit))).collect();
    let count = hits.iter().filter(|&&hit| hit).count();
    let estimate = mean(&values, Range::Share);
    if count > 0 && count < hits.len() {
        return estimate;
    }
    let (low, high) = clopper_pearson(count as u64, hits.len() as u64, ALPHA);
    Estimate { interval: Some(Interval { standard_error: 0.0, low, high }), ..estimate }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_solved_by_hand() {
        // Three draws: the cheap row is best of its cost in two, the dear one in all but the second.
        let odds = vec![vec![0.5, 0.5, 0.5], vec![0.2, 0.1, 0.6], vec![0.1, 0.3, 0.3]];
        let mean = |values: &[f64], _| Estimate::bare(values.iter().sum::<f64>() / values.len() as f64);
        let worlds = Worlds::of(&odds, &[0.0, 10.0, 20.0], Some(0.2), &mean);
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
        for (row, wanted) in [1.0, 2.0 / 3.0, 2.0 / 3.0].into_iter().enumerate() {
            near(worlds.best_share[row].mean, wanted);
        }
        near(worlds.expected_regret[0].mean, (0.4 + 0.4 + 0.2) / 3.0);
        near(worlds.greatest_regret[1], 0.3);
        near(worlds.greatest_regret[2], 0.2);
        for (row, wanted) in [0.0, 2.0 / 3.0, 1.0 / 3.0].into_iter().enumerate() {
            near(worlds.tolerable_share.as_ref().unwrap()[row].mean, wanted);
        }
    }

    #[test]
    fn none_of_the_draws_is_not_never() {
        let mean = |values: &[f64], _| Estimate::bare(values.iter().sum::<f64>() / values.len() as f64);
        let none = share(vec![false; 100], &mean).interval.unwrap();
        assert!(none.low == 0.0 && (none.high - 0.0295).abs() < 1e-3);
    }
}
