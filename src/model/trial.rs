//! One trial on one model: the plain reading, with everything that is observed.

use super::capture::{Captured, Estimator, Funnel, LegOverLine, Observer, STAGES, harm_given_capture, harm_of};
use super::compiled::Model;
use super::exposure::{Cause, ConversationKey, Exposure, LegNumbers};
use super::hearing::{Heard, Hearing};
use super::integral::{Integral, Kept, sum_own};
use super::latent::{People, Placements};
use super::layout::{AT_LEAST, Layout, at};
use super::review::Review;
use super::schedule::{Extent, Listener, Opening, Participant, Walk, draw_place, hour_of_day, leg_stream};
use crate::random::{Placing, Trial};
use crate::statistics::union;

/// Room for a trial on one model, used again for the next.
#[derive(Debug, Clone)]
pub struct Workspace {
    people: People,
    placements: Placements,
    walk: Walk,
    exposure: Exposure,
    funnel: Funnel,
    review: Review,
    hearing: Hearing,
    places: Vec<Heard>,
    /// By starters.
    integrals: Vec<Integral>,
    own: Vec<f64>,
    row: Vec<f64>,
    harm: Option<f64>,
}

/// What of the row does not depend on where collectors are.
const WITHOUT_COLLECTORS: [usize; 3] = [at::CONVERSATIONS, at::LEGS, at::LAPSED];

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
            review: Review::default(),
            hearing: Hearing::default(),
            places: Vec::new(),
            integrals: Vec::new(),
            own: Vec::new(),
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
        self.people.forget();
        let aim = if trial.placing() == Placing::Aimed { model.aim() } else { None };
        let weight = self.placements.draw(model, aim, trial);
        self.review.fill(model, &self.placements);
        let integrated = match estimator {
            Estimator::Conditional => {
                self.integrate_thinned(model, layout, trial) || self.integrate(model, layout, trial)
            }
            Estimator::Whole => self.integrate(model, layout, trial),
            Estimator::Plain | Estimator::Analog => false,
        };
        if !integrated {
            self.draw_legs(model, layout, trial, estimator);
        }
        if aim.is_some() {
            self.weigh(weight);
        }
    }

    /// The trial counts so many times.
    fn weigh(&mut self, weight: f64) {
        let unweighted = WITHOUT_COLLECTORS.map(|position| self.row[position]);
        self.row.iter_mut().for_each(|value| *value *= weight);
        WITHOUT_COLLECTORS.iter().zip(unweighted).for_each(|(&position, value)| self.row[position] = value);
    }

    /// Runs the trial on a thinned schedule with its legs integrated; false where there is none, or the review pile asks
    /// for the whole.
    fn integrate_thinned(&mut self, model: &Model, layout: &Layout, trial: &Trial) -> bool {
        if !model.is_thinned() || !self.review.takes_thinned(model, &self.placements) {
            return false;
        }
        self.listen(model, Extent::Thinned, trial);
        self.capture(model, layout, trial);
        true
    }

    /// Runs the trial with its legs integrated; false where the review pile asks for drawn legs.
    fn integrate(&mut self, model: &Model, layout: &Layout, trial: &Trial) -> bool {
        self.listen(model, Extent::Whole, trial);
        let takes = self.review.takes_expected(&self.own);
        if takes {
            self.capture(model, layout, trial);
        }
        takes
    }

    fn listen(&mut self, model: &Model, extent: Extent, trial: &Trial) {
        self.row.fill(0.0);
        self.hearing.clear(model);
        self.integrals.resize_with(model.starters.len(), Integral::default);
        for (starters, integral) in model.starters.iter().zip(&mut self.integrals) {
            integral.clear(model);
            self.hearing.attend(model, starters);
            let mut listener = Integrating {
                model,
                people: &mut self.people,
                placements: &self.placements,
                hearing: &mut self.hearing,
                places: &mut self.places,
                integral,
                row: &mut self.row,
            };
            self.walk.run(model, starters, starters.rates(), extent, trial, &mut listener);
        }
        sum_own(model, self.integrals.iter(), &mut self.own);
    }

    fn capture(&mut self, model: &Model, layout: &Layout, trial: &Trial) {
        self.row[at::LAPSED] = self.integrals.iter().map(|integral| integral.lapsed).sum();
        let mut full = FullRow { layout, row: &mut self.row };
        for integral in &mut self.integrals {
            integral.capture(model, &self.hearing, &self.review, &self.own, &mut full);
        }
        full.finish();
        self.harm =
            harm_given_capture(model, self.integrals.iter().flat_map(Integral::odds), trial, self.row[at::ODDS]);
    }

    /// Runs the trial with its legs drawn.
    fn draw_legs(&mut self, model: &Model, layout: &Layout, trial: &Trial, estimator: Estimator) {
        self.row.fill(0.0);
        self.exposure.clear(model);
        let (people, placements) = (&mut self.people, &self.placements);
        let mut listener = Drawing { model, people, placements, exposure: &mut self.exposure, row: &mut self.row };
        for starters in &model.starters {
            self.walk.run(model, starters, starters.rates(), Extent::Whole, trial, &mut listener);
        }
        self.row[at::LAPSED] = self.exposure.lapsed as f64;
        let mut full = FullRow { layout, row: &mut self.row };
        self.funnel.run(model, &self.review, &self.exposure, trial, estimator, &mut full);
        full.finish();
        self.harm = harm_given_capture(model, self.funnel.odds(&self.exposure), trial, self.row[at::ODDS]);
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
            harm: harm_of(model, &conversation.opening, trial),
        }
    }
}

/// The listener of a trial on one model, legs drawn.
struct Drawing<'a> {
    model: &'a Model,
    people: &'a mut People,
    placements: &'a Placements,
    exposure: &'a mut Exposure,
    row: &'a mut [f64],
}

impl Listener for Drawing<'_> {
    fn is_idle(&self, opening: &Opening, group: usize) -> bool {
        self.model.kinds[opening.kind].is_idle(self.model.only_place(opening, group))
    }

    fn begin(&mut self, _: &Opening, _: usize) {
        self.exposure.begin();
    }

    fn leg(&mut self, opening: &Opening, participant: &Participant, trial: &Trial) {
        let (place, mut stream) = draw_place(self.model, opening, participant, trial);
        let person = self.people.of(self.model, trial, participant);
        let venue = if place == self.model.venues { person.lodging as usize } else { place };
        let numbers = LegNumbers::draw(&mut stream);
        self.exposure.leg(self.model, self.placements, opening, participant, &person, venue, numbers, &mut stream);
    }

    fn end(&mut self, opening: &Opening, participants: u64) {
        self.exposure.end(opening, participants);
        self.row[at::CONVERSATIONS] += 1.0;
        self.row[at::LEGS] += participants as f64;
    }
}

/// The listener of a trial on one model, legs integrated.
struct Integrating<'a> {
    model: &'a Model,
    people: &'a mut People,
    placements: &'a Placements,
    hearing: &'a mut Hearing,
    places: &'a mut Vec<Heard>,
    integral: &'a mut Integral,
    row: &'a mut [f64],
}

impl Listener for Integrating<'_> {
    fn is_idle(&self, opening: &Opening, group: usize) -> bool {
        self.model.kinds[opening.kind].is_idle(self.model.only_place(opening, group))
    }

    fn begin(&mut self, _: &Opening, _: usize) {
        self.hearing.begin();
        self.integral.begin();
    }

    fn leg(&mut self, opening: &Opening, participant: &Participant, trial: &Trial) {
        let model = self.model;
        let person = self.people.of(model, trial, participant);
        let places = || model.places(opening, participant.group, person.lodging as usize);
        let number = || leg_stream(opening, participant, trial).uniform();
        self.hearing.places(model, self.placements, opening, places(), number, self.places);
        self.integral.leg(model, self.hearing, opening, participant, &person, self.places);
        self.integral.lapse(model, opening, &person, places());
    }

    fn end(&mut self, opening: &Opening, participants: u64) {
        if self.integral.end(opening) == Kept::Yes {
            self.hearing.need();
        }
        self.hearing.end();
        self.row[at::CONVERSATIONS] += opening.weight;
        self.row[at::LEGS] += opening.weight * participants as f64;
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

    fn leg(&mut self, over: &LegOverLine, reached: &[f64; STAGES]) {
        let odds: f64 = over.by_cause.iter().sum();
        self.row[at::COVERED] += odds;
        for (position, stage) in (at::RECORDED..).zip(reached) {
            self.row[position] += odds * stage;
        }
        let captured = reached[STAGES - 1];
        if captured == 0.0 {
            return;
        }
        let layout = self.layout;
        let hour = hour_of_day(over.opening.start);
        for position in [
            layout.venue.start + over.line.venue,
            layout.channel.start + over.line.channel,
            layout.group.start + over.group,
            layout.kind.start + over.opening.kind,
            layout.day.start + over.opening.day,
            layout.hour.start + hour,
            layout.venue_hour.start + over.line.venue * layout.hour.len + hour,
        ] {
            self.row[position] += odds * captured;
        }
        for (position, odds) in layout.cause.positions().zip(over.by_cause) {
            self.row[position] += odds * captured;
        }
    }

    fn conversation(&mut self, opening: &Opening, Captured { odds: captured, weak_link }: Captured, mean_harm: f64) {
        self.row[at::CAPTURES] += captured;
        self.row[at::HARM] += captured * mean_harm;
        self.row[at::WEAK_LINK] += weak_link;
        union(&mut self.row[self.layout.first_capture.start + opening.start as usize], captured);
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
        let hours = &mut self.row[self.layout.first_capture.positions()];
        // Hours without a capture leave everything as it is, but for the one with which the event ends.
        for stretch in hours.split_inclusive_mut(|captured| *captured > 0.0) {
            let Some((last, quiet)) = stretch.split_last_mut() else { continue };
            quiet.fill(before);
            union(&mut before, *last);
            *last = before;
        }
        self.row[at::ODDS] = self.row[at::AT_LEAST_FIRST];
    }
}
