//! Whole stories: captured conversations of the analog estimator.

use rayon::prelude::*;

use super::prepare::Prepared;
use super::result::{Estimator, Story};
use super::run::RunOptions;
use crate::engine::{Models, Monitor, Progress};
use crate::model::{CAUSES, CapturedConversation, Model, Workspace};
use crate::quantity::HOURS_PER_DAY;
use crate::random::Trial;

/// Trials between two looks at how many stories there are.
const ROUND: u64 = 8192;
const CHUNK: u64 = 64;

/// The first captured conversations of the analog trials, in the order of trials (draws taking turns); fewer than asked
/// for if the run's greatest number of trials does not hold as many.
pub(super) fn stories(prepared: &Prepared, options: &RunOptions, possible: bool, monitor: &dyn Monitor) -> Vec<Story> {
    let mut told = Vec::new();
    let most = if possible && options.records > 0 { options.effort.most_trials() } else { 0 };
    let mut from = 0;
    while from < most && told.len() < options.records && !monitor.cancelled() {
        let to = most.min(from + ROUND);
        let chunks: Vec<u64> = (from..to).step_by(CHUNK as usize).collect();
        let found: Vec<Vec<Story>> = chunks
            .into_par_iter()
            .map(|first| {
                let chunk = chunk(prepared, options.seed, first, to.min(first + CHUNK));
                monitor.progress(&Progress { trials_done: first, trials_planned: most, odds: None });
                chunk
            })
            .collect();
        told.extend(found.into_iter().flatten());
        from = to;
    }
    told.truncate(options.records);
    told
}

fn chunk(prepared: &Prepared, seed: u64, first: u64, end: u64) -> Vec<Story> {
    let mut room: Option<Workspace> = None;
    let mut told = Vec::new();
    for number in first..end {
        let (draw, index) = (number % prepared.draws(), number / prepared.draws());
        let model = prepared.model(draw);
        let trial = Trial::new(seed, draw, index);
        let workspace = room.get_or_insert_with(|| Workspace::new(&model, &prepared.layout));
        workspace.fit(&model);
        workspace.run(&model, &prepared.layout, &trial, Estimator::Analog);
        tell(prepared, &model, workspace, &trial, (draw, index), &mut told);
    }
    told
}

fn tell(
    prepared: &Prepared,
    model: &Model,
    workspace: &Workspace,
    trial: &Trial,
    number: (u64, u64),
    told: &mut Vec<Story>,
) {
    let world = &prepared.names;
    let story = |captured: CapturedConversation| Story {
        draw: number.0,
        trial: number.1,
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
    };
    told.extend(workspace.captured_conversations(model, trial).map(story));
}
