//! Rows over the draws of the uncertain values: robust, or only best on average?

use crate::engine::ContestSample;

/// What each row does over the draws. The odds of a draw are means of its trials, common to all rows; their noise, which
/// the pairing makes small, is not taken out.
pub(super) struct Worlds {
    /// Share of the draws in which no row of the same or a lower cost has lower odds.
    pub best_share: Vec<f64>,
    /// Mean over the draws of the odds less those of the best row.
    pub expected_regret: Vec<f64>,
    /// Greatest such difference.
    pub greatest_regret: Vec<f64>,
    /// Share of the draws with tolerable odds.
    pub tolerable_share: Option<Vec<f64>>,
}

impl Worlds {
    pub fn new(sample: &ContestSample, costs: &[f64], tolerable: Option<f64>) -> Self {
        let odds: Vec<Vec<f64>> = (0..costs.len()).map(|row| sample.odds_by_cell(row)).collect();
        Self::of(&odds, costs, tolerable)
    }

    /// From the odds by row and draw.
    fn of(odds: &[Vec<f64>], costs: &[f64], tolerable: Option<f64>) -> Self {
        let draws = odds.first().map_or(0, Vec::len);
        let lowest: Vec<f64> =
            (0..draws).map(|draw| odds.iter().map(|row| row[draw]).fold(f64::INFINITY, f64::min)).collect();
        let share = |count: usize| count as f64 / draws as f64;
        let best = |row: usize, draw: usize| {
            let mut affordable = (0..odds.len()).filter(|&other| costs[other] <= costs[row]);
            affordable.all(|other| odds[row][draw] <= odds[other][draw])
        };
        let rows = 0..odds.len();
        let regrets = |row: usize| (0..draws).map(move |draw| odds[row][draw]).zip(&lowest).map(|(own, low)| own - low);
        Self {
            best_share: rows.clone().map(|row| share((0..draws).filter(|&draw| best(row, draw)).count())).collect(),
            expected_regret: rows.clone().map(|row| regrets(row).sum::<f64>() / draws as f64).collect(),
            greatest_regret: rows.clone().map(|row| regrets(row).fold(0.0, f64::max)).collect(),
            tolerable_share: tolerable
                .map(|most| rows.map(|row| share(odds[row].iter().filter(|&&own| own <= most).count())).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_solved_by_hand() {
        // Three draws: the cheap row is best of its cost in two, the dear one in all but the second.
        let odds = vec![vec![0.5, 0.5, 0.5], vec![0.2, 0.1, 0.6], vec![0.1, 0.3, 0.3]];
        let worlds = Worlds::of(&odds, &[0.0, 10.0, 20.0], Some(0.2));
        assert_eq!(worlds.best_share, [1.0, 2.0 / 3.0, 2.0 / 3.0]);
        let near = |found: f64, wanted: f64| (found - wanted).abs() < 1e-12;
        assert!(near(worlds.expected_regret[0], (0.4 + 0.4 + 0.2) / 3.0));
        assert!(near(worlds.greatest_regret[1], 0.3) && near(worlds.greatest_regret[2], 0.2));
        assert_eq!(worlds.tolerable_share.unwrap(), [0.0, 2.0 / 3.0, 1.0 / 3.0]);
    }
}
