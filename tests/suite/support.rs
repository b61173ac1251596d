//! Worlds with closed forms, and runs of them.

use std::sync::Arc;

use overheard::engine::{Effort, Indicators, Job, Models, Sample, Unwatched, run};
use overheard::model::{Estimator, Layout, Model};
use overheard::quantity::{
    Distribution, HourTable, Hours, NonNegative, PerDay, PerHour, Positive, Probability, Weights,
};
use overheard::random::Placing;
use overheard::scenario::world::*;

/// A pickup so high that every second together is enough.
pub const AT_ONCE: f64 = 1e12;

/// One group, one kind, one fallback channel that is readable, `venues` like venues, `posts` collectors.
#[derive(Debug, Clone, Copy)]
pub struct Simple {
    pub people: u32,
    pub days: u32,
    pub rate: f64,
    pub mistake: f64,
    pub variation: f64,
    pub joiners: u32,
    pub venues: usize,
    /// Further venues where a collector may be, and never an official.
    pub elsewhere: usize,
    pub posts: u32,
    pub pickup: f64,
    pub duration: Distribution,
    pub recognised: f64,
    pub harm: Distribution,
    pub rotation_hours: Option<f64>,
}

impl Default for Simple {
    fn default() -> Self {
        Self {
            people: 10,
            days: 3,
            rate: 0.5,
            mistake: 0.1,
            variation: 0.0,
            joiners: 0,
            venues: 1,
            elsewhere: 0,
            posts: 1,
            pickup: AT_ONCE,
            duration: Distribution::Constant(0.5),
            recognised: 0.4,
            harm: Distribution::Constant(10.0),
            rotation_hours: None,
        }
    }
}

impl Simple {
    pub fn world(&self) -> World {
        let all = self.venues + self.elsewhere;
        let everywhere: Vec<(usize, f64)> = (0..all).map(|venue| (venue, 1.0)).collect();
        World {
            event: Event { name: "closed form".into(), days: self.days, home_to_local_hours: 0.0, first_weekday: None },
            channels: vec![channel("approved", 0.0).into(), channel("open", 1.0).into()],
            venues: (0..all).map(|number| venue(number).into()).collect(),
            groups: vec![self.group().into()],
            kinds: vec![self.kind().into()],
            campaigns: vec![Arc::new(Campaign {
                name: "scattered".into(),
                focus: NonNegative::ZERO,
                review_per_day: None,
                collectors: vec![Arc::new(Collector {
                    name: "posts".into(),
                    count: self.posts,
                    rotation: self.rotation_hours.map(|hours| Positive::new(hours).unwrap()),
                    duty: Probability::ONE,
                    places: Weights::new(everywhere).unwrap(),
                    pickup: vec![(1, PerHour::new(self.pickup).unwrap())],
                })],
            })],
            pathways: vec![],
        }
    }

    fn group(&self) -> Group {
        let places: Vec<(Place, f64)> = (0..self.venues).map(|venue| (Place::Venue(venue), 1.0)).collect();
        Group {
            name: "officials".into(),
            count: self.people,
            first_day: 1,
            last_day: self.days,
            mistake: LapseOdds {
                mean: Probability::new(self.mistake).unwrap(),
                variation: NonNegative::new(self.variation).unwrap(),
            },
            workaround: LapseOdds { mean: Probability::ZERO, variation: NonNegative::ZERO },
            substitutes: Probability::ONE,
            flagged: Probability::ZERO,
            lodging: None,
            whereabouts: HourTable::from_fn(|_| places.clone()),
        }
    }

    fn kind(&self) -> Kind {
        let joined_by = if self.joiners > 0 { vec![(0, Joiners::Fixed(self.joiners))] } else { vec![] };
        Kind {
            name: "talk".into(),
            rate: vec![(0, PerDay::new(self.rate).unwrap())],
            joined_by,
            hours: HourTable::from_fn(|_| 1.0),
            clock: Clock::Local,
            duration: self.duration,
            lapse_factor: NonNegative::ONE,
            lapse_variation: NonNegative::ZERO,
            approved: Weights::new(vec![(0, 1.0)]).unwrap(),
            fallback: Some(Weights::new(vec![(1, 1.0)]).unwrap()),
            recognised: Probability::new(self.recognised).unwrap(),
            harm: self.harm,
        }
    }

    /// Expected captures if nothing were shared: people x rate x days x odds of a leg's lapse and recognition.
    pub fn mean_captures(&self) -> f64 {
        f64::from(self.people) * self.rate * f64::from(self.days) * self.mistake * self.recognised
    }
}

fn channel(name: &str, readable: f64) -> Channel {
    Channel { name: name.into(), approved: readable == 0.0, readable: Probability::new(readable).unwrap() }
}

fn venue(number: usize) -> Venue {
    Venue {
        name: format!("venue-{number:02}"),
        offers: vec![0, 1],
        blocked: vec![],
        sessions_per_day: vec![],
        session: Hours::new(0.1).unwrap(),
    }
}

struct One(Arc<Model>);

impl Models for One {
    fn model(&self, _: u64) -> Arc<Model> {
        Arc::clone(&self.0)
    }
}

/// Runs a world without uncertain values.
pub fn sample(world: &World, seed: u64, estimator: Estimator, effort: Effort) -> Sample {
    let models = One(Arc::new(Model::compile(world)));
    let (layout, placing) = (Layout::new(world), Placing::AsIs);
    let job = Job { models: &models, layout, replicate_of: &[0], seed, estimator, effort, placing };
    run(&Job { placing: overheard::engine::placing(&job), ..job }, &Unwatched).expect("nothing cancels it")
}

/// The number of standard errors between an estimate and the truth.
pub fn deviation(estimate: overheard::statistics::Estimate, truth: f64) -> f64 {
    let error = estimate.interval.expect("an interval").standard_error;
    if error == 0.0 && (estimate.mean - truth).abs() < 1e-9 { 0.0 } else { (estimate.mean - truth) / error }
}

pub fn indicators(estimator: Estimator) -> Indicators {
    if estimator == Estimator::Analog { Indicators::Yes } else { Indicators::No }
}
