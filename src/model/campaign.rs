//! Campaigns compiled: what their posts pick up, where they are placed, and what else they pile up.

use std::sync::Arc;

use super::compiled::{Model, same};
use super::sampler::Choice;
use crate::quantity::HOURS_PER_DAY;
use crate::random::Entity;
use crate::scenario::world::{Campaign, Collector, Venue, World};

/// One interceptor's effort.
#[derive(Debug, Clone)]
pub(super) struct CampaignModel {
    pub entity: Entity,
    pub review_per_day: Option<f64>,
    pub collectors: Vec<CollectorModel>,
}

/// One kind of collecting post.
#[derive(Debug, Clone)]
pub(super) struct CollectorModel {
    pub entity: Entity,
    pub posts: usize,
    pub interval_hours: f64,
    pub intervals: usize,
    pub duty: f64,
    /// Absent: nowhere to be placed (`focus` on venues where no official ever is).
    pub places: Option<Choice>,
    /// Hazard by channel \[1/h\].
    pub pickup: Vec<f64>,
    /// The channels with a hazard above 0, with it.
    pub hears: Vec<(usize, f64)>,
    /// Recordings of other people's sessions that one post piles up in a full day at a venue, by venue.
    pub background_per_day: Vec<f64>,
}

/// The campaigns of a world; what another model has alike is taken over from it.
pub(super) fn campaign_models(world: &World, other: Option<(&World, &Model)>) -> Vec<Arc<CampaignModel>> {
    let shares = world.person_hour_shares();
    let same_traffic = |beside: &World| {
        let traffic = |a: &Arc<Venue>, b: &Arc<Venue>| {
            Arc::ptr_eq(a, b) || (a.sessions_per_day == b.sessions_per_day && a.session == b.session)
        };
        beside.event == world.event
            && beside.channels == world.channels
            && beside.venues.iter().zip(&world.venues).all(|(a, b)| traffic(a, b))
            && beside.person_hour_shares() == shares
    };
    let shared = other.filter(|(beside, _)| same_traffic(beside));
    let one = |(index, campaign): (usize, &Arc<Campaign>)| match shared {
        Some((beside, model)) if same(&beside.campaigns[index], campaign) => Arc::clone(&model.campaigns[index]),
        _ => Arc::new(campaign_model(world, campaign, &shares)),
    };
    world.campaigns.iter().enumerate().map(one).collect()
}

fn campaign_model(world: &World, campaign: &Campaign, shares: &[f64]) -> CampaignModel {
    // `0^0 = 1`: a scattered campaign does not know where officials are.
    let attraction: Vec<f64> = shares.iter().map(|share| share.powf(campaign.focus.get())).collect();
    let collectors = campaign.collectors.iter().map(|post| collector_model(world, campaign, post, &attraction));
    CampaignModel {
        entity: Entity::named(&["campaign", &campaign.name]),
        review_per_day: campaign.review_per_day.map(|rate| rate.get()),
        collectors: collectors.collect(),
    }
}

fn collector_model(world: &World, campaign: &Campaign, post: &Collector, attraction: &[f64]) -> CollectorModel {
    let event_hours = f64::from(world.event.days) * HOURS_PER_DAY as f64;
    let interval_hours = post.rotation.map_or(event_hours, |rotation| rotation.get());
    let mut pickup = vec![0.0; world.channels.len()];
    post.pickup.iter().for_each(|&(channel, hazard)| pickup[channel] = hazard.get());
    let background = |venue: &Arc<Venue>| {
        let mean = venue.session.get();
        let sessions = venue.sessions_per_day.iter().map(|&(channel, sessions)| {
            let reach = pickup[channel] * mean;
            sessions.get() * world.channels[channel].readable.get() * reach / (1.0 + reach)
        });
        sessions.sum()
    };
    CollectorModel {
        entity: Entity::named(&["collector", &campaign.name, &post.name]),
        posts: post.count as usize,
        interval_hours,
        intervals: (event_hours / interval_hours).ceil().max(1.0) as usize,
        duty: post.duty.get(),
        places: Choice::new(post.places.entries().iter().map(|&(venue, weight)| (venue, weight * attraction[venue]))),
        hears: pickup.iter().copied().enumerate().filter(|(_, hazard)| *hazard > 0.0).collect(),
        background_per_day: world.venues.iter().map(background).collect(),
        pickup,
    }
}
