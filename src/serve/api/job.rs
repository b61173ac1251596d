//! A question that takes long: its line, its events, its end.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::json;

use crate::report::page::{CommandLine, Evidence};
use crate::report::safe;
use crate::scenario::Scenario;
use crate::serve::answer::Answer;
use crate::serve::error::Refusal;
use crate::serve::gate::{Gate, Pass};
use crate::serve::state::App;
use crate::serve::stream::{End, Events};
use crate::study::prepare::RunError;
use crate::study::result::Effort;
use crate::study::run::RunOptions;

/// By which a page says that it is the same as before.
const PAGE_HEADER: &str = "x-overheard-page";
/// Characters of it at most.
const PAGE_LENGTH: usize = 64;

/// What is done for a question.
pub trait Steps: Send + Sync + 'static {
    /// What the first step reads for the second.
    type Read: Send + 'static;
    /// What can be said at once.
    fn first(&self, events: &Events) -> Result<Self::Read, Refusal>;
    /// Who may do at the same time what takes its time.
    fn gate<'a>(&self, app: &'a App) -> &'a Gate;
    /// What takes its time.
    fn rest(&self, events: &Events, read: Self::Read) -> Result<(), Refusal>;
}

/// Starts to answer a question: the answer is a stream of events.
pub fn start(app: &Arc<App>, headers: &HeaderMap, what: &str, steps: impl Steps) -> Result<Response<Body>, Refusal> {
    let (events, answer) = Events::open(app, app.turns.begin(page(headers)?, what));
    let (events, steps) = (Arc::new(events), Arc::new(steps));
    tokio::spawn(async move {
        if let Err(refusal) = answered(&events, &steps).await {
            events.fail(&refusal);
        }
        events.close();
    });
    Ok(answer)
}

/// Which page asks, if it says so.
pub fn page(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let page = headers.get(PAGE_HEADER).and_then(|page| page.to_str().ok());
    let plain = |page: &str| page.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match page {
        Some(page) if page.len() > PAGE_LENGTH || !plain(page) => {
            Err(Refusal::bad("x-overheard-page: up to 64 letters, digits and `-` are needed"))
        }
        page => Ok(page),
    }
}

async fn answered<S: Steps>(events: &Arc<Events>, steps: &Arc<S>) -> Result<(), Refusal> {
    let app = events.app();
    let Some(pass) = turn(&app.first, events).await? else { return Ok(()) };
    let (own, asked) = (Arc::clone(events), Arc::clone(steps));
    let read = super::blocking(move || {
        let read = asked.first(&own);
        drop(pass);
        read
    })
    .await?;
    let Some(pass) = turn(steps.gate(app), events).await? else { return Ok(()) };
    let (own, asked) = (Arc::clone(events), Arc::clone(steps));
    super::blocking(move || {
        let done = if own.end().is_none() { asked.rest(&own, read) } else { Ok(()) };
        drop(pass);
        done
    })
    .await
}

/// Waits for its turn; absent if nobody waits for the answer any more.
pub async fn turn(gate: &Gate, events: &Arc<Events>) -> Result<Option<Pass>, Refusal> {
    let busy =
        || Refusal::new(StatusCode::TOO_MANY_REQUESTS, "busy", "too many questions wait already: try again later");
    let place = gate.queue(events.turn()).ok_or_else(busy)?;
    if let Some(ahead) = place.ahead {
        events.send("queued", &json!({ "ahead": ahead }));
    }
    tokio::select! {
        pass = place.turn() => Ok(pass),
        () = events.gone() => Ok(None),
    }
}

impl Events {
    /// What a run that failed tells: nothing, if it was ended.
    pub fn refusal(&self, error: RunError) -> Refusal {
        match (self.end(), error) {
            (Some(End::Unwanted), _) => Refusal::new(StatusCode::GONE, "cancelled", "it was cancelled"),
            (_, RunError::Draw { draw, diagnostics }) => {
                let first = diagnostics.0.first().map(|first| first.headline()).unwrap_or_default();
                let message = format!("draw {draw} of the uncertain values is not valid: {first}");
                Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message)
            }
            (_, other) => Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", safe::one_line(&other.to_string())),
        }
    }
}

/// Tells of an answer: its numbers, and its page for people.
pub fn tell(events: &Events, event: &str, answer: &Answer, evidence: &Evidence, stage: Told) -> Result<(), Refusal> {
    let failed = |error: &dyn std::fmt::Display| Refusal::failed(safe::one_line(&error.to_string()));
    let result = answer.json().map_err(|error| failed(&error))?;
    let page = answer.page(evidence).json().map_err(|error| failed(&error))?;
    let last = stage == Told::Last;
    events.send_text(event, &format!("{{\"final\":{last},\"result\":{result},\"page\":{page}}}"));
    Ok(())
}

/// Whether an answer is the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A better one follows.
    First,
    /// It is.
    Last,
}

/// A command with the changes and options of a question, as it may be typed: what is as by default is left out.
pub fn with_options(line: CommandLine, scenario: &Scenario, options: &RunOptions) -> CommandLine {
    let line = line.options("--set", scenario.overrides()).options("--measure", scenario.in_force());
    let line = match options.effort {
        Effort::Trials(trials) => line.option("--trials", &trials.to_string()),
        Effort::Precision { relative, max_trials } => {
            line.option("--precision", &relative.to_string()).option("--max-trials", &max_trials.to_string())
        }
    };
    let line = line.option("--seed", &options.seed.to_string());
    match options.draws {
        Some(draws) => line.option("--draws", &draws.to_string()),
        None => line,
    }
}
