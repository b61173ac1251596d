//! One trial on a family: what its variants have in common is drawn and looked up once.

use super::capture::{Captured, Estimator, Funnel, LegOverLine, Observer, STAGES, harm_given_capture};
use super::exposure::{ConversationKey, Exposure};
use super::family::Family;
use super::family_listeners::{Drawing, Integrating, Touched};
use super::family_people::FamilyPeople;
use super::hearing::{Heard, Hearing};
use super::integral::{Integral, sum_own};
use super::latent::Placements;
use super::review::Review;
use super::schedule::{Extent, Opening, Walk};
use crate::random::{Placing, Trial};
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

impl Brief {
    /// The trial counts so many times.
    fn count(&mut self, weight: f64) {
        [&mut self.odds, &mut self.captures, &mut self.harm].into_iter().for_each(|value| *value *= weight);
    }
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
#[derive(Debug, Clone, Default)]
pub struct FamilyWorkspace {
    /// By class of placements.
    placements: Vec<Placements>,
    /// How much the trial counts, by class of placements.
    weights: Vec<f64>,
    people: FamilyPeople,
    /// By schedule class.
    walks: Vec<Walk>,
    /// By variant.
    exposures: Vec<Exposure>,
    /// By class of hearing.
    hearings: Vec<Hearing>,
    /// By audience of the class under way, of the leg under way.
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

impl FamilyWorkspace {
    /// Room for trials on a family.
    pub fn new(family: &Family) -> Self {
        Self::default().fitted(family)
    }

    /// The same room for another family: what it has allocated is used again where it can be.
    #[must_use]
    pub fn fitted(mut self, family: &Family) -> Self {
        let placements = family.placements.representatives.iter().map(|&variant| &family.models[variant]);
        self.placements = placements.map(|model| Placements::new(model)).collect();
        self.people = FamilyPeople::new(family);
        let walks = family.schedules.iter().map(|class| Walk::new(&family.models[class.members[0]]));
        self.walks = walks.collect();
        self.exposures.resize_with(family.len(), Exposure::default);
        self.hearings.resize_with(family.hearings.representatives.len(), Hearing::default);
        let audiences = family.schedules.iter().map(|class| class.audiences.len()).max().unwrap_or(0);
        self.places.resize_with(audiences, Vec::new);
        self.integrals.resize_with(family.schedules.len(), Vec::new);
        for (integrals, class) in self.integrals.iter_mut().zip(&family.schedules) {
            integrals.resize_with(class.alike.len(), Integral::default);
        }
        self.own.resize_with(family.len(), Vec::new);
        self.reviews.resize_with(family.reviews.representatives.len(), Review::default);
        self.briefs.resize_with(family.len(), Brief::default);
        self.is_done.resize(family.len(), false);
        self.captured.resize_with(family.len(), Vec::new);
        self
    }

    /// Runs one trial on every variant; `briefs` then holds what each gave.
    pub fn run(&mut self, family: &Family, trial: &Trial, estimator: Estimator) {
        let aims = if trial.placing() == Placing::Aimed { family.aims() } else { &[] };
        self.weights.clear();
        for (class, placements) in self.placements.iter_mut().enumerate() {
            let model = &family.models[family.placements.representatives[class]];
            self.weights.push(placements.draw(model, aims.get(class).and_then(Option::as_ref), trial));
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
        if trial.placing() == Placing::Aimed {
            for (brief, &placements) in self.briefs.iter_mut().zip(&family.placements.of) {
                brief.count(self.weights[placements]);
            }
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
            hearing.clear(&family.models[variant]);
        }
        for ((class, walk), integrals) in family.schedules.iter().zip(&mut self.walks).zip(&mut self.integrals) {
            for (integral, alike) in integrals.iter_mut().zip(&class.alike) {
                integral.clear(&family.models[alike.members[0]]);
            }
            for &hearing in &class.hearings {
                let representative = family.hearings.representatives[hearing];
                self.hearings[hearing].attend(&family.models[representative], &class.starters);
            }
            let mut shared = Integrating {
                family,
                class,
                people: &mut self.people,
                placements: &self.placements,
                hearings: &mut self.hearings,
                places: &mut self.places,
                integrals,
                rates: 0,
            };
            let model = &family.models[class.members[0]];
            walk.run(model, &class.starters, &class.rates, extent, trial, &mut shared);
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
                rates: 0,
            };
            let model = &family.models[class.members[0]];
            walk.run(model, &class.starters, &class.rates, Extent::Whole, trial, &mut shared);
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
