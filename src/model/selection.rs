//! Which of the conversations that are looked at a thinned schedule keeps: those of people who lapse often rather than
//! those of people who hardly ever do.
//!
//! The odds that a conversation is captured are nearly proportional to its *worth* `W = q + min(1, s F)`: `s` the odds of a
//! mistake and of a workaround, together, of whoever starts it; `F` its factor of lapses; `q` what does not depend on
//! either: legs that are heard without a lapse, forced ones, and those of whoever joins. It is kept with probability
//! `a = min(1, A W / E[W])`, though at least [`LEAST`]. Since `a` does not depend on what becomes of its legs, what is kept
//! is a Poisson process still (Russian roulette: H. Kahn, T. E. Harris, National Bureau of Standards Applied Mathematics
//! Series 12 (1951) 27).

use std::sync::Arc;

use super::compiled::{GroupModel, Model, PersonOdds, Starters};
use super::kind::{KindModel, Lines};
use super::sampler::score;
use crate::quantity::HOURS_PER_DAY;
use crate::random::{Address, Entity, Purpose, Trial};

/// A conversation of average worth is kept with this probability.
const AVERAGE: f64 = 0.25;
/// One of no worth is kept with this.
pub(super) const LEAST: f64 = 0.0625;
/// Where worths spread by less than this squared coefficient of variation, choosing costs more than it gains.
const SPREAD: f64 = 0.5;

/// How conversations that people of one group start of one kind are chosen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Selection {
    mistake: PersonOdds,
    workaround: PersonOdds,
    lapse_factor: f64,
    /// The part of the worth that all have.
    steady: f64,
    /// Probability of being kept for each unit of worth.
    slope: f64,
}

impl Selection {
    /// For these starters; absent where choosing does not pay.
    pub fn of(model: &Model, starters: &Starters) -> Option<Arc<Self>> {
        let (group, kind) = (&model.groups[starters.group], &model.kinds[starters.kind]);
        let slips = |group: &GroupModel| kind.lapse_factor * (group.mistake.mean() + group.workaround.mean());
        let mut steady = heard_without_slip(model, group, kind)?;
        for joiner in &starters.joiners {
            let joining = &model.groups[joiner.group];
            steady += joiner.mean() * (heard_without_slip(model, joining, kind).unwrap_or(0.0) + slips(joining));
        }
        let (mean, squared) = (steady + slips(group), slips(group).powi(2));
        let people = kind.lapse_factor.powi(2) * (group.mistake.variance() + group.workaround.variance());
        let multiplier = kind.lapse_multiplier.as_ref().map_or(1.0, |_| 1.0 + 1.0 / kind.lapse_shape);
        let spreads = (people + squared) * multiplier - squared > SPREAD * mean * mean;
        spreads.then(|| {
            Arc::new(Self {
                mistake: group.mistake.clone(),
                workaround: group.workaround.clone(),
                lapse_factor: kind.lapse_factor,
                steady,
                slope: AVERAGE / mean,
            })
        })
    }

    /// The probability that a conversation with this multiplier that a person starts is kept, in `[LEAST, 1]`.
    pub fn odds(&self, group: Entity, person: usize, multiplier: f64, trial: &Trial) -> f64 {
        // The scores that the person has in the latent state.
        let mut stream = trial.stream(Address { entity: group, item: person as u64, lane: 0 }, Purpose::Person);
        let odds = self.mistake.at(score(&mut stream)) + self.workaround.at(score(&mut stream));
        let worth = self.steady + (odds * self.lapse_factor * multiplier).min(1.0);
        (self.slope * worth).clamp(LEAST, 1.0)
    }
}

/// How likely a leg of a group that does not slip can be heard, for one that slips; absent where no slip can be heard.
fn heard_without_slip(model: &Model, group: &GroupModel, kind: &KindModel) -> Option<f64> {
    let (mut steady, mut slipping) = (0.0, 0.0);
    let mut add = |lines: &Lines, odds: f64| {
        for line in &lines.audible {
            let without = if lines.approved.is_some() { line.approved } else { line.open };
            steady += odds * model.readable[line.channel] * without;
            slipping += odds * model.readable[line.channel] * (line.unblocked + lines.blocked_share * group.substitutes * line.open);
        }
    };
    for (hour, share) in kind.hours.shares() {
        let local = (hour as f64 + kind.to_local).rem_euclid(HOURS_PER_DAY as f64) as usize % HOURS_PER_DAY;
        for (place, odds) in group.whereabouts[local].shares() {
            match &group.lodging {
                Some(lodging) if place == model.venues => {
                    lodging.shares().for_each(|(venue, part)| add(&kind.lines[venue], share * odds * part));
                }
                _ => add(&kind.lines[place], share * odds),
            }
        }
    }
    (slipping > 0.0).then_some(steady / slipping)
}
