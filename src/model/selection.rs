//! Which of the conversations that are looked at a thinned schedule keeps: those of people who lapse often rather than
//! those of people who hardly ever do.
//!
//! The odds that a conversation is captured are nearly proportional to its *worth* `W = q + s`: `s` the odds of a mistake
//! and of a workaround, together, of whoever starts it, with the kind's factor; `q` what does not depend on that person:
//! legs that are heard without a lapse, forced ones, and those of whoever joins. It is kept with probability
//! `a = A W / E[W]`, cut to `[LEAST, 1]`, and read off tables over the person's scores, so that it is known as soon as the
//! person is. Since `a` does not depend on what becomes of its legs, what is kept is a Poisson process still (Russian
//! roulette: H. Kahn, T. E. Harris, National Bureau of Standards Applied Mathematics Series 12 (1951) 27).

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

/// Steps of a table for each unit of the score, and the score at which it begins.
const STEPS: f64 = 8.0;
const FIRST: f64 = -4.0;
const LENGTH: usize = 8 * 8;

/// How conversations that people of one group start of one kind are chosen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Selection {
    /// The part of the probability of being kept that all have.
    steady: f64,
    /// What a person's scores add to it.
    mistake: Part,
    workaround: Part,
}

/// What one of a person's odds adds to the probability of being kept.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Alike(f64),
    /// By the person's score, in steps.
    Varied(Vec<f64>),
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
                mistake: Part::of(&group.mistake, slope * kind.lapse_factor),
                workaround: Part::of(&group.workaround, slope * kind.lapse_factor),
            })
        })
    }

    /// The probability that a conversation that a person of a group starts is kept, in `[LEAST, 1]`.
    pub fn odds(&self, group: Entity, person: usize, trial: &Trial) -> f64 {
        // The scores are those of the latent state, in its order.
        let mut stream = trial.stream(Address { entity: group, item: person as u64, lane: 0 }, Purpose::Person);
        let mistake = self.mistake.read(score(&mut stream));
        let workaround = match &self.workaround {
            Part::Alike(odds) => *odds,
            varied => varied.read(score(&mut stream)),
        };
        (self.steady + mistake + workaround).clamp(LEAST, 1.0)
    }
}

impl Part {
    fn of(odds: &PersonOdds, slope: f64) -> Self {
        let middle = |step: usize| slope * odds.at(FIRST + (step as f64 + 0.5) / STEPS);
        match odds {
            PersonOdds::Alike(odds) => Self::Alike(slope * odds),
            PersonOdds::Varied { .. } => Self::Varied((0..LENGTH).map(middle).collect()),
        }
    }

    #[inline]
    fn read(&self, score: f64) -> f64 {
        match self {
            Self::Alike(odds) => *odds,
            // Below the first step the number is 0.
            Self::Varied(table) => table[(((score - FIRST) * STEPS) as usize).min(LENGTH - 1)],
        }
    }
}

/// What of the legs of a group in a kind of conversation is readable and runs over a channel that is picked up somewhere,
/// on average over hours and places.
#[derive(Debug, Clone, Default)]
pub(super) struct Audible {
    /// By channel: of legs that slip.
    pub slipping: Vec<f64>,
    /// By channel: of legs that do not.
    pub steady: Vec<f64>,
}

impl Audible {
    pub fn of(model: &Model, group: &GroupModel, kind: &KindModel) -> Self {
        let nothing = vec![0.0; model.readable.len()];
        let mut audible = Self { slipping: nothing.clone(), steady: nothing };
        for (hour, share) in kind.hours.shares() {
            let local = (hour as f64 + kind.to_local) as usize % HOURS_PER_DAY;
            for (place, odds) in group.whereabouts[local].shares() {
                match &group.lodging {
                    Some(lodging) if place == model.venues => lodging
                        .shares()
                        .for_each(|(venue, part)| audible.add(model, group, &kind.lines[venue], share * odds * part)),
                    _ => audible.add(model, group, &kind.lines[place], share * odds),
                }
            }
        }
        audible
    }

    fn add(&mut self, model: &Model, group: &GroupModel, lines: &Lines, odds: f64) {
        for line in &lines.audible {
            let odds = odds * model.readable[line.channel];
            let substituted = lines.blocked_share * group.substitutes * line.open;
            self.slipping[line.channel] += odds * (line.unblocked + substituted);
            self.steady[line.channel] += odds * if lines.approved.is_some() { line.approved } else { line.open };
        }
    }

    /// How likely a leg that does not slip can be heard, for one that slips; absent where no slip can be heard.
    fn without_slip(&self) -> Option<f64> {
        let slipping: f64 = self.slipping.iter().sum();
        (slipping > 0.0).then(|| self.steady.iter().sum::<f64>() / slipping)
    }
}
