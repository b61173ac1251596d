//! Placements that are drawn the more often the more they let be captured, and counted the less.
//!
//! Where captures ask for a post at one of few places, hardly a trial has one there. With probability [`SHARE`] a trial is
//! therefore *aimed*: of all the ways in which one post may be at one place in one interval, one is drawn with odds
//! proportional to its own odds times its worth `h`, what a post there is expected to capture, and comes true; all other
//! posts are where they are by the law of the model. So a placement with worth `S`, the sum of `h` over posts and intervals,
//! is drawn with `q = 1 - SHARE + SHARE S / E[S]` times the density that it has, and what its trial observes counts `1 / q`
//! times: means are unbiased whatever the worths (importance sampling with a defensive mixture: T. Hesterberg,
//! Technometrics 37 (1995) 185; the sums of worths make it a size-biased draw). No trial counts more than
//! [`MOST_COUNTED`] times, so that no second moment is above that many times the one of trials that are not aimed. Where
//! captures are rare the odds are nearly proportional to `S`.
//!
//! Variants that share placements share an aim, the even mixture of their own, so that none is aimed past its places.
//!
//! Worths take people as they are on average, legs one by one, and no limit to what is reviewed. They decide what is
//! gained, never what is expected.

use super::campaign::CollectorModel;
use super::compiled::{GroupModel, Model, Starters};
use super::kind::{Audible, KindModel, Lines};
use super::latent::{Placements, Spotted};
use super::sampler::Choice;
use crate::quantity::HOURS_PER_DAY;
use crate::random::{Address, Entity, Placing, Strata, Trial};

/// The share of the trials that are aimed.
const SHARE: f64 = 0.75;
/// A model whose posts are expected to capture more than this is not aimed: its odds are no longer proportional to their worth.
const MOST_WORTH: f64 = 1.0;
/// No trial that is aimed counts as more than so many.
const MOST_COUNTED: f64 = 1.0 / (1.0 - SHARE);

/// How many times a trial counts at most: what trials meet is met so many times as rarely, at most, as it should be.
pub fn most_counted(placing: Placing) -> f64 {
    if placing == Placing::Aimed { MOST_COUNTED } else { 1.0 }
}

/// The worths of all places for all posts of a model.
#[derive(Debug, Clone)]
pub(super) struct Aim {
    /// By collector kind, those of all campaigns one after another.
    kinds: Vec<Worths>,
    /// `E[S]`.
    total: f64,
    entity: Entity,
}

/// The worths for the posts of one collector kind.
#[derive(Debug, Clone)]
struct Worths {
    /// Its campaign, and its position there.
    kind: (usize, usize),
    posts: usize,
    /// What a post at a place in an interval is expected to capture, by interval and venue, venues running fastest.
    of_place: Vec<f64>,
    /// Running sums of the same times the odds of a post to be there.
    up_to: Vec<f64>,
}

impl Aim {
    fn of(kinds: Vec<Worths>) -> Self {
        let total = kinds.iter().map(Worths::total).sum();
        Self { kinds, total, entity: Entity::named(&["aim"]) }
    }

    /// At a model.
    pub fn at(model: &Model) -> Self {
        let kinds = model.campaigns.iter().enumerate().flat_map(|(campaign, of_campaign)| {
            let collectors = of_campaign.collectors.iter().enumerate();
            collectors.map(move |(index, collector)| Worths::at(model, (campaign, index), collector))
        });
        Self::of(kinds.collect())
    }

    /// At models that place their collectors alike, at all of them as often; absent where none is worth it, or one captures
    /// too much.
    pub fn at_all(models: &[&Model]) -> Option<Self> {
        let (first, rest) = models.split_first()?;
        if rest.is_empty() {
            return first.aim().cloned();
        }
        let all: Vec<&Self> = models.iter().map(|model| model.worths()).collect();
        if all.iter().any(|aim| aim.total > MOST_WORTH) {
            return None;
        }
        let some: Vec<&Self> = all.into_iter().filter(|aim| aim.total > 0.0).collect();
        let mixed = |(position, worths): (usize, &Worths)| {
            let mut of_place = vec![0.0; worths.of_place.len()];
            for aim in &some {
                let own = aim.kinds[position].of_place.iter();
                of_place.iter_mut().zip(own).for_each(|(sum, worth)| *sum += worth / aim.total);
            }
            let (campaign, index) = worths.kind;
            Worths::new(worths.kind, &first.campaigns[campaign].collectors[index], first.venues, of_place)
        };
        let kinds = some.first()?.kinds.iter().enumerate().map(mixed);
        Some(Self::of(kinds.collect()))
    }

    /// The post that a trial is aimed by, and where it is; absent where the trial is not.
    pub fn target(&self, trial: &Trial) -> Option<((usize, usize), Spotted)> {
        let strata = Strata::of(trial, Address { entity: self.entity, item: 0, lane: 0 });
        let number = strata.number(trial.place_in_group());
        let mut rest = number / SHARE * self.total;
        let found = self.kinds.iter().find(|worths| {
            let inside = rest < worths.total();
            rest -= if inside { 0.0 } else { worths.total() };
            inside
        })?;
        Some((found.kind, found.spotted(rest)))
    }

    /// What all posts together are expected to capture: above 0 exactly where anything can be captured.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// How much a trial with these placements counts.
    pub fn weight(&self, placements: &Placements) -> f64 {
        let worth: f64 = self.kinds.iter().map(|worths| placements.sum_over(worths.kind, &worths.of_place)).sum();
        1.0 / (1.0 - SHARE + SHARE * worth / self.total)
    }

    /// The squared coefficient of variation of `S` where trials are not aimed.
    fn variation(&self, model: &Model) -> f64 {
        let of_kind = |worths: &Worths| {
            let collector = &model.campaigns[worths.kind.0].collectors[worths.kind.1];
            worths.posts as f64
                * worths.of_place.chunks(model.venues).map(|worth| variance(collector, worth)).sum::<f64>()
        };
        self.kinds.iter().map(of_kind).sum::<f64>() / (self.total * self.total)
    }
}

impl Model {
    /// Where posts are worth most; absent where no post is worth anything, or all of them are worth too much.
    pub(super) fn aim(&self) -> Option<&Aim> {
        Some(self.worths()).filter(|aim| aim.total > 0.0 && aim.total <= MOST_WORTH)
    }

    /// What all posts together are expected to capture, where trials of the model can be aimed; 0 where they cannot.
    pub fn worth_of_places(&self) -> f64 {
        self.aim().map_or(0.0, |aim| aim.total)
    }

    /// By how much trials differ in where posts are, as far as captures are concerned: the squared coefficient of variation
    /// of the sum of the posts' worths, which stands for the odds where these are small.
    pub fn variation_of_places(&self) -> f64 {
        self.aim().map_or(0.0, |aim| aim.variation(self))
    }
}

impl Worths {
    fn at(model: &Model, kind: (usize, usize), collector: &CollectorModel) -> Self {
        let mut of_place = vec![0.0; collector.intervals * model.venues];
        for starters in &model.starters {
            add_worth(&mut of_place, model, collector, starters);
        }
        Self::new(kind, collector, model.venues, of_place)
    }

    fn new(kind: (usize, usize), collector: &CollectorModel, venues: usize, of_place: Vec<f64>) -> Self {
        let odds = |venue: usize| collector.places.as_ref().map_or(0.0, |places| collector.duty * places.share(venue));
        let odds: Vec<f64> = (0..venues).map(odds).collect();
        let expected = of_place.iter().enumerate().map(|(at, worth)| worth * odds[at % venues]);
        let up_to = expected.scan(0.0, |sum, worth| {
            *sum += worth;
            Some(*sum)
        });
        Self { kind, posts: collector.posts, up_to: up_to.collect(), of_place }
    }

    /// What one post is expected to capture.
    fn of_post(&self) -> f64 {
        self.up_to.last().copied().unwrap_or_default()
    }

    fn total(&self) -> f64 {
        self.posts as f64 * self.of_post()
    }

    /// The post, interval and venue up to which the expected worth amounts to a number below the total.
    fn spotted(&self, number: f64) -> Spotted {
        let post = ((number / self.of_post()) as usize).min(self.posts - 1);
        let rest = (number - post as f64 * self.of_post()).max(0.0);
        let at = self.up_to.partition_point(|&end| end <= rest);
        // By rounding the rest may reach the end: the last place that has a worth is meant.
        let last = self.up_to.partition_point(|&end| end < self.of_post());
        Spotted { post, at: at.min(last) }
    }
}

/// Adds what the posts of a collector kind may capture of what some people start.
fn add_worth(of_place: &mut [f64], model: &Model, collector: &CollectorModel, starters: &Starters) {
    let (group, kind) = (&model.groups[starters.group], &model.kinds[starters.kind]);
    let daily = starters.rate * group.count as f64 * kind.recognised;
    let joiners = starters.joiners.iter().map(|joiner| (joiner.group, joiner.mean()));
    for (participating, number) in std::iter::once((starters.group, 1.0)).chain(joiners) {
        let participants = &model.groups[participating];
        for (hour, venue, share) in kind.places_of(model, participants) {
            let lines = &kind.lines[venue];
            // Most talks are over in the interval in which they began, the same on all days.
            let (mut known, mut captured) = (0.0, 0.0);
            for day in group.first_day..=group.last_day {
                let start = (day * HOURS_PER_DAY + hour) as f64;
                for (interval, hours) in overlaps(collector, model, start, kind.median_hours) {
                    if hours != known {
                        (known, captured) = (hours, captured_in(hours, model, collector, participants, kind, lines));
                    }
                    of_place[interval * model.venues + venue] += daily * number * share * captured;
                }
            }
        }
    }
}

/// The intervals of a collector kind that share hours with a conversation, with the hours.
fn overlaps(
    collector: &CollectorModel,
    model: &Model,
    start: f64,
    hours: f64,
) -> impl Iterator<Item = (usize, f64)> + use<> {
    let (length, intervals) = (collector.interval_hours, collector.intervals);
    let end = (start + hours).min((model.days * HOURS_PER_DAY) as f64);
    let shared = move |interval: usize| {
        let from = interval as f64 * length;
        (interval, end.min(from + length) - start.max(from))
    };
    // By rounding the first may end where the conversation begins.
    let from_first = ((start / length) as usize..intervals).map(shared).skip_while(|(_, hours)| *hours <= 0.0);
    from_first.take_while(|(_, hours)| *hours > 0.0)
}

/// The odds that one post that is there for so long records a leg at a venue that can be read.
fn captured_in(
    hours: f64,
    model: &Model,
    collector: &CollectorModel,
    group: &GroupModel,
    kind: &KindModel,
    lines: &Lines,
) -> f64 {
    let slips = ((group.mistake.mean() + group.workaround.mean()) * kind.lapse_factor).min(1.0);
    let of_line = |line: &Audible| {
        let recorded = -(-collector.pickup[line.channel] * hours).exp_m1();
        let slipping = slips * (line.unblocked + lines.blocked_share * group.substitutes * line.open);
        let steady = if lines.approved.is_some() { line.approved } else { line.open };
        recorded * model.readable[line.channel] * (slipping + (1.0 - slips) * steady)
    };
    lines.audible.iter().map(of_line).sum()
}

/// The variance of a post's worth in an interval, by venue.
fn variance(collector: &CollectorModel, worth: &[f64]) -> f64 {
    let shares = collector.places.iter().flat_map(Choice::shares);
    let (mean, square) = shares.fold((0.0, 0.0), |(mean, square), (venue, share)| {
        let odds = collector.duty * share;
        (mean + odds * worth[venue], square + odds * worth[venue] * worth[venue])
    });
    (square - mean * mean).max(0.0)
}
