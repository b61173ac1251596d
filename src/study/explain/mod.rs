//! After a leak: who captured it? By chance a campaign, or one of its rivals; and would a measure have prevented it?
//!
//! A leak is one capture among all those that could have happened at this event. Each hypothesis has a rate: a campaign
//! its expected captures, a pathway `prior x captures x` the expected conversations that it can reach. Rates before the
//! evidence are the prior, rates of what fits the evidence the posterior, their ratio is the likelihood.

pub mod explanation;
mod prevention;
mod reading;

use super::prepare::{Prepared, RunError};
use super::result::{Effort, Estimator};
use crate::engine::{Case, Cells, Inquiry, Models, Monitor, inquire};
use crate::model::{Evidence, Question, Rival};
use crate::scenario::world::World;
use crate::scenario::{KnownLeak, LEAK_CAUSES, Leak, Scenario};
use explanation::Explanation;
use reading::Reading;

/// How to explain.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainOptions {
    /// What is known of the leak.
    pub known: KnownLeak,
    /// The seed.
    pub seed: u64,
    /// Draws of the uncertain values.
    pub draws: Option<u64>,
    /// How much to do; a precision is that of the leading hypothesis' posterior.
    pub effort: Effort,
}

/// Why nothing could be explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// The runs failed.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Explains a leak.
pub fn explain(
    scenario: &Scenario,
    options: &ExplainOptions,
    monitor: &dyn Monitor,
) -> Result<Explanation, ExplainError> {
    let ExplainOptions { seed, draws, effort, .. } = *options;
    let variants = prevention::variants(scenario);
    let prepared = Prepared::with_pathways(scenario, &variants.scenarios(), seed, draws, effort)?;
    let question = Question::new(evidence(&options.known.leak, &prepared.names));
    let case = |draw: u64| -> Result<Case, RunError> {
        let rivals = Rival::all(&prepared.world(scenario, draw)?);
        Ok(Case { model: prepared.model(draw), rivals })
    };
    let cells = if prepared.has_draws() { Cells::all_draws(prepared.replicate_of()) } else { Cells::Strands };
    let hypotheses = prepared.names.campaigns.len() + prepared.names.pathways.len();
    let inquiry = Inquiry { case: &case, cells, seed, question: &question, hypotheses, effort };
    let findings = inquire(&inquiry, monitor)?.ok_or(RunError::NothingFinished)?;
    let reading = Reading { scenario, options, prepared: &prepared, question: &question, findings: &findings };
    let mut explanation = reading.explanation();
    prevention::add(&mut explanation, &reading, &variants, monitor)?;
    Ok(explanation)
}

/// What is known, by the indices of a world.
fn evidence(leak: &Leak, world: &World) -> Evidence {
    fn index<T>(name: &Option<String>, all: &[T], name_of: fn(&T) -> &String) -> Option<usize> {
        let name = name.as_ref()?;
        all.iter().position(|one| name_of(one) == name)
    }
    Evidence {
        kind: index(&leak.kind, &world.kinds, |kind| &kind.name),
        day: leak.day,
        hour: leak.hour,
        participants: leak.participants,
        lapsed_legs: leak.lapsed_legs,
        venue: index(&leak.venue, &world.venues, |venue| &venue.name),
        channel: index(&leak.channel, &world.channels, |channel| &channel.name),
        group: index(&leak.group, &world.groups, |group| &group.name),
        cause: leak.cause.as_ref().and_then(|name| LEAK_CAUSES.iter().position(|cause| cause == name)),
    }
}

/// The estimator that results name: legs are drawn, the funnel is integrated.
const ESTIMATOR: Estimator = Estimator::Plain;
