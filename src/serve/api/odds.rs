//! The odds while somebody moves a slider: first figures at once, better ones as long as nothing else is asked, and in the
//! end those that `overheard run` gives.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use serde_json::json;

use crate::report::live::{Stage, figures};
use crate::report::page::CommandLine;
use crate::scenario::Scenario;
use crate::serve::answer::Answer;
use crate::serve::ask::{Json, Question, Saved};
use crate::serve::cache::Key;
use crate::serve::error::{ErrorBody, Refusal};
use crate::serve::gate::Gate;
use crate::serve::state::App;
use crate::serve::stream::Events;
use crate::study::beside::{Difference, difference};
use crate::study::result::{Effort, RunResult};
use crate::study::run::{Listener, RunOptions, run, run_aloud};

use super::job::{Steps, start};

/// Draws and trials of the first figures.
const FIRST_DRAWS: u64 = 32;
const FIRST_TRIALS: u64 = 256;
/// Better figures are told so often.
const EVERY: Duration = Duration::from_millis(150);

/// The odds, better and better until they are final.
#[utoipa::path(post, path = "/api/v1/odds", request_body = Question,
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 400, body = ErrorBody)))]
pub async fn odds(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Result<Response<Body>, Refusal> {
    let options = question.options()?;
    start(&app, &headers, "odds", Odds { question, options })
}

/// A question, on its way to an answer.
struct Odds {
    question: Question,
    options: RunOptions,
}

/// What was read for it.
pub struct Read {
    changed: Scenario,
    unchanged: Option<Scenario>,
}

impl Steps for Odds {
    type Read = Read;

    fn first(&self, events: &Events) -> Result<Read, Refusal> {
        let library = &events.app().library;
        let place = self.question.place(library)?;
        let changed = self.question.scenario(library)?;
        events.send(
            "command",
            &json!({
                "command": command(&changed, &self.options),
                "unsaved": place.unsaved == Saved::No,
            }),
        );
        let unchanged = self.question.unchanged(library)?;
        // What is known need not be guessed at.
        if known_run(events, &Key::of(&changed, &self.options)).is_none() {
            self.tell_first(events, &changed, unchanged.as_ref())?;
        }
        Ok(Read { changed, unchanged })
    }

    fn gate<'a>(&self, app: &'a App) -> &'a Gate {
        &app.runs
    }

    fn rest(&self, events: &Events, read: Read) -> Result<(), Refusal> {
        let Read { changed, unchanged } = read;
        let beside = match &unchanged {
            Some(unchanged) => Some(known(events, unchanged, &self.options)?),
            None => None,
        };
        let live = Live { events, beside: beside.as_deref(), started: Instant::now(), told: AtomicU64::new(0) };
        let result = finished(events, &changed, &self.options, &live)?;
        if events.end().is_none() {
            tell(events, &result, Stage::Final, beside.as_deref().and_then(|beside| difference(&result, beside)));
        }
        Ok(())
    }
}

impl Odds {
    /// A small run of both, with few draws.
    fn tell_first(&self, events: &Events, changed: &Scenario, unchanged: Option<&Scenario>) -> Result<(), Refusal> {
        let trials = FIRST_TRIALS.min(self.options.effort.most_trials());
        let draws = Some(FIRST_DRAWS.min(trials).min(self.options.draws.unwrap_or(FIRST_DRAWS)));
        let options = RunOptions { effort: Effort::Trials(trials), draws, ..self.options.clone() };
        let pool = &events.app().first_pool;
        let run = |scenario: &Scenario| {
            pool.install(|| run(scenario, &options, events)).map_err(|error| events.refusal(error))
        };
        let beside = unchanged.map(|scenario| {
            let key = Key::of(scenario, &options);
            match known_run(events, &key) {
                Some(result) => Ok(result),
                None => run(scenario).map(|result| keep(events, key, result)),
            }
        });
        let result = run(changed)?;
        let beside = beside.transpose()?;
        tell(events, &result, Stage::First, beside.as_deref().and_then(|beside| difference(&result, beside)));
        Ok(())
    }
}

/// Hears of a run on its way, and tells of it now and then.
struct Live<'a> {
    events: &'a Events,
    beside: Option<&'a RunResult>,
    started: Instant,
    told: AtomicU64,
}

impl Listener for Live<'_> {
    fn listens(&self) -> bool {
        let now = self.started.elapsed().as_millis() as u64;
        let due = now >= self.told.load(Ordering::Relaxed) + EVERY.as_millis() as u64;
        due && self.events.has_room() && self.events.end().is_none()
    }

    fn hear(&self, found: RunResult) {
        tell(self.events, &found, Stage::Refining, self.beside.and_then(|beside| difference(&found, beside)));
        self.told.store(self.started.elapsed().as_millis() as u64, Ordering::Relaxed);
    }
}

fn tell(events: &Events, result: &RunResult, stage: Stage, difference: Option<Difference>) {
    match figures(result, stage, difference.as_ref()) {
        Ok(figures) => events.send("figures", &figures),
        Err(error) => events.fail(&Refusal::failed(format!("the figures cannot be written: {error}"))),
    }
}

/// The final result, kept or run now.
pub fn known(events: &Events, scenario: &Scenario, options: &RunOptions) -> Result<Arc<RunResult>, Refusal> {
    finished(events, scenario, options, &Deaf)
}

/// Hears nothing.
struct Deaf;

impl Listener for Deaf {
    fn listens(&self) -> bool {
        false
    }

    fn hear(&self, _: RunResult) {}
}

fn finished(
    events: &Events,
    scenario: &Scenario,
    options: &RunOptions,
    listener: &dyn Listener,
) -> Result<Arc<RunResult>, Refusal> {
    let key = Key::of(scenario, options);
    if let Some(result) = known_run(events, &key) {
        return Ok(result);
    }
    let result = events.app().pool.install(|| run_aloud(scenario, options, events, listener));
    let result = result.map_err(|error| events.refusal(error))?;
    Ok(match events.end() {
        // What was interrupted is not what was asked for.
        Some(_) => Arc::new(result),
        None => keep(events, key, result),
    })
}

fn keep(events: &Events, key: Key, result: RunResult) -> Arc<RunResult> {
    let result = Arc::new(result);
    events.app().cache.put(key, Answer::Run(Arc::clone(&result)));
    result
}

/// A result that is kept.
fn known_run(events: &Events, key: &Key) -> Option<Arc<RunResult>> {
    match events.app().cache.get(key) {
        Some(Answer::Run(result)) => Some(result),
        _ => None,
    }
}

/// The command that gives the final figures.
fn command(scenario: &Scenario, options: &RunOptions) -> String {
    let line = CommandLine::new("run", scenario.file());
    super::job::with_options(line, scenario, options).text()
}
