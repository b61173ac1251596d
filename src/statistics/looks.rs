//! A run that stops by itself looks at its interval on the way; an interval that is good for one look is too narrow for
//! the look at which it happened to be good enough.

/// Looks a run may take.
pub const LOOKS: usize = 4;

/// Miss probability spent at each look. They sum to 0.05, so that all intervals of a run hold together with at least
/// 95 % (Bonferroni), whichever is the last and however the next look's size was chosen. Most is spent on the second:
/// the first (the pilot) only sizes it.
pub const ALPHA_AT_LOOK: [f64; LOOKS] = [0.005, 0.03, 0.01, 0.005];

/// Share added to the size of the next look, so that it seldom just misses.
const MARGIN: f64 = 1.1;

/// Trials at which the half-width should be under `target`, when `trials` gave `half_width` at the same quantile:
/// half-widths go with `1 / sqrt(trials)`.
pub fn trials_for(target: f64, trials: u64, half_width: f64) -> u64 {
    let needed = trials as f64 * (half_width / target).powi(2) * MARGIN;
    if needed.is_finite() { (needed.ceil() as u64).max(trials + 1) } else { u64::MAX }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_looks_spend_five_percent_together() {
        assert!((ALPHA_AT_LOOK.iter().sum::<f64>() - 0.05).abs() < 1e-12);
    }

    #[test]
    fn half_the_width_needs_four_times_the_trials() {
        assert_eq!(trials_for(0.01, 1000, 0.02), 4400);
        assert_eq!(trials_for(0.02, 1000, f64::INFINITY), u64::MAX);
    }
}
