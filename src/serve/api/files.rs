//! Scenarios as text: checked as they are typed, and saved where they may be.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::blocking;
use super::diagnosis::{Told, told};
use crate::report::safe;
use crate::scenario::{Assistance, Completion, Hover, assist};
use crate::serve::ask::{Json, Question};
use crate::serve::error::{ErrorBody, Refusal, json};
use crate::serve::library::Existing;
use crate::serve::state::App;

/// What is wrong or odd.
#[derive(Serialize, ToSchema)]
pub struct Checked {
    diagnostics: Vec<Told>,
}

/// A text to be saved.
#[derive(Deserialize, ToSchema)]
pub struct ToSave {
    /// The folder; absent: the first.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    folder: Value,
    /// The name of the file.
    name: String,
    /// What it will hold.
    text: String,
    /// Whether a file of that name is replaced.
    #[serde(default)]
    replace: bool,
}

/// What was saved.
#[derive(Serialize, ToSchema)]
pub struct Saved {
    /// What it is asked for by.
    id: String,
    /// The file.
    path: String,
}

/// What is wrong with a text, or odd about it.
#[utoipa::path(post, path = "/api/v1/check", request_body = Question, responses((status = 200, body = Checked)))]
pub async fn check(State(app): State<Arc<App>>, Json(question): Json<Question>) -> Result<Response<Body>, Refusal> {
    let checked = blocking(move || {
        let place = question.place(&app.library)?;
        let diagnostics = match question.scenario(&app.library) {
            Ok(scenario) => told(scenario.warnings(), &safe::path(&place.path)),
            // What is said of the scenario is the answer here, not a failure.
            Err(refusal) => match &refusal.wrong().diagnostics {
                Some(diagnostics) => diagnostics.clone(),
                None => return Err(refusal),
            },
        };
        Ok(Checked { diagnostics })
    })
    .await?;
    Ok(json(StatusCode::OK, &checked))
}

/// Saves a text as a scenario file, in a folder that is served.
#[utoipa::path(post, path = "/api/v1/save", request_body = ToSave,
    responses((status = 201, body = Saved), (status = 409, body = ErrorBody)))]
pub async fn save(State(app): State<Arc<App>>, Json(wanted): Json<ToSave>) -> Result<Response<Body>, Refusal> {
    let saved = blocking(move || {
        let existing = if wanted.replace { Existing::Replace } else { Existing::Keep };
        let folder = folder(&wanted.folder).ok_or_else(|| Refusal::not_found("no such folder is served"))?;
        let entry = app.library.save(folder, &wanted.name, &wanted.text, existing)?;
        Ok(Saved { path: safe::path(&entry.path), id: entry.id })
    })
    .await?;
    Ok(json(StatusCode::CREATED, &saved))
}

/// The number of a folder, as a number or as text.
fn folder(given: &Value) -> Option<usize> {
    match given {
        Value::Null => Some(0),
        Value::String(text) => text.parse().ok(),
        other => usize::try_from(other.as_u64()?).ok(),
    }
}

/// A place in a text.
#[derive(Deserialize, ToSchema)]
pub struct Cursor {
    text: String,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
}

/// Help at a place.
#[derive(Serialize, ToSchema)]
pub struct Help {
    completions: Vec<Completed>,
    /// Characters before the cursor that a completion takes the place of.
    replaces: usize,
    hover: Option<Explained>,
}

/// Something that may stand there.
#[derive(Serialize, ToSchema)]
struct Completed {
    label: String,
    detail: String,
    insert: String,
}

/// What stands there means this.
#[derive(Serialize, ToSchema)]
struct Explained {
    title: String,
    text: String,
}

/// Help at a place of a text: what may stand there, and what what stands there means.
#[utoipa::path(post, path = "/api/v1/complete", request_body = Cursor, responses((status = 200, body = Help)))]
pub async fn complete(Json(cursor): Json<Cursor>) -> Result<Response<Body>, Refusal> {
    let help = blocking(move || {
        let Assistance { completions, replaces, hover } = assist(&cursor.text, cursor.line, cursor.column);
        let completed = |Completion { label, detail, insert }| Completed { label, detail, insert };
        Ok(Help {
            completions: completions.into_iter().map(completed).collect(),
            replaces,
            hover: hover.map(|Hover { title, text }| Explained { title, text }),
        })
    })
    .await?;
    Ok(json(StatusCode::OK, &help))
}
