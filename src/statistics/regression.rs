//! Least squares, with the error that the spread between replicates shows.

use super::Replicated;

/// A design whose normal equations are solved, for any number of responses.
#[derive(Debug, Clone)]
pub struct Regression {
    /// Regressors by observation.
    rows: Vec<Vec<f64>>,
    /// The replicate of each observation.
    replicate_of: Vec<usize>,
    /// Inverse of `X^T X`.
    inverse: Vec<Vec<f64>>,
}

/// Coefficients of one response.
#[derive(Debug, Clone)]
pub struct Fit {
    coefficients: Vec<f64>,
    /// By replicate, what it adds to the error of the coefficients.
    scores: Vec<Vec<f64>>,
}

impl Regression {
    /// A design of regressors by observation; absent where some of them depend linearly on others, or where there are not
    /// more observations than regressors.
    pub fn new(rows: Vec<Vec<f64>>, replicate_of: Vec<usize>) -> Option<Self> {
        let size = rows.first()?.len();
        if rows.len() <= size {
            return None;
        }
        let mut products = vec![vec![0.0; size]; size];
        for row in &rows {
            for i in 0..size {
                for j in 0..=i {
                    products[i][j] += row[i] * row[j];
                }
            }
        }
        (0..size).for_each(|i| (0..i).for_each(|j| products[j][i] = products[i][j]));
        Some(Self { inverse: inverse(products)?, rows, replicate_of })
    }

    /// Fits a response. The error is that of independent replicates of unknown, unlike variances (the sandwich of K.-Y.
    /// Liang, S. L. Zeger, Biometrika 73 (1986) 13), widened for the degrees of freedom that the fit takes.
    pub fn fit(&self, response: &[f64]) -> Fit {
        let size = self.inverse.len();
        let mut moments = vec![0.0; size];
        for (row, y) in self.rows.iter().zip(response) {
            moments.iter_mut().zip(row).for_each(|(sum, x)| *sum += x * y);
        }
        let coefficients = times(&self.inverse, &moments);
        let widened = (response.len() as f64 / (response.len() - size) as f64).sqrt();
        let replicates = self.replicate_of.iter().max().map_or(0, |last| last + 1);
        let mut sums = vec![vec![0.0; size]; replicates];
        for ((row, y), &replicate) in self.rows.iter().zip(response).zip(&self.replicate_of) {
            let residual = widened * (y - dot(row, &coefficients));
            sums[replicate].iter_mut().zip(row).for_each(|(sum, x)| *sum += x * residual);
        }
        Fit { coefficients, scores: sums.iter().map(|sum| times(&self.inverse, sum)).collect() }
    }
}

impl Fit {
    /// A linear combination of the coefficients, the first ones if fewer factors are given.
    pub fn at(&self, factors: &[f64]) -> Replicated {
        let residuals = self.scores.iter().map(|scores| dot(factors, scores)).collect();
        Replicated::new(dot(factors, &self.coefficients), residuals)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn times(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| dot(row, vector)).collect()
}

/// The inverse of a symmetric positive definite matrix by Gauss and Jordan, the largest pivot of the diagonal first;
/// absent where it has none.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    /// A pivot smaller than this share of its diagonal entry is rounding.
    const NEGLIGIBLE: f64 = 1e-10;
    let size = matrix.len();
    let diagonal: Vec<f64> = (0..size).map(|i| matrix[i][i]).collect();
    let mut result: Vec<Vec<f64>> =
        (0..size).map(|i| (0..size).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    let mut open: Vec<usize> = (0..size).collect();
    while !open.is_empty() {
        let largest = (0..open.len()).max_by(|&a, &b| {
            let share = |at: usize| matrix[open[at]][open[at]] / diagonal[open[at]];
            share(a).total_cmp(&share(b))
        })?;
        let pivot = open.swap_remove(largest);
        let head = matrix[pivot][pivot];
        if head.is_nan() || head <= NEGLIGIBLE * diagonal[pivot] {
            return None;
        }
        for row in [&mut matrix[pivot], &mut result[pivot]] {
            row.iter_mut().for_each(|entry| *entry /= head);
        }
        let (head_row, head_result) = (matrix[pivot].clone(), result[pivot].clone());
        for other in (0..size).filter(|&other| other != pivot) {
            let factor = matrix[other][pivot];
            matrix[other].iter_mut().zip(&head_row).for_each(|(entry, head)| *entry -= factor * head);
            result[other].iter_mut().zip(&head_result).for_each(|(entry, head)| *entry -= factor * head);
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(count: usize) -> Vec<Vec<f64>> {
        (0..count).map(|i| i as f64 / count as f64).map(|x| vec![1.0, x, x * x]).collect()
    }

    #[test]
    fn a_polynomial_is_found_again_without_error() {
        let rows = design(20);
        let response: Vec<f64> = rows.iter().map(|row| 3.0 - 2.0 * row[1] + 0.5 * row[2]).collect();
        let regression = Regression::new(rows, (0..20).map(|i| i / 5).collect()).unwrap();
        let found = regression.fit(&response).at(&[1.0, 2.0, 4.0]);
        assert!((found.mean - (3.0 - 4.0 + 2.0)).abs() < 1e-9 && found.standard_error().unwrap() < 1e-9);
    }

    #[test]
    fn of_a_constant_alone_the_error_is_that_of_the_mean() {
        let response = [1.0, 3.0, 2.0, 6.0, 5.0, 7.0];
        let replicate_of = vec![0, 0, 1, 1, 2, 2];
        let fit = Regression::new(vec![vec![1.0]; 6], replicate_of).unwrap().fit(&response);
        let mean = Replicated::mean_of(&[4.0, 8.0, 12.0], &[2.0; 3]);
        let (found, wanted) = (fit.at(&[1.0]), mean.standard_error().unwrap() * (6.0f64 / 5.0).sqrt());
        assert!((found.mean - mean.mean).abs() < 1e-12);
        assert!((found.standard_error().unwrap() - wanted).abs() < 1e-12);
    }

    #[test]
    fn regressors_that_repeat_each_other_are_refused() {
        let rows = (0..20).map(|i| vec![1.0, f64::from(i), 2.0 * f64::from(i)]).collect();
        assert!(Regression::new(rows, vec![0; 20]).is_none());
    }
}
