//! Latent state: people and collectors, drawn once a trial and shared by everything in it.

use std::sync::Arc;

use super::aim::Aim;
use super::campaign::{CampaignModel, CollectorModel};
use super::compiled::{GroupModel, Model, PersonOdds};
use super::sampler::{Choice, score};
use super::schedule::{Opening, Participant};
use crate::quantity::HOURS_PER_DAY;
use crate::random::{Address, Grouping, Purpose, Strata, Trial};

/// What is particular to a person in this trial.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Person {
    pub mistake: f64,
    pub workaround: f64,
    pub lodging: u32,
}

/// The people of a model, drawn as they are asked for: who takes part in nothing costs nothing.
#[derive(Debug, Clone)]
pub(super) struct People {
    /// Group by group, with the number of the trial in which they were drawn.
    people: Vec<(u64, Person)>,
    trial: u64,
}

impl People {
    pub fn new(model: &Model) -> Self {
        Self { people: vec![(0, Person::default()); model.people], trial: 0 }
    }

    pub fn fits(&self, model: &Model) -> bool {
        self.people.len() == model.people
    }

    /// Another trial: nobody is known.
    pub fn forget(&mut self) {
        self.trial += 1;
    }

    /// The person behind a participant.
    #[inline]
    pub fn of(&mut self, model: &Model, trial: &Trial, participant: &Participant) -> Person {
        let Participant { group, person, .. } = *participant;
        let (drawn_in, known) = &mut self.people[model.offsets[group] + person];
        if *drawn_in != self.trial {
            (*drawn_in, *known) = (self.trial, draw_person(&model.groups[group], person, trial));
        }
        *known
    }
}

/// A collector kind with more posts times intervals is not spread evenly over the trials of a group: it would take 4 MB, and
/// chance hardly shows in so many.
const MOST_EVENLY: usize = 1 << 14;

/// Where the posts of all campaigns are on duty, by campaign and collector kind.
#[derive(Debug, Clone)]
pub(super) struct Placements(Vec<Vec<Placement>>);

/// Where the posts of one collector kind are on duty.
#[derive(Debug, Clone)]
struct Placement {
    /// Posts on duty by interval and venue, venues running fastest.
    posts: Vec<u32>,
    /// Where each post on duty is.
    occupied: Vec<usize>,
    /// The group of trials for which `spots` are drawn.
    group: Option<Trial>,
    /// By trial of the group, post and interval, intervals running fastest.
    spots: Vec<Spot>,
}

/// A post that is at a place in an interval: its number, and a position in [`Placement::posts`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spotted {
    pub post: usize,
    pub at: usize,
}

/// Where a post is on duty in an interval, if it is: a position in [`Placement::posts`].
#[derive(Debug, Clone, Copy)]
struct Spot(u32);

impl Spot {
    const OFF: Self = Self(u32::MAX);

    fn at(position: usize) -> Self {
        Self(position as u32)
    }

    fn duty(self) -> Option<usize> {
        (self.0 != u32::MAX).then_some(self.0 as usize)
    }
}

impl Placements {
    pub fn new(model: &Model) -> Self {
        let placement = |collector: &CollectorModel| Placement::new(collector, model.venues);
        Self(model.campaigns.iter().map(|campaign| campaign.collectors.iter().map(placement).collect()).collect())
    }

    pub fn fits(&self, model: &Model) -> bool {
        let sizes = |(campaign, placements): (&Arc<CampaignModel>, &Vec<Placement>)| {
            let sizes = campaign.collectors.iter().map(|post| post.intervals * model.venues);
            sizes.eq(placements.iter().map(|placement| placement.posts.len()))
        };
        model.campaigns.iter().zip(&self.0).all(sizes)
    }

    /// Whether two models place their collectors alike, whatever these pick up.
    pub fn alike(a: &Model, b: &Model) -> bool {
        let post = |a: &CollectorModel, b: &CollectorModel| {
            (a.posts, a.intervals, a.interval_hours, a.duty) == (b.posts, b.intervals, b.interval_hours, b.duty)
                && a.places == b.places
        };
        let posts = |(a, b): (&Arc<CampaignModel>, &Arc<CampaignModel>)| {
            Arc::ptr_eq(a, b) || a.collectors.iter().zip(&b.collectors).all(|(a, b)| post(a, b))
        };
        a.campaigns.iter().zip(&b.campaigns).all(posts)
    }

    /// Draws them, aimed or not, and returns how much the trial counts.
    pub fn draw(&mut self, model: &Model, aim: Option<&Aim>, trial: &Trial) -> f64 {
        let target = aim.and_then(|aim| aim.target(trial));
        for (campaign, (of_campaign, placements)) in model.campaigns.iter().zip(&mut self.0).enumerate() {
            for (index, (collector, placement)) in of_campaign.collectors.iter().zip(placements).enumerate() {
                let spotted = target.filter(|(kind, _)| *kind == (campaign, index)).map(|(_, spotted)| spotted);
                placement.draw(collector, model.venues, trial, spotted);
            }
        }
        aim.map_or(1.0, |aim| aim.weight(self))
    }

    /// Sum over the posts on duty of one collector kind, of values by interval and venue, venues running fastest.
    pub fn sum_over(&self, (campaign, kind): (usize, usize), values: &[f64]) -> f64 {
        self.0[campaign][kind].occupied.iter().map(|&at| values[at]).sum()
    }

    /// `A_q`: sum over the campaign's collectors of pickup x hours together at the venue in `[start, end)`.
    pub fn hazard(&self, model: &Model, campaign: usize, leg: Line, start: f64, end: f64) -> f64 {
        let mut hazard = 0.0;
        for (collector, placement) in model.campaigns[campaign].collectors.iter().zip(&self.0[campaign]) {
            let pickup = collector.pickup[leg.channel];
            if pickup > 0.0 {
                hazard += pickup * placement.post_hours(collector, leg.venue, model.venues, start, end);
            }
        }
        hazard
    }

    /// Posts of a collector kind (its campaign, and its position there) that are on duty in an interval, by venue.
    #[inline]
    pub fn on_duty(&self, model: &Model, (campaign, kind): (usize, usize), interval: usize) -> &[u32] {
        &self.0[campaign][kind].posts[interval * model.venues..][..model.venues]
    }

    /// Whether a post of a campaign is on duty at a venue, for legs that start on a day (from 0), whenever they end.
    pub fn covers(&self, model: &Model, campaign: usize, venue: usize, day: usize) -> bool {
        let (start, end) = ((day * HOURS_PER_DAY) as f64, (model.days * HOURS_PER_DAY) as f64);
        let mut pairs = model.campaigns[campaign].collectors.iter().zip(&self.0[campaign]);
        pairs.any(|(collector, placement)| placement.any_at(collector, venue, model.venues, start, end))
    }

    /// Share of one collector kind in that sum, which must be above 0.
    pub fn share_of(&self, model: &Model, campaign: usize, kind: usize, leg: Line, talk: &Opening) -> f64 {
        let collectors = &model.campaigns[campaign].collectors;
        if collectors.len() == 1 {
            return 1.0;
        }
        let collector = &collectors[kind];
        let pickup = collector.pickup[leg.channel];
        let hours = self.0[campaign][kind].post_hours(collector, leg.venue, model.venues, talk.start, talk.end);
        pickup * hours / self.hazard(model, campaign, leg, talk.start, talk.end)
    }

    /// Recordings of other people's sessions that a campaign piles up on a day (from 0).
    pub fn background(&self, model: &Model, campaign: usize, day: usize) -> f64 {
        let start = (day * HOURS_PER_DAY) as f64;
        let end = start + HOURS_PER_DAY as f64;
        let mut pile = 0.0;
        for (collector, placement) in model.campaigns[campaign].collectors.iter().zip(&self.0[campaign]) {
            for (venue, per_day) in collector.background_per_day.iter().enumerate().filter(|(_, rate)| **rate > 0.0) {
                let hours = placement.post_hours(collector, venue, model.venues, start, end);
                pile += per_day * hours / HOURS_PER_DAY as f64;
            }
        }
        pile
    }
}

/// The line of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub venue: usize,
    pub channel: usize,
}

/// Draws a person of a group.
pub(super) fn draw_person(group: &GroupModel, person: usize, trial: &Trial) -> Person {
    let alike = |odds: &PersonOdds| matches!(odds, PersonOdds::Alike(_));
    let lodging = group.lodging.as_ref();
    if alike(&group.mistake) && alike(&group.workaround) && lodging.is_none_or(|choice| choice.only().is_some()) {
        let lodging = lodging.and_then(|choice| choice.only()).unwrap_or(0) as u32;
        return Person { mistake: group.mistake.at(0.0), workaround: group.workaround.at(0.0), lodging };
    }
    let address = Address { entity: group.entity, item: person as u64, lane: 0 };
    let mut stream = trial.stream(address, Purpose::Person);
    Person {
        mistake: group.mistake.at(score(&mut stream)),
        workaround: group.workaround.at(score(&mut stream)),
        lodging: lodging.map_or(0, |choice| choice.pick(stream.uniform()) as u32),
    }
}

impl CollectorModel {
    /// The address of a post in an interval.
    fn address(&self, post: usize, interval: usize) -> Address {
        Address { entity: self.entity, item: (post as u64) << 32 | interval as u64, lane: 0 }
    }
}

/// Posts of a collector kind that are to be placed in a trial.
struct Asked<'a> {
    collector: &'a CollectorModel,
    places: &'a Choice,
    venues: usize,
    trial: &'a Trial,
    /// The post and interval, intervals running fastest, that is known already.
    except: Option<usize>,
}

impl Asked<'_> {
    /// Posts times intervals.
    fn numbers(&self) -> usize {
        self.collector.posts * self.collector.intervals
    }

    fn drawn(&self) -> impl Iterator<Item = usize> + use<> {
        let except = self.except;
        (0..self.numbers()).filter(move |&number| Some(number) != except)
    }
}

impl Placement {
    fn new(collector: &CollectorModel, venues: usize) -> Self {
        let posts = vec![0; collector.intervals * venues];
        Self { posts, occupied: Vec::new(), group: None, spots: Vec::new() }
    }

    /// Draws where all posts are, but for the one that is spotted.
    fn draw(&mut self, collector: &CollectorModel, venues: usize, trial: &Trial, spotted: Option<Spotted>) {
        self.occupied.drain(..).for_each(|at| self.posts[at] = 0);
        let Some(places) = &collector.places else { return };
        let except = spotted.map(|Spotted { post, at }| post * collector.intervals + at / venues);
        let asked = Asked { collector, places, venues, trial, except };
        if trial.grouping() == Grouping::Single || asked.numbers() > MOST_EVENLY {
            self.draw_single(&asked);
        } else {
            self.draw_evenly(&asked);
        }
        if let Some(Spotted { at, .. }) = spotted {
            self.occupy(at);
        }
    }

    fn draw_single(&mut self, asked: &Asked) {
        let &Asked { collector, places, venues, trial, .. } = asked;
        for number in asked.drawn() {
            let (post, interval) = (number / collector.intervals, number % collector.intervals);
            let mut stream = trial.stream(collector.address(post, interval), Purpose::Placement);
            if stream.uniform() < collector.duty {
                self.occupy(interval * venues + places.pick(stream.uniform()));
            }
        }
    }

    /// The same with one number for duty and venue, which is spread evenly over the trials of a group.
    fn draw_evenly(&mut self, asked: &Asked) {
        let (trial, numbers) = (asked.trial, asked.numbers());
        let group = trial.group();
        if self.group != Some(group) || self.spots.len() != numbers * trial.grouping().size() as usize {
            self.draw_group(asked.collector, asked.places, asked.venues, trial);
            self.group = Some(group);
        }
        let first = trial.place_in_group() * numbers;
        for number in asked.drawn() {
            if let Some(at) = self.spots[first + number].duty() {
                self.occupy(at);
            }
        }
    }

    /// Draws for all trials of a group.
    fn draw_group(&mut self, collector: &CollectorModel, places: &Choice, venues: usize, trial: &Trial) {
        let CollectorModel { posts, intervals, duty, .. } = *collector;
        let numbers = posts * intervals;
        self.spots.clear();
        self.spots.resize(numbers * trial.grouping().size() as usize, Spot::OFF);
        let mut by_rank = Vec::new();
        for number in 0..numbers {
            let interval = number % intervals;
            let strata = Strata::of(trial, collector.address(number / intervals, interval));
            let on_duty = strata.ascending().take_while(|number| *number < duty);
            by_rank.clear();
            by_rank.extend(places.pick_ascending(on_duty.map(|number| number / duty)));
            for (trial, &rank) in strata.ranks().iter().enumerate() {
                if let Some(venue) = by_rank.get(usize::from(rank)) {
                    self.spots[trial * numbers + number] = Spot::at(interval * venues + venue);
                }
            }
        }
    }

    /// Another post, at an interval and venue.
    fn occupy(&mut self, at: usize) {
        self.posts[at] += 1;
        self.occupied.push(at);
    }

    fn any_at(&self, collector: &CollectorModel, venue: usize, venues: usize, start: f64, end: f64) -> bool {
        let length = collector.interval_hours;
        let intervals = ((start / length) as usize..collector.intervals).map(|interval| (interval, interval as f64));
        let mut under_way = intervals.take_while(|(_, number)| number * length < end);
        under_way.any(|(interval, _)| self.posts[interval * venues + venue] > 0)
    }

    /// Sum over the posts of their hours at a venue in `[start, end)`.
    fn post_hours(&self, collector: &CollectorModel, venue: usize, venues: usize, start: f64, end: f64) -> f64 {
        let length = collector.interval_hours;
        let mut hours = 0.0;
        for interval in (start / length) as usize..collector.intervals {
            let from = interval as f64 * length;
            if from >= end {
                break;
            }
            let together = end.min(from + length) - start.max(from);
            hours += f64::from(self.posts[interval * venues + venue]) * together.max(0.0);
        }
        hours
    }
}
