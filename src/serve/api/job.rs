//! A question that takes long: its line, its events, its end.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::json;

use crate::report::page::CommandLine;
use crate::report::safe;
use crate::scenario::Scenario;
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
    /// What takes its time.
    fn rest(&self, events: &Events, read: Self::Read) -> Result<(), Refusal>;
}

/// Starts to answer a question: the answer is a stream of events.
pub fn start(app: &Arc<App>, headers: &HeaderMap, what: &str, steps: impl Steps) -> Result<Response<Body>, Refusal> {
    let page = headers.get(PAGE_HEADER).and_then(|page| page.to_str().ok());
    let known = |page: &&str| {
        page.len() <= PAGE_LENGTH && page.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if page.is_some_and(|page| !known(&page)) {
        return Err(Refusal::bad("x-overheard-page: up to 64 letters, digits and `-` are needed"));
    }
    let (events, answer) = Events::open(app, app.turns.begin(page, what));
    let (events, steps) = (Arc::new(events), Arc::new(steps));
    tokio::spawn(async move {
        if let Err(refusal) = answered(&events, &steps).await {
            events.fail(&refusal);
        }
        events.close();
    });
    Ok(answer)
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
    let Some(pass) = turn(&app.runs, events).await? else { return Ok(()) };
    let (own, asked) = (Arc::clone(events), Arc::clone(steps));
    super::blocking(move || {
        let done = if own.end().is_none() { asked.rest(&own, read) } else { Ok(()) };
        drop(pass);
        done
    })
    .await
}

/// Waits for its turn; absent if nobody waits for the answer any more.
async fn turn(gate: &Gate, events: &Arc<Events>) -> Result<Option<Pass>, Refusal> {
    let busy =
        || Refusal::new(StatusCode::TOO_MANY_REQUESTS, "busy", "too many questions wait already: try again later");
    let place = gate.queue(events.turn().asker.clone()).ok_or_else(busy)?;
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
