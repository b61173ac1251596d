//! One trial on one model: the plain reading, with everything that is observed.

use super::capture::{Estimator, Funnel, Observer, STAGES, harm_of};
use super::compiled::Model;
use super::exposure::{Cause, Conversation, ConversationKey, ExposedLeg, Exposure, LegNumbers};
use super::latent::{People, Placements};
use super::layout::{AT_LEAST, Layout, at};
use super::schedule::{Listener, Opening, Participant, Walk, hour_of_day};
use crate::random::{Stream, Trial};
use crate::statistics::union;

/// Room for a trial on one model, used again for the next.
#[derive(Debug, Clone)]
pub struct Workspace {
    people: People,
    placements: Placements,
    walk: Walk,
    exposure: Exposure,
    funnel: Funnel,
    row: Vec<f64>,
    harm: Option<f64>,
}

/// A captured conversation of an analog trial, by the indices of the model's world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapturedConversation {
    /// Which one it is.
    pub key: ConversationKey,
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

impl Workspace {
    /// Room for trials on models of this one's scenario.
    pub fn new(model: &Model, layout: &Layout) -> Self {
        Self {
            people: People::new(model),
            placements: Placements::new(model),
            walk: Walk::new(model),
            exposure: Exposure::default(),
            funnel: Funnel::default(),
            row: vec![0.0; layout.len()],
            harm: None,
        }
    }

    /// Makes room for another model of the same scenario: numbers of people and collectors may differ between draws.
    pub fn fit(&mut self, model: &Model) {
        if !self.people.fits(model) {
            self.people = People::new(model);
            self.walk = Walk::new(model);
        }
        if !self.placements.fits(model) {
            self.placements = Placements::new(model);
        }
    }

    /// Runs one trial; `row` and `harm` then hold what was observed.
    pub fn run(&mut self, model: &Model, layout: &Layout, trial: &Trial, estimator: Estimator) {
        self.row.fill(0.0);
        self.people.draw(model, trial);
        self.placements.draw(model, trial);
        self.exposure.clear(model);
        let mut single = Single {
            model,
            people: &self.people,
            placements: &self.placements,
            exposure: &mut self.exposure,
            row: &mut self.row,
        };
        for starters in &model.starters {
            self.walk.run(model, starters, trial, &mut single);
        }
        self.row[at::LAPSED] = self.exposure.lapsed as f64;
        self.row[at::COVERED] = self.exposure.legs.len() as f64;
        let mut full = FullRow { layout, row: &mut self.row };
        self.funnel.run(model, &self.placements, &self.exposure, trial, estimator, &mut full);
        full.finish();
        self.harm = self.funnel.harm_given_capture(model, &self.exposure, trial, self.row[at::ODDS]);
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

    /// The captured conversations of the analog trial that was run last.
    pub fn captured_conversations<'a>(
        &'a self,
        model: &'a Model,
        trial: &'a Trial,
    ) -> impl Iterator<Item = CapturedConversation> + 'a {
        let hit = |index: &usize| self.funnel.captured[*index] == 1.0;
        (0..self.funnel.captured.len()).filter(hit).map(|index| self.tell(model, trial, index))
    }

    fn tell(&self, model: &Model, trial: &Trial, index: usize) -> CapturedConversation {
        let conversation = &self.exposure.conversations[index];
        let campaigns = model.campaigns.len();
        let captures = &self.funnel.captures;
        let by = |leg: usize| (0..campaigns).find(|campaign| captures[leg * campaigns + campaign] == 1.0);
        let mut captured = self.exposure.legs_of(index).filter_map(|leg| by(leg).map(|campaign| (leg, campaign)));
        let (first, campaign) = captured.next().expect("a captured conversation has a captured leg");
        let leg = &self.exposure.legs[first];
        CapturedConversation {
            key: conversation.key(),
            day: conversation.opening.day,
            start: conversation.opening.start,
            duration: conversation.opening.duration,
            kind: conversation.opening.kind,
            participants: conversation.participants,
            lapsed_legs: conversation.lapsed_legs,
            captured_legs: 1 + captured.count() as u32,
            group: leg.group,
            venue: leg.line.venue,
            channel: leg.line.channel,
            cause: leg.cause,
            campaign,
            harm: harm_of(model, conversation, trial),
        }
    }
}

/// The listener of a trial on one model.
struct Single<'a> {
    model: &'a Model,
    people: &'a People,
    placements: &'a Placements,
    exposure: &'a mut Exposure,
    row: &'a mut [f64],
}

impl Listener for Single<'_> {
    fn is_idle(&self, kind: usize, only_place: Option<usize>) -> bool {
        self.model.kinds[kind].is_idle(only_place)
    }

    fn begin(&mut self, _: &Opening) {
        self.exposure.begin();
    }

    fn leg(&mut self, opening: &Opening, participant: &Participant, place: usize, stream: &mut Stream) {
        let person = self.people.at(self.model.offsets[participant.group] + participant.person);
        let venue = if place == self.model.venues { person.lodging as usize } else { place };
        let numbers = LegNumbers::draw(stream);
        self.exposure.leg(self.model, self.placements, opening, participant, person, venue, numbers, stream);
    }

    fn end(&mut self, opening: &Opening, participants: u64) {
        self.exposure.end(opening, participants);
        self.row[at::CONVERSATIONS] += 1.0;
        self.row[at::LEGS] += participants as f64;
    }
}

/// The observer that fills the whole row.
struct FullRow<'a> {
    layout: &'a Layout,
    row: &'a mut [f64],
}

impl Observer for FullRow<'_> {
    fn campaign(&mut self, campaign: usize, capture: f64) {
        self.row[self.layout.campaign.start + campaign] += capture;
        self.row[at::CAMPAIGN_CAPTURES] += capture;
    }

    fn leg(&mut self, conversation: &Conversation, leg: &ExposedLeg, reached: &[f64; STAGES]) {
        for (position, stage) in (at::RECORDED..).zip(reached) {
            self.row[position] += stage;
        }
        let captured = reached[STAGES - 1];
        if captured == 0.0 {
            return;
        }
        let layout = self.layout;
        let hour = hour_of_day(conversation.opening.start);
        for position in [
            layout.venue.start + leg.line.venue,
            layout.channel.start + leg.line.channel,
            layout.group.start + leg.group,
            layout.kind.start + conversation.opening.kind,
            layout.cause.start + leg.cause as usize,
            layout.day.start + conversation.opening.day,
            layout.hour.start + hour,
            layout.venue_hour.start + leg.line.venue * layout.hour.len + hour,
        ] {
            self.row[position] += captured;
        }
    }

    fn conversation(&mut self, conversation: &Conversation, captured: f64, mean_harm: f64) {
        self.row[at::CAPTURES] += captured;
        self.row[at::HARM] += captured * mean_harm;
        if conversation.lapsed_legs == 1 {
            self.row[at::WEAK_LINK] += captured;
        }
        union(&mut self.row[self.layout.first_capture.start + conversation.opening.start as usize], captured);
        // P(at least k) gains what was at k - 1 and is lifted by this conversation.
        for k in (1..AT_LEAST).rev() {
            let position = at::AT_LEAST_FIRST + k;
            self.row[position] += captured * (self.row[position - 1] - self.row[position]);
        }
        union(&mut self.row[at::AT_LEAST_FIRST], captured);
    }
}

impl FullRow<'_> {
    /// Adds up the first captures hour by hour.
    fn finish(&mut self) {
        let mut before = 0.0;
        for hour in self.layout.first_capture.positions() {
            union(&mut before, self.row[hour]);
            self.row[hour] = before;
        }
        self.row[at::ODDS] = self.row[at::AT_LEAST_FIRST];
    }
}
