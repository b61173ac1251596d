//! A trial for the question who captured: every conversation with all its legs drawn, the funnel integrated.
//!
//! Evidence speaks of concrete legs, so legs are drawn here, by the same streams and rules as in the analog trial.
//! What can still happen to them is weighed: a campaign's capture by its probability, a pathway's by its rate. So a rare
//! capture costs no more trials than a common one.

use super::capture::{STAGES, passed};
use super::compiled::Model;
use super::evidence::{Evidence, FactSet, Rival, Sets, hold};
use super::exposure::{Cause, LegNumbers, line};
use super::latent::{Line, People, Placements};
use super::review::Review;
use super::schedule::{Extent, Listener, Opening, Participant, Walk, draw_place};
use crate::random::{Entity, Trial};
use crate::statistics::union;

/// What is asked of a trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is known.
    pub evidence: Evidence,
    /// The sets of facts that are counted.
    pub sets: Sets,
}

/// A capture that fits all that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Who captured: campaigns first, then pathways.
    pub hypothesis: usize,
    /// Expected captures.
    pub weight: f64,
    conversation: usize,
    /// The captured leg, if it was captured through one.
    leg: Option<usize>,
}

/// A conversation with all its legs.
#[derive(Debug, Clone, Copy)]
struct Talk {
    opening: Opening,
    participants: u32,
    lapsed_legs: u32,
    first_leg: usize,
    legs_end: usize,
}

/// A leg.
#[derive(Debug, Clone, Copy)]
struct Leg {
    entity: Entity,
    lane: u64,
    group: usize,
    line: Line,
    cause: Cause,
    /// The known facts that do not hold of it.
    against: FactSet,
}

/// Room for trials on one model.
#[derive(Debug, Clone)]
pub struct Inquest {
    people: People,
    placements: Placements,
    walk: Walk,
    talks: Vec<Talk>,
    legs: Vec<Leg>,
    /// `P(captured by q through the leg)` by leg and campaign, campaigns running fastest; until the review `P(recorded)`.
    captures: Vec<f64>,
    /// `own` of the review pile by campaign and day, days running fastest.
    own: Vec<f64>,
    review: Review,
    tally: Tally,
    hits: Vec<Hit>,
    /// Conversations by what they are, ascending; only after [`Inquest::list`].
    listed: Vec<(Entity, u64, usize)>,
}

/// Expected captures by who captured and set of facts, sets running fastest: campaigns, pathways, then the kinds of
/// collector of all campaigns.
#[derive(Debug, Clone, Default)]
struct Tally {
    sets: usize,
    values: Vec<f64>,
}

impl Question {
    /// The question of evidence.
    pub fn new(evidence: Evidence) -> Self {
        Self { sets: Sets::new(&evidence), evidence }
    }
}

impl Inquest {
    /// Room for trials on a model.
    pub fn new(model: &Model) -> Self {
        Self {
            people: People::new(model),
            placements: Placements::new(model),
            walk: Walk::new(model),
            talks: Vec::new(),
            legs: Vec::new(),
            captures: Vec::new(),
            own: Vec::new(),
            review: Review::default(),
            tally: Tally::default(),
            hits: Vec::new(),
            listed: Vec::new(),
        }
    }

    /// Draws a trial: all conversations with all their legs, and what each campaign captures with which odds.
    pub fn draw(&mut self, model: &Model, question: &Question, trial: &Trial) {
        self.people.forget();
        self.placements.draw(model, None, trial);
        self.talks.clear();
        self.legs.clear();
        let evidence = &question.evidence;
        let mut scribe =
            Scribe { model, evidence, people: &mut self.people, talks: &mut self.talks, legs: &mut self.legs };
        for starters in &model.starters {
            self.walk.run(model, starters, starters.rates(), Extent::Whole, trial, &mut scribe);
        }
        self.record(model);
        self.capture(model);
    }

    /// Who captured what in the trial that was drawn last; [`Inquest::row`] and [`Inquest::hits`] then tell.
    pub fn ask(&mut self, model: &Model, rivals: &[Rival], question: &Question) {
        let collectors: usize = model.campaigns.iter().map(|campaign| campaign.collectors.len()).sum();
        self.tally.clear(question.sets.len(), model.campaigns.len() + rivals.len() + collectors);
        self.hits.clear();
        for number in 0..self.talks.len() {
            let talk = self.talks[number];
            let against = question.evidence.against(&talk.opening, talk.participants, talk.lapsed_legs);
            self.by_campaigns(model, rivals.len(), question, number, against);
            self.by_rivals(model.campaigns.len(), rivals, question, number, against);
        }
    }

    /// Expected captures by who captured and set of facts.
    pub fn row(&self) -> &[f64] {
        &self.tally.values
    }

    /// The captures that fit all that is known.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    fn record(&mut self, model: &Model) {
        let campaigns = model.campaigns.len();
        self.captures.clear();
        self.captures.resize(self.legs.len() * campaigns, 0.0);
        self.own.clear();
        self.own.resize(campaigns * model.days, 0.0);
        for talk in &self.talks {
            for index in talk.first_leg..talk.legs_end {
                let leg = &self.legs[index];
                if !model.picked_up[leg.line.channel] {
                    continue;
                }
                for campaign in 0..campaigns {
                    let (start, end) = (talk.opening.start, talk.opening.end);
                    let hazard = self.placements.hazard(model, campaign, leg.line, start, end);
                    let recorded = -(-hazard).exp_m1();
                    self.captures[index * campaigns + campaign] = recorded;
                    self.own[campaign * model.days + talk.opening.day] += recorded * model.readable[leg.line.channel];
                }
            }
        }
    }

    /// From what is recorded to what is captured.
    fn capture(&mut self, model: &Model) {
        self.review.fill(model, &self.placements);
        let campaigns = model.campaigns.len();
        for talk in &self.talks {
            let recognised = model.kinds[talk.opening.kind].recognised;
            for (leg, captures) in self.legs[talk.first_leg..talk.legs_end].iter().zip(
                self.captures[talk.first_leg * campaigns..talk.legs_end * campaigns].chunks_exact_mut(campaigns.max(1)),
            ) {
                let flagged = model.groups[leg.group].flagged;
                for (campaign, capture) in captures.iter_mut().enumerate() {
                    let (day, own) = (talk.opening.day, self.own[campaign * model.days + talk.opening.day]);
                    let reviewed = self.review.of(campaign, day, flagged, own);
                    let stages = [*capture, model.readable[leg.line.channel], reviewed, recognised];
                    *capture = passed(stages)[STAGES - 1];
                }
            }
        }
    }

    /// A campaign captures the conversation with `P = 1 - prod (1 - p)` over its legs. The capture is of one leg: each
    /// leg's share of it is `p` over the sum of all, and each kind of collector's share of that is its hazard over that of
    /// all.
    fn by_campaigns(&mut self, model: &Model, rivals: usize, question: &Question, number: usize, against: FactSet) {
        let talk = self.talks[number];
        let campaigns = model.campaigns.len();
        let mut first_collector = campaigns + rivals;
        for campaign in 0..campaigns {
            let collectors = first_collector..first_collector + model.campaigns[campaign].collectors.len();
            first_collector = collectors.end;
            let (mut captured, mut sum) = (0.0, 0.0);
            for leg in talk.first_leg..talk.legs_end {
                union(&mut captured, self.captures[leg * campaigns + campaign]);
                sum += self.captures[leg * campaigns + campaign];
            }
            for leg in talk.first_leg..talk.legs_end {
                let own = self.captures[leg * campaigns + campaign];
                if own == 0.0 {
                    continue;
                }
                let weight = captured * own / sum;
                let against = against.and(self.legs[leg].against);
                self.tally.add(campaign, question, |set| hold(set, against), weight);
                for (kind, row) in collectors.clone().enumerate() {
                    let share = self.placements.share_of(model, campaign, kind, self.legs[leg].line, &talk.opening);
                    self.tally.add(row, question, |set| hold(set, against), weight * share);
                }
                if question.sets.all_hold(against) {
                    self.hits.push(Hit { hypothesis: campaign, weight, conversation: number, leg: Some(leg) });
                }
            }
        }
    }

    fn by_rivals(&mut self, first: usize, rivals: &[Rival], question: &Question, number: usize, against: FactSet) {
        let talk = self.talks[number];
        let legs = &self.legs[talk.first_leg..talk.legs_end];
        let fits = |set| question.evidence.fits(set, against, legs.iter().map(|leg| (leg.against, leg.cause)));
        for (index, rival) in rivals.iter().enumerate() {
            let reached = rival.rate > 0.0 && self.reached_by(rival, &talk);
            if reached {
                self.tally.add(first + index, question, fits, rival.rate);
                if fits(question.sets.all()) {
                    self.hits.push(Hit {
                        hypothesis: first + index,
                        weight: rival.rate,
                        conversation: number,
                        leg: None,
                    });
                }
            }
        }
    }

    fn reached_by(&self, rival: &Rival, talk: &Talk) -> bool {
        let legs = self.legs[talk.first_leg..talk.legs_end].iter();
        rival.reaches(talk.opening.kind, legs.map(|leg| (leg.group, leg.line.channel)))
    }

    /// Lists the conversations of the trial that was drawn last, so that captures of another can be looked up in it.
    pub fn list(&mut self) {
        self.listed.clear();
        let keys = self.talks.iter().enumerate();
        self.listed.extend(keys.map(|(number, talk)| (talk.opening.entity, talk.opening.item, number)));
        self.listed.sort_unstable();
    }

    fn find(&self, opening: &Opening) -> Option<&Talk> {
        let key = (opening.entity, opening.item);
        let at = self.listed.binary_search_by(|listed| (listed.0, listed.1).cmp(&key)).ok()?;
        Some(&self.talks[self.listed[at].2])
    }

    /// The probability that a capture would also have happened under a variant, in the same trial: the draws that the
    /// variant (whose conversations must be listed) does not concern stay, and what is integrated is coupled as closely
    /// as can be.
    ///
    /// A leg that was captured with `p` and would be with `p'` is captured again with `min(p, p') / p`; if not, another
    /// leg of the conversation may be, by the same campaign. A pathway of rate `r` that would have `r'` captures the
    /// conversation again with `min(r, r') / r`, if it is held and reached at all.
    pub fn survival(&self, hit: &Hit, variant: &Self, campaigns: usize, rivals: &[Rival]) -> f64 {
        let talk = &self.talks[hit.conversation];
        let Some(again) = variant.find(&talk.opening) else { return 0.0 };
        let Some(leg) = hit.leg else {
            let rival = &rivals[hit.hypothesis - campaigns];
            return if variant.reached_by(rival, again) { (rival.rate / hit.weight).min(1.0) } else { 0.0 };
        };
        let capture = |inquest: &Self, leg: usize| inquest.captures[leg * campaigns + hit.hypothesis];
        let (mut same, mut others) = (0.0, 0.0);
        for other in again.first_leg..again.legs_end {
            let own = &variant.legs[other];
            if (own.entity, own.lane) == (self.legs[leg].entity, self.legs[leg].lane) {
                same = (capture(variant, other) / capture(self, leg)).min(1.0);
            } else {
                union(&mut others, capture(variant, other));
            }
        }
        union(&mut same, others);
        same
    }
}

impl Tally {
    fn clear(&mut self, sets: usize, rows: usize) {
        self.sets = sets;
        self.values.clear();
        self.values.resize(rows * sets, 0.0);
    }

    fn add(&mut self, row: usize, question: &Question, holds: impl Fn(FactSet) -> bool, weight: f64) {
        let values = &mut self.values[row * self.sets..(row + 1) * self.sets];
        for (value, set) in values.iter_mut().zip(question.sets.iter()) {
            if holds(set) {
                *value += weight;
            }
        }
    }
}

/// Writes down every conversation and every leg.
struct Scribe<'a> {
    model: &'a Model,
    evidence: &'a Evidence,
    people: &'a mut People,
    talks: &'a mut Vec<Talk>,
    legs: &'a mut Vec<Leg>,
}

impl Listener for Scribe<'_> {
    /// Also a leg that no campaign can hear is of interest: a pathway may capture the conversation.
    fn is_idle(&self, _: &Opening, _: usize) -> bool {
        false
    }

    fn begin(&mut self, opening: &Opening, _: usize) {
        let first_leg = self.legs.len();
        self.talks.push(Talk { opening: *opening, participants: 0, lapsed_legs: 0, first_leg, legs_end: first_leg });
    }

    fn leg(&mut self, opening: &Opening, participant: &Participant, trial: &Trial) {
        let model = self.model;
        let (place, mut stream) = draw_place(model, opening, participant, trial);
        let person = self.people.of(model, trial, participant);
        let venue = if place == model.venues { person.lodging as usize } else { place };
        let numbers = LegNumbers::draw(&mut stream);
        let kind = &model.kinds[opening.kind];
        let substitutes = model.groups[participant.group].substitutes;
        let factor = kind.lapse_factor * opening.multiplier;
        let (channel, cause) = line(&kind.lines[venue], &person, factor, substitutes, numbers, &mut stream);
        self.legs.push(Leg {
            entity: participant.entity,
            lane: participant.lane,
            group: participant.group,
            line: Line { venue, channel },
            cause,
            against: self.evidence.against_leg(venue, channel, participant.group, cause),
        });
    }

    fn end(&mut self, _: &Opening, participants: u64) {
        let legs_end = self.legs.len();
        if let Some(talk) = self.talks.last_mut() {
            let lapsed = self.legs[talk.first_leg..].iter().filter(|leg| leg.cause != Cause::None);
            talk.lapsed_legs = lapsed.count() as u32;
            talk.participants = participants as u32;
            talk.legs_end = legs_end;
        }
    }
}
