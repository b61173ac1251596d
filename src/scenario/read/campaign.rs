//! Campaigns, their collectors, and rival pathways.

use std::sync::Arc;

use super::{At, Reader};
use crate::quantity::{NonNegative, PerDay, PerHour, Positive, Probability, Weights};
use crate::scenario::shape::Entity;
use crate::scenario::world::{Campaign, Collector, Pathway, Venue};

impl Reader<'_> {
    pub(super) fn campaign(&mut self, at: &At<'_>, venues: &[Arc<Venue>]) -> Option<Campaign> {
        let focus = self.number(at, "focus");
        let review = self.optional_number(at, "review_per_day");
        let collectors = self.all(at, "collector", |_| &[], |reader, at| reader.collector(at, venues))?;
        Some(Campaign {
            name: at.key.to_owned(),
            focus: NonNegative::new(focus?).ok()?,
            review_per_day: match review? {
                Some(review) => Some(PerDay::new(review).ok()?),
                None => None,
            },
            collectors,
        })
    }

    fn collector(&mut self, at: &At<'_>, venues: &[Arc<Venue>]) -> Option<Collector> {
        let (count, duty) = (self.number(at, "count"), self.number(at, "duty"));
        let rotation = self.optional_number(at, "rotation_hours");
        let pickup = self.pickup(at);
        let places = match at.get("places") {
            Some(places) => self.weights(&places, Entity::Venue),
            None => self.default_places(at, pickup.as_deref()?, venues),
        };
        Some(Collector {
            name: at.key.to_owned(),
            count: count? as u32,
            rotation: match rotation? {
                Some(hours) => Some(Positive::new(hours).ok()?),
                None => None,
            },
            duty: Probability::new(duty?).ok()?,
            places: places?,
            pickup: pickup?,
        })
    }

    fn pickup(&mut self, at: &At<'_>) -> Option<Vec<(usize, PerHour)>> {
        let hazards = self.by_name(&at.get("pickup_per_hour")?, Entity::Channel)?;
        let picked_up = hazards.into_iter().filter(|(_, hazard)| *hazard > 0.0);
        picked_up.map(|(channel, hazard)| Some((channel, PerHour::new(hazard).ok()?))).collect()
    }

    /// Every venue that offers a channel that the collector picks up, equally.
    fn default_places(&mut self, at: &At<'_>, pickup: &[(usize, PerHour)], venues: &[Arc<Venue>]) -> Option<Weights> {
        let reached = |venue: &Venue| pickup.iter().any(|(channel, _)| venue.offers.binary_search(channel).is_ok());
        let places = venues.iter().enumerate().filter(|(_, venue)| reached(venue)).map(|(index, _)| (index, 1.0));
        let places = Weights::new(places.collect());
        if places.is_err() {
            let help = "add places = { VENUE = 1 }, or a channel that some venue offers".to_owned();
            self.error(at, "no venue offers a channel that it picks up, so it has no place to be").help = Some(help);
        }
        places.ok()
    }

    pub(super) fn pathway(&mut self, at: &At<'_>) -> Option<Pathway> {
        let (prior, captures) = (self.number(at, "prior"), self.number(at, "captures"));
        let only = at.get("only");
        let mut limited = |key: &str, entity| match &only {
            Some(only) if only.node.get(key).is_some() => self.indices(only, key, entity).map(Some),
            _ => Some(None),
        };
        Some(Pathway {
            name: at.key.to_owned(),
            only_kinds: limited("kind", Entity::Conversation)?,
            only_groups: limited("group", Entity::Group)?,
            only_channels: limited("channel", Entity::Channel)?,
            prior: NonNegative::new(prior?).ok()?,
            captures: Probability::new(captures?).ok()?,
        })
    }
}
