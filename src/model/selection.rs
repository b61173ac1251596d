//! Which of the conversations that are looked at a thinned schedule keeps: those of people who lapse often rather than
//! those of people who hardly ever do.
//!
//! The odds that a conversation is captured are nearly proportional to its *worth* `W = q + s`: `s` the odds of a mistake
//! and of a workaround, together, of whoever starts it, with the kind's factor; `q` what does not depend on that person:
//! legs that are heard without a lapse, forced ones, and those of whoever joins. It is kept with probability
//! `a = A W / E[W]`, cut to `[LEAST, 1]` and at least what its odds may need ([`Bound`]), read off tables over the person's
//! scores, so that it is known as soon as the person is. Since `a` does not depend on what becomes of its legs, what is
//! kept is a Poisson process still (Russian roulette: H. Kahn, T. E. Harris, National Bureau of Standards Applied
//! Mathematics Series 12 (1951) 27).

use std::sync::Arc;

use super::compiled::{GroupModel, Model, PersonOdds, Starters};
use super::kind::{KindModel, Lines};
use super::sampler::score;
use super::steps::{Step, Steps};
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
    /// The part of the probability of being kept that all have.
    steady: f64,
    /// What a person's scores add to it.
    mistake: Steps,
    workaround: Steps,
    /// By how much it grows with the odds of a slip.
    slope: f64,
    /// The mean of the squared odds of a slip over their mean.
    tail: f64,
}

/// What a single conversation of a thinned schedule adds to a sum: at most, and by the mean of its square over its mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct OfOne {
    pub greatest: f64,
    pub spread: f64,
}

/// No conversation is captured, or counted for those that are, with a probability above this, by the scores of the person
/// who starts it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bound {
    steady: f64,
    mistake: Steps,
    workaround: Steps,
}

impl Selection {
    /// For these starters, of whose legs so much is audible; absent where choosing does not pay.
    pub fn of(model: &Model, starters: &Starters, audible: &Audible) -> Option<Arc<Self>> {
        let (group, kind) = (&model.groups[starters.group], &model.kinds[starters.kind]);
        let slips = |group: &GroupModel| kind.lapse_factor * (group.mistake.mean() + group.workaround.mean());
        let mut steady = audible.without_slip()?;
        for joiner in &starters.joiners {
            let joining = &model.groups[joiner.group];
            let without_slip = Audible::of(model, joining, kind).without_slip().unwrap_or(0.0);
            steady += joiner.mean() * (without_slip + slips(joining));
        }
        let mean = steady + slips(group);
        let variance = kind.lapse_factor.powi(2) * (group.mistake.variance() + group.workaround.variance());
        let slope = AVERAGE / mean;
        (variance > SPREAD * mean * mean).then(|| {
            Arc::new(Self {
                steady: slope * steady,
                mistake: Steps::middles(&group.mistake, slope * kind.lapse_factor),
                workaround: Steps::middles(&group.workaround, slope * kind.lapse_factor),
                slope,
                tail: (variance + slips(group).powi(2)) / slips(group),
            })
        })
    }

    /// The probability that a conversation that a person of a group starts is kept, when a share of them is looked at.
    #[inline]
    pub fn odds(&self, bound: &Bound, opened: f64, group: Entity, person: usize, trial: &Trial) -> f64 {
        // Those of the latent state, in its order.
        let mut stream = trial.stream(Address { entity: group, item: person as u64, lane: 0 }, Purpose::Person);
        let mistake = Step::of(score(&mut stream));
        let flat = self.workaround.is_flat() && bound.workaround.is_flat();
        let workaround = if flat { Step::FIRST } else { Step::of(score(&mut stream)) };
        let worth = self.steady + self.mistake.at(mistake) + self.workaround.at(workaround);
        let needed = bound.steady + bound.mistake.at(mistake) + bound.workaround.at(workaround);
        worth.max(LEAST).max(needed / opened).min(1.0)
    }
}

impl OfOne {
    /// The same each time.
    pub fn flat(most: f64) -> Self {
        Self { greatest: most, spread: most }
    }

    /// Each so many times as much.
    pub fn times(self, factor: f64) -> Self {
        Self { greatest: factor * self.greatest, spread: factor * self.spread }
    }

    /// The greater of two, of either.
    pub fn max(self, other: Self) -> Self {
        Self { greatest: self.greatest.max(other.greatest), spread: self.spread.max(other.spread) }
    }
}

impl Selection {
    /// No conversation is kept with a probability below this.
    pub fn least(&self) -> f64 {
        self.steady.max(LEAST)
    }

    /// What is heard of a leg at most, over the odds `a` of being kept (to a tenth, since these go by steps): the greatest
    /// `X / a` with `X = q' + s h` over all odds `s` of a slip, and a bound of `E[X^2 / a] / E[X]`.
    pub fn heard_of_one(&self, audible: &Audible) -> OfOne {
        // Where nothing of the worth is steady, `a` grows with `s` by the slope; up to 1, where all is kept.
        let below_1 = audible.most_steady / self.least() + audible.most_slipping / self.slope;
        let all_kept = audible.most_steady + audible.most_slipping;
        let spread = below_1 + audible.most_steady + audible.most_slipping * self.tail;
        OfOne { greatest: below_1.max(all_kept), spread }
    }
}

impl Bound {
    /// The same for all.
    pub fn flat(odds: f64) -> Self {
        let nothing = Steps::middles(&PersonOdds::Alike(0.0), 1.0);
        Self { steady: odds, mistake: nothing.clone(), workaround: nothing }
    }

    /// Of conversations of one person, without a multiplier of their own: each leg that is heard, slipping or not, is
    /// captured with probability `captured` at most.
    pub fn of(group: &GroupModel, kind: &KindModel, audible: &Audible, captured: f64) -> Self {
        let slipping = captured * audible.most_slipping * kind.lapse_factor;
        Self {
            steady: captured * audible.most_steady,
            mistake: Steps::tops(&group.mistake, slipping),
            workaround: Steps::tops(&group.workaround, slipping),
        }
    }

    /// The greatest of all.
    pub fn greatest(&self) -> f64 {
        (self.steady + self.mistake.greatest() + self.workaround.greatest()).min(1.0)
    }

    /// The greater of two, or more.
    pub fn max(&self, other: &Self) -> Self {
        Self {
            steady: self.steady.max(other.steady),
            mistake: self.mistake.max(&other.mistake),
            workaround: self.workaround.max(&other.workaround),
        }
    }
}

/// What of the legs of a group in a kind of conversation is readable and runs over a channel that is picked up somewhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Audible {
    /// By channel, on average over hours and places: of legs that slip.
    pub slipping: Vec<f64>,
    /// And of legs that do not.
    pub steady: Vec<f64>,
    /// In the hour and lodging in which it is most.
    most_slipping: f64,
    most_steady: f64,
}

impl Audible {
    pub fn of(model: &Model, group: &GroupModel, kind: &KindModel) -> Self {
        let nothing = vec![0.0; model.readable.len()];
        let mut audible = Self { slipping: nothing.clone(), steady: nothing, ..Self::default() };
        kind.local_hours().for_each(|(hour, share)| audible.add_hour(model, group, kind, hour, share));
        audible
    }

    fn add_hour(&mut self, model: &Model, group: &GroupModel, kind: &KindModel, hour: usize, share: f64) {
        let (mut slipping, mut steady) = (0.0, 0.0);
        for (place, odds) in group.whereabouts[hour].shares() {
            let (mut most_slipping, mut most_steady) = (0.0f64, 0.0f64);
            let mut add = |venue: usize, part: f64| {
                let heard = self.add(model, group, &kind.lines[venue], share * odds * part);
                (most_slipping, most_steady) = (most_slipping.max(heard.0), most_steady.max(heard.1));
            };
            match &group.lodging {
                Some(lodging) if place == model.venues => lodging.shares().for_each(|(venue, part)| add(venue, part)),
                _ => add(place, 1.0),
            }
            (slipping, steady) = (slipping + odds * most_slipping, steady + odds * most_steady);
        }
        self.most_slipping = self.most_slipping.max(slipping);
        self.most_steady = self.most_steady.max(steady);
    }

    /// Adds the legs at a venue; returns how much of one that slips is heard there, and of one that does not.
    fn add(&mut self, model: &Model, group: &GroupModel, lines: &Lines, odds: f64) -> (f64, f64) {
        let (mut all_slipping, mut all_steady) = (0.0, 0.0);
        for line in &lines.audible {
            let readable = model.readable[line.channel];
            let slipping = readable * (line.unblocked + lines.blocked_share * group.substitutes * line.open);
            let steady = readable * if lines.approved.is_some() { line.approved } else { line.open };
            self.slipping[line.channel] += odds * slipping;
            self.steady[line.channel] += odds * steady;
            (all_slipping, all_steady) = (all_slipping + slipping, all_steady + steady);
        }
        (all_slipping, all_steady)
    }

    /// How likely a leg that does not slip can be heard, for one that slips; absent where no slip can be heard.
    fn without_slip(&self) -> Option<f64> {
        let slipping: f64 = self.slipping.iter().sum();
        (slipping > 0.0).then(|| self.steady.iter().sum::<f64>() / slipping)
    }
}
