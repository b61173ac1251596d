//! Smoothing by regression: what several uncertain values together say of a quantity that is seen through noise.
//!
//! Each value enters by its normal score `z` as a natural cubic spline, and each pair of few values by the product of
//! their scores. The coefficients but the constant are held small (ridge), by the weight that predicts best what was
//! held out.

use super::{cholesky, solve};

/// Knots of a spline, in normal scores: the 5, 27.5, 50, 72.5 and 95 % points (F. E. Harrell, Regression Modeling
/// Strategies, Springer 2015, table 2.3).
const KNOTS: [f64; 5] = [-1.645, -0.598, 0.0, 0.598, 1.645];
/// Up to so many values their products enter.
const MOST_WITH_PRODUCTS: usize = 12;
/// Weights of the ridge, relative to the number of observations.
const RIDGES: [f64; 5] = [1e-6, 1e-3, 1e-2, 1e-1, 1.0];
/// Parts of the observations, each held out once.
pub const FOLDS: usize = 10;

/// A smoothed quantity at every observation.
#[derive(Debug, Clone, PartialEq)]
pub struct Smoothed {
    /// From all observations.
    pub whole: Vec<f64>,
    /// From those outside of the observation's own fold.
    pub held_out: Vec<f64>,
}

/// Smooths each of `targets` over the scores of some values: `scores` holds a list for each observation, `fold_of` the
/// part that it is held out with, below [`FOLDS`].
pub fn smooth(scores: &[Vec<f64>], targets: &[Vec<f64>], fold_of: &[usize]) -> Vec<Smoothed> {
    let features: Vec<Vec<f64>> = scaled(scores.iter().map(|scores| features(scores)).collect());
    let sums: Vec<Sums> = (0..FOLDS).map(|fold| Sums::of(&features, targets, |at| fold_of[at] == fold)).collect();
    let whole = Sums::of(&features, targets, |_| true);
    let mut best: Vec<(f64, Smoothed)> =
        targets.iter().map(|_| (f64::INFINITY, Smoothed { whole: Vec::new(), held_out: Vec::new() })).collect();
    for ridge in RIDGES {
        let of_all = whole.coefficients(ridge);
        let without: Vec<Vec<Vec<f64>>> = sums.iter().map(|fold| whole.less(fold).coefficients(ridge)).collect();
        for (target, best) in best.iter_mut().enumerate() {
            let predicted = |coefficients: &[f64], at: usize| dot(coefficients, &features[at]);
            let held_out: Vec<f64> =
                (0..features.len()).map(|at| predicted(&without[fold_of[at]][target], at)).collect();
            let error: f64 = held_out.iter().zip(&targets[target]).map(|(found, seen)| (found - seen).powi(2)).sum();
            if error < best.0 {
                let whole = (0..features.len()).map(|at| predicted(&of_all[target], at)).collect();
                *best = (error, Smoothed { whole, held_out });
            }
        }
    }
    best.into_iter().map(|(_, smoothed)| smoothed).collect()
}

/// The constant, a spline of each score, products of pairs.
fn features(scores: &[f64]) -> Vec<f64> {
    let mut features = vec![1.0];
    for &z in scores {
        features.push(z);
        features.extend((0..KNOTS.len() - 2).map(|knot| natural(z, knot)));
    }
    if scores.len() <= MOST_WITH_PRODUCTS {
        for (index, one) in scores.iter().enumerate() {
            features.extend(scores[index + 1..].iter().map(|other| one * other));
        }
    }
    features
}

/// A function of the natural cubic spline, linear beyond the outer knots.
fn natural(z: f64, knot: usize) -> f64 {
    let cube = |from: f64| (z - from).max(0.0).powi(3);
    let (last, before) = (KNOTS[KNOTS.len() - 1], KNOTS[KNOTS.len() - 2]);
    let own = KNOTS[knot];
    cube(own) - cube(before) * (last - own) / (last - before) + cube(last) * (before - own) / (last - before)
}

/// All but the constant with mean 0 and variance 1, so that the ridge treats them alike.
fn scaled(mut features: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let count = features.len() as f64;
    for column in 1..features.first().map_or(0, Vec::len) {
        let mean = features.iter().map(|row| row[column]).sum::<f64>() / count;
        let variance = features.iter().map(|row| (row[column] - mean).powi(2)).sum::<f64>() / count;
        let scale = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        features.iter_mut().for_each(|row| row[column] = (row[column] - mean) / scale);
    }
    features
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Sums of products, of which the normal equations are made.
struct Sums {
    count: f64,
    /// Lower triangle.
    squares: Vec<Vec<f64>>,
    /// By target.
    products: Vec<Vec<f64>>,
}

impl Sums {
    fn of(features: &[Vec<f64>], targets: &[Vec<f64>], taken: impl Fn(usize) -> bool) -> Self {
        let size = features.first().map_or(0, Vec::len);
        let mut sums =
            Self { count: 0.0, squares: vec![vec![0.0; size]; size], products: vec![vec![0.0; size]; targets.len()] };
        for (at, row) in features.iter().enumerate().filter(|(at, _)| taken(*at)) {
            sums.count += 1.0;
            for (i, own) in sums.squares.iter_mut().enumerate() {
                own[..=i].iter_mut().zip(row).for_each(|(sum, other)| *sum += row[i] * other);
            }
            for (products, target) in sums.products.iter_mut().zip(targets) {
                products.iter_mut().zip(row).for_each(|(sum, feature)| *sum += feature * target[at]);
            }
        }
        sums
    }

    fn less(&self, other: &Self) -> Self {
        let minus = |a: &[Vec<f64>], b: &[Vec<f64>]| -> Vec<Vec<f64>> {
            a.iter().zip(b).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a - b).collect()).collect()
        };
        Self {
            count: self.count - other.count,
            squares: minus(&self.squares, &other.squares),
            products: minus(&self.products, &other.products),
        }
    }

    /// Coefficients by target.
    fn coefficients(&self, ridge: f64) -> Vec<Vec<f64>> {
        let mut matrix = self.squares.clone();
        for (i, row) in matrix.iter_mut().enumerate().skip(1) {
            row[i] += ridge * self.count;
        }
        let factor = cholesky(&matrix);
        self.products.iter().map(|products| solve(&factor, products)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_is_found_and_predicted() {
        let scores: Vec<Vec<f64>> = (0..200).map(|i| vec![f64::from(i) / 50.0 - 2.0]).collect();
        let targets = vec![scores.iter().map(|z| 3.0 + 2.0 * z[0]).collect::<Vec<f64>>()];
        let folds: Vec<usize> = (0..200).map(|at| at % FOLDS).collect();
        let smoothed = smooth(&scores, &targets, &folds);
        for (at, target) in targets[0].iter().enumerate() {
            assert!((smoothed[0].whole[at] - target).abs() < 1e-3);
            assert!((smoothed[0].held_out[at] - target).abs() < 1e-3);
        }
    }

    #[test]
    fn a_spline_is_straight_beyond_its_knots() {
        for knot in 0..3 {
            let bend = |z: f64| natural(z, knot) - 2.0 * natural(z + 0.5, knot) + natural(z + 1.0, knot);
            assert!(bend(2.0).abs() < 1e-9 && bend(-4.0).abs() < 1e-9);
        }
    }
}
