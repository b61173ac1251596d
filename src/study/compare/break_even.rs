//! The value of each uncertain value at which the recommendation flips.
//!
//! What the best row is ahead of a rival, given that one uncertain value is `x` and all others are as uncertain as they
//! are, is the regression of the paired difference of the two over the draws on that value (as M. Strong, J. E. Oakley,
//! A. Brennan, Medical Decision Making 34 (2014) 311, estimate what is expected given a parameter). Here it is a polynomial
//! of degree 3 in the normal score of the value, beside linear terms of the other values, which take their part out of the
//! scatter; values correlated with this one are left out there, so that they move with it. The recommendation flips where
//! the expected difference to the nearest rival passes 0.
//!
//! The interval of a flip holds the values at which the difference cannot be told from 0 (E. C. Fieller, JRSS B 16 (1954)
//! 175), from the error of the regression by replicates. A flip is only told if beyond it, inside the range, the rival is
//! better with 0.05 over the number of values: the end of a wavering curve is no flip.

use statrs::distribution::{ContinuousCDF, Normal};

use super::arena::{Arena, CellOdds, ODDS, Pool};
use crate::model::normal_below;
use crate::scenario::Scenario;
use crate::statistics::{ALPHA, Estimate, Fit, Interval, Regression, student_quantile};
use crate::study::comparison::{Absence, BreakEven, Flip, Side};

/// The least draws: with fewer there are too few replicates to tell an error.
const LEAST_DRAWS: u64 = 200;
/// Draws for each value whose linear term is taken out of the scatter.
const DRAWS_PER_CONTROL: usize = 10;
/// The rows nearest to the best that may take its place.
const MOST_RIVALS: usize = 20;
/// Steps between the ends of the range.
const STEPS: usize = 200;
/// The 95 % quantile of the standard normal law: the range is from the 5 % to the 95 % quantile of the value.
const REACH: f64 = 1.644_853_626_951_472_9;
const BASIS: usize = 4;

/// Where the recommendation of the row `best` flips, for each uncertain value that any variant uses.
pub(super) fn break_even(
    arena: &Arena,
    scenario: &Scenario,
    variants: &[Scenario],
    pool: &Pool,
    best: usize,
) -> Result<Vec<BreakEven>, Absence> {
    let used = used(variants);
    if !arena.prepared.has_draws() || used.is_empty() {
        return Err(Absence::NothingUncertain);
    }
    if arena.prepared.draws() < LEAST_DRAWS || arena.prepared.replicate_of().iter().all(|&replicate| replicate == 0) {
        return Err(Absence::TooFewDraws { needed: LEAST_DRAWS });
    }
    let rivals = rivals(pool, variants.len(), best);
    let search = Search { arena, scenario, scores: scores(arena), rivals, level: ALPHA / used.len() as f64, used };
    let mut found: Vec<BreakEven> = search.used.iter().filter_map(|&value| search.of(value)).collect();
    found.sort_by(|a, b| b.weight.unwrap_or(-1.0).total_cmp(&a.weight.unwrap_or(-1.0)));
    Ok(found)
}

/// Positions of the uncertain values that the odds of any variant hang on.
fn used(variants: &[Scenario]) -> Vec<usize> {
    let uses: Vec<Vec<bool>> = variants.iter().map(Scenario::uses).collect();
    let count = uses.first().map_or(0, Vec::len);
    (0..count).filter(|&value| uses.iter().any(|used| used[value])).collect()
}

/// Normal scores of all values, by draw.
fn scores(arena: &Arena) -> Vec<Vec<f64>> {
    let normal = Normal::standard();
    let points = (0..arena.prepared.draws()).filter_map(|draw| arena.prepared.probabilities(draw));
    points.map(|point| point.iter().map(|&u| normal.inverse_cdf(u)).collect()).collect()
}

/// A row that may take the place of the best.
struct Rival {
    row: usize,
    /// By draw: its odds less those of the best, over all trials.
    ahead: Vec<f64>,
    /// Variance of these over the draws, free of the noise inside a draw; absent if not known.
    variance: Option<f64>,
}

/// The rows nearest to the best, the nearest first, without those that never came out otherwise.
fn rivals(pool: &Pool, rows: usize, best: usize) -> Vec<Rival> {
    let own = pool.odds_by_cell(best);
    let mut order: Vec<(f64, usize)> =
        (0..rows).filter(|&row| row != best).map(|row| (pool.mean(row, ODDS).mean, row)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let rival = |(_, row): (f64, usize)| {
        let other = pool.odds_by_cell(row);
        let ahead: Vec<f64> = other.iter().zip(&own).map(|(other, own)| other.all - own.all).collect();
        ahead.iter().any(|&ahead| ahead != 0.0).then(|| Rival { row, ahead, variance: variance(&other, &own) })
    };
    order.into_iter().filter_map(rival).take(MOST_RIVALS).collect()
}

/// Covariance over the draws of the differences in the two halves of each draw's trials: noise is independent in these.
fn variance(other: &[CellOdds], own: &[CellOdds]) -> Option<f64> {
    let halves = |(other, own): (&CellOdds, &CellOdds)| {
        let (other, own) = (other.halves?, own.halves?);
        Some([other[0] - own[0], other[1] - own[1]])
    };
    let pairs: Vec<[f64; 2]> = other.iter().zip(own).map(halves).collect::<Option<_>>()?;
    let mean = |half: usize| pairs.iter().map(|pair| pair[half]).sum::<f64>() / pairs.len() as f64;
    let means = [mean(0), mean(1)];
    let products: f64 = pairs.iter().map(|pair| (pair[0] - means[0]) * (pair[1] - means[1])).sum();
    Some(products / pairs.len() as f64).filter(|&variance| variance > 0.0)
}

struct Search<'a> {
    arena: &'a Arena<'a>,
    scenario: &'a Scenario,
    scores: Vec<Vec<f64>>,
    rivals: Vec<Rival>,
    /// Miss probability of the statement that a rival is better somewhere.
    level: f64,
    used: Vec<usize>,
}

impl Search<'_> {
    fn of(&self, value: usize) -> Option<BreakEven> {
        let uncertain = &self.scenario.uncertain()[value];
        let at = |z: f64| uncertain.law.quantile(normal_below(z));
        let controls = self.controls(value);
        let row = |scores: &Vec<f64>| {
            let own = basis(scores[value]);
            own.into_iter().chain(controls.iter().map(|&control| scores[control])).collect::<Vec<f64>>()
        };
        let rows = self.scores.iter().map(row).collect();
        let regression = Regression::new(rows, self.arena.prepared.replicate_of().to_vec())?;
        let curves: Vec<Curve> = self
            .rivals
            .iter()
            .map(|rival| Curve { row: rival.row, fit: regression.fit(&rival.ahead), level: self.level })
            .collect();
        let weight = self.rivals.first().zip(curves.first());
        Some(BreakEven {
            path: uncertain.path.clone(),
            range: (at(-REACH), at(REACH)),
            weight: weight.and_then(|(rival, curve)| self.weight(value, rival, curve)),
            flip: nearest_flip(&curves).map(|(z, curve, side)| curve.flip(z, side, &at)),
        })
    }

    /// Values that the regression takes out of the scatter: all that are used and not correlated with this one, directly
    /// or through others, if the draws are enough.
    fn controls(&self, value: usize) -> Vec<usize> {
        if self.used.len() * DRAWS_PER_CONTROL > self.scores.len() {
            return Vec::new();
        }
        let mut moving = vec![value];
        let mut next = 0;
        while next < moving.len() {
            for correlation in self.scenario.correlations() {
                let (a, b) = correlation.between;
                for (from, to) in [(a, b), (b, a)] {
                    if from == moving[next] && !moving.contains(&to) {
                        moving.push(to);
                    }
                }
            }
            next += 1;
        }
        self.used.iter().copied().filter(|other| !moving.contains(other)).collect()
    }

    /// Share of the variance of the difference that the value alone explains.
    fn weight(&self, value: usize, rival: &Rival, curve: &Curve) -> Option<f64> {
        let count = self.scores.len() as f64;
        let rows: Vec<[f64; BASIS]> = self.scores.iter().map(|scores| basis(scores[value])).collect();
        let centre = |k: usize| rows.iter().map(|row| row[k]).sum::<f64>() / count;
        let centres: [f64; BASIS] = std::array::from_fn(centre);
        let explained = rows.iter().map(|row| {
            let off: [f64; BASIS] = std::array::from_fn(|k| row[k] - centres[k]);
            let fitted = curve.fit.at(&off);
            // What the curve scatters by chance is no explanation.
            Some(fitted.mean * fitted.mean - fitted.standard_error()?.powi(2))
        });
        let explained = explained.sum::<Option<f64>>()? / count;
        Some((explained / rival.variance?).clamp(0.0, 1.0))
    }
}

fn basis(z: f64) -> [f64; BASIS] {
    [1.0, z, z * z, z * z * z]
}

/// What the best row is ahead of a rival, along the score of a value.
struct Curve {
    row: usize,
    fit: Fit,
    level: f64,
}

impl Curve {
    fn ahead(&self, z: f64) -> f64 {
        self.fit.at(&basis(z)).mean
    }

    /// The difference in standard errors, and the degrees of freedom of these.
    fn in_errors(&self, z: f64) -> Option<(f64, f64)> {
        let ahead = self.fit.at(&basis(z));
        let error = ahead.standard_error()?;
        let freedom = ahead.degrees_of_freedom()?;
        Some((if error > 0.0 { ahead.mean / error } else { ahead.mean.signum() * f64::INFINITY }, freedom))
    }

    /// Whether the rival is told to be better at a score.
    fn is_behind(&self, z: f64) -> bool {
        self.in_errors(z).is_some_and(|(errors, freedom)| errors < -student_quantile(2.0 * self.level, freedom))
    }

    fn flip(&self, z: f64, side: Side, at: &dyn Fn(f64) -> f64) -> Flip {
        let unclear = |z: f64| self.in_errors(z).is_none_or(|(e, freedom)| e.abs() <= student_quantile(ALPHA, freedom));
        let reach = |direction: f64| {
            let step = 2.0 * REACH / STEPS as f64;
            let mut end = z;
            while end.abs() < REACH && unclear(end + direction * step) {
                end += direction * step;
            }
            // Between the last step at which it is unclear and the next.
            let edge = halved(end, end + direction * step, &|z| unclear(z));
            edge.clamp(-REACH, REACH)
        };
        let (low, high) = (at(reach(-1.0)), at(reach(1.0)));
        let value = at(z);
        // By the slope of the curve and of the value along the score.
        let small = 1e-4;
        let slope = (self.ahead(z + small) - self.ahead(z - small)) / (at(z + small) - at(z - small));
        let error = self.fit.at(&basis(z)).standard_error().map(|error| (error / slope).abs());
        let interval = error.map(|standard_error| Interval { standard_error, low, high });
        Flip { at: Estimate { mean: value, interval }, probability_below: normal_below(z), side, rival: self.row }
    }
}

/// The point between `inside`, where a test holds, and `outside`, where it does not.
fn halved(mut inside: f64, mut outside: f64, holds: &dyn Fn(f64) -> bool) -> f64 {
    for _ in 0..40 {
        let middle = 0.5 * (inside + outside);
        if holds(middle) { inside = middle } else { outside = middle }
    }
    inside
}

/// The flip nearest to the median, with the rival's curve and the side on which it is better.
fn nearest_flip(curves: &[Curve]) -> Option<(f64, &Curve, Side)> {
    let score = |step: usize| REACH * (2.0 * step as f64 / STEPS as f64 - 1.0);
    let lowest = |z: f64| curves.iter().map(|curve| curve.ahead(z)).fold(f64::INFINITY, f64::min);
    let heights: Vec<f64> = (0..=STEPS).map(|step| lowest(score(step))).collect();
    let mut found: Option<(f64, &Curve, Side)> = None;
    for step in 0..STEPS {
        let (here, next) = (heights[step] > 0.0, heights[step + 1] > 0.0);
        if here == next {
            continue;
        }
        let (inside, outside) = if here { (step, step + 1) } else { (step + 1, step) };
        let z = halved(score(inside), score(outside), &|z| lowest(z) > 0.0);
        let side = if here { Side::Above } else { Side::Below };
        let beyond = |step: &usize| if here { *step > inside } else { *step < inside };
        let told = |curve: &&Curve| {
            curve.ahead(score(outside)) <= 0.0 && (0..=STEPS).filter(beyond).any(|step| curve.is_behind(score(step)))
        };
        let nearer = found.is_none_or(|(other, _, _)| z.abs() < other.abs());
        if let Some(curve) = curves.iter().find(told).filter(|_| nearer) {
            found = Some((z, curve, side));
        }
    }
    found
}
