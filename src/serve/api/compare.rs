//! Which measure buys the most: rows of few trials at once, then those that `overheard compare` gives.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::json;

use super::job::{Steps, Told, start, with_options};
use crate::report::page::{CommandLine, Evidence};
use crate::report::safe;
use crate::scenario::Scenario;
use crate::serve::answer::Answer;
use crate::serve::ask::{Json, Question, Saved};
use crate::serve::cache::Key;
use crate::serve::error::{ErrorBody, Refusal};
use crate::serve::gate::Gate;
use crate::serve::state::App;
use crate::serve::stream::Events;
use crate::study::compare::{CompareError, CompareOptions, Detail, compare as compared};
use crate::study::result::Effort;
use crate::study::run::RunOptions;

/// Draws and trials of the first rows.
const FIRST_DRAWS: u64 = 48;
const FIRST_TRIALS: u64 = 384;
/// Measures that are combined at most here: the number of rows grows with their power.
const MOST_TOGETHER: usize = 4;

/// The measures of a scenario, compared.
#[utoipa::path(post, path = "/api/v1/compare", request_body = Question,
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 400, body = ErrorBody)))]
pub async fn compare(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Result<Response<Body>, Refusal> {
    let options = options(&question)?;
    start(&app, &headers, "compare", Compare { question, options })
}

/// A comparison, on its way to an answer.
struct Compare {
    question: Question,
    options: CompareOptions,
}

impl Steps for Compare {
    type Read = Scenario;

    fn first(&self, events: &Events) -> Result<Scenario, Refusal> {
        let library = &events.app().library;
        let place = self.question.place(library)?;
        let scenario = self.question.bare_scenario(library)?;
        events.send(
            "command",
            &json!({
                "command": command(&scenario, &self.options),
                "unsaved": place.unsaved == Saved::No,
            }),
        );
        if self.question_is_open(events, &scenario) {
            let run = &self.options.run;
            let trials = FIRST_TRIALS.min(run.effort.most_trials());
            let draws = Some(FIRST_DRAWS.min(trials).min(run.draws.unwrap_or(FIRST_DRAWS)));
            let run = RunOptions { effort: Effort::Trials(trials), draws, ..run.clone() };
            let options = CompareOptions { run, detail: Detail::Table, ..self.options.clone() };
            let pool = &events.app().first_pool;
            let result =
                pool.install(|| compared(&scenario, &options, events)).map_err(|error| refusal(events, error))?;
            tell(events, &scenario, &Answer::Compare(Arc::new(result)), Told::First)?;
        }
        Ok(scenario)
    }

    fn gate<'a>(&self, app: &'a App) -> &'a Gate {
        &app.long
    }

    fn rest(&self, events: &Events, scenario: Scenario) -> Result<(), Refusal> {
        if self.question_is_open(events, &scenario) {
            // The rows are the final ones; what needs trials of its own follows.
            let rows = CompareOptions { detail: Detail::Table, ..self.options.clone() };
            let answer = known(events, &scenario, &rows)?;
            if events.end().is_none() {
                tell(events, &scenario, &answer, Told::First)?;
            }
        }
        let answer = known(events, &scenario, &self.options)?;
        if events.end().is_none() {
            tell(events, &scenario, &answer, Told::Last)?;
        }
        Ok(())
    }
}

impl Compare {
    /// Whether the final result is still to be made.
    fn question_is_open(&self, events: &Events, scenario: &Scenario) -> bool {
        events.end().is_none() && events.app().cache.get(&Key::of(scenario, &self.options)).is_none()
    }
}

/// How to compare.
pub fn options(question: &Question) -> Result<CompareOptions, Refusal> {
    let combine = question.combine.unwrap_or(1);
    let number = |value: Option<f64>, most: f64| value.is_none_or(|value| (0.0..=most).contains(&value));
    if !(1..=MOST_TOGETHER).contains(&combine) {
        return Err(Refusal::bad(format!("combine: from 1 to {MOST_TOGETHER} measures together are compared here")));
    }
    if !number(question.budget, f64::MAX) || !number(question.tolerable, 1.0) {
        return Err(Refusal::bad("budget: a number from 0 is needed; tolerable: one from 0 to 1"));
    }
    Ok(CompareOptions {
        run: question.options()?,
        combine,
        budget: question.budget,
        measures: question.measures.clone().filter(|names| !names.is_empty()),
        tolerable: question.tolerable,
        confidence: None,
        detail: Detail::All,
    })
}

/// The final result, kept or made now.
pub fn known(events: &Events, scenario: &Scenario, options: &CompareOptions) -> Result<Answer, Refusal> {
    let key = Key::of(scenario, options);
    if let Some(answer) = events.app().cache.get(&key) {
        return Ok(answer);
    }
    let result = events.app().pool.install(|| compared(scenario, options, events));
    let answer = Answer::Compare(Arc::new(result.map_err(|error| refusal(events, error))?));
    if events.end().is_none() {
        events.app().cache.put(key, answer.clone());
    }
    Ok(answer)
}

fn tell(events: &Events, scenario: &Scenario, answer: &Answer, stage: Told) -> Result<(), Refusal> {
    super::job::tell(events, "rows", answer, &Evidence::of(scenario), stage)
}

fn refusal(events: &Events, error: CompareError) -> Refusal {
    match error {
        CompareError::Run(error) => events.refusal(error),
        other => Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", safe::one_line(&other.to_string())),
    }
}

/// The command that gives the final rows.
fn command(scenario: &Scenario, options: &CompareOptions) -> String {
    let mut line = CommandLine::new("compare", scenario.file());
    let several = (options.combine > 1).then(|| options.combine.to_string());
    let names = options.measures.as_ref().map(|names| names.join(","));
    let [budget, tolerable] = [options.budget, options.tolerable].map(|value| value.map(|value| value.to_string()));
    let given = [("--combine", several), ("--budget", budget), ("--measures", names), ("--tolerable", tolerable)];
    for (name, value) in given {
        line = value.iter().fold(line, |line, value| line.option(name, value));
    }
    with_options(line, scenario, &options.run).text()
}
