//! How much of a schedule a thinned trial draws, and when it may.
//!
//! Conversations are a Poisson process. A trial that keeps each of them independently with probability `k` and takes a
//! kept one that is captured with probability `P` to be captured with `P / k` has, given latent state, the same law of
//! captured conversations: they are a Poisson process with the intensity `k (P / k) = P` times the schedule's, whatever
//! `k` is, as long as `P <= k`. So odds, counts, harm, first captures and attribution are those of the whole schedule; the
//! funnel's expected counts, which are sums over conversations, are right in the mean when each kept one counts `1 / k`
//! times (Campbell's formula). What a trial costs no longer grows with the crowd, but with what is kept.
//!
//! - `min(1, ·)`, the conversation's own multiplier and forced lapses are inside `P`, which is computed for kept
//!   conversations as for any.
//! - `P <= k` is guaranteed by the greatest `P` of any conversation of the kind: all its legs recorded, over the channel
//!   that is read most often, by every campaign. Only with so many joiners as no run ever sees is `P / k` cut to 1.
//! - `own` of the review pile is not a sum over one conversation. Review depends on it, and not linearly; a thinned trial
//!   has only an estimate of it. Such a trial is run only where the pile is so large, or so small, that no `own` could be
//!   told from its expectation: a question to the model and the places of the collectors alone, so that the answer does
//!   not depend on what is kept. Elsewhere the whole schedule is drawn.
//! - `k` is rounded up to a power of the fourth root of 1/2; a variant has its baseline's where that is enough, and all in one comparison have the greatest
//!   that any of them needs: so they keep the same conversations.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::compiled::{GroupModel, JoinerModel, JoinerNumber, Model, PersonOdds, Starters};
use super::hearing::{MOST_PLACES_IN_ONE, draws_one};
use super::selection::{Audible, Bound, OfOne, Selection};
use crate::random::{Entity, Stream, Trial};

/// Conversations that a thinned trial looks at, at least, of a larger schedule; of those that it chooses among it keeps a
/// quarter. More would tell more of a trial, for more time: trials per second and time to a given error pull apart here.
const LOOKED_AT: f64 = 16.0;
/// What a channel counts at least, for the one that counts most.
const LEAST_OF_CHANNELS: f64 = 0.05;

/// Which of the conversations that people of one group start of one kind a thinned schedule keeps.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Thinning {
    /// The share that is looked at.
    pub opened: f64,
    /// How likely a capture can be.
    bound: Bound,
    /// How they are chosen; absent where all are kept.
    selection: Option<Arc<Selection>>,
    /// Whether of many places where somebody can be heard one is drawn: not where a pile is reviewed in part, since its
    /// `own` would be known the worse.
    pub draws_place: bool,
    /// By channel, what hearing it is worth beside the others; empty where all is drawn.
    pub channels: Arc<Vec<f64>>,
}

impl Thinning {
    /// All are kept.
    pub fn all() -> Self {
        Self { opened: 1.0, bound: Bound::flat(1.0), selection: None, draws_place: true, channels: Arc::default() }
    }

    /// How many conversations one that is looked at stands for, by who starts it; absent where it is not kept.
    pub fn weight(&self, group: Entity, person: usize, stream: &mut Stream, trial: &Trial) -> Option<f64> {
        let Some(selection) = &self.selection else { return Some(1.0 / self.opened) };
        let odds = selection.odds(&self.bound, self.opened, group, person, trial);
        (stream.uniform() < odds).then(|| 1.0 / (self.opened * odds))
    }

    /// What one conversation that is kept can add to `own`, when its legs can be heard so far ([`Audible`]); absent
    /// where others join, or its odds of a lapse have a multiplier.
    pub fn own_of_one(&self, audible: Option<&Audible>) -> OfOne {
        let of_kept = match (&self.selection, audible) {
            (None, _) => OfOne::flat(1.0),
            (Some(selection), None) => OfOne::flat(1.0 / selection.least()),
            (Some(selection), Some(audible)) => selection.heard_of_one(audible),
        };
        of_kept.times(1.0 / self.opened)
    }

    /// So that conversations are kept that are captured as often as those of another at most.
    fn with(&self, other: &Self) -> Self {
        let opened = self.opened.max(other.opened);
        let selection = self.selection.clone().filter(|_| opened < 1.0);
        let bound = self.bound.max(&other.bound);
        let draws_place = self.draws_place && other.draws_place;
        Self { opened, bound, selection, draws_place, channels: Arc::clone(&self.channels) }
    }
}

/// What a model keeps, starters by starters.
pub(super) fn thin(model: &mut Model, baseline: Option<&Model>) {
    let expected: f64 = model.starters.iter().map(|starters| model.conversations(starters)).sum();
    for index in 0..model.starters.len() {
        let starters = &model.starters[index];
        let same = |other: &&Arc<Starters>| (other.kind, other.group) == (starters.kind, starters.group);
        let before = baseline.and_then(|baseline| baseline.starters.iter().find(same));
        let may_be_large = before.map_or(expected > LOOKED_AT, |other| other.thinning.opened < 1.0);
        let bound = if may_be_large { model.bound(starters) } else { Bound::flat(1.0) };
        let opened = rounded_up(bound.greatest());
        let thinning = if opened < 1.0 {
            let start = before.map_or_else(|| model.own_thinning(starters, expected), |other| other.thinning.clone());
            start.with(&Thinning { opened, bound, draws_place: !model.is_limited(), ..Thinning::all() })
        } else {
            Thinning::all()
        };
        if thinning != starters.thinning {
            Arc::make_mut(&mut model.starters[index]).thinning = thinning;
        }
    }
}

/// Lets models that run side by side keep the same conversations, matched by the names of kind and group: chosen as in
/// the first, of the greatest share that any of them looks at.
pub fn keep_alike(models: &mut [Arc<Model>]) {
    let mut alike: BTreeMap<Entity, Thinning> = BTreeMap::new();
    for starters in models.iter().flat_map(|model| &model.starters) {
        let thinning = alike.entry(starters.entity).or_insert_with(|| starters.thinning.clone());
        *thinning = thinning.with(&starters.thinning);
    }
    for model in models {
        for index in 0..model.starters.len() {
            let starters = &model.starters[index];
            // Channels are the model's own: another scenario may have others.
            let channels = Arc::clone(&starters.thinning.channels);
            let thinning = Thinning { channels, ..alike[&starters.entity].clone() };
            if starters.thinning != thinning {
                Arc::make_mut(&mut Arc::make_mut(model).starters[index]).thinning = thinning;
            }
        }
        let own_of_one = model.own_of_each();
        if model.own_of_one != own_of_one {
            Arc::make_mut(model).own_of_one = own_of_one;
        }
    }
}

/// Fourth roots of 1/2, 1/4 and 1/8.
const ROOTS: [f64; 3] = [0.840_896_415_253_714_5, 0.707_106_781_186_547_5, 0.594_603_557_501_360_5];

/// A share, rounded up to a power of the fourth root of 1/2, so that scenarios that are nearly alike keep the same
/// conversations; 1 for any of 1 and above.
fn rounded_up(share: f64) -> f64 {
    let mut power = 1.0;
    while power * 0.5 >= share && power > f64::MIN_POSITIVE {
        power *= 0.5;
    }
    ROOTS.map(|root| root * power).into_iter().rfind(|rounded| *rounded >= share).unwrap_or(power)
}

impl Model {
    /// Expected conversations of an event.
    fn conversations(&self, starters: &Starters) -> f64 {
        let group = &self.groups[starters.group];
        starters.rate * (group.count * (group.last_day + 1 - group.first_day)) as f64
    }

    fn own_thinning(&self, starters: &Starters, expected: f64) -> Thinning {
        let (group, kind) = (&self.groups[starters.group], &self.kinds[starters.kind]);
        let audible = Audible::of(self, group, kind);
        let selection = Selection::of(self, starters, &audible);
        let slips = (kind.lapse_factor * (group.mistake.mean() + group.workaround.mean())).min(1.0);
        let legs = audible.slipping.iter().zip(&audible.steady);
        let channels: Vec<f64> = legs.map(|(slipping, steady)| slips * slipping + steady).collect();
        // No channel counts for nothing: a variant may use one that its baseline does not.
        let least = LEAST_OF_CHANNELS * channels.iter().copied().fold(0.0, f64::max) + f64::MIN_POSITIVE;
        let channels = Arc::new(channels.into_iter().map(|value| value.max(least)).collect());
        Thinning {
            opened: rounded_up(LOOKED_AT / expected),
            bound: Bound::flat(0.0),
            selection,
            draws_place: true,
            channels,
        }
    }

    fn bound(&self, starters: &Starters) -> Bound {
        let (group, kind) = (&self.groups[starters.group], &self.kinds[starters.kind]);
        let captured = kind.recognised * self.most_places_in_one(starters) * self.campaigns.len() as f64;
        if starters.joiners.is_empty() && kind.lapse_multiplier.is_none() {
            return Bound::of(group, kind, &Audible::of(self, group, kind), captured);
        }
        let audible = (0..self.readable.len()).filter(|&channel| self.picked_up[channel]);
        let readable = audible.map(|channel| self.readable[channel]).fold(0.0, f64::max);
        let others: u64 = starters.joiners.iter().map(|joiner| joiner.most(&self.groups[joiner.group])).sum();
        Bound::flat((captured * readable * (1 + others) as f64).min(1.0))
    }

    /// How many times as much as it is the leg of a thinned schedule can count, because of the place that is drawn for it.
    pub(super) fn most_places_in_one(&self, starters: &Starters) -> f64 {
        let many = |group: usize| self.groups[group].whereabouts.iter().any(draws_one);
        if !self.is_limited() && starters.groups().any(many) { MOST_PLACES_IN_ONE } else { 1.0 }
    }

    /// Whether any campaign reviews only so much.
    pub(super) fn is_limited(&self) -> bool {
        self.campaigns.iter().any(|campaign| campaign.review_per_day.is_some())
    }

    /// Whether a thinned schedule is smaller than the whole.
    pub(super) fn is_thinned(&self) -> bool {
        self.starters.iter().any(|starters| starters.thinning.opened < 1.0)
    }
}

impl JoinerModel {
    /// How many join at most; where that is open, more do in less than one of 10^12 conversations.
    fn most(&self, group: &GroupModel) -> u64 {
        let people = group.count as u64;
        match self.number {
            JoinerNumber::Fixed(count) => count.min(people),
            JoinerNumber::Uniform { min, width } => (min + width - 1).min(people),
            JoinerNumber::Poisson(mean) => ((mean + 8.0 * mean.sqrt() + 12.0) as u64).min(people),
        }
    }

    pub(super) fn mean(&self) -> f64 {
        match self.number {
            JoinerNumber::Fixed(count) => count as f64,
            JoinerNumber::Uniform { min, width } => min as f64 + (width - 1) as f64 / 2.0,
            JoinerNumber::Poisson(mean) => mean,
        }
    }
}

impl PersonOdds {
    pub(super) fn mean(&self) -> f64 {
        match self {
            Self::Alike(odds) => *odds,
            Self::Varied { mean, .. } => *mean,
        }
    }

    pub(super) fn variance(&self) -> f64 {
        match self {
            Self::Alike(_) => 0.0,
            Self::Varied { mean, variation, .. } => (mean * variation).powi(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_up_by_a_sixth_at_most() {
        let pairs =
            [(3.0, 1.0), (1.0, 1.0), (0.85, 1.0), (0.84, ROOTS[0]), (0.5, 0.5), (0.26, 0.5 * ROOTS[2]), (0.25, 0.25)];
        for (share, power) in pairs {
            assert_eq!(rounded_up(share), power, "{share}");
        }
        for share in (1..1000).map(|share| f64::from(share) / 1000.0) {
            assert!((share..1.19 * share).contains(&rounded_up(share)), "{share}");
        }
        assert!(rounded_up(0.0) > 0.0);
    }
}
