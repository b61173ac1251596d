//! After a leak: who captured it, as the form is filled in.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::blocking;
use super::job::{Steps, Told, start, tell, with_options};
use crate::report::page::{CommandLine, Evidence};
use crate::report::safe;
use crate::scenario::world::World;
use crate::scenario::{Fact, KnownLeak, LEAK_CAUSES, Scenario};
use crate::serve::answer::Answer;
use crate::serve::ask::{Json, Question, Saved};
use crate::serve::cache::Key;
use crate::serve::error::{self, ErrorBody, Refusal};
use crate::serve::gate::Gate;
use crate::serve::state::App;
use crate::serve::stream::Events;
use crate::study::explain::{ExplainError, ExplainOptions, explain as explained};
use crate::study::result::Effort;
use crate::study::run::RunOptions;

/// Draws and trials of the first answer.
const FIRST_DRAWS: u64 = 48;
const FIRST_TRIALS: u64 = 960;

/// Who captured what leaked.
#[utoipa::path(post, path = "/api/v1/explain", request_body = Question,
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 400, body = ErrorBody)))]
pub async fn explain(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Result<Response<Body>, Refusal> {
    let options = question.options()?;
    start(&app, &headers, "explain", Explain { question, options })
}

/// What can be known of a leak.
#[derive(Serialize, ToSchema)]
pub struct Facts {
    facts: Vec<FactTold>,
}

/// One thing that can be known.
#[derive(Serialize, ToSchema)]
struct FactTold {
    field: &'static str,
    label: &'static str,
    help: &'static str,
    /// `choice`, `hours` or `count-range`.
    kind: &'static str,
    values: Vec<String>,
    min: Option<u32>,
    max: Option<u32>,
    /// What the scenario says of it.
    leak: Option<String>,
}

/// What can be known of a leak at this event.
#[utoipa::path(get, path = "/api/v1/explain/facts/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Facts), (status = 404, body = ErrorBody)))]
pub async fn facts(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response<Body>, Refusal> {
    let facts = blocking(move || {
        let question = Question { scenario: Some(id), ..Question::default() };
        facts_of(&question.bare_scenario(&app.library)?)
    })
    .await?;
    Ok(error::json(StatusCode::OK, &facts))
}

/// An explanation, on its way.
struct Explain {
    question: Question,
    options: RunOptions,
}

impl Steps for Explain {
    type Read = (Scenario, ExplainOptions);

    fn first(&self, events: &Events) -> Result<Self::Read, Refusal> {
        let library = &events.app().library;
        let place = self.question.place(library)?;
        let scenario = self.question.scenario(library)?;
        let options = options(&self.question, &scenario, &self.options)?;
        events.send(
            "command",
            &json!({
                "command": command(&scenario, &options, &self.options),
                "unsaved": place.unsaved == Saved::No,
            }),
        );
        if events.app().cache.get(&Key::of(&scenario, &options)).is_none() {
            let trials = FIRST_TRIALS.min(options.effort.most_trials());
            let draws = Some(FIRST_DRAWS.min(trials).min(options.draws.unwrap_or(FIRST_DRAWS)));
            let first = ExplainOptions { effort: Effort::Trials(trials), draws, ..options.clone() };
            let pool = &events.app().first_pool;
            let found =
                pool.install(|| explained(&scenario, &first, events)).map_err(|error| refusal(events, error))?;
            tell(events, "posterior", &Answer::Explain(Arc::new(found)), &Evidence::of(&scenario), Told::First)?;
        }
        Ok((scenario, options))
    }

    fn gate<'a>(&self, app: &'a App) -> &'a Gate {
        &app.long
    }

    fn rest(&self, events: &Events, (scenario, options): Self::Read) -> Result<(), Refusal> {
        let answer = known(events, &scenario, &options)?;
        if events.end().is_none() {
            tell(events, "posterior", &answer, &Evidence::of(&scenario), Told::Last)?;
        }
        Ok(())
    }
}

/// How to explain: what is known is what the form says, or what the scenario says if the form says nothing.
pub fn options(question: &Question, scenario: &Scenario, run: &RunOptions) -> Result<ExplainOptions, Refusal> {
    let known = known_leak(question.seen.as_ref(), scenario)?;
    Ok(ExplainOptions { known, seed: run.seed, draws: run.draws, effort: run.effort })
}

fn known_leak(seen: Option<&BTreeMap<String, String>>, scenario: &Scenario) -> Result<KnownLeak, Refusal> {
    let Some(seen) = seen else { return Ok(scenario.known_leak(&[]).unwrap_or_default()) };
    let said = |text: &&String| !text.trim().is_empty();
    let stated = seen.iter().filter(|(_, value)| said(value)).map(|(field, value)| format!("{field}={value}"));
    // What the form leaves open is not known, whatever the scenario says.
    let nothing = scenario.leak().map(|_| "none".to_owned());
    let given: Vec<String> = nothing.into_iter().chain(stated).collect();
    scenario
        .known_leak(&given)
        .map_err(|error| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", safe::one_line(&error.to_string())))
}

/// The final result, kept or made now.
pub fn known(events: &Events, scenario: &Scenario, options: &ExplainOptions) -> Result<Answer, Refusal> {
    let key = Key::of(scenario, options);
    if let Some(answer) = events.app().cache.get(&key) {
        return Ok(answer);
    }
    let found = events.app().pool.install(|| explained(scenario, options, events));
    let answer = Answer::Explain(Arc::new(found.map_err(|error| refusal(events, error))?));
    if events.end().is_none() {
        events.app().cache.put(key, answer.clone());
    }
    Ok(answer)
}

fn refusal(events: &Events, error: ExplainError) -> Refusal {
    let ExplainError::Run(error) = error;
    events.refusal(error)
}

/// The command that gives the final answer.
fn command(scenario: &Scenario, options: &ExplainOptions, run: &RunOptions) -> String {
    let line = CommandLine::new("explain", scenario.file()).options("--given", &options.known.again);
    with_options(line, scenario, run).text()
}

fn facts_of(scenario: &Scenario) -> Result<Facts, Refusal> {
    let central = scenario.central_values();
    let world = scenario
        .world(&central)
        .map_err(|diagnostics| Refusal::invalid(&diagnostics, &safe::one_line(scenario.file())))?;
    let said = scenario.leak().map(|leak| leak.facts()).unwrap_or_default();
    let told = |fact: Fact| {
        let (label, help, kind) = in_words(fact);
        let said = said.iter().find(|(other, _)| *other == fact).map(|(_, value)| value.clone());
        let (min, max) = bounds(fact, &world);
        FactTold { field: fact.name(), label, help, kind, values: values(fact, &world), min, max, leak: said }
    };
    Ok(Facts { facts: Fact::ALL.into_iter().map(told).collect() })
}

fn in_words(fact: Fact) -> (&'static str, &'static str, &'static str) {
    match fact {
        Fact::Kind => ("Kind of conversation", "What kind of conversation leaked.", "choice"),
        Fact::Day => ("Day", "The day of the event on which it began, or a range such as 2-3.", "count-range"),
        Fact::Hour => ("Hours", "Local hours of the day in which it began, such as 18-24.", "hours"),
        Fact::Participants => ("Participants", "How many took part, or a range such as 3-5.", "count-range"),
        Fact::LapsedLegs => ("Lapsed legs", "How many of them were on a line that is not approved.", "count-range"),
        Fact::Venue => ("Venue", "Where the participant was over whose line it leaked.", "choice"),
        Fact::Channel => ("Line", "The kind of line over which it leaked.", "choice"),
        Fact::Group => ("Role", "The role of the participant over whose line it leaked.", "choice"),
        Fact::Cause => ("Cause", "Why that line was not an approved one; none: it was approved.", "choice"),
    }
}

fn values(fact: Fact, world: &World) -> Vec<String> {
    fn names<T>(all: &[T], name: fn(&T) -> &String) -> Vec<String> {
        all.iter().map(|one| name(one).clone()).collect()
    }
    match fact {
        Fact::Kind => names(&world.kinds, |kind| &kind.name),
        Fact::Venue => names(&world.venues, |venue| &venue.name),
        Fact::Channel => names(&world.channels, |channel| &channel.name),
        Fact::Group => names(&world.groups, |group| &group.name),
        Fact::Cause => LEAK_CAUSES.iter().map(ToString::to_string).collect(),
        Fact::Day | Fact::Hour | Fact::Participants | Fact::LapsedLegs => Vec::new(),
    }
}

fn bounds(fact: Fact, world: &World) -> (Option<u32>, Option<u32>) {
    match fact {
        Fact::Day => (Some(1), Some(world.event.days)),
        Fact::Hour => (Some(0), Some(24)),
        Fact::Participants => (Some(1), None),
        Fact::LapsedLegs => (Some(0), None),
        _ => (None, None),
    }
}
