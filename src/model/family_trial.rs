//! One trial on a family: what its variants have in common is drawn and looked up once.

use super::capture::{Captured, Estimator, Funnel, LegOverLine, Observer, STAGES, harm_given_capture};
use super::exposure::{ConversationKey, Exposure, LegNumbers};
use super::family::{Family, ScheduleClass};
use super::hearing::{Heard, Hearing};
use super::integral::{Integral, Kept, sum_own};
use super::latent::{Person, Placements, draw_person};
use super::review::Review;
use super::schedule::{Extent, Listener, Opening, Participant, Walk, draw_place};
use crate::random::Trial;
use crate::statistics::union;

/// What a trial of one variant gave.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Brief {
    /// Probability that at least one conversation is captured.
    pub odds: f64,
    /// Captured conversations.
    pub captures: f64,
    /// Harm.
    pub harm: f64,
}

impl Observer for Brief {
    fn campaign(&mut self, _: usize, _: f64) {}

    fn leg(&mut self, _: &LegOverLine, _: &[f64; STAGES]) {}

    fn conversation(&mut self, _: &Opening, Captured { odds: captured, .. }: Captured, mean_harm: f64) {
        self.captures += captured;
        self.harm += captured * mean_harm;
        union(&mut self.odds, captured);
    }
}

/// Room for trials on a family.
#[derive(Debug, Clone)]
pub struct FamilyWorkspace {
    /// By class of placements.
    placements: Vec<Placements>,
    people: FamilyPeople,
    /// By schedule class.
    walks: Vec<Walk>,
    /// By variant.
    exposures: Vec<Exposure>,
    /// By class of hearing.
    hearings: Vec<Hearing>,
    /// By class of hearing, of the leg under way.
    places: Vec<Vec<Heard>>,
    /// By schedule class and class of legs.
    integrals: Vec<Vec<Integral>>,
    /// `own` of the review pile, by variant.
    own: Vec<Vec<f64>>,
    funnel: Funnel,
    /// By class of review.
    reviews: Vec<Review>,
    briefs: Vec<Brief>,
    /// By variant: whether its brief of the trial is whole.
    is_done: Vec<bool>,
    /// By variant: what the last analog trial captured.
    captured: Vec<Vec<ConversationKey>>,
}

/// People of all variants, drawn as they are asked for.
#[derive(Debug, Clone)]
struct FamilyPeople {
    /// By group and class.
    people: Vec<Vec<Vec<Person>>>,
    /// By group, for each person what all classes have in common.
    known: Vec<Vec<Known>>,
    trial: u64,
}

/// What is known of a person under all classes.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    /// The trial in which the person was drawn.
    drawn_in: u64,
    /// The greatest odds of a mistake and of a workaround among the classes.
    greatest: (f64, f64),
}

impl FamilyPeople {
    fn new(family: &Family) -> Self {
        let count = |group: usize, variant: usize| family.models[variant].groups[group].count;
        let people = family.people.iter().enumerate().map(|(group, classes)| {
            let rooms = classes.representatives.iter().map(|&variant| vec![Person::default(); count(group, variant)]);
            rooms.collect()
        });
        let known = family.people.iter().enumerate().map(|(group, classes)| {
            let most = classes.representatives.iter().map(|&variant| count(group, variant)).max();
            vec![Known::default(); most.unwrap_or(0)]
        });
        Self { people: people.collect(), known: known.collect(), trial: 0 }
    }

    /// Another trial: nobody is known.
    fn forget(&mut self) {
        self.trial += 1;
    }

    /// Draws a person under every class, unless that is done.
    #[inline]
    fn meet(&mut self, family: &Family, group: usize, person: usize, trial: &Trial) -> &Known {
        if self.known[group][person].drawn_in != self.trial {
            self.draw(family, group, person, trial);
        }
        &self.known[group][person]
    }

    fn draw(&mut self, family: &Family, group: usize, person: usize, trial: &Trial) {
        let mut greatest = (0.0f64, 0.0f64);
        let classes = self.people[group].iter_mut().zip(&family.people[group].representatives);
        for (people, &variant) in classes.filter(|(people, _)| person < people.len()) {
            let drawn = draw_person(&family.models[variant].groups[group], person, trial);
            greatest = (greatest.0.max(drawn.mistake), greatest.1.max(drawn.workaround));
            people[person] = drawn;
        }
        self.known[group][person] = Known { drawn_in: self.trial, greatest };
    }
}

impl FamilyWorkspace {
    /// Room for trials on a family.
    pub fn new(family: &Family) -> Self {
        let placements = family.placements.representatives.iter().map(|&variant| &family.models[variant]);
        let walks = family.schedules.iter().map(|class| Walk::new(&family.models[class.members[0]]));
        Self {
            placements: placements.map(|model| Placements::new(model)).collect(),
            people: FamilyPeople::new(family),
            walks: walks.collect(),
            exposures: vec![Exposure::default(); family.len()],
            hearings: vec![Hearing::default(); family.hearings.representatives.len()],
            places: vec![Vec::new(); family.hearings.representatives.len()],
            integrals: family.schedules.iter().map(|class| vec![Integral::default(); class.alike.len()]).collect(),
            own: vec![Vec::new(); family.len()],
            funnel: Funnel::default(),
            reviews: vec![Review::default(); family.reviews.representatives.len()],
            briefs: vec![Brief::default(); family.len()],
            is_done: vec![false; family.len()],
            captured: vec![Vec::new(); family.len()],
        }
    }

    /// Runs one trial on every variant; `briefs` then holds what each gave.
    pub fn run(&mut self, family: &Family, trial: &Trial, estimator: Estimator) {
        for (placements, &variant) in self.placements.iter_mut().zip(&family.placements.representatives) {
            placements.draw(&family.models[variant], trial);
        }
        for (review, &variant) in self.reviews.iter_mut().zip(&family.reviews.representatives) {
            review.fill(&family.models[variant], &self.placements[family.placements.of[variant]]);
        }
        self.people.forget();
        self.captured.iter_mut().for_each(Vec::clear);
        self.is_done.fill(false);
        if estimator == Estimator::Conditional {
            self.integrate_thinned(family, trial);
        }
        if self.is_done.contains(&false) && matches!(estimator, Estimator::Conditional | Estimator::Whole) {
            self.integrate(family, trial);
        }
        if self.is_done.contains(&false) {
            self.draw_legs(family, trial);
            self.read(family, trial, estimator);
        }
    }

    /// As a trial of a single model does it, for the variants that have a thinned schedule and may use it.
    fn integrate_thinned(&mut self, family: &Family, trial: &Trial) {
        for (variant, model) in family.models.iter().enumerate().filter(|(_, model)| model.is_thinned()) {
            let placements = &self.placements[family.placements.of[variant]];
            self.is_done[variant] = self.reviews[family.reviews.of[variant]].takes_thinned(model, placements);
        }
        if self.is_done.contains(&true) {
            self.listen(family, Extent::Thinned, trial);
        }
        for variant in 0..family.len() {
            if self.is_done[variant] {
                self.capture(family, variant);
            }
        }
    }

    /// As a trial of a single model does it, for the variants that are not done yet.
    fn integrate(&mut self, family: &Family, trial: &Trial) {
        self.listen(family, Extent::Whole, trial);
        for variant in 0..family.len() {
            let review = &self.reviews[family.reviews.of[variant]];
            if !self.is_done[variant] && review.takes_expected(&self.own[variant]) {
                self.is_done[variant] = true;
                self.capture(family, variant);
            }
        }
    }

    fn listen(&mut self, family: &Family, extent: Extent, trial: &Trial) {
        for (hearing, &variant) in self.hearings.iter_mut().zip(&family.hearings.representatives) {
            hearing.clear(&family.models[variant], &self.placements[family.placements.of[variant]]);
        }
        for ((class, walk), integrals) in family.schedules.iter().zip(&mut self.walks).zip(&mut self.integrals) {
            for (integral, members) in integrals.iter_mut().zip(&class.alike) {
                integral.clear(&family.models[members[0]]);
            }
            let mut shared = Integrating {
                family,
                class,
                people: &mut self.people,
                placements: &self.placements,
                hearings: &mut self.hearings,
                places: &mut self.places,
                integrals,
            };
            walk.run(&family.models[class.members[0]], &class.starters, extent, trial, &mut shared);
        }
        for ((own, legs), model) in self.own.iter_mut().zip(&family.legs).zip(&family.models) {
            sum_own(model, legs.iter().map(|&(class, alike)| &self.integrals[class][alike]), own);
        }
    }

    fn capture(&mut self, family: &Family, variant: usize) {
        let brief = &mut self.briefs[variant];
        *brief = Brief::default();
        let (model, hearing) = (&family.models[variant], &self.hearings[family.hearings.of[variant]]);
        let review = &self.reviews[family.reviews.of[variant]];
        for &(class, alike) in &family.legs[variant] {
            let integral = &mut self.integrals[class][alike];
            integral.capture(model, hearing, review, &self.own[variant], brief);
        }
    }

    fn draw_legs(&mut self, family: &Family, trial: &Trial) {
        for (exposure, model) in self.exposures.iter_mut().zip(&family.models) {
            exposure.clear(model);
        }
        for (class, walk) in family.schedules.iter().zip(&mut self.walks) {
            let mut shared = Drawing {
                family,
                class,
                people: &mut self.people,
                placements: &self.placements,
                exposures: &mut self.exposures,
                touched: Touched::No,
            };
            walk.run(&family.models[class.members[0]], &class.starters, Extent::Whole, trial, &mut shared);
        }
    }

    /// Reads the drawn legs of the variants that are not done yet.
    fn read(&mut self, family: &Family, trial: &Trial, estimator: Estimator) {
        for variant in (0..family.len()).filter(|&variant| !self.is_done[variant]) {
            let brief = &mut self.briefs[variant];
            *brief = Brief::default();
            let exposure = &self.exposures[variant];
            let (model, review) = (&family.models[variant], &self.reviews[family.reviews.of[variant]]);
            self.funnel.run(model, review, exposure, trial, estimator, brief);
            if estimator == Estimator::Analog {
                let hits = exposure.conversations.iter().zip(&self.funnel.captured).filter(|(_, odds)| **odds == 1.0);
                self.captured[variant].extend(hits.map(|(conversation, _)| conversation.key()));
                let harm = harm_given_capture(model, self.funnel.odds(exposure), trial, brief.odds);
                brief.harm = harm.unwrap_or(0.0);
            }
        }
    }

    /// Whether the last analog trial captured a conversation under a variant.
    pub fn captures(&self, variant: usize, conversation: ConversationKey) -> bool {
        self.captured[variant].contains(&conversation)
    }

    /// What the last trial gave, by variant.
    pub fn briefs(&self) -> &[Brief] {
        &self.briefs
    }
}

/// Whether the conversation that is under way concerns any member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Touched {
    Yes,
    No,
}

/// The listener of a walk that the members of a class share, legs drawn.
struct Drawing<'a> {
    family: &'a Family,
    class: &'a ScheduleClass,
    people: &'a mut FamilyPeople,
    placements: &'a [Placements],
    exposures: &'a mut [Exposure],
    touched: Touched,
}

impl Listener for Drawing<'_> {
    fn is_idle(&self, _: usize, only_place: Option<usize>) -> bool {
        only_place.and_then(|venue| self.class.idle.get(venue)).copied().unwrap_or(false)
    }

    fn begin(&mut self, _: &Opening) {
        self.touched = Touched::No;
    }

    fn leg(&mut self, opening: &Opening, participant: &Participant, trial: &Trial) {
        let Participant { group, person, .. } = *participant;
        // Members have the same whereabouts.
        let model = &self.family.models[self.class.members[0]];
        let (place, mut stream) = draw_place(model, opening, participant, trial);
        let numbers = LegNumbers::draw(&mut stream);
        let (mistake, workaround) = self.people.meet(self.family, group, person, trial).greatest;
        let classes = &self.family.people[group];
        let of_variant = |variant: usize| &self.people.people[group][classes.of[variant]][person];
        let venue = match self.class.quiet.len() {
            // Members lodge alike.
            venues if place == venues => of_variant(self.class.members[0]).lodging as usize,
            _ => place,
        };
        let factor = self.class.lapse_factor * opening.multiplier;
        if self.class.quiet[venue] && numbers.slip >= mistake * factor && numbers.shortcut >= workaround * factor {
            return;
        }
        if self.touched == Touched::No {
            self.touched = Touched::Yes;
            self.class.members.iter().for_each(|&variant| self.exposures[variant].begin());
        }
        for &variant in &self.class.members {
            let placements = &self.placements[self.family.placements.of[variant]];
            let model = &self.family.models[variant];
            let mut own = stream.clone();
            let person = of_variant(variant);
            self.exposures[variant].leg(model, placements, opening, participant, person, venue, numbers, &mut own);
        }
    }

    fn end(&mut self, opening: &Opening, participants: u64) {
        if self.touched == Touched::Yes {
            self.class.members.iter().for_each(|&variant| self.exposures[variant].end(opening, participants));
        }
    }
}

/// The listener of a walk that the members of a class share, legs integrated.
struct Integrating<'a> {
    family: &'a Family,
    class: &'a ScheduleClass,
    people: &'a mut FamilyPeople,
    placements: &'a [Placements],
    hearings: &'a mut [Hearing],
    places: &'a mut [Vec<Heard>],
    /// By class of legs.
    integrals: &'a mut [Integral],
}

impl Listener for Integrating<'_> {
    fn is_idle(&self, _: usize, only_place: Option<usize>) -> bool {
        only_place.and_then(|venue| self.class.idle.get(venue)).copied().unwrap_or(false)
    }

    fn begin(&mut self, _: &Opening) {
        self.class.hearings.iter().for_each(|&hearing| self.hearings[hearing].begin());
        self.integrals.iter_mut().for_each(Integral::begin);
    }

    fn leg(&mut self, opening: &Opening, participant: &Participant, trial: &Trial) {
        let Participant { group, person, .. } = *participant;
        self.people.meet(self.family, group, person, trial);
        let classes = &self.family.people[group];
        let of_variant = |variant: usize| &self.people.people[group][classes.of[variant]][person];
        // Members lodge alike and have the same whereabouts.
        let lodging = of_variant(self.class.members[0]).lodging as usize;
        for &hearing in &self.class.hearings {
            let variant = self.family.hearings.representatives[hearing];
            let placements = &self.placements[self.family.placements.of[variant]];
            let places = self.family.models[self.class.members[0]].places(opening, group, lodging);
            let model = &self.family.models[variant];
            self.hearings[hearing].places(model, placements, opening, places, &mut self.places[hearing]);
        }
        for (integral, members) in self.integrals.iter_mut().zip(&self.class.alike) {
            let hearing = self.family.hearings.of[members[0]];
            // A leg that nobody hears changes nothing of what is briefly told.
            if !self.places[hearing].is_empty() {
                let person = &self.people.people[group][classes.of[members[0]]][person];
                let (model, places) = (&self.family.models[members[0]], &self.places[hearing]);
                integral.leg(model, &self.hearings[hearing], opening, participant, person, places);
            }
        }
    }

    fn end(&mut self, opening: &Opening, _: u64) {
        for &hearing in &self.class.hearings {
            let classes = self.integrals.iter_mut().zip(&self.class.alike);
            let hearing_this = classes.filter(|(_, members)| self.family.hearings.of[members[0]] == hearing);
            let kept =
                hearing_this.filter_map(|(integral, _)| (integral.end(opening) == Kept::Yes).then_some(())).count();
            if kept == 0 {
                self.hearings[hearing].forget();
            }
        }
    }
}
