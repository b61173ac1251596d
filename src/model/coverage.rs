//! Who is on duty where while a conversation lasts.

use super::compiled::Model;
use super::latent::Placements;
use super::schedule::Opening;

/// An interval of a collector kind in which a conversation is held.
#[derive(Debug, Clone, Copy)]
struct Watch {
    /// The campaign of the collector kind, and the position there.
    kind: (usize, usize),
    /// Its position among those of all campaigns.
    position: usize,
    interval: usize,
    /// Hours of the conversation that lie in the interval.
    shared: f64,
}

/// The intervals of all collector kinds in which a conversation is held, in the order of collector kinds and times; kept
/// for its room.
#[derive(Debug, Clone, Default)]
pub(super) struct Coverage(Vec<Watch>);

/// Hours that posts spend with a conversation, by collector kind; kept for its room.
#[derive(Debug, Clone, Default)]
pub(super) struct Together(Vec<((usize, usize), f64)>);

impl Coverage {
    /// For another conversation.
    pub fn attend(&mut self, model: &Model, talk: &Opening) {
        self.0.clear();
        let mut all = 0..;
        for (campaign, of_campaign) in model.campaigns.iter().enumerate() {
            for (index, collector) in of_campaign.collectors.iter().enumerate() {
                let position = all.next().unwrap_or_default();
                let length = collector.interval_hours;
                for interval in (talk.start / length) as usize..collector.intervals {
                    let from = interval as f64 * length;
                    if from >= talk.end {
                        break;
                    }
                    let shared = talk.end.min(from + length) - talk.start.max(from);
                    self.0.push(Watch { kind: (campaign, index), position, interval, shared });
                }
            }
        }
    }

    /// How loud the conversation is to the posts that are at each venue meanwhile, each as good as the ears of its
    /// collector kind, given by position among all.
    pub fn loudness(&self, model: &Model, placements: &Placements, ears: &[f64], by_venue: &mut Vec<f64>) {
        by_venue.clear();
        by_venue.resize(model.venues, 0.0);
        for watch in &self.0 {
            let ear = ears[watch.position];
            let posts = placements.on_duty(model, watch.kind, watch.interval);
            by_venue.iter_mut().zip(posts).for_each(|(loudness, &posts)| *loudness += f64::from(posts) * ear);
        }
    }

    /// Who is at a venue meanwhile; whether anybody is.
    pub fn together(&self, model: &Model, placements: &Placements, venue: usize, together: &mut Together) -> bool {
        let hours = &mut together.0;
        hours.clear();
        for watch in &self.0 {
            let posts = placements.on_duty(model, watch.kind, watch.interval)[venue];
            if posts > 0 && watch.shared > 0.0 {
                let added = f64::from(posts) * watch.shared;
                match hours.last_mut().filter(|(kind, _)| *kind == watch.kind) {
                    Some((_, hours)) => *hours += added,
                    None => hours.push((watch.kind, added)),
                }
            }
        }
        !hours.is_empty()
    }
}

impl Together {
    /// Collector kinds (the campaign, and the position there), ascending, with the hours of all their posts.
    pub fn hours(&self) -> &[((usize, usize), f64)] {
        &self.0
    }
}
