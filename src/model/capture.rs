//! The funnel: from recorded over readable and reviewed to captured.

use super::compiled::Model;
use super::exposure::{Conversation, ExposedLeg, Exposure};
use super::latent::Placements;
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

/// Stages after the schedule: recorded, readable, reviewed, captured.
pub(super) const STAGES: usize = 4;

/// Who notes what passes the funnel.
pub(super) trait Observer {
    /// A campaign captures a leg with this probability.
    fn campaign(&mut self, campaign: usize, capture: f64);

    /// A leg reaches the stages by at least one campaign with these probabilities.
    fn leg(&mut self, conversation: &Conversation, leg: &ExposedLeg, reached: &[f64; STAGES]);

    /// A conversation is captured with this probability, at this expected harm if it is.
    fn conversation(&mut self, conversation: &Conversation, captured: f64, mean_harm: f64);
}

/// Review and capture of what is exposed; kept between trials for its room.
#[derive(Debug, Clone, Default)]
pub(super) struct Funnel {
    reviewed: Vec<f64>,
    /// `P(captured)` by exposed conversation.
    pub captured: Vec<f64>,
    /// Captures by exposed leg and campaign, campaigns running fastest.
    pub captures: Vec<f64>,
}

impl Funnel {
    pub fn run(
        &mut self,
        model: &Model,
        placements: &Placements,
        exposure: &Exposure,
        trial: &Trial,
        estimator: Estimator,
        observer: &mut impl Observer,
    ) {
        self.review(model, placements, exposure);
        self.captured.clear();
        self.captures.clear();
        for (index, conversation) in exposure.conversations.iter().enumerate() {
            let mut captured = 0.0;
            for leg in exposure.legs_of(index) {
                let reached = self.leg(model, exposure, trial, estimator, conversation, leg, observer);
                observer.leg(conversation, &exposure.legs[leg], &reached);
                union(&mut captured, reached[STAGES - 1]);
            }
            self.captured.push(captured);
            if captured > 0.0 {
                observer.conversation(conversation, captured, model.kinds[conversation.opening.kind].mean_harm);
            }
        }
    }

    /// `min(1, review_per_day / pile)` by campaign and day, on the days on which there is something of ours to review.
    fn review(&mut self, model: &Model, placements: &Placements, exposure: &Exposure) {
        self.reviewed.clear();
        self.reviewed.resize(model.campaigns.len() * model.days, 1.0);
        for (index, campaign) in model.campaigns.iter().enumerate() {
            let Some(capacity) = campaign.review_per_day else { continue };
            for day in 0..model.days {
                let position = index * model.days + day;
                let own = exposure.own[position];
                if own > 0.0 {
                    let pile = placements.background(model, index, day) + own;
                    self.reviewed[position] = if pile > capacity { capacity / pile } else { 1.0 };
                }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a trial, passed apart so that each is borrowed alone")]
    fn leg(
        &mut self,
        model: &Model,
        exposure: &Exposure,
        trial: &Trial,
        estimator: Estimator,
        conversation: &Conversation,
        index: usize,
        observer: &mut impl Observer,
    ) -> [f64; STAGES] {
        let leg = &exposure.legs[index];
        let campaigns = model.campaigns.len();
        let flagged = model.groups[leg.group].flagged;
        let mut reached = [0.0; STAGES];
        for campaign in 0..campaigns {
            let review = self.reviewed[campaign * model.days + conversation.opening.day];
            let odds = [
                exposure.recorded[index * campaigns + campaign],
                model.readable[leg.line.channel],
                flagged + (1.0 - flagged) * review,
                model.kinds[conversation.opening.kind].recognised,
            ];
            let stages = match estimator {
                Estimator::Conditional => passed(odds),
                Estimator::Analog => passed_by_draw(odds, trial, model.campaigns[campaign].entity, conversation, leg),
            };
            for (total, stage) in reached.iter_mut().zip(stages) {
                union(total, stage);
            }
            self.captures.push(stages[STAGES - 1]);
            observer.campaign(campaign, stages[STAGES - 1]);
        }
        reached
    }

    /// Harm of one realisation, given that at least one conversation is captured, which has these odds: the first
    /// captured one is drawn with odds `P_i` times that none before it is, over `Q`; each later one is captured with its
    /// own odds.
    pub fn harm_given_capture(&self, model: &Model, exposure: &Exposure, trial: &Trial, odds: f64) -> Option<f64> {
        if odds <= 0.0 {
            return None;
        }
        let event = Address { entity: Entity::EVENT, item: 0, lane: 0 };
        let target = odds * trial.stream(event, Purpose::Captured).uniform();
        let (mut running, mut harm, mut any) = (0.0, 0.0, false);
        for (conversation, &captured) in exposure.conversations.iter().zip(&self.captured) {
            if captured == 0.0 {
                continue;
            }
            let taken = if any {
                trial.stream(address_of(conversation), Purpose::Captured).uniform() < captured
            } else {
                union(&mut running, captured);
                running > target
            };
            if taken {
                any = true;
                harm += harm_of(model, conversation, trial);
            }
        }
        any.then_some(harm)
    }
}

/// Harm of a conversation, if it is captured.
pub(super) fn harm_of(model: &Model, conversation: &Conversation, trial: &Trial) -> f64 {
    model.kinds[conversation.opening.kind].harm.draw(&mut trial.stream(address_of(conversation), Purpose::Harm))
}

fn address_of(conversation: &Conversation) -> Address {
    Address { entity: conversation.opening.entity, item: conversation.opening.item, lane: 0 }
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
    let address = Address { entity: leg.entity, item: conversation.opening.item, lane };
    let mut stream = trial.stream(address, Purpose::Stages);
    let mut alive = true;
    odds.map(|stage| {
        alive &= stream.uniform() < stage;
        f64::from(u8::from(alive))
    })
}
