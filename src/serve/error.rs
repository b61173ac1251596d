//! What is answered when something is wrong.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::api::diagnosis::{Told, told};
use crate::report::safe;
use crate::scenario::Diagnostics;

/// An answer that says what is wrong.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    wrong: Wrong,
}

/// What is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Wrong {
    /// In a word, for programs.
    pub code: &'static str,
    /// In a sentence.
    pub message: String,
    /// What is wrong with the scenario, if it is that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnostics: Option<Vec<Told>>,
}

/// The body of an answer that says what is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// What is wrong.
    pub error: Wrong,
}

impl Refusal {
    /// A refusal.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, wrong: Wrong { code, message: message.into(), diagnostics: None } }
    }

    /// What was asked cannot be read.
    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// There is no such thing.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// The scenario is invalid.
    pub fn invalid(diagnostics: &Diagnostics, own: &str) -> Self {
        let mut refusal = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "the scenario is not valid");
        refusal.wrong.diagnostics = Some(told(&diagnostics.0, own));
        refusal
    }

    /// Something went wrong that is not the asker's fault.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", message)
    }

    /// What is wrong.
    pub fn wrong(&self) -> &Wrong {
        &self.wrong
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        json(self.status, &ErrorBody { error: self.wrong })
    }
}

/// An answer in JSON, with nothing in it that a terminal would act on.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response<Body> {
    match serde_json::to_string(body) {
        Ok(text) => of_type(status, "application/json", safe::json(&text)),
        Err(_) => of_type(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "the answer cannot be written"),
    }
}

/// An answer of a type.
pub fn of_type(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
