//! Rows over the draws of the uncertain values: robust, or only best on average?

use super::arena::{CellOdds, Pool};
use crate::statistics::{ALPHA, Estimate, Interval, Range, Replicated, clopper_pearson};

/// What each row does over the draws.
///
/// The odds of a draw are means of its few trials, common to all rows, and a share or a regret read from noisy means is
/// biased: rows that are nearly alike take turns at being the best. The bias falls with the inverse of the number of
/// trials, so that twice the value over all trials of a draw less the mean of its values over either half is free of it to
/// that order (the jackknife of nested simulation: M. B. Gordy, S. Juneja, Management Science 56 (2010) 1833). Shares that
/// the correction takes below 0 or above 1 by chance are put there: the truth lies between.
pub(super) struct Worlds {
    /// Share of the draws in which no row of the same or a lower cost has lower odds.
    pub best_share: Vec<Estimate>,
    /// Mean over the draws of the odds less those of the best row.
    pub expected_regret: Vec<Estimate>,
    /// Greatest such difference, of the noisy means.
    pub greatest_regret: Vec<f64>,
    /// Share of the draws with tolerable odds.
    pub tolerable_share: Option<Vec<Estimate>>,
}

/// Odds by row, of one draw.
type Odds = Vec<f64>;

impl Worlds {
    pub fn new(pool: &Pool, costs: &[f64], tolerable: Option<f64>) -> Self {
        let odds: Vec<Vec<CellOdds>> = (0..costs.len()).map(|row| pool.odds_by_cell(row)).collect();
        Self::of(&odds, costs, tolerable, &|values| pool.over_cells(values))
    }

    /// From the odds by row and draw; `mean` averages over the draws.
    fn of(odds: &[Vec<CellOdds>], costs: &[f64], tolerable: Option<f64>, mean: Mean) -> Self {
        let table = Table::new(odds);
        let affordable = |row: usize| (0..costs.len()).filter(|&other| costs[other] <= costs[row]).collect();
        let affordable: Vec<Vec<usize>> = (0..costs.len()).map(affordable).collect();
        let best = |row: usize, odds: &Odds| {
            f64::from(u8::from(affordable[row].iter().all(|&other| odds[row] <= odds[other])))
        };
        let regret = |row: usize, odds: &Odds| odds[row] - odds.iter().copied().fold(f64::INFINITY, f64::min);
        let rows = 0..costs.len();
        let share = |values: Vec<f64>| share(&values, mean);
        Self {
            best_share: rows.clone().map(|row| share(table.corrected(&|odds| best(row, odds)))).collect(),
            expected_regret: rows
                .clone()
                .map(|row| not_below_0(mean(&table.corrected(&|odds| regret(row, odds))).estimate(Range::Any, ALPHA)))
                .collect(),
            greatest_regret: rows
                .clone()
                .map(|row| table.all.iter().map(|odds| regret(row, odds)).fold(0.0, f64::max))
                .collect(),
            tolerable_share: tolerable.map(|most| {
                rows.map(|row| share(table.corrected(&|odds| f64::from(u8::from(odds[row] <= most))))).collect()
            }),
        }
    }
}

/// Averages values by draw.
type Mean<'a> = &'a dyn Fn(&[f64]) -> Replicated;

/// The odds of all rows, draw by draw.
struct Table {
    all: Vec<Odds>,
    /// Absent where any draw has an empty half: then nothing is corrected.
    halves: Option<[Vec<Odds>; 2]>,
}

impl Table {
    fn new(odds: &[Vec<CellOdds>]) -> Self {
        let draws = 0..odds.first().map_or(0, Vec::len);
        let all = draws.clone().map(|draw| odds.iter().map(|row| row[draw].all).collect()).collect();
        let half = |half: usize| -> Option<Vec<Odds>> {
            let of_draw = |draw: usize| odds.iter().map(|row| row[draw].halves.map(|halves| halves[half])).collect();
            draws.clone().map(of_draw).collect()
        };
        Self { all, halves: half(0).zip(half(1)).map(|(even, odd)| [even, odd]) }
    }

    /// A value of the odds in each draw, its bias by noise taken out to first order.
    fn corrected(&self, value: &dyn Fn(&Odds) -> f64) -> Vec<f64> {
        let plain = self.all.iter().map(value);
        match &self.halves {
            None => plain.collect(),
            Some([even, odd]) => {
                let halves = even.iter().map(value).zip(odd.iter().map(value));
                plain.zip(halves).map(|(all, (even, odd))| 2.0 * all - 0.5 * (even + odd)).collect()
            }
        }
    }
}

/// A share of the draws. Where all or none are hit their spread says nothing: the interval is then the exact one of as
/// many independent draws, which stratified ones are no less sure than.
fn share(values: &[f64], mean: Mean) -> Estimate {
    let found = mean(values);
    let count = values.len() as u64;
    let exact = |mean: f64, hits: u64| {
        let (low, high) = clopper_pearson(hits, count, ALPHA);
        Estimate { mean, interval: Some(Interval { standard_error: found.standard_error().unwrap_or(0.0), low, high }) }
    };
    match found.mean {
        share if share <= 0.0 => exact(0.0, 0),
        share if share >= 1.0 => exact(1.0, count),
        _ => found.estimate(Range::Share, ALPHA),
    }
}

fn not_below_0(estimate: Estimate) -> Estimate {
    let interval = estimate.interval.map(|interval| Interval {
        low: interval.low.max(0.0),
        high: interval.high.max(0.0),
        ..interval
    });
    Estimate { mean: estimate.mean.max(0.0), interval }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: &[f64]) -> Replicated {
        Replicated::mean_of(&[values.iter().sum()], &[values.len() as f64])
    }

    fn exact(odds: &[f64]) -> Vec<CellOdds> {
        odds.iter().map(|&all| CellOdds { all, halves: Some([all, all]) }).collect()
    }

    #[test]
    fn a_case_solved_by_hand() {
        // Three draws: the cheap row is best of its cost in two, the dear one in all but the second.
        let odds = [exact(&[0.5, 0.5, 0.5]), exact(&[0.2, 0.1, 0.6]), exact(&[0.1, 0.3, 0.3])];
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
        let none = share(&[0.0; 100], &mean).interval.unwrap();
        assert!(none.low == 0.0 && (none.high - 0.0295).abs() < 1e-3);
    }

    #[test]
    fn what_turns_on_noise_alone_is_corrected_by_the_halves() {
        // The second row looks better over all trials, but the halves disagree: 2 * 1 - (1 + 0) / 2.
        let first = vec![CellOdds { all: 0.3, halves: Some([0.3, 0.3]) }];
        let second = vec![CellOdds { all: 0.25, halves: Some([0.1, 0.4]) }];
        let table = Table::new(&[first, second]);
        assert_eq!(table.corrected(&|odds| f64::from(u8::from(odds[1] < odds[0]))), [1.5]);
    }
}
