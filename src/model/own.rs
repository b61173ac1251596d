//! What the legs of a schedule add to `own` of the review pile at most, so that it is known whether any `own` could be told
//! from its expectation before a conversation is drawn.

use std::sync::Arc;

use super::compiled::{GroupModel, Model, Starters};
use super::kind::{KindModel, Lines};
use super::selection::{Audible, OfOne};

/// People's own odds of a lapse may come out high in a trial, for many people at once never by this factor.
const MARGIN: f64 = 4.0;

impl Model {
    /// What one conversation of a thinned schedule adds to `own`; 0 where nothing is thinned or piled up.
    pub(super) fn own_of_each(&self) -> OfOne {
        if !self.is_limited() || !self.is_thinned() {
            return OfOne::flat(0.0);
        }
        let of_starters = |starters: &Arc<Starters>| {
            let kind = &self.kinds[starters.kind];
            let alone = starters.joiners.is_empty() && kind.lapse_multiplier.is_none();
            let audible = alone.then(|| Audible::of(self, &self.groups[starters.group], kind));
            starters.thinning.own_of_one(audible.as_ref())
        };
        self.starters.iter().map(of_starters).fold(OfOne::flat(1.0), OfOne::max)
    }

    /// By venue: what the legs that start there on a day add to `own` of a campaign that covers it, in expectation and at
    /// most: as if every one that can be heard at all were recorded, and people lapsed [`MARGIN`] times as often as on
    /// average.
    pub(super) fn most_own(&self) -> Vec<f64> {
        let mut most = vec![0.0; self.venues];
        for starters in &self.starters {
            let started = MARGIN * starters.rate * self.groups[starters.group].count as f64;
            let joiners = starters.joiners.iter().map(|joiner| (joiner.group, joiner.mean()));
            for (group, number) in std::iter::once((starters.group, 1.0)).chain(joiners) {
                self.add_most_heard(&mut most, started * number, &self.kinds[starters.kind], &self.groups[group]);
            }
        }
        most
    }

    /// Adds so many legs of a group, by where people are in the hours of the kind, times the odds that they are readable
    /// and run over a channel that is picked up somewhere.
    fn add_most_heard(&self, most: &mut [f64], legs: f64, kind: &KindModel, group: &GroupModel) {
        let slip = ((group.mistake.mean() + group.workaround.mean()) * kind.lapse_factor).min(1.0);
        let heard = |lines: &Lines| {
            let channels = lines.audible.iter().map(|line| {
                let approved = if lines.approved.is_some() { line.approved } else { line.open };
                self.readable[line.channel] * (approved + slip * (line.unblocked + line.open)).min(1.0)
            });
            channels.sum::<f64>().min(1.0)
        };
        // People are wherever they are in either of two hours.
        for (_, venue, share) in kind.places_of(self, group) {
            most[venue] += legs * share * heard(&kind.lines[venue]);
        }
    }
}
