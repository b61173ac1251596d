//! Whole stories: captured conversations of the analog estimator.

use std::ops::Range;

use rayon::prelude::*;

use super::prepare::Prepared;
use super::result::{Estimator, Story};
use crate::engine::{Finds, Models, Monitor, Progress, Work};
use crate::model::{CAUSES, CapturedConversation, ConversationKey, Workspace};
use crate::quantity::HOURS_PER_DAY;
use crate::random::Trial;
use crate::scenario::world::World;

/// Trials between two looks at how many stories there are.
const ROUND: u64 = 8192;
const CHUNK: u64 = 64;

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    /// The seed of the trials.
    pub seed: u64,
    /// Enough of them.
    pub wanted: usize,
    /// The most trials to look through.
    pub most_trials: u64,
}

impl Search {
    /// What its finds are finds of.
    fn identity(self, prepared: &Prepared) -> String {
        let Self { seed, wanted, most_trials } = self;
        let (draws, subject) = (prepared.draws(), prepared.subject());
        format!("the first {wanted} captures of {subject}: seed {seed}, {most_trials} trials, {draws} draws")
    }
}

/// A captured conversation as it is found.
pub(super) struct Found {
    pub story: Story,
    pub key: ConversationKey,
}

/// What is told of the captures of one trial, given its draw.
pub(super) type Teller<'a, T> = &'a (dyn Fn(u64, &Trial, Vec<Found>) -> Vec<T> + Sync);

/// Tells the first captured conversations of the analog trials, in the order of trials (draws taking turns); fewer than
/// wanted if the trials do not hold as many. `tell` gets what one trial captured, with its draw.
pub(super) fn search<T: Send>(prepared: &Prepared, search: Search, monitor: &dyn Monitor, tell: Teller<T>) -> Vec<T> {
    let all = 0..search.most_trials;
    match monitor.work() {
        Work::Share(tray) => {
            let number = |trial: &Story| trial.trial * prepared.draws() + trial.draw;
            let numbers =
                |_: u64, _: &Trial, found: Vec<Found>| found.iter().map(|found| number(&found.story)).collect();
            let mine = tray.share().stretch(search.most_trials);
            let found = in_stretch(prepared, search, mine, monitor, &numbers);
            Finds(found.into_iter().collect()).put(search.identity(prepared), tray);
            Vec::new()
        }
        Work::Gathered(gathered) => match Finds::gathered(&search.identity(prepared), gathered) {
            Some(finds) => in_trials(prepared, search, &finds, tell),
            None => in_stretch(prepared, search, all, monitor, tell),
        },
        Work::Whole | Work::Kept(_) => in_stretch(prepared, search, all, monitor, tell),
    }
}

/// Searches a stretch of the trials.
fn in_stretch<T: Send>(
    prepared: &Prepared,
    search: Search,
    stretch: Range<u64>,
    monitor: &dyn Monitor,
    tell: Teller<T>,
) -> Vec<T> {
    let mut told = Vec::new();
    let mut from = stretch.start;
    while from < stretch.end && told.len() < search.wanted && !monitor.cancelled() {
        let to = stretch.end.min(from + ROUND);
        let chunks: Vec<u64> = (from..to).step_by(CHUNK as usize).collect();
        let found: Vec<Vec<T>> = chunks
            .into_par_iter()
            .map(|first| {
                let chunk = chunk(prepared, search.seed, first..to.min(first + CHUNK), tell);
                monitor.progress(&Progress { trials_done: first, trials_planned: search.most_trials, odds: None });
                chunk
            })
            .collect();
        told.extend(found.into_iter().flatten());
        from = to;
    }
    told.truncate(search.wanted);
    told
}

/// Tells of trials that are known to hold something.
fn in_trials<T>(prepared: &Prepared, search: Search, finds: &Finds, tell: Teller<T>) -> Vec<T> {
    let inside = finds.0.iter().filter(|&&number| number < search.most_trials);
    let told = inside.flat_map(|&number| chunk(prepared, search.seed, number..number + 1, tell));
    told.take(search.wanted).collect()
}

fn chunk<T>(prepared: &Prepared, seed: u64, numbers: Range<u64>, tell: Teller<T>) -> Vec<T> {
    let mut room: Option<Workspace> = None;
    let mut told = Vec::new();
    for number in numbers {
        let (draw, index) = (number % prepared.draws(), number / prepared.draws());
        let model = prepared.model(draw);
        let trial = Trial::new(seed, draw, index);
        let workspace = room.get_or_insert_with(|| Workspace::new(&model, &prepared.layout));
        workspace.fit(&model);
        workspace.run(&model, &prepared.layout, &trial, Estimator::Analog);
        let captured = workspace.captured_conversations(&model, &trial);
        let found: Vec<Found> = captured
            .map(|captured| Found { key: captured.key, story: story(&prepared.names, captured, draw, index) })
            .collect();
        if !found.is_empty() {
            told.extend(tell(draw, &trial, found));
        }
    }
    told
}

fn story(world: &World, captured: CapturedConversation, draw: u64, trial: u64) -> Story {
    Story {
        draw,
        trial,
        day: captured.day as u32 + 1,
        hour: captured.start - (captured.day * HOURS_PER_DAY) as f64,
        duration_hours: captured.duration,
        kind: world.kinds[captured.kind].name.clone(),
        group: world.groups[captured.group].name.clone(),
        venue: world.venues[captured.venue].name.clone(),
        channel: world.channels[captured.channel].name.clone(),
        cause: CAUSES[captured.cause as usize].to_owned(),
        participants: captured.participants,
        lapsed_legs: captured.lapsed_legs,
        captured_legs: captured.captured_legs,
        campaign: world.campaigns[captured.campaign].name.clone(),
        harm: captured.harm,
    }
}
