//! How much of the variance of a quantity each uncertain value accounts for, where the quantity can only be seen
//! through noise.
//!
//! With `f(z)` the expected outcome where the values are at the normal scores `z`, and `V` its variance:
//!
//! - **first-order index** `Var(E[f | z_i]) / V`: what knowing `z_i` would take away on average;
//! - **total index** `E[Var(f | all others)] / V`: what would be left if only `z_i` were unknown;
//! - **Shapley effect**: the mean over all orders in which the values could become known of what `z_i` then takes away,
//!   over `V`. The effects sum to 1, also where values are correlated (E. Song, B. L. Nelson, J. Staum, SIAM/ASA J.
//!   Uncertainty Quantification 4 (2016) 1060).
//!
//! If values are correlated, the first two still mean what they say, but not what one expects of them: a value counts
//! in its first-order index for all that goes with it, and its total index leaves that out, so that it can be the
//! smaller one.
//!
//! A *row* is a pair of independent points `a` and `b`. With `f_i` at `a` with value `i` redrawn, and `g_i` at the point
//! that has value `i` of `b` and the rest from `a` given it (the same point unless `i` is correlated):
//!
//! - total: `1/2 E[(f(a) - f_i)^2]` (M. J. W. Jansen, Comput. Phys. Commun. 117 (1999) 35), with the second term of the
//!   next line added, `m` the index: where one value does nearly all, `f_i` is nearly `f(b)`;
//! - first-order: `E[(f(b) - c)(g_i - c)] - m E[(f(b) - c)(f(a) - c)]`, `c` near the mean. The second term is 0 on
//!   average, whatever `m`, and takes out what `b` and `a` have in common by chance; `m = 1` is best where the index is
//!   small (A. Saltelli et al., Comput. Phys. Commun. 181 (2010) 259), `m = 0` where it is large (A. Janon et al., ESAIM
//!   Probab. Stat. 18 (2014) 342), and `m = 1 - index` for additive functions: so it is chosen;
//! - Shapley: along a random order, values of `a` give way to those of `b` one by one; with `w`, `w'` before and after
//!   value `i` does: `E[(f(a) - (w + w')/2)(w - w')]` (T. Goda, Reliab. Eng. Syst. Saf. 215 (2021) 107887; with
//!   correlated values the same, since all points of the walk have one law).
//!
//! **Noise.** Outcomes are seen as means of few trials, and all points of a row share their trials (common random
//! numbers). In a product of two means the noise they share would count as variance. So products are formed of
//! *different* trials only: `(sum u sum v - sum u v) / (K (K - 1))`, which is unbiased for the product of the expected
//! values whatever the noise. A value without effect gives differences of exactly 0.

use super::{Estimate, Gauss, Range, student_quantile};
use crate::random::{Address, Entity, Purpose, Trial};

/// Resamples of the replicates.
const RESAMPLES: u64 = 1000;

/// Outcomes of the trials at a point, for each quantity that is looked at. A single trial stands for a quantity without
/// noise.
pub type Outcomes = Vec<Vec<f64>>;

/// Product of the expected values of two quantities, from trials that they share.
pub fn product(u: &[f64], v: &[f64]) -> f64 {
    let count = u.len() as f64;
    if u.len() == 1 {
        return u[0] * v[0];
    }
    let same: f64 = u.iter().zip(v).map(|(u, v)| u * v).sum();
    (u.iter().sum::<f64>() * v.iter().sum::<f64>() - same) / (count * (count - 1.0))
}

/// What one row adds, for one quantity. Sums of rows are sums of these.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowSums {
    /// Rows.
    pub rows: f64,
    /// Outcome less the centre, mean of both points.
    pub mean: f64,
    /// Its square, freed of noise.
    pub square: f64,
    /// Variance of the noise of a single trial.
    pub noise: f64,
    /// Product of the outcomes less the centre at both points: 0 on average.
    pub cross: f64,
    /// By value: the numerators of the indices.
    pub values: Vec<Numerators>,
}

/// Numerators of a value's indices.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Numerators {
    /// Of the first-order index, with the chance product of both points still in it.
    pub first: f64,
    /// Of the total index.
    pub total: f64,
    /// Of the Shapley effect.
    pub shapley: f64,
}

impl RowSums {
    /// Adds another's rows.
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.mean += other.mean;
        self.square += other.square;
        self.noise += other.noise;
        self.cross += other.cross;
        self.values.resize(other.values.len().max(self.values.len()), Numerators::default());
        for (own, other) in self.values.iter_mut().zip(&other.values) {
            own.first += other.first;
            own.total += other.total;
            own.shapley += other.shapley;
        }
    }

    /// Variance of the expected outcome over the values.
    fn variance(&self) -> f64 {
        self.square / self.rows - (self.mean / self.rows).powi(2)
    }
}

/// A row to be looked at.
pub struct Row<'a> {
    /// The law of the scores.
    pub law: &'a Gauss,
    /// Two independent points.
    pub points: (&'a [f64], &'a [f64]),
    /// Values that can matter, in a random order; the indices of all others are 0 without any run.
    pub order: &'a [usize],
    /// By quantity, about its mean: any constant is right, a near one is better.
    pub centres: &'a [f64],
}

impl Row<'_> {
    /// Runs the points of the row and returns its sums by quantity; `outcome` gives what the trials at a point gave.
    pub fn sums<E>(&self, outcome: &mut dyn FnMut(&[f64]) -> Result<Outcomes, E>) -> Result<Vec<RowSums>, E> {
        let (a, b) = self.points;
        let (at_a, at_b) = (outcome(a)?, outcome(b)?);
        let mut sums: Vec<RowSums> =
            (0..self.centres.len()).map(|quantity| self.moments(&at_a[quantity], &at_b[quantity], quantity)).collect();
        let mut shared = vec![true; a.len()];
        let mut before = at_a.clone();
        for (step, &value) in self.order.iter().enumerate() {
            let anew = outcome(&self.law.one_anew(a, b, value))?;
            let correlated = self.law.is_correlated(value);
            let taken = if correlated { Some(outcome(&self.law.one_taken(a, b, value))?) } else { None };
            shared[value] = false;
            let after = match step {
                0 => anew.clone(),
                _ if step + 1 == self.order.len() => at_b.clone(),
                _ => outcome(&self.law.sharing(a, b, &shared))?,
            };
            let seen = Seen { at_a: &at_a, at_b: &at_b, anew: &anew, taken: taken.as_ref().unwrap_or(&anew) };
            for (quantity, sums) in sums.iter_mut().enumerate() {
                sums.values[value] = seen.numerators(quantity, self.centres[quantity], [&before, &after]);
            }
            before = after;
        }
        Ok(sums)
    }

    fn moments(&self, at_a: &[f64], at_b: &[f64], quantity: usize) -> RowSums {
        let centred = |outcomes: &[f64]| -> Vec<f64> { outcomes.iter().map(|x| x - self.centres[quantity]).collect() };
        let (a, b) = (centred(at_a), centred(at_b));
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        let square = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
        let (of_a, of_b) = (product(&a, &a), product(&b, &b));
        RowSums {
            rows: 1.0,
            mean: 0.5 * (mean(&a) + mean(&b)),
            square: 0.5 * (of_a + of_b),
            noise: 0.5 * (square(&a) - of_a + square(&b) - of_b),
            cross: product(&b, &a),
            values: vec![Numerators::default(); self.law.size()],
        }
    }
}

/// Outcomes at the points that concern one value.
struct Seen<'a> {
    at_a: &'a Outcomes,
    at_b: &'a Outcomes,
    /// `f_i`.
    anew: &'a Outcomes,
    /// `g_i`.
    taken: &'a Outcomes,
}

impl Seen<'_> {
    /// The numerators of one quantity; `walk` holds the outcomes before and after the value's step.
    fn numerators(&self, quantity: usize, centre: f64, walk: [&Outcomes; 2]) -> Numerators {
        let centred = |outcomes: &[f64]| -> Vec<f64> { outcomes.iter().map(|outcome| outcome - centre).collect() };
        let at_a = &self.at_a[quantity];
        let [before, after] = walk.map(|outcomes| &outcomes[quantity]);
        let away = minus(at_a, &self.anew[quantity]);
        let above = at_a.iter().zip(before.iter().zip(after)).map(|(a, (before, after))| a - 0.5 * (before + after));
        Numerators {
            first: product(&centred(&self.at_b[quantity]), &centred(&self.taken[quantity])),
            total: 0.5 * product(&away, &away),
            shapley: product(&above.collect::<Vec<f64>>(), &minus(before, after)),
        }
    }
}

fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// The indices of one quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// Mean of the quantity over the values.
    pub mean: Estimate,
    /// Variance of the expected outcome over the values.
    pub variance: Estimate,
    /// Variance of the noise of a single trial, which is in no index.
    pub noise: f64,
    /// By value; absent where the variance cannot be told from 0.
    pub values: Option<Vec<ValueIndices>>,
}

/// The indices of one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueIndices {
    /// First-order index.
    pub first: Estimate,
    /// Total index.
    pub total: Estimate,
    /// Shapley effect.
    pub shapley: Estimate,
}

/// The indices from the sums of independent replicates.
///
/// Intervals: the replicates are resampled 1,000 times; the standard deviation of the resampled ratios, times
/// `sqrt(R/(R - 1))`, is the standard error, and Student's quantile with `R - 1` degrees of freedom makes the interval.
/// Resampling single rows would not do: inside a replicate they are made to fill the space evenly.
pub fn indices(replicates: &[RowSums], centre: f64, alpha: f64, seed: u64) -> Indices {
    let whole = sum_of(replicates.iter());
    let resampled: Vec<RowSums> = (0..RESAMPLES).map(|resample| sum_of(again(replicates, resample, seed))).collect();
    let count = replicates.len() as f64;
    let estimate = |value: &dyn Fn(&RowSums) -> f64| -> Estimate {
        let mean = value(&whole);
        if replicates.len() < 2 {
            return Estimate::bare(mean);
        }
        let values: Vec<f64> = resampled.iter().map(value).collect();
        let error = deviation(&values) * (count / (count - 1.0)).sqrt();
        Range::Any.estimate(mean, error, student_quantile(alpha, count - 1.0))
    };
    let variance = estimate(&RowSums::variance);
    let is_clear = variance.interval.map_or(variance.mean > 0.0, |interval| interval.low > 0.0);
    let total = |index: usize| {
        let more =
            |sums: &RowSums, part: f64| (sums.values[index].total + part * sums.cross) / sums.rows / sums.variance();
        let part = more(&whole, 0.0).clamp(0.0, 1.0);
        estimate(&|sums: &RowSums| more(sums, part))
    };
    let first = |index: usize| {
        let less =
            |sums: &RowSums, part: f64| (sums.values[index].first - part * sums.cross) / sums.rows / sums.variance();
        let part = 1.0 - less(&whole, 1.0).clamp(0.0, 1.0);
        estimate(&|sums: &RowSums| less(sums, part))
    };
    // Over their own sum, whose expected value is the variance too: part of the error then cancels, and the effects sum
    // to 1 as they should.
    let effect = |index: usize| {
        let whole = |sums: &RowSums| sums.values.iter().map(|value| value.shapley).sum::<f64>();
        estimate(&|sums: &RowSums| sums.values[index].shapley / whole(sums))
    };
    let of_value = |index: usize| ValueIndices { first: first(index), total: total(index), shapley: effect(index) };
    Indices {
        mean: estimate(&|sums: &RowSums| centre + sums.mean / sums.rows),
        variance,
        noise: whole.noise / whole.rows,
        values: is_clear.then(|| (0..whole.values.len()).map(of_value).collect()),
    }
}

fn sum_of<'a>(parts: impl Iterator<Item = &'a RowSums>) -> RowSums {
    let mut whole = RowSums::default();
    parts.for_each(|part| whole.add(part));
    whole
}

/// As many replicates as there are, drawn from them with replacement.
fn again(replicates: &[RowSums], resample: u64, seed: u64) -> impl Iterator<Item = &RowSums> {
    let address = Address { entity: Entity::named(&["indices"]), item: resample, lane: 0 };
    let mut stream = Trial::new(seed, 0, 0).stream(address, Purpose::Resampling);
    (0..replicates.len()).map(move |_| &replicates[stream.below(replicates.len() as u64) as usize])
}

fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_formed_of_different_trials_only() {
        // Four trials: the mean of u_j v_k over j != k, by hand.
        let (u, v) = ([1.0, 2.0, 0.0, 3.0], [2.0, 1.0, 4.0, 0.0]);
        let pairs = (0..4).flat_map(|j| (0..4).filter(move |&k| k != j).map(move |k| (j, k)));
        let by_hand: f64 = pairs.map(|(j, k)| u[j] * v[k]).sum();
        assert!((product(&u, &v) - by_hand / 12.0).abs() < 1e-12);
        assert_eq!(product(&[3.0], &[-2.0]), -6.0);
    }
}
