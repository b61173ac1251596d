//! One trial: latent state, schedule, and the funnel from recorded to captured.

use super::compiled::Model;
use super::latent::Latent;
use super::layout::{AT_LEAST, Layout, at};
use super::schedule::{Cause, Conversation, ExposedLeg, Schedule, hour_of_day};
use crate::random::{Address, Entity, Purpose, Trial};
use crate::statistics::union;

/// The estimator of the odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimator {
    /// Draws latent state and schedule and integrates the rest exactly.
    Conditional,
    /// Draws every stage, down to the recognised conversation.
    Analog,
}

impl Estimator {
    /// Its name on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conditional => "conditional",
            Self::Analog => "analog",
        }
    }
}

/// Room for a trial on one model, used again for the next.
#[derive(Debug, Clone)]
pub struct Workspace {
    latent: Latent,
    schedule: Schedule,
    reviewed: Vec<f64>,
    /// `P(captured)` by exposed conversation.
    captured: Vec<f64>,
    /// Captures by exposed leg and campaign, campaigns running fastest.
    captures: Vec<f64>,
    row: Vec<f64>,
    harm: Option<f64>,
}

/// A captured conversation of an analog trial, by the indices of the model's world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapturedConversation {
    /// Day, from 0.
    pub day: usize,
    /// Start, hours since midnight of day 1.
    pub start: f64,
    /// Length \[h\].
    pub duration: f64,
    /// Kind of conversation.
    pub kind: usize,
    /// Participants.
    pub participants: u32,
    /// Lapsed legs.
    pub lapsed_legs: u32,
    /// Captured legs.
    pub captured_legs: u32,
    /// Group of the first captured leg's participant.
    pub group: usize,
    /// Its venue.
    pub venue: usize,
    /// Its channel.
    pub channel: usize,
    /// Its cause.
    pub cause: Cause,
    /// The first campaign that captured it.
    pub campaign: usize,
    /// Harm.
    pub harm: f64,
}

/// The stages of the funnel after the schedule, in the order of their positions in the row.
const STAGES: usize = 4;

impl Workspace {
    /// Room for trials on models of this one's scenario.
    pub fn new(model: &Model, layout: &Layout) -> Self {
        Self {
            latent: Latent::new(model),
            schedule: Schedule::new(model),
            reviewed: vec![1.0; model.campaigns.len() * model.days],
            captured: Vec::new(),
            captures: Vec::new(),
            row: vec![0.0; layout.len()],
            harm: None,
        }
    }

    /// Makes room for another model of the same scenario: numbers of people and collectors may differ between draws.
    pub fn fit(&mut self, model: &Model) {
        if !self.latent.fits(model) {
            self.latent = Latent::new(model);
            self.schedule = Schedule::new(model);
        }
    }

    /// Runs one trial; `row` and `harm` then hold what was observed.
    pub fn run(&mut self, model: &Model, layout: &Layout, trial: &Trial, estimator: Estimator) {
        self.row.fill(0.0);
        self.latent.draw(model, trial);
        self.schedule.draw(model, &self.latent, trial, &mut self.row);
        self.review(model);
        self.capture(model, layout, trial, estimator);
        self.harm = self.harm_given_capture(model, trial);
        if estimator == Estimator::Analog {
            self.row[at::HARM] = self.harm.unwrap_or(0.0);
        }
    }

    /// The observation, laid out by [`Layout`].
    pub fn row(&self) -> &[f64] {
        &self.row
    }

    /// Harm of one realisation in which something is captured; absent where nothing can be.
    pub fn harm(&self) -> Option<f64> {
        self.harm
    }

    /// `min(1, review_per_day / pile)` by campaign and day.
    fn review(&mut self, model: &Model) {
        for (index, campaign) in model.campaigns.iter().enumerate() {
            let Some(capacity) = campaign.review_per_day else { continue };
            for day in 0..model.days {
                let position = index * model.days + day;
                let pile = self.latent.background(model, index, day) + self.schedule.own[position];
                self.reviewed[position] = if pile > capacity { capacity / pile } else { 1.0 };
            }
        }
    }

    fn capture(&mut self, model: &Model, layout: &Layout, trial: &Trial, estimator: Estimator) {
        self.captured.clear();
        self.captures.clear();
        for index in 0..self.schedule.conversations.len() {
            let conversation = self.schedule.conversations[index];
            let mut captured = 0.0;
            for leg in conversation.first_leg..self.end_of_legs(index) {
                union(&mut captured, self.capture_leg(model, layout, trial, estimator, &conversation, leg));
            }
            self.captured.push(captured);
            self.observe_conversation(model, layout, &conversation, captured);
        }
        let mut before = 0.0;
        for hour in layout.first_capture.positions() {
            union(&mut before, self.row[hour]);
            self.row[hour] = before;
        }
        self.row[at::ODDS] = self.row[at::AT_LEAST_FIRST];
    }

    fn end_of_legs(&self, conversation: usize) -> usize {
        self.schedule.conversations.get(conversation + 1).map_or(self.schedule.legs.len(), |next| next.first_leg)
    }

    /// Observes the stages of one leg and returns `P(captured)`.
    fn capture_leg(
        &mut self,
        model: &Model,
        layout: &Layout,
        trial: &Trial,
        estimator: Estimator,
        conversation: &Conversation,
        index: usize,
    ) -> f64 {
        let leg = self.schedule.legs[index];
        let campaigns = model.campaigns.len();
        let mut reached = [0.0; STAGES];
        for campaign in 0..campaigns {
            let review = self.reviewed[campaign * model.days + conversation.day];
            let flagged = model.groups[leg.group].flagged;
            let odds = [
                self.schedule.recorded[index * campaigns + campaign],
                model.readable[leg.line.channel],
                flagged + (1.0 - flagged) * review,
                model.kinds[conversation.kind].recognised,
            ];
            let stages = match estimator {
                Estimator::Conditional => passed(odds),
                Estimator::Analog => passed_by_draw(odds, trial, model.campaigns[campaign].entity, conversation, &leg),
            };
            for (total, stage) in reached.iter_mut().zip(stages) {
                union(total, stage);
            }
            let capture = stages[STAGES - 1];
            self.captures.push(capture);
            self.row[layout.campaign.start + campaign] += capture;
            self.row[at::CAMPAIGN_CAPTURES] += capture;
        }
        for (position, stage) in (at::RECORDED..).zip(reached) {
            self.row[position] += stage;
        }
        self.attribute(layout, conversation, &leg, reached[STAGES - 1]);
        reached[STAGES - 1]
    }

    fn attribute(&mut self, layout: &Layout, conversation: &Conversation, leg: &ExposedLeg, captured: f64) {
        if captured == 0.0 {
            return;
        }
        let hour = hour_of_day(conversation.start);
        for position in [
            layout.venue.start + leg.line.venue,
            layout.channel.start + leg.line.channel,
            layout.group.start + leg.group,
            layout.kind.start + conversation.kind,
            layout.cause.start + leg.cause as usize,
            layout.day.start + conversation.day,
            layout.hour.start + hour,
            layout.venue_hour.start + leg.line.venue * (layout.hour.len) + hour,
        ] {
            self.row[position] += captured;
        }
    }

    fn observe_conversation(&mut self, model: &Model, layout: &Layout, conversation: &Conversation, captured: f64) {
        if captured == 0.0 {
            return;
        }
        self.row[at::CAPTURES] += captured;
        self.row[at::HARM] += captured * model.kinds[conversation.kind].mean_harm;
        if conversation.lapsed_legs == 1 {
            self.row[at::WEAK_LINK] += captured;
        }
        union(&mut self.row[layout.first_capture.start + conversation.start as usize], captured);
        // P(at least k) gains what was at k - 1 and is lifted by this conversation.
        for k in (1..AT_LEAST).rev() {
            let position = at::AT_LEAST_FIRST + k;
            self.row[position] += captured * (self.row[position - 1] - self.row[position]);
        }
        union(&mut self.row[at::AT_LEAST_FIRST], captured);
    }

    /// Harm of one realisation, given that at least one conversation is captured: the first captured one is drawn with
    /// odds `P_i` times that none before it is, over `Q`; each later one is captured with its own odds.
    fn harm_given_capture(&self, model: &Model, trial: &Trial) -> Option<f64> {
        let odds = self.row[at::ODDS];
        if odds <= 0.0 {
            return None;
        }
        let event = Address { entity: Entity::EVENT, item: 0, lane: 0 };
        let target = odds * trial.stream(event, Purpose::Captured).uniform();
        let (mut running, mut harm, mut any) = (0.0, 0.0, false);
        for (conversation, &captured) in self.schedule.conversations.iter().zip(&self.captured) {
            if captured == 0.0 {
                continue;
            }
            let address = Address { entity: conversation.entity, item: conversation.item, lane: 0 };
            let taken = if any {
                trial.stream(address, Purpose::Captured).uniform() < captured
            } else {
                union(&mut running, captured);
                running > target
            };
            if taken {
                any = true;
                harm += model.kinds[conversation.kind].harm.draw(&mut trial.stream(address, Purpose::Harm));
            }
        }
        any.then_some(harm)
    }

    /// The captured conversations of the analog trial that was run last.
    pub fn captured_conversations<'a>(
        &'a self,
        model: &'a Model,
        trial: &'a Trial,
    ) -> impl Iterator<Item = CapturedConversation> + 'a {
        let hit = |index: &usize| self.captured[*index] == 1.0;
        (0..self.captured.len()).filter(hit).map(|index| self.tell(model, trial, index))
    }

    fn tell(&self, model: &Model, trial: &Trial, index: usize) -> CapturedConversation {
        let conversation = &self.schedule.conversations[index];
        let campaigns = model.campaigns.len();
        let legs = conversation.first_leg..self.end_of_legs(index);
        let by = |leg: usize| (0..campaigns).find(|campaign| self.captures[leg * campaigns + campaign] == 1.0);
        let mut captured_legs = legs.filter_map(|leg| by(leg).map(|campaign| (leg, campaign)));
        let (first, campaign) = captured_legs.next().expect("a captured conversation has a captured leg");
        let leg = &self.schedule.legs[first];
        let address = Address { entity: conversation.entity, item: conversation.item, lane: 0 };
        CapturedConversation {
            day: conversation.day,
            start: conversation.start,
            duration: conversation.duration,
            kind: conversation.kind,
            participants: conversation.participants,
            lapsed_legs: conversation.lapsed_legs,
            captured_legs: 1 + captured_legs.count() as u32,
            group: leg.group,
            venue: leg.line.venue,
            channel: leg.line.channel,
            cause: leg.cause,
            campaign,
            harm: model.kinds[conversation.kind].harm.draw(&mut trial.stream(address, Purpose::Harm)),
        }
    }
}

/// Odds of having passed each stage.
fn passed(odds: [f64; STAGES]) -> [f64; STAGES] {
    let mut so_far = 1.0;
    odds.map(|stage| {
        so_far *= stage;
        so_far
    })
}

/// 1 for each stage that was passed, 0 from the first that was not.
fn passed_by_draw(
    odds: [f64; STAGES],
    trial: &Trial,
    campaign: Entity,
    conversation: &Conversation,
    leg: &ExposedLeg,
) -> [f64; STAGES] {
    // The lane holds the leg in its low bits and the campaign in the others.
    const LEG_BITS: u32 = 24;
    let lane = campaign.bits() >> LEG_BITS << LEG_BITS | leg.lane;
    let address = Address { entity: leg.entity, item: conversation.item, lane };
    let mut stream = trial.stream(address, Purpose::Stages);
    let mut alive = true;
    odds.map(|stage| {
        alive &= stream.uniform() < stage;
        f64::from(u8::from(alive))
    })
}
