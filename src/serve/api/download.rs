//! What is seen, to be taken along: the same numbers, for they are those of the finished answer.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{blocking, compare, explain, job, odds};
use crate::report::charts::{self, Chart, ChartStyle, Theme};
use crate::report::files::ReportError;
use crate::report::page::Evidence;
use crate::report::safe;
use crate::scenario::Scenario;
use crate::serve::answer::{Answer, Missing};
use crate::serve::ask::{Json, Question};
use crate::serve::error::{ErrorBody, Refusal, of_type};
use crate::serve::gate::Gate;
use crate::serve::state::App;
use crate::serve::stream::Events;

/// What to take along.
#[derive(Deserialize, ToSchema)]
pub struct Wanted {
    /// The question that was asked.
    #[serde(flatten)]
    question: Question,
    /// `run`, `compare` or `explain`.
    #[serde(default)]
    command: Command,
    /// `csv`, `json`, `svg`, `png` or `html`.
    format: Format,
    /// Of CSV: which table.
    #[serde(default)]
    table: Option<String>,
    /// Of a picture: which chart.
    #[serde(default)]
    chart: Option<String>,
    /// Colours of charts: `light`, `dark` or `print`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    theme: Option<Theme>,
}

/// Which command's answer it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Command {
    #[default]
    Run,
    Compare,
    Explain,
}

/// As what it is taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    Csv,
    Json,
    Svg,
    Png,
    Html,
}

/// What is taken along.
struct Taken {
    kind: &'static str,
    name: String,
    bytes: Vec<u8>,
}

/// A finished answer as a file.
#[utoipa::path(post, path = "/api/v1/download", request_body = Wanted,
    responses((status = 200, description = "the file"), (status = 404, body = ErrorBody)))]
pub async fn download(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(wanted): Json<Wanted>,
) -> Result<Response<Body>, Refusal> {
    // It waits as every run does; what it would tell on the way is not sent.
    let turn = app.turns.begin(job::page(&headers)?, "download");
    let (events, unheard) = Events::open(&app, turn);
    let events = Arc::new(events);
    let Some(pass) = job::turn(wanted.gate(&app), &events).await? else {
        return Err(Refusal::failed("it was cancelled"));
    };
    let taken = blocking(move || {
        let taken = wanted.taken(&events);
        drop(pass);
        taken
    })
    .await;
    drop(unheard);
    let Taken { kind, name, bytes } = taken?;
    let mut answer = of_type(StatusCode::OK, kind, bytes);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(answer)
}

impl Wanted {
    fn gate<'a>(&self, app: &'a App) -> &'a Gate {
        if self.command == Command::Run { &app.runs } else { &app.long }
    }

    fn taken(&self, events: &Events) -> Result<Taken, Refusal> {
        let (scenario, answer) = self.answer(events)?;
        if events.end().is_some() {
            return Err(Refusal::new(StatusCode::GONE, "cancelled", "it was cancelled, or took too long"));
        }
        let style = ChartStyle { theme: self.theme.unwrap_or_default(), ..ChartStyle::default() };
        let command = match self.command {
            Command::Run => "run",
            Command::Compare => "compare",
            Command::Explain => "explain",
        };
        let stem = format!("{}-{command}", file_stem(&scenario));
        let failed = |error: ReportError| Refusal::failed(safe::one_line(&error.to_string()));
        let file = |kind, ending: &str, bytes| Taken { kind, name: format!("{stem}.{ending}"), bytes };
        Ok(match self.format {
            Format::Json => file("application/json", "json", answer.json().map_err(failed)?.into_bytes()),
            Format::Html => {
                let html = answer.html(&style, &Evidence::of(&scenario)).map_err(failed)?;
                file("text/html; charset=utf-8", "html", html)
            }
            Format::Csv => {
                let name = self.table.as_deref().unwrap_or(answer.first_table()).trim_end_matches(".csv");
                let bytes = answer.table(name).map_err(failed)?.map_err(|missing| none("table", &missing))?;
                file("text/csv; charset=utf-8", &format!("{name}.csv"), bytes)
            }
            Format::Svg => {
                let Chart { name, svg, .. } = self.drawn(&answer, &style)?;
                file("image/svg+xml", &format!("{name}.svg"), svg.into_bytes())
            }
            Format::Png => {
                let chart = self.drawn(&answer, &style)?;
                let bytes = charts::png(&chart).map_err(|error| Refusal::failed(error.to_string()))?;
                file("image/png", &format!("{}.png", chart.name), bytes)
            }
        })
    }

    /// The finished answer, kept or made now.
    fn answer(&self, events: &Events) -> Result<(Scenario, Answer), Refusal> {
        let (question, library) = (&self.question, &events.app().library);
        let options = question.options()?;
        Ok(match self.command {
            Command::Run => {
                let scenario = question.scenario(library)?;
                let result = odds::known(events, &scenario, &options)?;
                (scenario, Answer::Run(result))
            }
            Command::Compare => {
                let scenario = question.bare_scenario(library)?;
                let answer = compare::known(events, &scenario, &compare::options(question)?)?;
                (scenario, answer)
            }
            Command::Explain => {
                let scenario = question.scenario(library)?;
                let options = explain::options(question, &scenario, &options)?;
                let answer = explain::known(events, &scenario, &options)?;
                (scenario, answer)
            }
        })
    }

    fn drawn(&self, answer: &Answer, style: &ChartStyle) -> Result<Chart, Refusal> {
        let name = self.chart.as_deref().unwrap_or(answer.first_chart());
        answer.chart(name, style).map_err(|missing| none("chart", &missing))
    }
}

fn none(what: &str, missing: &Missing) -> Refusal {
    let there = if missing.names.is_empty() { "none".to_owned() } else { missing.names.join(", ") };
    Refusal::not_found(format!("this answer has no such {what}; there is: {there}"))
}

/// The name of the scenario's file, with nothing in it that a header or a file system would trip over.
fn file_stem(scenario: &Scenario) -> String {
    let stem = std::path::Path::new(scenario.file()).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '-' };
    stem.chars().map(plain).take(80).collect()
}
