//! A scenario in which every number is settled: what the model is compiled from.
//!
//! A `World` is valid by construction of the reader in this layer: names are resolved to indices, weights sum to more
//! than 0, every leg finds a line. Entities are in ascending order of their names, so that the order of the tables in
//! a file changes nothing.

use std::sync::Arc;

use crate::quantity::{Distribution, HourTable, Hours, NonNegative, PerDay, PerHour, Positive, Probability, Weights};

/// A scenario with all its uncertain values settled, and the measures in force applied. What two worlds were found to have
/// in common they share.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// The gathering.
    pub event: Event,
    /// Kinds of line, by name.
    pub channels: Vec<Arc<Channel>>,
    /// Places, by name.
    pub venues: Vec<Arc<Venue>>,
    /// Officials, by the name of their group.
    pub groups: Vec<Arc<Group>>,
    /// Kinds of conversation, by name.
    pub kinds: Vec<Arc<Kind>>,
    /// Interceptors' efforts, by name.
    pub campaigns: Vec<Arc<Campaign>>,
    /// Rival explanations of a leak, by name.
    pub pathways: Vec<Arc<Pathway>>,
}

/// The gathering.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its name, as the file gives it: untrusted where it is shown.
    pub name: String,
    /// How many days, at least 1.
    pub days: u32,
    /// What is added to the time of day on the home clock to get the local one \[h\]; 0 without time zones.
    pub home_to_local_hours: f64,
    /// Weekday of day 1 (0 is Monday), where the file gives a date.
    pub first_weekday: Option<u8>,
}

/// A kind of line that a leg can run over.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Its name.
    pub name: String,
    /// Whether it is an approved one; for display and checks.
    pub approved: bool,
    /// Probability that a recording of it is intelligible.
    pub readable: Probability,
}

/// A place at the event, or home.
#[derive(Debug, Clone, PartialEq)]
pub struct Venue {
    /// Its name.
    pub name: String,
    /// Indices of the channels to be had there, ascending.
    pub offers: Vec<usize>,
    /// Indices of the channels that are technically prevented there for our people, ascending.
    pub blocked: Vec<usize>,
    /// Other people's sessions a day there, by channel index.
    pub sessions_per_day: Vec<(usize, PerDay)>,
    /// Mean length of those sessions.
    pub session: Hours,
}

/// Where people are in an hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the venue of this index.
    Venue(usize),
    /// Wherever the person lodges.
    Lodging,
}

/// Mean and variation between people of the odds of a lapse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LapseOdds {
    /// Mean probability, per leg.
    pub mean: Probability,
    /// Coefficient of variation between people; `variation^2 < (1 - mean)/mean` holds, so that a Beta law exists.
    pub variation: NonNegative,
}

/// Officials of one role.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// How many people.
    pub count: u32,
    /// First day of their presence, from 1.
    pub first_day: u32,
    /// Last day of their presence, at least `first_day`, at most the event's days.
    pub last_day: u32,
    /// Odds of a slip onto a channel that is not approved.
    pub mistake: LapseOdds,
    /// Odds of a knowing shortcut.
    pub workaround: LapseOdds,
    /// Odds of finding another fallback channel when the first is blocked.
    pub substitutes: Probability,
    /// Odds that a recording of them is reviewed whatever the pile.
    pub flagged: Probability,
    /// Weights over venue indices; absent where no hour of the whereabouts is `Lodging`.
    pub lodging: Option<Weights>,
    /// For each hour of the day the places with their weights (non-negative, sum above 0).
    pub whereabouts: HourTable<Vec<(Place, f64)>>,
}

/// How many others of a group join a conversation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Joiners {
    /// Always this many.
    Fixed(u32),
    /// Uniform over the whole numbers from `min` to `max`.
    Uniform {
        /// The least number.
        min: u32,
        /// The greatest number.
        max: u32,
    },
    /// Poisson with this mean.
    Poisson(NonNegative),
}

/// Which clock the hours of a kind of conversation are read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The event's.
    Local,
    /// Home's.
    Home,
}

/// A kind of conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// Its name.
    pub name: String,
    /// Conversations started per person and day, by group index; groups that start none are left out.
    pub rate: Vec<(usize, PerDay)>,
    /// Who else joins, by group index.
    pub joined_by: Vec<(usize, Joiners)>,
    /// Weights of the hours of the day on `clock`, at least one above 0.
    pub hours: HourTable<f64>,
    /// The clock of `hours`.
    pub clock: Clock,
    /// Duration \[h\].
    pub duration: Distribution,
    /// Multiplies both odds of a lapse.
    pub lapse_factor: NonNegative,
    /// Coefficient of variation of that factor between conversations.
    pub lapse_variation: NonNegative,
    /// Mix of channels of a leg that does not lapse, by channel index.
    pub approved: Weights,
    /// Mix of channels of a leg that lapses, by channel index; absent: no leg of this kind can lapse.
    pub fallback: Option<Weights>,
    /// Odds that a reviewed recording is recognised as sensitive.
    pub recognised: Probability,
    /// What the capture of one such conversation costs, in the event's unit of harm.
    pub harm: Distribution,
}

/// One interceptor's effort.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    /// Its name.
    pub name: String,
    /// Exponent of the officials' share of person-hours in the weights of places: 0 is broad and scattered.
    pub focus: NonNegative,
    /// Recordings that can be reviewed a day; absent: everything is reviewed.
    pub review_per_day: Option<PerDay>,
    /// Kinds of collecting post, by name.
    pub collectors: Vec<Arc<Collector>>,
}

/// One kind of collecting post of a campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Collector {
    /// Its name.
    pub name: String,
    /// How many posts of the kind.
    pub count: u32,
    /// How long a post stays before it is placed anew; absent: the whole event.
    pub rotation: Option<Positive>,
    /// Probability of being on duty in an interval.
    pub duty: Probability,
    /// Weights over venue indices, before `focus`.
    pub places: Weights,
    /// Hazard of picking up a leg, by channel index; channels of hazard 0 are left out.
    pub pickup: Vec<(usize, PerHour)>,
}

/// A rival explanation of a leak.
#[derive(Debug, Clone, PartialEq)]
pub struct Pathway {
    /// Its name.
    pub name: String,
    /// Expected number of such operations at this event.
    pub prior: NonNegative,
    /// Odds that one of them captures a given conversation.
    pub captures: Probability,
    /// Indices of the kinds it can reach; absent: all.
    pub only_kinds: Option<Vec<usize>>,
    /// Indices of the groups it can reach; absent: all.
    pub only_groups: Option<Vec<usize>>,
    /// Indices of the channels it can reach; absent: all.
    pub only_channels: Option<Vec<usize>>,
}

impl World {
    /// Expected share of all officials' person-hours that is spent at each venue, lodging resolved by its weights:
    /// `a_v`, summing to 1 (all 0 where nobody is there at all).
    pub fn person_hour_shares(&self) -> Vec<f64> {
        let mut hours = vec![0.0; self.venues.len()];
        for group in &self.groups {
            let person_days = f64::from(group.count) * f64::from(group.last_day - group.first_day + 1);
            for places in group.whereabouts.values() {
                let total: f64 = places.iter().map(|(_, weight)| weight).sum();
                for &(place, weight) in places {
                    let spent = person_days * weight / total;
                    match (place, &group.lodging) {
                        (Place::Venue(venue), _) => hours[venue] += spent,
                        (Place::Lodging, Some(lodging)) => {
                            lodging.shares().for_each(|(venue, share)| hours[venue] += spent * share);
                        }
                        (Place::Lodging, None) => unreachable!("the reader refuses lodging without weights"),
                    }
                }
            }
        }
        let total: f64 = hours.iter().sum();
        if total > 0.0 {
            hours.iter_mut().for_each(|hour| *hour /= total);
        }
        hours
    }
}
