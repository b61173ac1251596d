//! What the trials of an inquiry add up to, and the estimates that follow.

use super::contest::Cells;
use super::inquiry::Ending;
use super::sample::HalfWidths;
use crate::model::Sets;
use crate::statistics::{ALPHA, Estimate, Factor, Range, product_of_sums, student_quantile};

/// Sums over trials of one cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CellSums {
    hypotheses: usize,
    trials: u64,
    sets: usize,
    /// Expected captures by row (campaigns, pathways, kinds of collector) and set of facts, sets running fastest.
    sums: Vec<f64>,
    /// Squares of each trial's captures by hypothesis and set; behind the hypotheses those of all together.
    squares: Vec<f64>,
    /// Products of each trial's captures by a hypothesis and by all that fit everything known.
    products: Vec<f64>,
    /// Trials with a capture by a hypothesis that fits everything known; behind the hypotheses those by any.
    matched: Vec<u64>,
}

impl CellSums {
    pub(super) fn new(hypotheses: usize) -> Self {
        Self { hypotheses, ..Self::default() }
    }

    /// Adds the row of a trial.
    pub(super) fn add(&mut self, row: &[f64], sets: usize) {
        self.fit(row.len(), sets);
        self.trials += 1;
        self.sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        let by = |hypothesis: usize, set: usize| row[hypothesis * sets + set];
        for set in 0..sets {
            let total: f64 = (0..self.hypotheses).map(|hypothesis| by(hypothesis, set)).sum();
            for hypothesis in 0..=self.hypotheses {
                let value = if hypothesis < self.hypotheses { by(hypothesis, set) } else { total };
                self.squares[hypothesis * sets + set] += value * value;
                if set == Sets::ALL {
                    self.products[hypothesis] += value * total;
                    self.matched[hypothesis] += u64::from(value > 0.0);
                }
            }
        }
    }

    fn fit(&mut self, row: usize, sets: usize) {
        if self.sums.is_empty() {
            self.sets = sets;
            self.sums = vec![0.0; row];
            self.squares = vec![0.0; (self.hypotheses + 1) * sets];
            self.products = vec![0.0; self.hypotheses + 1];
            self.matched = vec![0; self.hypotheses + 1];
        }
    }

    fn merge(&mut self, other: &Self) {
        if other.trials == 0 {
            return;
        }
        self.fit(other.sums.len(), other.sets);
        self.trials += other.trials;
        let add = |sums: &mut [f64], more: &[f64]| sums.iter_mut().zip(more).for_each(|(sum, value)| *sum += value);
        add(&mut self.sums, &other.sums);
        add(&mut self.squares, &other.squares);
        add(&mut self.products, &other.products);
        self.matched.iter_mut().zip(&other.matched).for_each(|(count, more)| *count += more);
    }

    fn value(&self, row: usize, set: usize) -> f64 {
        self.sums.get(row * self.sets + set).copied().unwrap_or(0.0)
    }

    /// All hypotheses but one.
    fn rest(&self, row: usize, set: usize) -> f64 {
        (0..self.hypotheses).filter(|&other| other != row).map(|other| self.value(other, set)).sum()
    }

    /// All hypotheses together.
    fn total(&self, set: usize) -> f64 {
        (0..self.hypotheses).map(|hypothesis| self.value(hypothesis, set)).sum()
    }
}

/// A sum over the trials of a cell.
pub type Summed<'a> = &'a dyn Fn(&CellSums) -> f64;

/// What an inquiry has found.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    cells: Cells,
    hypotheses: usize,
    by_cell: Vec<CellSums>,
    /// Why it ended.
    pub ending: Ending,
    /// Miss probability of the intervals: 0.05, or less where the inquiry looked before.
    pub alpha: f64,
}

impl Findings {
    pub(super) fn new(cells: Cells, hypotheses: usize) -> Self {
        let by_cell = vec![CellSums::new(hypotheses); cells.count()];
        Self { cells, hypotheses, by_cell, ending: Ending::Trials, alpha: ALPHA }
    }

    pub(super) fn add(&mut self, cells: &[CellSums]) {
        self.by_cell.iter_mut().zip(cells).for_each(|(sums, more)| sums.merge(more));
    }

    /// How many hypotheses: campaigns, then pathways.
    pub fn hypotheses(&self) -> usize {
        self.hypotheses
    }

    /// Trials in all.
    pub fn trials(&self) -> u64 {
        self.by_cell.iter().map(|cell| cell.trials).sum()
    }

    /// Whether uncertain values were drawn.
    pub fn has_draws(&self) -> bool {
        self.cells != Cells::Strands
    }

    /// Expected captures by all hypotheses that fit a set of facts, summed over the trials.
    pub fn total(&self, set: usize) -> f64 {
        self.by_cell.iter().map(|cell| cell.total(set)).sum()
    }

    /// Expected captures of a row that fit a set of facts, summed over the trials.
    pub fn sum(&self, row: usize, set: usize) -> f64 {
        self.by_cell.iter().map(|cell| cell.value(row, set)).sum()
    }

    /// The hypothesis with the most captures that fit a set of facts; the first of equals.
    pub fn leader(&self, set: usize) -> usize {
        let sums: Vec<f64> = (0..self.hypotheses).map(|hypothesis| self.sum(hypothesis, set)).collect();
        (0..sums.len()).rev().max_by(|&a, &b| sums[a].total_cmp(&sums[b])).unwrap_or(0)
    }

    /// Trials with a capture by a hypothesis (behind the last: by any) that fits everything known.
    pub fn matched(&self, hypothesis: usize) -> u64 {
        self.by_cell.iter().filter_map(|cell| cell.matched.get(hypothesis)).sum()
    }

    /// `(sum w)^2 / sum w^2` over the trials' captures `w` by a hypothesis (or, behind the last, by all): how many trials
    /// with equal captures would tell as much; 0 where there are none.
    pub fn effective_hits(&self, hypothesis: usize, set: usize) -> f64 {
        let squares: f64 = self.by_cell.iter().filter_map(|cell| cell.squares.get(hypothesis * cell.sets + set)).sum();
        let sum = if hypothesis < self.hypotheses { self.sum(hypothesis, set) } else { self.total(set) };
        if squares > 0.0 { sum * sum / squares } else { 0.0 }
    }

    /// As [`Self::effective_hits`], of all hypotheses together.
    pub fn all_effective_hits(&self, set: usize) -> f64 {
        self.effective_hits(self.hypotheses, set)
    }

    /// A row's share of all captures that fit a set of facts, which must be some.
    pub fn share(&self, row: usize, set: usize) -> Estimate {
        self.product(&[(&|cell| cell.value(row, set), 1), (&|cell| cell.total(set), -1)], Range::Share)
    }

    /// Expected captures per event of a row that fit a set of facts.
    pub fn rate(&self, row: usize, set: usize) -> Estimate {
        self.product(&[(&|cell| cell.value(row, set), 1), (&|cell| cell.trials as f64, -1)], Range::NonNegative)
    }

    /// Share of a row's captures that fit what is known: the likelihood. Absent where the row captures nothing.
    pub fn likelihood(&self, row: usize) -> Option<Estimate> {
        let fits: Summed = &|cell| cell.value(row, Sets::ALL);
        let all: Summed = &|cell| cell.value(row, Sets::NOTHING);
        (self.sum(row, Sets::NOTHING) > 0.0).then(|| self.product(&[(fits, 1), (all, -1)], Range::Share))
    }

    /// The likelihood of a row over another's: the Bayes factor. Absent where either is 0.
    pub fn bayes_factor(&self, row: usize, over: usize) -> Option<Estimate> {
        let [fits, all, other_fits, other_all]: [Summed; 4] = [
            &|cell| cell.value(row, Sets::ALL),
            &|cell| cell.value(row, Sets::NOTHING),
            &|cell| cell.value(over, Sets::ALL),
            &|cell| cell.value(over, Sets::NOTHING),
        ];
        let any = self.sum(row, Sets::ALL) > 0.0 && self.sum(over, Sets::ALL) > 0.0;
        let terms = [(fits, 1), (all, -1), (other_fits, -1), (other_all, 1)];
        any.then(|| self.product(&terms, Range::NonNegative))
    }

    /// The likelihood of a hypothesis over that of all others together. Absent where either is 0.
    pub fn bayes_factor_over_rest(&self, row: usize) -> Option<Estimate> {
        let [fits, all, rest_fits, rest_all]: [Summed; 4] = [
            &|cell| cell.value(row, Sets::ALL),
            &|cell| cell.value(row, Sets::NOTHING),
            &|cell| cell.rest(row, Sets::ALL),
            &|cell| cell.rest(row, Sets::NOTHING),
        ];
        let rest: f64 = self.by_cell.iter().map(|cell| cell.rest(row, Sets::ALL)).sum();
        let any = self.sum(row, Sets::ALL) > 0.0 && rest > 0.0;
        any.then(|| self.product(&[(fits, 1), (all, -1), (rest_fits, -1), (rest_all, 1)], Range::NonNegative))
    }

    /// The posterior of a row over another's. Absent where the other's is 0.
    pub fn posterior_odds(&self, row: usize, over: usize) -> Option<Estimate> {
        let [fits, other]: [Summed; 2] = [&|cell| cell.value(row, Sets::ALL), &|cell| cell.value(over, Sets::ALL)];
        (self.sum(over, Sets::ALL) > 0.0).then(|| self.product(&[(fits, 1), (other, -1)], Range::NonNegative))
    }

    fn product(&self, terms: &[(Summed, i32)], range: Range) -> Estimate {
        let by_replicate = |&(summed, power): &(Summed, i32)| {
            let mut parts = vec![0.0; self.cells.replicates()];
            let cells = self.by_cell.iter().enumerate();
            cells.for_each(|(cell, sums)| parts[self.cells.replicate_of(cell)] += summed(sums));
            (parts, power)
        };
        let factors: Vec<Factor> = terms.iter().map(by_replicate).collect();
        product_of_sums(&factors, range, self.quantile(self.alpha))
    }

    fn quantile(&self, alpha: f64) -> f64 {
        student_quantile(alpha, self.cells.replicates() as f64 - 1.0)
    }

    /// The parts of the half-width of a hypothesis' posterior, at another probability of missing: what more trials would
    /// narrow, and what more draws would. Absent if a draw has fewer than two trials, or there is one replicate.
    pub(super) fn half_widths(&self, hypothesis: usize, alpha: f64) -> Option<HalfWidths> {
        let posterior = self.share(hypothesis, Sets::ALL);
        let quantile = self.quantile(alpha);
        let total = quantile * posterior.interval?.standard_error;
        if !self.has_draws() {
            return Some(HalfWidths { chance: total, design: 0.0 });
        }
        let noise: Option<Vec<f64>> = self
            .by_cell
            .iter()
            .map(|cell| Some(cell.noise(hypothesis, posterior.mean)? * cell.trials as f64))
            .collect();
        let chance = quantile * noise?.iter().sum::<f64>().sqrt() / self.total(Sets::ALL);
        Some(HalfWidths { chance, design: (total * total - chance * chance).max(0.0).sqrt() })
    }

    /// By draw: the expected captures by each hypothesis that fit everything known.
    pub fn rates_by_draw(&self) -> Vec<Vec<f64>> {
        let rates = |cell: &CellSums| {
            let count = cell.trials as f64;
            (0..self.hypotheses).map(|hypothesis| cell.value(hypothesis, Sets::ALL) / count).collect()
        };
        self.by_cell.iter().map(rates).collect()
    }

    /// Mean over the draws of the squared chance error of a hypothesis' captures in a draw; absent if a draw has fewer
    /// than two trials.
    pub fn noise_by_draw(&self, hypothesis: usize) -> Option<f64> {
        let noise: Option<Vec<f64>> =
            self.by_cell.iter().map(|cell| Some(cell.noise(hypothesis, 0.0)? / cell.trials as f64)).collect();
        noise.map(|noise| noise.iter().sum::<f64>() / self.by_cell.len() as f64)
    }
}

impl CellSums {
    /// Variance between trials of a hypothesis' captures less `share` times those of all.
    fn noise(&self, hypothesis: usize, share: f64) -> Option<f64> {
        if self.trials < 2 {
            return None;
        }
        let count = self.trials as f64;
        let at = |row: usize| self.squares.get(row * self.sets + Sets::ALL).copied().unwrap_or(0.0);
        let product = self.products.get(hypothesis).copied().unwrap_or(0.0);
        let squares = at(hypothesis) - 2.0 * share * product + share * share * at(self.hypotheses);
        let mean = (self.value(hypothesis, Sets::ALL) - share * self.total(Sets::ALL)) / count;
        Some(((squares - count * mean * mean) / (count - 1.0)).max(0.0))
    }
}
