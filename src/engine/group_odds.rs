//! The odds of a draw's trials, summed by groups of trials that are spread evenly together: those are independent, so that
//! their spread tells the error, where that of single trials would tell too much.

use crate::random::Grouping;
use crate::statistics::ExactSum;

/// Sums of the odds over the trials of one draw.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DrawTally {
    /// Trials.
    pub trials: u64,
    /// Sum of the odds.
    pub sum: ExactSum,
    /// Whole groups of trials.
    pub groups: u64,
    /// Sum of the odds over the trials of whole groups.
    pub group_sum: ExactSum,
    /// Sum of the squares of the groups' sums.
    pub group_square: ExactSum,
}

impl DrawTally {
    /// Adds the sums over other trials.
    pub fn merge(&mut self, other: &Self) {
        self.trials += other.trials;
        self.groups += other.groups;
        self.sum.merge(&other.sum);
        self.group_sum.merge(&other.group_sum);
        self.group_square.merge(&other.group_square);
    }

    /// Mean odds and its squared standard error; the latter absent with fewer than two whole groups.
    pub fn mean_and_squared_error(&self, grouping: Grouping) -> Option<(f64, Option<f64>)> {
        if self.trials == 0 {
            return None;
        }
        let count = self.trials as f64;
        let sums = GroupSums { groups: self.groups, sum: self.group_sum.value(), square: self.group_square.value() };
        Some((self.sum.value() / count, sums.squared_error(grouping, count)))
    }
}

/// Sums over whole groups of trials.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GroupSums {
    /// How many.
    pub groups: u64,
    /// Sum of a value over their trials.
    pub sum: f64,
    /// Sum of the squares of the groups' sums.
    pub square: f64,
}

impl GroupSums {
    /// Adds a group with this sum of the value.
    pub fn add(&mut self, sum: f64) {
        self.groups += 1;
        self.sum += sum;
        self.square += sum * sum;
    }

    /// Adds the sums over other groups.
    pub fn merge(&mut self, other: &Self) {
        self.groups += other.groups;
        self.sum += other.sum;
        self.square += other.square;
    }

    /// Squared standard error of the mean value over so many trials; absent with fewer than two groups.
    pub fn squared_error(&self, grouping: Grouping, trials: f64) -> Option<f64> {
        if self.groups < 2 {
            return None;
        }
        let groups = self.groups as f64;
        let between = ((self.square - self.sum * self.sum / groups) / (groups - 1.0)).max(0.0);
        Some(between / grouping.size() as f64 / trials)
    }
}

/// Sums a value over trials that follow each other, and over the whole groups among them.
#[derive(Debug, Clone, Copy)]
pub(super) struct GroupOdds {
    size: u64,
    trials: u64,
    sum: f64,
    /// Trials of the group under way, and the sum over them.
    under_way: (u64, f64),
    whole: GroupSums,
}

impl GroupOdds {
    pub fn new(grouping: Grouping) -> Self {
        Self { size: grouping.size(), trials: 0, sum: 0.0, under_way: (0, 0.0), whole: GroupSums::default() }
    }

    /// Adds the next trial, of this number in its draw.
    #[inline]
    pub fn add(&mut self, number: u64, value: f64) {
        self.trials += 1;
        self.sum += value;
        let position = number % self.size;
        // A group whose beginning was not seen is not whole.
        if position == self.under_way.0 {
            self.under_way = (position + 1, self.under_way.1 + value);
        }
        if position + 1 == self.size {
            if self.under_way.0 == self.size {
                self.whole.add(self.under_way.1);
            }
            self.under_way = (0, 0.0);
        }
    }

    /// Sums over the whole groups.
    pub fn whole(&self) -> GroupSums {
        self.whole
    }

    /// All sums, to be added to others exactly.
    pub fn tally(&self) -> DrawTally {
        let exact = |value: f64| {
            let mut sum = ExactSum::default();
            sum.add(value);
            sum
        };
        DrawTally {
            trials: self.trials,
            sum: exact(self.sum),
            groups: self.whole.groups,
            group_sum: exact(self.whole.sum),
            group_square: exact(self.whole.square),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_groups_tell_the_error() {
        let mut odds = GroupOdds::new(Grouping::Eights);
        (5..26).for_each(|number| odds.add(number, number as f64));
        let whole = odds.whole();
        assert_eq!((whole.groups, whole.sum), (2, (8..24).sum::<u64>() as f64));
        assert_eq!(odds.tally().trials, 21);
        // Sums 92 and 156: a variance of 2,048 between groups.
        assert_eq!(whole.squared_error(Grouping::Eights, 21.0), Some(2048.0 / 8.0 / 21.0));
    }

    #[test]
    fn single_trials_are_groups_of_one() {
        let mut odds = GroupOdds::new(Grouping::Single);
        [1.0, 3.0].into_iter().zip(7..).for_each(|(value, number)| odds.add(number, value));
        assert_eq!(odds.tally().mean_and_squared_error(Grouping::Single), Some((2.0, Some(1.0))));
        assert_eq!(GroupOdds::new(Grouping::Single).whole().squared_error(Grouping::Single, 0.0), None);
    }
}
