//! Laws that hold what is believed now.

use crate::scenario::Ignorance;

/// Digits of the numbers of a fitted law.
const DIGITS: usize = 4;
/// The points that a PERT law is fitted to.
const POINTS: [f64; 3] = [0.05, 0.5, 0.95];
/// Steps of the search for a PERT law: halved until they are too small to show.
const FIRST_STEP: f64 = 0.25;
const LAST_STEP: f64 = 1e-4;

/// The law of the same kind with these 5 %, 50 % and 95 % points, as nearly as it can have them. A PERT law stays inside
/// the bounds that were believed before.
pub(super) fn fitted(before: &Ignorance, points: [f64; 3]) -> Ignorance {
    match *before {
        Ignorance::LogNormal { .. } => Ignorance::LogNormal { low: rounded(points[0]), high: rounded(points[2]) },
        Ignorance::LogitNormal { .. } => Ignorance::LogitNormal { low: rounded(points[0]), high: rounded(points[2]) },
        Ignorance::Pert { min, mode, max } => pert([min, mode, max], points),
    }
}

fn rounded(value: f64) -> f64 {
    format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value)
}

/// A search along the axes: of bounds and mode, in shares of the width between the bounds before.
fn pert([min, mode, max]: [f64; 3], points: [f64; 3]) -> Ignorance {
    let width = max - min;
    let miss = |[low, peak, high]: [f64; 3]| -> f64 {
        if !(min <= low && low <= peak && peak <= high && high <= max && high - low > 1e-3 * width) {
            return f64::INFINITY;
        }
        let law = Ignorance::Pert { min: low, mode: peak, max: high };
        POINTS.iter().zip(points).map(|(&u, wanted)| ((law.quantile(u) - wanted) / width).powi(2)).sum()
    };
    let mut best = [min, mode, max];
    let mut least = miss(best);
    let mut step = FIRST_STEP;
    while step > LAST_STEP {
        let moves = (0..3).flat_map(|part| [(part, step), (part, -step)]);
        let tried = moves.map(|(part, step)| {
            let mut law = best;
            law[part] = (law[part] + step * width).clamp(min, max);
            (miss(law), law)
        });
        match tried.min_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((found, law)) if found < least => (least, best) = (found, law),
            _ => step *= 0.5,
        }
    }
    let [low, peak, high] = best.map(rounded);
    Ignorance::Pert { min: low.max(min), mode: peak.clamp(low.max(min), high.min(max)), max: high.min(max) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_fitted_to_its_own_points_is_itself() {
        for law in [
            Ignorance::LogNormal { low: 0.5, high: 7.0 },
            Ignorance::LogitNormal { low: 0.02, high: 0.4 },
            Ignorance::Pert { min: 0.1, mode: 0.3, max: 0.9 },
        ] {
            let found = fitted(&law, POINTS.map(|u| law.quantile(u)));
            for u in POINTS {
                assert!((found.quantile(u) / law.quantile(u) - 1.0).abs() < 0.01, "{found:?}");
            }
        }
    }

    #[test]
    fn a_pert_law_moves_with_its_points_and_stays_inside_its_bounds() {
        let before = Ignorance::Pert { min: 0.0, mode: 0.2, max: 1.0 };
        let found = fitted(&before, [0.3, 0.5, 0.7]);
        let Ignorance::Pert { min, max, .. } = found else { unreachable!() };
        assert!(0.0 <= min && max <= 1.0);
        assert!((found.quantile(0.5) - 0.5).abs() < 0.02 && (found.quantile(0.05) - 0.3).abs() < 0.03, "{found:?}");
    }
}
