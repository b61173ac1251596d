//! What share of the band of ignorance rests on what: on judgement, on sources, on computation.

use super::prepare::Prepared;
use super::result::{BandShares, BasisShare, Odds};
use crate::scenario::{Basis, Scenario};
use crate::statistics::{LogShares, normal_quantile};

/// From the 5 % to the 95 % quantile of a normal law, in standard deviations.
const BAND_DEVIATIONS: f64 = 2.0 * 1.644_853_626_951_472_9;
/// The fit has to explain the band up to this factor of its variance, either way, to say anything of it.
const EXPLAINS: std::ops::RangeInclusive<f64> = 0.6..=1.5;
/// A share that is not known better than this (standard error) is not told.
const SURE_ENOUGH: f64 = 0.1;

/// The shares of the variance of the logarithm of the odds over the draws, by what the uncertain values rest on. Absent
/// where that cannot be told: without a band, with too few or too noisy draws, or where a log-linear fit does not explain
/// the band.
pub(super) fn band_shares(
    scenario: &Scenario,
    prepared: &Prepared,
    odds: &Odds,
    draw_odds: &[f64],
) -> Option<BandShares> {
    let band = odds.band.filter(|band| band.low > 0.0 && band.high > band.low)?;
    let used: Vec<usize> = (0..).zip(scenario.uses()).filter(|(_, used)| *used).map(|(index, _)| index).collect();
    if draw_odds.len() as u64 != prepared.draws() {
        return None;
    }
    let score = |probability: f64| normal_quantile(2.0 * (1.0 - probability));
    let row = |draw: u64| -> Option<Vec<f64>> {
        let probabilities = prepared.probabilities(draw)?;
        Some(used.iter().map(|&value| score(probabilities[value])).collect())
    };
    let rows: Option<Vec<Vec<f64>>> = (0..prepared.draws()).map(row).collect();
    let fit = LogShares::fit(&rows?, draw_odds, prepared.replicate_of())?;
    let explained = fit.variance / ((band.high / band.low).ln() / BAND_DEVIATIONS).powi(2);
    let basis_of = |&value: &usize| scenario.basis_of(&scenario.uncertain()[value].path);
    let bases: Vec<Option<Basis>> = used.iter().map(basis_of).collect();
    let share = |basis: Option<Basis>| {
        let members: Vec<usize> = (0..bases.len()).filter(|&member| bases[member] == basis).collect();
        let (share, standard_error) = fit.of(&members);
        (!members.is_empty()).then_some(BasisShare { basis, share, standard_error })
    };
    let known = [Some(Basis::Sourced), Some(Basis::Computed), Some(Basis::Judgement), None];
    let by_basis: Vec<BasisShare> = known.into_iter().filter_map(share).collect();
    let sure = by_basis.iter().all(|share| share.standard_error <= SURE_ENOUGH);
    (sure && EXPLAINS.contains(&explained)).then_some(BandShares { explained, by_basis })
}
