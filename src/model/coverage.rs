//! Who is on duty where and when in a trial, read off the placements once for all its conversations.

use super::compiled::Model;
use super::latent::Placements;
use super::schedule::Opening;
use crate::quantity::HOURS_PER_DAY;

/// Posts of one collector kind that are on duty at a venue for an interval.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stay {
    /// Its campaign, and its position there.
    pub kind: (usize, usize),
    /// Its position among those of all campaigns.
    pub position: usize,
    /// Hours since midnight of day 1.
    pub from: f64,
    pub to: f64,
    pub posts: f64,
}

/// The stays of a trial by day and venue; kept between trials for its room.
#[derive(Debug, Clone, Default)]
pub(super) struct Coverage {
    /// Stays that touch a day, by venue, venues running fastest: in the order of collector kinds and times.
    by_day: Vec<Vec<Stay>>,
}

/// Hours that posts spend with a conversation, by collector kind; kept for its room.
#[derive(Debug, Clone, Default)]
pub(super) struct Together(Vec<((usize, usize), f64)>);

impl Coverage {
    /// Reads where everybody is.
    pub fn read(&mut self, model: &Model, placements: &Placements) {
        self.by_day.iter_mut().for_each(Vec::clear);
        self.by_day.resize_with(model.venues * model.days, Vec::new);
        placements.stays(model, |venue, stay| {
            for day in day_of(stay.from)..model.days.min((stay.to / HOURS_PER_DAY as f64).ceil() as usize) {
                self.by_day[day * model.venues + venue].push(stay);
            }
        });
    }

    /// How loud a conversation that ends on its day is to the posts that are at a venue meanwhile, each as good as the
    /// ears of its collector kind, given by position among all.
    pub fn loudness(&self, model: &Model, venue: usize, talk: &Opening, ears: &[f64]) -> f64 {
        let stays = &self.by_day[talk.day * model.venues + venue];
        let meanwhile = stays.iter().filter(|stay| stay.from < talk.end && talk.start < stay.to);
        meanwhile.map(|stay| stay.posts * ears[stay.position]).sum()
    }

    /// Who is at a venue while a conversation lasts; whether anybody is.
    pub fn together(&self, model: &Model, venue: usize, talk: &Opening, together: &mut Together) -> bool {
        let hours = &mut together.0;
        hours.clear();
        for day in talk.day..model.days {
            if day > talk.day && (day * HOURS_PER_DAY) as f64 >= talk.end {
                break;
            }
            for stay in &self.by_day[day * model.venues + venue] {
                // One of several days belongs to the day on which it begins, or the conversation does.
                let is_new = day == talk.day || day_of(stay.from) == day;
                let shared = talk.end.min(stay.to) - talk.start.max(stay.from);
                if is_new && shared > 0.0 {
                    match hours.iter_mut().find(|(kind, _)| *kind == stay.kind) {
                        Some((_, hours)) => *hours += stay.posts * shared,
                        None => hours.push((stay.kind, stay.posts * shared)),
                    }
                }
            }
        }
        // In order already, unless it lasts past midnight.
        hours.sort_unstable_by_key(|(kind, _)| *kind);
        !hours.is_empty()
    }
}

impl Together {
    /// Collector kinds (the campaign, and the position there), ascending, with the hours of all their posts.
    pub fn hours(&self) -> &[((usize, usize), f64)] {
        &self.0
    }
}

fn day_of(hour: f64) -> usize {
    (hour / HOURS_PER_DAY as f64) as usize
}
