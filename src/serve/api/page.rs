//! The page and its files.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;

use crate::serve::assets::{self, Sent};
use crate::serve::error::{Refusal, of_type};
use crate::serve::state::App;

/// The page.
pub async fn index(State(app): State<Arc<App>>) -> Response<Body> {
    let Some((Sent { kind, bytes }, policy)) = assets::index(app.page.as_deref()) else {
        return Refusal::failed("the page cannot be shown").into_response();
    };
    let mut answer = of_type(StatusCode::OK, kind, bytes);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

/// A file of the page.
pub async fn asset(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response<Body> {
    match assets::asset(&name, app.page.as_deref()) {
        Some(Sent { kind, bytes }) => of_type(StatusCode::OK, kind, bytes),
        None => Refusal::not_found("the page has no such file").into_response(),
    }
}
