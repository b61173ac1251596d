//! How the odds change with the size of the delegation and with the odds of a lapse, as in the event-risk planner of
//! Chande et al. 2020 (<https://doi.org/10.1038/s41562-020-01000-9>), whose axes are the size of a gathering and how
//! widespread an infection is. Here nothing is given by a formula: the scenario is run again at every point of a grid.

use std::sync::Arc;

use super::prepare::{Compile, Prepared, RunError};
use super::result::{Effort, Estimator, IsoCell, IsoRisk, Placing, RunResult, Stop};
use crate::engine::{Cells, Contest, Models, Monitor, Progress, Rivals, Work, shared_contest};
use crate::model::Family;
use crate::quantity::NonNegative;
use crate::scenario::Scenario;
use crate::scenario::world::{Group, Place, World};
use crate::statistics::{ALPHA, Estimate, Range};

/// What size and lapse odds are multiplied by.
const FACTORS: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];
/// The point of the scenario itself gets one of so many of the run's trials; larger delegations get fewer and smaller ones
/// more, so that each point costs about as much.
const TRIALS_SHARE: u64 = 4;
/// People in all groups, at most, as in scenario files.
const MOST_PEOPLE: f64 = 1e6;

/// Runs the scenario of a result on the grid, with the same seed, draws and estimator, on common random numbers. Absent where nothing is to be learnt: no capture, no group that can lapse, or
/// interrupted.
pub fn iso_risk(scenario: &Scenario, result: &RunResult, monitor: &dyn Monitor) -> Result<Option<IsoRisk>, RunError> {
    let from = &result.provenance;
    let effort = Effort::Trials(from.trials.max(from.draws));
    let prepared = Prepared::new(scenario, from.seed, Some(from.draws), effort, Compile::AsNeeded)?;
    let travels: Vec<bool> = prepared.names.groups.iter().map(|group| can_lapse(group, &prepared.names)).collect();
    let sizes = sizes(&prepared.names, &travels);
    // A share has seen nothing, whatever the others have.
    let is_share = matches!(monitor.work(), Work::Share(_)) && result.stop != Stop::Impossible;
    if sizes.is_empty() || (result.captures.mean <= 0.0 && !is_share) {
        return Ok(None);
    }
    let base = (from.trials / TRIALS_SHARE).max(from.draws);
    let trials = |size: f64| ((base as f64 / size) as u64).max(from.draws);
    let planned: u64 = sizes.iter().map(|&(size, _)| trials(size)).sum();
    let (estimator, placing, seed) = (from.estimator, result.placing, from.seed);
    let grid = Grid { scenario, prepared: &prepared, travels: &travels, estimator, placing, seed };
    let mut part = Part { monitor, before: 0, planned };
    let mut cells = Vec::new();
    for &(size, people) in &sizes {
        let Some(row) = grid.row(size, trials(size), &part)? else {
            return if monitor.cancelled() { Ok(None) } else { Err(RunError::NothingFinished) };
        };
        part.before += trials(size);
        let cell = |(lapse_factor, odds)| IsoCell { people, lapse_factor, trials: trials(size), odds };
        cells.extend(FACTORS.into_iter().zip(row).map(cell));
    }
    let named = prepared.names.groups.iter().zip(&travels).filter(|(_, travels)| **travels);
    let groups = named.map(|(group, _)| group.name.clone()).collect();
    Ok(Some(IsoRisk { people: people(&prepared.names, &travels), groups, cells }))
}

/// What all points of the grid have in common.
struct Grid<'a> {
    scenario: &'a Scenario,
    prepared: &'a Prepared<'a>,
    travels: &'a [bool],
    estimator: Estimator,
    placing: Placing,
    seed: u64,
}

impl Grid<'_> {
    /// The odds at a size for each lapse factor; absent if interrupted.
    fn row(&self, size: f64, trials: u64, part: &Part) -> Result<Option<Vec<Estimate>>, RunError> {
        let rivals = |_: usize, draw: u64| -> Result<Rivals, RunError> {
            let world = self.prepared.world(self.scenario, draw)?;
            let at = |lapse_factor| scaled(world.clone(), self.travels, size, lapse_factor);
            Ok(Rivals::Family(Family::compile(&FACTORS.map(at))))
        };
        let cells =
            if self.prepared.has_draws() { Cells::all_draws(self.prepared.replicate_of()) } else { Cells::Strands };
        let &Self { seed, estimator, placing, .. } = self;
        let job = Contest { rivals: &rivals, cells, seed, estimator, placing, trials: 0..trials };
        let subject = format!("{} at {size} times its size", self.prepared.subject());
        let Some(sample) = shared_contest(&subject, &job, part)? else { return Ok(None) };
        let odds = |variant| {
            let odds = sample.mean(variant, |sums| sums.odds).estimate(Range::Probability, ALPHA);
            // No spread between replicates in which nothing was captured says how rare captures are.
            if odds.mean > 0.0 { odds } else { Estimate::bare(0.0) }
        };
        Ok(Some((0..FACTORS.len()).map(odds).collect()))
    }
}

/// The world with as many times the people in the groups that travel, and as many times the odds of a lapse in every
/// conversation; as everywhere in the model, no odds go above 1.
fn scaled(mut world: World, travels: &[bool], size: f64, lapse_factor: f64) -> World {
    let counts = apportioned(&world, travels, size);
    for (group, count) in world.groups.iter_mut().zip(counts) {
        Arc::make_mut(group).count = count;
    }
    for kind in &mut world.kinds {
        let kind = Arc::make_mut(kind);
        kind.lapse_factor = NonNegative::new(kind.lapse_factor.get() * lapse_factor).unwrap_or(kind.lapse_factor);
    }
    world
}

/// How many people each group has when those that travel are so many times as many together: whole people, apportioned by
/// the largest remainders, at least one in each group that has any.
fn apportioned(world: &World, travels: &[bool], size: f64) -> Vec<u32> {
    let scaled =
        |group: &Arc<Group>, travels: bool| if travels { f64::from(group.count) * size } else { group.count.into() };
    let wanted: Vec<f64> = world.groups.iter().zip(travels).map(|(group, &travels)| scaled(group, travels)).collect();
    let mut counts: Vec<u32> = wanted
        .iter()
        .zip(&world.groups)
        .map(|(&wanted, group)| (wanted.floor() as u32).max(group.count.min(1)))
        .collect();
    let missing = (wanted.iter().sum::<f64>().round() as u32).saturating_sub(counts.iter().sum());
    let mut order: Vec<usize> = (0..counts.len()).filter(|&group| f64::from(counts[group]) < wanted[group]).collect();
    let remainder = |group: usize| wanted[group] - wanted[group].floor();
    order.sort_by(|&a, &b| remainder(b).total_cmp(&remainder(a)));
    order.into_iter().take(missing as usize).for_each(|group| counts[group] += 1);
    counts
}

fn people(world: &World, travels: &[bool]) -> u32 {
    world.groups.iter().zip(travels).filter(|(_, travels)| **travels).map(|(group, _)| group.count).sum()
}

/// The sizes of the delegation that differ, with the people in each.
fn sizes(world: &World, travels: &[bool]) -> Vec<(f64, u32)> {
    let mut sizes: Vec<(f64, u32)> = Vec::new();
    for size in FACTORS {
        let counts = apportioned(world, travels, size);
        let all: f64 = counts.iter().map(|&count| f64::from(count)).sum();
        let people = counts.iter().zip(travels).filter(|(_, travels)| **travels).map(|(count, _)| count).sum();
        // The size as it is stays, whatever it is equal to.
        if sizes.last().is_some_and(|&(_, before)| before == people) {
            if size == 1.0 {
                sizes.pop();
            } else {
                continue;
            }
        }
        if people > 0 && all <= MOST_PEOPLE {
            sizes.push((size, people));
        }
    }
    sizes
}

/// Whether a leg of the group can lapse by mistake or workaround: somebody is prone to it, and is where another line is to
/// be had.
fn can_lapse(group: &Group, world: &World) -> bool {
    let prone = group.mistake.mean.get() > 0.0 || group.workaround.mean.get() > 0.0;
    let visits = |venue: usize| {
        let there = |place: Place, weight: f64| match (place, &group.lodging) {
            (Place::Venue(other), _) => weight > 0.0 && other == venue,
            (Place::Lodging, Some(lodging)) => {
                weight > 0.0 && lodging.shares().any(|(at, share)| at == venue && share > 0.0)
            }
            (Place::Lodging, None) => false,
        };
        group.whereabouts.values().iter().any(|places| places.iter().any(|&(place, weight)| there(place, weight)))
    };
    let offers = |venue: usize| {
        let falls_back = |channel: usize, share: f64| share > 0.0 && world.venues[venue].offers.contains(&channel);
        let mut fallbacks = world.kinds.iter().filter_map(|kind| kind.fallback.as_ref());
        fallbacks.any(|mix| mix.shares().any(|(channel, share)| falls_back(channel, share)))
    };
    prone && group.count > 0 && (0..world.venues.len()).any(|venue| offers(venue) && visits(venue))
}

/// Progress over the whole grid.
struct Part<'a> {
    monitor: &'a dyn Monitor,
    before: u64,
    planned: u64,
}

impl Monitor for Part<'_> {
    fn progress(&self, progress: &Progress) {
        let trials_done = self.before + progress.trials_done;
        self.monitor.progress(&Progress { trials_done, trials_planned: self.planned, odds: None });
    }

    fn cancelled(&self) -> bool {
        self.monitor.cancelled()
    }

    fn work(&self) -> Work<'_> {
        self.monitor.work()
    }
}
