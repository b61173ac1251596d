//! Conversations with their legs integrated: where each participant is, whether and how the leg lapses, and which line
//! it takes are summed over instead of drawn.
//!
//! Given latent state, opening and participants, the legs of a conversation are independent, and so is what becomes of
//! them. A leg of a person with lapse odds `m` and `w` runs at a venue with the odds of the group's whereabouts; there
//! it slips with `a = min(1, m F) + (1 - min(1, m F)) min(1, w F)`, and a slip becomes a lapse unless it is blocked and
//! finds no substitute. So the odds of every line are sums of a few products, and a conversation is captured with
//! `1 - prod over legs (1 - sum over lines odds x P(captured over the line))`: the expectation of the plain reading
//! over its draws of legs.
//!
//! On a thinned schedule a conversation counts as often as it stands for others ([`super::thinning`]).
//!
//! One thing does not follow: `own` of the review pile depends on all drawn legs, and review on `own`, not linearly. Here
//! a leg is in the pile for what it is over its line, and all others for what is expected of them; where that could be
//! told from the plain reading ([`Review::takes_expected`]), the legs of the trial are drawn.

use std::sync::Arc;

use super::capture::{Captured, LegOverLine, Observer, STAGES, passed};
use super::compiled::Model;
use super::hearing::{Heard, Hearing};
use super::kind::{Audible, Lines};
use super::latent::Person;
use super::layout::CAUSES;
use super::review::Review;
use super::schedule::{Opening, Participant};
use crate::statistics::union;

/// A leg as far as it runs over a spot.
#[derive(Debug, Clone, Copy)]
struct LegLine {
    spot: usize,
    by_cause: [f64; CAUSES.len()],
}

#[derive(Debug, Clone, Copy)]
struct Leg {
    group: usize,
    /// Odds of a lapse.
    lapse: f64,
    /// Its lines end where the next leg's begin.
    first_line: usize,
}

#[derive(Debug, Clone, Copy)]
struct Conversation {
    opening: Opening,
    /// Its legs end where the next conversation's begin.
    first_leg: usize,
}

/// What of the conversations that people of one group start of one kind can be recorded, legs integrated; kept between
/// trials, so that a warm trial allocates nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Integral {
    conversations: Vec<Conversation>,
    legs: Vec<Leg>,
    lines: Vec<LegLine>,
    /// `own` of the review pile, expected over legs (and, on a thinned schedule, over what is not kept), by campaign and day, days running fastest.
    pub own: Vec<f64>,
    /// The part of it that is a leg's, by leg and campaign, campaigns running fastest.
    own_of_leg: Vec<f64>,
    /// Expected lapsed legs of all conversations.
    pub lapsed: f64,
    /// `P(captured)` by conversation, times what it stands for.
    captured: Vec<f64>,
    /// Ends of what is kept of the conversations before.
    kept: Ends,
}

/// Whether a conversation is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Yes,
    No,
}

#[derive(Debug, Clone, Copy, Default)]
struct Ends {
    legs: usize,
    lines: usize,
    own: usize,
}

impl Integral {
    pub fn clear(&mut self, model: &Model) {
        self.conversations.clear();
        self.legs.clear();
        self.lines.clear();
        self.own_of_leg.clear();
        self.own.clear();
        self.own.resize(model.campaigns.len() * model.days, 0.0);
        self.lapsed = 0.0;
    }

    pub fn begin(&mut self) {
        self.kept = Ends { legs: self.legs.len(), lines: self.lines.len(), own: self.own_of_leg.len() };
    }

    /// Keeps the conversation if any of its legs can be recorded.
    pub fn end(&mut self, opening: &Opening) -> Kept {
        if self.lines.len() > self.kept.lines {
            self.conversations.push(Conversation { opening: *opening, first_leg: self.kept.legs });
            return Kept::Yes;
        }
        self.legs.truncate(self.kept.legs);
        self.own_of_leg.truncate(self.kept.own);
        Kept::No
    }

    /// Adds a leg with the odds of its lines at the places where it can be recorded.
    pub fn leg(
        &mut self,
        model: &Model,
        hearing: &Hearing,
        opening: &Opening,
        participant: &Participant,
        person: &Person,
        places: &[Heard],
    ) {
        let kind = &model.kinds[opening.kind];
        let slips = Slips::of(person, kind.lapse_factor * opening.multiplier);
        let first_line = self.lines.len();
        for place in places {
            let lines = &kind.lines[place.venue];
            let turns = Turns::of(lines, model.groups[participant.group].substitutes, slips);
            let mut audible = lines.audible.iter().peekable();
            for spot in place.spots() {
                // Both are in the order of channels.
                let channel = hearing.line(spot).channel;
                while audible.next_if(|line| line.channel < channel).is_some() {}
                if let Some(line) = audible.next_if(|line| line.channel == channel) {
                    self.line(lines, line, slips, turns, place.share, spot);
                }
            }
        }
        self.legs.push(Leg { group: participant.group, lapse: 0.0, first_line });
        self.pile_up(model, hearing, opening, first_line);
    }

    /// Notes the odds that the leg that was added last lapses, at any of the places where it may be.
    pub fn lapse(
        &mut self,
        model: &Model,
        opening: &Opening,
        person: &Person,
        places: impl Iterator<Item = (usize, f64)>,
    ) {
        let Some(leg) = self.legs.last_mut() else { return };
        let kind = &model.kinds[opening.kind];
        let slips = Slips::of(person, kind.lapse_factor * opening.multiplier);
        let substitutes = model.groups[leg.group].substitutes;
        let (mut known, mut lapse): (Option<&Arc<Lines>>, f64) = (None, 0.0);
        let lapse_at = |(venue, share): (usize, f64)| {
            let lines = &kind.lines[venue];
            if known.is_none_or(|known| !Arc::ptr_eq(known, lines)) {
                (known, lapse) = (Some(lines), Turns::of(lines, substitutes, slips).lapse);
            }
            share * lapse
        };
        leg.lapse = places.map(lapse_at).sum();
        self.lapsed += opening.weight * leg.lapse;
    }

    fn line(&mut self, lines: &Lines, audible: &Audible, slips: Slips, turns: Turns, share: f64, spot: usize) {
        let fallback = audible.unblocked + turns.substituted * audible.open;
        let (approved, forced) = if lines.approved.is_some() {
            (turns.not_lapsing * audible.approved, 0.0)
        } else {
            (0.0, turns.not_lapsing * audible.open)
        };
        let by_cause =
            [slips.mistake * fallback, slips.workaround * fallback, forced, approved].map(|odds| share * odds);
        if by_cause.iter().any(|&odds| odds > 0.0) {
            self.lines.push(LegLine { spot, by_cause });
        }
    }

    fn pile_up(&mut self, model: &Model, hearing: &Hearing, opening: &Opening, first_line: usize) {
        for (index, campaign) in model.campaigns.iter().enumerate() {
            let of_line = |line: &LegLine| {
                let readable = model.readable[hearing.line(line.spot).channel];
                line.by_cause.iter().sum::<f64>() * hearing.recorded(line.spot)[index] * readable
            };
            // Where everything is reviewed nobody asks for the pile.
            let lines = if campaign.review_per_day.is_some() { &self.lines[first_line..] } else { &[] };
            let of_leg = lines.iter().map(of_line).sum::<f64>();
            let of_leg = opening.weight * of_leg;
            self.own[index * model.days + opening.day] += of_leg;
            self.own_of_leg.push(of_leg);
        }
    }

    /// Runs the funnel on everything that can be recorded; `own` is that of the whole trial.
    pub fn capture(
        &mut self,
        model: &Model,
        hearing: &Hearing,
        review: &Review,
        own: &[f64],
        observer: &mut impl Observer,
    ) {
        self.captured.clear();
        for index in 0..self.conversations.len() {
            let Conversation { opening, first_leg } = self.conversations[index];
            let end = self.conversations.get(index + 1).map_or(self.legs.len(), |next| next.first_leg);
            let mut fate = Fate::NEW;
            for leg in first_leg..end {
                let captured = self.capture_leg(model, hearing, review, own, &opening, leg, observer);
                fate.take(self.legs[leg].lapse, captured);
            }
            let captured = fate.captured(opening.weight);
            self.captured.push(captured.odds);
            if captured.odds > 0.0 {
                let mean_harm = model.kinds[opening.kind].mean_harm;
                observer.conversation(&opening, captured, mean_harm);
            }
        }
    }

    /// Odds that a leg is captured having lapsed, and not having lapsed.
    #[expect(clippy::too_many_arguments, reason = "the parts of a trial, passed apart so that each is borrowed alone")]
    fn capture_leg(
        &self,
        model: &Model,
        hearing: &Hearing,
        review: &Review,
        own: &[f64],
        opening: &Opening,
        leg: usize,
        observer: &mut impl Observer,
    ) -> (f64, f64) {
        let Leg { group, first_line, .. } = self.legs[leg];
        let end = self.legs.get(leg + 1).map_or(self.lines.len(), |next| next.first_line);
        let (flagged, recognised) = (model.groups[group].flagged, model.kinds[opening.kind].recognised);
        let campaigns = model.campaigns.len();
        let (mut lapsed, mut approved) = (0.0, 0.0);
        for LegLine { spot, by_cause } in &self.lines[first_line..end] {
            let line = hearing.line(*spot);
            let odds: f64 = by_cause.iter().sum();
            let mut reached = [0.0; STAGES];
            for (campaign, &recorded) in hearing.recorded(*spot).iter().enumerate() {
                let readable = model.readable[line.channel];
                // The leg is in the pile for what it is over this line, all others for what is expected of them.
                let others = own[campaign * model.days + opening.day] - self.own_of_leg[leg * campaigns + campaign];
                let reviewed = review.of(campaign, opening.day, flagged, others.max(0.0) + recorded * readable);
                let stages = passed([recorded, readable, reviewed, recognised]);
                reached.iter_mut().zip(stages).for_each(|(total, stage)| union(total, stage));
                observer.campaign(campaign, opening.weight * odds * stages[STAGES - 1]);
            }
            let weighed = by_cause.map(|odds| opening.weight * odds);
            observer.leg(&LegOverLine { opening, group, line, by_cause: weighed }, &reached);
            let [mistake, workaround, forced, none] = *by_cause;
            lapsed += (mistake + workaround + forced) * reached[STAGES - 1];
            approved += none * reached[STAGES - 1];
        }
        (lapsed, approved)
    }

    /// The conversations with their odds of being captured.
    pub fn odds(&self) -> impl Iterator<Item = (&Opening, f64)> {
        self.conversations.iter().map(|conversation| &conversation.opening).zip(self.captured.iter().copied())
    }
}

/// `own` of a trial: the sum over its starters, in their order.
pub(super) fn sum_own<'a>(model: &Model, integrals: impl Iterator<Item = &'a Integral>, own: &mut Vec<f64>) {
    own.clear();
    own.resize(model.campaigns.len() * model.days, 0.0);
    for integral in integrals {
        own.iter_mut().zip(&integral.own).for_each(|(sum, part)| *sum += part);
    }
}

/// Odds of a slip and, without one, of a shortcut.
#[derive(Debug, Clone, Copy)]
struct Slips {
    mistake: f64,
    workaround: f64,
}

impl Slips {
    fn of(person: &Person, factor: f64) -> Self {
        let mistake = (person.mistake * factor).min(1.0);
        Self { mistake, workaround: (1.0 - mistake) * (person.workaround * factor).min(1.0) }
    }
}

/// What slips and shortcuts turn into at a venue.
#[derive(Debug, Clone, Copy)]
struct Turns {
    /// Odds that a leg lapses.
    lapse: f64,
    /// Odds that it takes what it should: an approved channel, or a forced lapse where there is none.
    not_lapsing: f64,
    /// Share of slips that are blocked and find another channel.
    substituted: f64,
}

impl Turns {
    fn of(lines: &Lines, substitutes: f64, slips: Slips) -> Self {
        let slip = if lines.fallback.is_some() { slips.mistake + slips.workaround } else { 0.0 };
        let substituted = if lines.open_fallback.is_some() { lines.blocked_share * substitutes } else { 0.0 };
        let kept = slip * (1.0 - lines.blocked_share + substituted);
        let not_lapsing = 1.0 - kept;
        Self { lapse: if lines.approved.is_some() { kept } else { 1.0 }, not_lapsing, substituted }
    }
}

/// What has become of a conversation, leg by leg: odds that it is captured, and of its number of lapsed legs.
#[derive(Debug, Clone, Copy)]
struct Fate {
    odds: f64,
    /// Not captured, and no leg has lapsed.
    free_without: f64,
    /// Not captured, and one leg has lapsed.
    free_with_one: f64,
    /// Captured, and no leg has lapsed.
    captured_without: f64,
    /// Captured, and one leg has lapsed.
    captured_with_one: f64,
}

impl Fate {
    const NEW: Self =
        Self { odds: 0.0, free_without: 1.0, free_with_one: 0.0, captured_without: 0.0, captured_with_one: 0.0 };

    /// Another leg, which lapses with odds `lapse` and is captured, lapsed or not, with these.
    fn take(&mut self, lapse: f64, (lapsed, approved): (f64, f64)) {
        let before = *self;
        let holds = 1.0 - lapse;
        self.free_without = before.free_without * (holds - approved);
        self.free_with_one = before.free_with_one * (holds - approved) + before.free_without * (lapse - lapsed);
        self.captured_without = before.captured_without * holds + before.free_without * approved;
        self.captured_with_one = before.captured_with_one * holds
            + before.captured_without * lapse
            + before.free_with_one * approved
            + before.free_without * lapsed;
        union(&mut self.odds, lapsed + approved);
    }

    /// As one of so many alike.
    fn captured(&self, weight: f64) -> Captured {
        debug_assert!(weight * self.odds < 1.0 + 1e-9, "{weight} x {} is no probability", self.odds);
        // Above 1 by rounding, or with more joiners than any run sees.
        let times = |odds: f64| (weight * odds).min(1.0);
        Captured { odds: times(self.odds), weak_link: times(self.captured_with_one.min(self.odds)) }
    }
}
