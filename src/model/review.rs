//! The review pile: what a campaign has on its hands each day, and how likely one recording is to be looked at.

use super::compiled::Model;
use super::latent::Placements;
use super::selection::OfOne;

/// The relative error that is allowed to stand in for drawn legs: far below the chance error of any run.
const NEGLIGIBLE: f64 = 1e-4;
/// So many standard deviations beyond its expectation `own` is never found (odds below 1e-8 even for few legs).
const FAR: f64 = 8.0;

/// Piles and capacities of a trial; kept between trials for its room.
#[derive(Debug, Clone, Default)]
pub(super) struct Review {
    /// `review_per_day` by campaign; infinite where everything is reviewed.
    capacity: Vec<f64>,
    /// `background` by campaign and day, days running fastest; 0 where everything is reviewed.
    background: Vec<f64>,
    days: usize,
}

impl Review {
    /// For the collectors' places.
    pub fn fill(&mut self, model: &Model, placements: &Placements) {
        self.days = model.days;
        self.capacity.clear();
        self.capacity.extend(model.campaigns.iter().map(|campaign| campaign.review_per_day.unwrap_or(f64::INFINITY)));
        self.background.clear();
        self.background.resize(model.campaigns.len() * model.days, 0.0);
        for (campaign, &capacity) in self.capacity.iter().enumerate() {
            for day in 0..model.days {
                let position = campaign * model.days + day;
                if capacity.is_finite() {
                    self.background[position] = placements.background(model, campaign, day);
                }
            }
        }
    }

    /// `flagged + (1 - flagged) min(1, review_per_day / pile)`.
    #[inline]
    pub fn of(&self, campaign: usize, day: usize, flagged: f64, own: f64) -> f64 {
        let capacity = self.capacity[campaign];
        if capacity == f64::INFINITY {
            return 1.0;
        }
        let pile = self.background[campaign * self.days + day] + own;
        flagged + (1.0 - flagged) * if pile > capacity { capacity / pile } else { 1.0 }
    }

    /// Whether `own` may be taken from a thinned schedule: whether, with the collectors where they are, no `own` could be
    /// told from its expectation, as a sum of the independent numbers that kept conversations add. By the same
    /// bounds as in [`Self::takes_expected`], with nothing of ours in the least pile.
    pub fn takes_thinned(&self, model: &Model, placements: &Placements) -> bool {
        let OfOne { greatest, spread } = model.own_of_one;
        let takes = |(position, &background): (usize, &f64)| {
            let (campaign, day) = (position / self.days, position % self.days);
            let capacity = self.capacity[campaign];
            if capacity == f64::INFINITY {
                return true;
            }
            let covered = |venue: &usize| placements.covers(model, campaign, *venue, day);
            let most: f64 = (0..model.venues).filter(covered).map(|venue| model.own_by_venue[venue]).sum();
            let room = FAR * (spread * most).sqrt() + FAR * greatest;
            let is_under = background + most + room < capacity;
            most == 0.0 || is_under || background > capacity && spread * most < NEGLIGIBLE * background * background
        };
        self.background.iter().enumerate().all(takes)
    }

    /// Whether `own` may be taken at its expectation, by campaign and day, for all legs but the one that is looked at.
    ///
    /// What all others add is a sum of independent numbers in `[0, 1]` with mean `mu`, hence with a variance of at most
    /// `mu`. Where the pile stays under the capacity, review is 1 whatever they add. Where it stays above, `E[c / pile]`
    /// is above `c / E[pile]` by at most `mu / least^2` of itself, with the least pile that is ever found (second order,
    /// on Jensen's side). Elsewhere, and
    /// where that is more than [`NEGLIGIBLE`], it may not.
    pub fn takes_expected(&self, own: &[f64]) -> bool {
        let takes = |(position, &mu): (usize, &f64)| {
            let (capacity, background) = (self.capacity[position / self.days], self.background[position]);
            let room = FAR * mu.sqrt() + FAR;
            let is_under = background + mu + room < capacity;
            let least = background + (mu - room).max(0.0);
            mu == 0.0 || is_under || least > capacity && mu < NEGLIGIBLE * least * least
        };
        own.iter().enumerate().all(takes)
    }
}
