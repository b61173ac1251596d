//! A log-linear fit, and what share of the variance of its logarithm each regressor has.
//!
//! The response is a noisy, non-negative mean `y` (which may be 0) with `E[y] = exp(a + sum b_j z_j)`. It is fitted by the
//! estimating equations of a Poisson law, `sum z (y - mu) = 0`, which are unbiased whatever the law of the noise is
//! (C. Gourieroux, A. Monfort, A. Trognon, "Pseudo maximum likelihood methods: applications to Poisson models",
//! Econometrica 52 (1984) 701); the logarithm of `y` itself would be neither defined nor unbiased.

/// Steps of Newton's method, at most; a handful is what it takes.
const MOST_STEPS: usize = 50;
/// Change of the coefficients at which it ends.
const TOLERANCE: f64 = 1e-10;
/// The greatest step, in logarithms: from far away Newton's method would overshoot.
const GREATEST_STEP: f64 = 2.0;
/// Observations for each coefficient, at least.
const OBSERVATIONS_EACH: usize = 4;
/// Independent replicates, at least.
const FEWEST_REPLICATES: usize = 10;

/// The shares of the regressors, freed of noise.
#[derive(Debug, Clone, PartialEq)]
pub struct LogShares {
    /// Variance of the logarithm that the fit explains, freed of what the noise of the coefficients adds.
    pub variance: f64,
    /// Covariance of each regressor's part with the whole, over `variance`: they sum to 1.
    pub shares: Vec<f64>,
    /// The shares when one replicate is left out, for each.
    without: Vec<Vec<f64>>,
}

impl LogShares {
    /// Fits `responses` to `rows` of regressors, each with mean 0; rows belong to independent replicates, numbered from 0.
    /// Absent with too few observations, or where the regressors or the responses do not determine the fit.
    pub fn fit(rows: &[Vec<f64>], responses: &[f64], replicate_of: &[usize]) -> Option<Self> {
        let size = rows.first()?.len() + 1;
        let replicates = replicate_of.last()? + 1;
        if size < 2 || rows.len() < OBSERVATIONS_EACH * size || replicates < FEWEST_REPLICATES {
            return None;
        }
        let fit = Fit::new(rows, responses)?;
        let scores = fit.scores(rows, responses, replicate_of, replicates);
        let steps: Vec<Vec<f64>> = scores.iter().map(|score| times(&fit.inverse, score)).collect();
        let noise = covariance(&steps);
        let spread = spread(rows);
        let (variance, shares) = decomposed(&fit.coefficients, &noise, &spread)?;
        let left_out = |step: &Vec<f64>| {
            let without: Vec<f64> = fit.coefficients.iter().zip(step).map(|(b, step)| b - step).collect();
            Some(decomposed(&without, &noise, &spread)?.1)
        };
        let without: Option<Vec<Vec<f64>>> = steps.iter().map(left_out).collect();
        Some(Self { variance, shares, without: without? })
    }

    /// The share of several regressors together, and its standard error by the jackknife over replicates (to first order).
    pub fn of(&self, members: &[usize]) -> (f64, f64) {
        let sum = |shares: &Vec<f64>| members.iter().map(|&member| shares[member]).sum::<f64>();
        let left_out: Vec<f64> = self.without.iter().map(sum).collect();
        let count = left_out.len() as f64;
        let mean = left_out.iter().sum::<f64>() / count;
        let squares: f64 = left_out.iter().map(|share| (share - mean).powi(2)).sum();
        (sum(&self.shares), ((count - 1.0) / count * squares).sqrt())
    }
}

struct Fit {
    /// The constant first.
    coefficients: Vec<f64>,
    /// Inverse of `sum mu z z^T`.
    inverse: Vec<Vec<f64>>,
}

impl Fit {
    fn new(rows: &[Vec<f64>], responses: &[f64]) -> Option<Self> {
        let size = rows[0].len() + 1;
        let mean = responses.iter().sum::<f64>() / responses.len() as f64;
        if mean <= 0.0 {
            return None;
        }
        let mut coefficients = vec![0.0; size];
        coefficients[0] = mean.ln();
        for _ in 0..MOST_STEPS {
            let (gradient, information) = moments(rows, responses, &coefficients);
            let inverse = inverse(information)?;
            let step = times(&inverse, &gradient);
            let greatest = step.iter().fold(0.0, |greatest: f64, step| greatest.max(step.abs()));
            let damped = (GREATEST_STEP / greatest).min(1.0);
            coefficients.iter_mut().zip(&step).for_each(|(b, step)| *b += damped * step);
            if greatest < TOLERANCE {
                return Some(Self { coefficients, inverse });
            }
        }
        None
    }

    /// The residual scores, summed by replicate.
    fn scores(&self, rows: &[Vec<f64>], responses: &[f64], replicate_of: &[usize], replicates: usize) -> Vec<Vec<f64>> {
        let mut sums = vec![vec![0.0; self.coefficients.len()]; replicates];
        for ((row, y), &replicate) in rows.iter().zip(responses).zip(replicate_of) {
            let residual = y - fitted(row, &self.coefficients);
            for (sum, z) in sums[replicate].iter_mut().zip(with_constant(row)) {
                *sum += residual * z;
            }
        }
        sums
    }
}

fn with_constant(row: &[f64]) -> impl Iterator<Item = f64> + '_ {
    std::iter::once(1.0).chain(row.iter().copied())
}

fn fitted(row: &[f64], coefficients: &[f64]) -> f64 {
    with_constant(row).zip(coefficients).map(|(z, b)| z * b).sum::<f64>().exp()
}

fn moments(rows: &[Vec<f64>], responses: &[f64], coefficients: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = coefficients.len();
    let (mut gradient, mut information) = (vec![0.0; size], vec![vec![0.0; size]; size]);
    for (row, y) in rows.iter().zip(responses) {
        let mu = fitted(row, coefficients);
        let row: Vec<f64> = with_constant(row).collect();
        for (i, z) in row.iter().enumerate() {
            gradient[i] += z * (y - mu);
            information[i].iter_mut().zip(&row).for_each(|(sum, other)| *sum += mu * z * other);
        }
    }
    (gradient, information)
}

/// Covariance matrix of the regressors, whose means are 0.
fn spread(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let (size, count) = (rows[0].len(), rows.len() as f64);
    let product = |i: usize, j: usize| rows.iter().map(|row| row[i] * row[j]).sum::<f64>() / count;
    (0..size).map(|i| (0..size).map(|j| product(i, j)).collect()).collect()
}

/// Covariance matrix of the coefficients: the sum over replicates of what each adds to their error.
fn covariance(steps: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let (size, count) = (steps[0].len(), steps.len() as f64);
    let product = |i: usize, j: usize| steps.iter().map(|step| step[i] * step[j]).sum::<f64>() * count / (count - 1.0);
    (0..size).map(|i| (0..size).map(|j| product(i, j)).collect()).collect()
}

/// The variance of the logarithm and each regressor's share of it. The products of coefficients are freed of the covariance
/// of their errors, so that regressors without any effect have a share of 0 on average.
fn decomposed(coefficients: &[f64], noise: &[Vec<f64>], spread: &[Vec<f64>]) -> Option<(f64, Vec<f64>)> {
    let b = &coefficients[1..];
    let part = |i: usize| (0..b.len()).map(|j| (b[i] * b[j] - noise[i + 1][j + 1]) * spread[i][j]).sum::<f64>();
    let parts: Vec<f64> = (0..b.len()).map(part).collect();
    let variance: f64 = parts.iter().sum();
    (variance > 0.0).then(|| (variance, parts.iter().map(|part| part / variance).collect()))
}

fn times(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum()).collect()
}

/// The inverse of a symmetric positive matrix by Gauss and Jordan; absent where it is not positive.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    let mut inverse: Vec<Vec<f64>> =
        (0..size).map(|i| (0..size).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect();
    let least = 1e-12 * (0..size).map(|i| matrix[i][i]).fold(0.0, f64::max);
    for pivot in 0..size {
        let scale = matrix[pivot][pivot];
        if scale.is_nan() || scale <= least {
            return None;
        }
        for value in matrix[pivot].iter_mut().chain(&mut inverse[pivot]) {
            *value /= scale;
        }
        let (row, other) = (matrix[pivot].clone(), inverse[pivot].clone());
        for i in (0..size).filter(|&i| i != pivot) {
            let factor = matrix[i][pivot];
            matrix[i].iter_mut().zip(&row).for_each(|(value, pivot)| *value -= factor * pivot);
            inverse[i].iter_mut().zip(&other).for_each(|(value, pivot)| *value -= factor * pivot);
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use statrs::function::erf::erfc;

    use super::*;
    use crate::random::{Address, Entity, Purpose, Trial};

    const DRAWS: usize = 1000;
    const REPLICATES: usize = 40;

    /// Regressors and noisy responses of `exp(-4 + sum b z)`: the noise of each is exponential, so as large as its mean.
    fn made(effects: &[f64], shared: f64) -> (Vec<Vec<f64>>, Vec<f64>, Vec<usize>) {
        let mut stream =
            Trial::new(3, 0, 0).stream(Address { entity: Entity::named(&["fit"]), item: 0, lane: 0 }, Purpose::Person);
        let mut normal = || crate::statistics::normal_quantile(2.0 * (1.0 - stream.uniform().clamp(1e-9, 1.0 - 1e-9)));
        let mut rows: Vec<Vec<f64>> = (0..DRAWS).map(|_| effects.iter().map(|_| normal()).collect()).collect();
        for row in &mut rows {
            row[1] = shared * row[0] + (1.0 - shared * shared).sqrt() * row[1];
        }
        let mean = |row: &Vec<f64>| (-4.0 + row.iter().zip(effects).map(|(z, b)| z * b).sum::<f64>()).exp();
        let noisy = |row: &Vec<f64>| -(0.5 * erfc(normal() / std::f64::consts::SQRT_2)).ln() * mean(row);
        let responses = rows.iter().map(noisy).collect();
        (rows, responses, (0..DRAWS).map(|draw| draw * REPLICATES / DRAWS).collect())
    }

    #[test]
    fn shares_are_those_of_the_variance_that_each_regressor_adds() {
        let (rows, responses, replicate_of) = made(&[0.6, 0.3, 0.0, 0.0, 0.0], 0.0);
        let fit = LogShares::fit(&rows, &responses, &replicate_of).unwrap();
        for (members, expected) in [(&[0][..], 0.8), (&[1], 0.2), (&[2, 3, 4], 0.0), (&[0, 1], 1.0)] {
            let (share, error) = fit.of(members);
            // Four standard errors: once in 16,000 seeds.
            assert!((share - expected).abs() < 4.0 * error && error < 0.1, "{members:?}: {share} ± {error}");
        }
        assert!((fit.variance - 0.45).abs() < 0.15, "{}", fit.variance);
        assert!((fit.shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_two_have_in_common_is_divided_between_them() {
        let (rows, responses, replicate_of) = made(&[0.4, 0.4], 0.5);
        let fit = LogShares::fit(&rows, &responses, &replicate_of).unwrap();
        let (share, error) = fit.of(&[0]);
        assert!((share - 0.5).abs() < 4.0 * error, "{share} ± {error}");
        // b^2 + b^2 + 2 b b r.
        assert!((fit.variance - 0.48).abs() < 0.15, "{}", fit.variance);
    }

    #[test]
    fn too_little_is_no_fit() {
        let (rows, responses, replicate_of) = made(&[0.4, 0.4], 0.0);
        assert_eq!(LogShares::fit(&rows[..8], &responses[..8], &replicate_of[..8]), None);
        assert_eq!(LogShares::fit(&rows, &vec![0.0; DRAWS], &replicate_of), None);
        let twins: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0], row[0]]).collect();
        assert_eq!(LogShares::fit(&twins, &responses, &replicate_of), None);
    }
}
