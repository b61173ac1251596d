//! Standard normal variables with correlations: what a Gaussian copula is made of.
//!
//! Everything here keeps the law: from two independent vectors `a` and `b` of it, the methods make a third, again of
//! that law, that shares some of its variables with `a` and is otherwise made from `b`.

/// Pivots nearer to 0 than this are 0 but for rounding: the variable is fixed by those before it.
const LEAST_PIVOT: f64 = 1e-10;

/// Lower triangular factor of a positive semi-definite matrix with ones on its diagonal, pivots of 0 allowed.
pub fn cholesky(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let size = matrix.len();
    let mut factor = vec![vec![0.0; size]; size];
    for i in 0..size {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            let rest = matrix[i][j] - known;
            factor[i][j] = if i == j {
                if rest > LEAST_PIVOT * matrix[i][i] { rest.sqrt() } else { 0.0 }
            } else if factor[j][j] > 0.0 {
                rest / factor[j][j]
            } else {
                0.0
            };
        }
    }
    factor
}

/// Solves `L L^T x = right`; where a pivot is 0 the variable adds nothing, and gets 0.
pub fn solve(factor: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let size = factor.len();
    let mut x = right.to_vec();
    for i in 0..size {
        let known: f64 = (0..i).map(|k| factor[i][k] * x[k]).sum();
        x[i] = if factor[i][i] > 0.0 { (x[i] - known) / factor[i][i] } else { 0.0 };
    }
    for i in (0..size).rev() {
        let known: f64 = (i + 1..size).map(|k| factor[k][i] * x[k]).sum();
        x[i] = if factor[i][i] > 0.0 { (x[i] - known) / factor[i][i] } else { 0.0 };
    }
    x
}

/// The law of standard normal variables with correlations.
#[derive(Debug, Clone, PartialEq)]
pub struct Gauss {
    matrix: Vec<Vec<f64>>,
    factor: Vec<Vec<f64>>,
    /// For each variable those that hang together with it, itself included, ascending.
    together: Vec<Vec<usize>>,
}

impl Gauss {
    /// `size` variables with these correlations; all others are independent. The matrix is positive semi-definite.
    pub fn new(size: usize, correlations: &[((usize, usize), f64)]) -> Self {
        let mut matrix = vec![vec![0.0; size]; size];
        (0..size).for_each(|i| matrix[i][i] = 1.0);
        let mut part: Vec<usize> = (0..size).collect();
        for &((i, j), correlation) in correlations.iter().filter(|one| one.1 != 0.0) {
            matrix[i][j] = correlation;
            matrix[j][i] = correlation;
            let (from, to) = (part[i], part[j]);
            part.iter_mut().filter(|part| **part == from).for_each(|part| *part = to);
        }
        let together = (0..size).map(|i| (0..size).filter(|&j| part[j] == part[i]).collect()).collect();
        Self { factor: cholesky(&matrix), matrix, together }
    }

    /// How many variables.
    pub fn size(&self) -> usize {
        self.matrix.len()
    }

    /// Whether a variable hangs together with any other.
    pub fn is_correlated(&self, variable: usize) -> bool {
        self.together[variable].len() > 1
    }

    /// Variables that hang together with one, itself included.
    pub fn together(&self, variable: usize) -> &[usize] {
        &self.together[variable]
    }

    /// A vector of this law from independent standard normal numbers.
    pub fn correlated(&self, independent: &[f64]) -> Vec<f64> {
        let row = |(i, row): (usize, &Vec<f64>)| match self.is_correlated(i) {
            true => row.iter().zip(independent).map(|(entry, score)| entry * score).sum(),
            false => independent[i],
        };
        self.factor.iter().enumerate().map(row).collect()
    }

    /// The variables of `shared` as in `a`, the others as they come given these, with the chance of `b`:
    /// `b + C_u (C_uu)^-1 (a_u - b_u)` with `C` the matrix and `u` the shared ones. Given `a_u` it is independent of `a`.
    pub fn sharing(&self, a: &[f64], b: &[f64], shared: &[bool]) -> Vec<f64> {
        let mut mixed = b.to_vec();
        for i in (0..self.size()).filter(|&i| self.together[i][0] == i) {
            let part = &self.together[i];
            let known: Vec<usize> = part.iter().copied().filter(|&j| shared[j]).collect();
            match known.len() {
                0 => {}
                _ if known.len() == part.len() => part.iter().for_each(|&j| mixed[j] = a[j]),
                _ => {
                    let inner: Vec<Vec<f64>> =
                        known.iter().map(|&j| known.iter().map(|&k| self.matrix[j][k]).collect()).collect();
                    let apart: Vec<f64> = known.iter().map(|&j| a[j] - b[j]).collect();
                    let weights = solve(&cholesky(&inner), &apart);
                    for &j in part {
                        mixed[j] +=
                            known.iter().zip(&weights).map(|(&k, weight)| self.matrix[j][k] * weight).sum::<f64>();
                    }
                    known.iter().for_each(|&j| mixed[j] = a[j]);
                }
            }
        }
        mixed
    }

    /// All but one variable as in `a`, that one drawn anew given the others.
    pub fn one_anew(&self, a: &[f64], b: &[f64], variable: usize) -> Vec<f64> {
        if !self.is_correlated(variable) {
            let mut mixed = a.to_vec();
            mixed[variable] = b[variable];
            return mixed;
        }
        let shared: Vec<bool> = (0..self.size()).map(|i| i != variable).collect();
        self.sharing(a, b, &shared)
    }

    /// One variable as in `b`, the others given it with the chance of `a`.
    pub fn one_taken(&self, a: &[f64], b: &[f64], variable: usize) -> Vec<f64> {
        let shared: Vec<bool> = (0..self.size()).map(|i| i == variable).collect();
        self.sharing(b, a, &shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved_also_where_one_variable_repeats_another() {
        let matrix = vec![vec![1.0, 0.5, 1.0], vec![0.5, 1.0, 0.5], vec![1.0, 0.5, 1.0]];
        let right = [1.0, 2.0, 1.0];
        let x = solve(&cholesky(&matrix), &right);
        for (row, right) in matrix.iter().zip(right) {
            let found: f64 = row.iter().zip(&x).map(|(entry, x)| entry * x).sum();
            assert!((found - right).abs() < 1e-9, "{x:?}");
        }
    }

    #[test]
    fn without_correlations_variables_are_only_swapped() {
        let law = Gauss::new(3, &[]);
        let (a, b) = ([1.0, 2.0, 3.0], [-1.0, -2.0, -3.0]);
        assert_eq!(law.one_anew(&a, &b, 1), [1.0, -2.0, 3.0]);
        assert_eq!(law.one_taken(&a, &b, 1), [1.0, -2.0, 3.0]);
        assert_eq!(law.sharing(&a, &b, &[true, false, true]), [1.0, -2.0, 3.0]);
    }

    /// With `a` and `b` as formal unit vectors the coefficients are exact: the new vector has the matrix as covariance,
    /// and the wanted covariance with `a`.
    #[test]
    fn mixed_vectors_keep_the_law() {
        let law = Gauss::new(4, &[((0, 1), 0.6), ((1, 2), -0.3)]);
        let shared = [true, false, false, true];
        let size = 4;
        // Rows: mixed = from_a * w_a + from_b * w_b, w independent standard normal.
        let unit = |k: usize| -> Vec<f64> { (0..size).map(|i| if i == k { 1.0 } else { 0.0 }).collect() };
        let zero = vec![0.0; size];
        let columns: Vec<(Vec<f64>, Vec<f64>)> = (0..size)
            .map(|k| {
                let z = law.correlated(&unit(k));
                (law.sharing(&z, &zero, &shared), law.sharing(&zero, &z, &shared))
            })
            .collect();
        for i in 0..size {
            for j in 0..size {
                let own: f64 = columns.iter().map(|(a, b)| a[i] * a[j] + b[i] * b[j]).sum();
                assert!((own - law.matrix[i][j]).abs() < 1e-12, "{i} {j}: {own}");
            }
        }
        // Shared with a: variable 1 given variable 0 follows it by its correlation.
        let with_a: f64 = (0..size).map(|k| columns[k].0[1] * law.correlated(&unit(k))[0]).sum();
        assert!((with_a - 0.6).abs() < 1e-12);
    }
}
