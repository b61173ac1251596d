//! The funnel on drawn legs: from recorded over readable and reviewed to captured.

use super::compiled::Model;
use super::exposure::{Conversation, ExposedLeg, Exposure};
use super::latent::Line;
use super::layout::CAUSES;
use super::review::Review;
use super::schedule::Opening;
use crate::random::{Address, Entity, Purpose, Trial};
use crate::statistics::union;

/// The estimator of the odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimator {
    /// Draws latent state, conversations and who joins them, and integrates the rest exactly: where each participant
    /// is, whether and how the leg lapses, and the funnel. Of a large schedule it draws a share, and counts what it draws
    /// for all.
    Conditional,
    /// As [`Self::Conditional`], on every conversation of the schedule.
    Whole,
    /// Draws legs, too, and integrates the funnel alone: the plain reading, against which the conditional estimator is
    /// tested.
    Plain,
    /// Draws every stage, down to the recognised conversation.
    Analog,
}

impl Estimator {
    /// Its name on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conditional | Self::Whole => "conditional",
            Self::Plain => "plain",
            Self::Analog => "analog",
        }
    }
}

/// Stages after the schedule: recorded, readable, reviewed, captured.
pub(super) const STAGES: usize = 4;

/// A leg as far as it runs over one line.
pub(super) struct LegOverLine<'a> {
    pub opening: &'a Opening,
    pub group: usize,
    pub line: Line,
    /// Odds that it runs over this line, by cause in the order of [`super::layout::CAUSES`], times how many conversations of
    /// the schedule its own stands for.
    pub by_cause: [f64; CAUSES.len()],
}

/// Who notes what passes the funnel.
pub(super) trait Observer {
    /// A campaign captures a leg with this probability.
    fn campaign(&mut self, campaign: usize, capture: f64);

    /// A leg that runs over this line reaches the stages by at least one campaign with these probabilities.
    fn leg(&mut self, heard: &LegOverLine, reached: &[f64; STAGES]);

    /// A conversation is captured.
    fn conversation(&mut self, opening: &Opening, captured: Captured, mean_harm: f64);
}

/// Odds of a conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Captured {
    /// That it is captured.
    pub odds: f64,
    /// That it is captured and exactly one of its legs has lapsed.
    pub weak_link: f64,
}

/// Capture of what is exposed on drawn legs; kept between trials for its room.
#[derive(Debug, Clone, Default)]
pub(super) struct Funnel {
    /// `P(captured)` by exposed conversation.
    pub captured: Vec<f64>,
    /// Captures by exposed leg and campaign, campaigns running fastest.
    pub captures: Vec<f64>,
}

impl Funnel {
    pub fn run(
        &mut self,
        model: &Model,
        review: &Review,
        exposure: &Exposure,
        trial: &Trial,
        estimator: Estimator,
        observer: &mut impl Observer,
    ) {
        self.captured.clear();
        self.captures.clear();
        for (index, conversation) in exposure.conversations.iter().enumerate() {
            let mut odds = 0.0;
            for leg in exposure.legs_of(index) {
                let reached = self.leg(model, review, exposure, trial, estimator, conversation, leg, observer);
                let ExposedLeg { group, line, cause, .. } = exposure.legs[leg];
                let mut by_cause = [0.0; CAUSES.len()];
                by_cause[cause as usize] = 1.0;
                observer.leg(&LegOverLine { opening: &conversation.opening, group, line, by_cause }, &reached);
                union(&mut odds, reached[STAGES - 1]);
            }
            self.captured.push(odds);
            if odds > 0.0 {
                let weak_link = if conversation.lapsed_legs == 1 { odds } else { 0.0 };
                let mean_harm = model.kinds[conversation.opening.kind].mean_harm;
                observer.conversation(&conversation.opening, Captured { odds, weak_link }, mean_harm);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a trial, passed apart so that each is borrowed alone")]
    fn leg(
        &mut self,
        model: &Model,
        review: &Review,
        exposure: &Exposure,
        trial: &Trial,
        estimator: Estimator,
        conversation: &Conversation,
        index: usize,
        observer: &mut impl Observer,
    ) -> [f64; STAGES] {
        let leg = &exposure.legs[index];
        let day = conversation.opening.day;
        let campaigns = model.campaigns.len();
        let flagged = model.groups[leg.group].flagged;
        let mut reached = [0.0; STAGES];
        for campaign in 0..campaigns {
            let odds = [
                exposure.recorded[index * campaigns + campaign],
                model.readable[leg.line.channel],
                review.of(campaign, day, flagged, exposure.own[campaign * model.days + day]),
                model.kinds[conversation.opening.kind].recognised,
            ];
            let stages = match estimator {
                Estimator::Conditional | Estimator::Whole | Estimator::Plain => passed(odds),
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

    /// The exposed conversations with their odds of being captured.
    pub fn odds<'a>(&'a self, exposure: &'a Exposure) -> impl Iterator<Item = (&'a Opening, f64)> {
        exposure.conversations.iter().map(|conversation| &conversation.opening).zip(self.captured.iter().copied())
    }
}

/// Harm of one realisation, given that at least one conversation is captured, which has these odds: the first
/// captured one is drawn with odds `P_i` times that none before it is, over `Q`; each later one is captured with its
/// own odds.
pub(super) fn harm_given_capture<'a>(
    model: &Model,
    conversations: impl Iterator<Item = (&'a Opening, f64)>,
    trial: &Trial,
    odds: f64,
) -> Option<f64> {
    if odds <= 0.0 {
        return None;
    }
    let event = Address { entity: Entity::EVENT, item: 0, lane: 0 };
    let target = odds * trial.stream(event, Purpose::Captured).uniform();
    let (mut running, mut harm, mut any) = (0.0, 0.0, false);
    for (opening, captured) in conversations.filter(|(_, captured)| *captured > 0.0) {
        let taken = if any {
            trial.stream(opening.address(), Purpose::Captured).uniform() < captured
        } else {
            union(&mut running, captured);
            running > target
        };
        if taken {
            any = true;
            harm += harm_of(model, opening, trial);
        }
    }
    any.then_some(harm)
}

/// Harm of a conversation, if it is captured.
pub(super) fn harm_of(model: &Model, opening: &Opening, trial: &Trial) -> f64 {
    model.kinds[opening.kind].harm.draw(&mut trial.stream(opening.address(), Purpose::Harm))
}

/// Odds of having passed each stage.
pub(super) fn passed(odds: [f64; STAGES]) -> [f64; STAGES] {
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
