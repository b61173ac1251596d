//! What is answered: the page at `/`, its files at `/assets/`, and the JSON behind it at `/api/v1/`.

mod compare;
pub mod diagnosis;
mod download;
mod explain;
mod files;
mod job;
mod meta;
mod odds;
mod page;
mod scenarios;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use utoipa::OpenApi;

use super::ask::BODY_BYTES;
use super::error::Refusal;
use super::guard;
use super::state::App;

/// Where the JSON is, with its version.
pub const BASE: &str = "/api/v1";

/// How long a client may pause while it sends its question.
const BODY_PAUSE: Duration = Duration::from_secs(20);

/// All that is answered.
pub fn router(app: &Arc<App>) -> Router {
    let json = Router::new()
        .route("/scenarios", get(scenarios::list))
        .route("/scenarios/{id}", get(scenarios::describe))
        .route("/describe", post(scenarios::describe_text))
        .route("/check", post(files::check))
        .route("/complete", post(files::complete))
        .route("/save", post(files::save))
        .route("/download", post(download::download))
        .route("/health", get(meta::health))
        .route("/openapi.json", get(meta::openapi))
        .route("/odds", post(odds::odds))
        .route("/compare", post(compare::compare))
        .route("/explain", post(explain::explain))
        .route("/explain/facts/{id}", get(explain::facts));
    Router::new()
        .route("/", get(page::index))
        .route("/assets/{name}", get(page::asset))
        .nest(BASE, json)
        .fallback(nothing)
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(BODY_BYTES))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(Arc::clone(app), guard::watch))
        .with_state(Arc::clone(app))
}

async fn nothing() -> Refusal {
    Refusal::not_found("there is nothing at this address")
}

/// The description of the JSON (OpenAPI 3.1).
#[derive(OpenApi)]
#[openapi(paths(
    scenarios::list,
    scenarios::describe,
    scenarios::describe_text,
    odds::odds,
    compare::compare,
    explain::explain,
    explain::facts,
    files::check,
    files::complete,
    files::save,
    download::download,
    meta::health,
    meta::openapi
))]
struct Description;

/// The description of the JSON (OpenAPI 3.1), as JSON.
pub fn description() -> String {
    Description::openapi().to_pretty_json().unwrap_or_default()
}

/// Does what blocks where it may.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(Refusal::failed("the answer failed; nothing is lost but this answer")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let source = include_str!("mod.rs").split("#[cfg(test)]").next().unwrap_or_default();
        let json = source.split("let json = ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
        let routes: BTreeSet<String> = json
            .split(".route(\"")
            .skip(1)
            .map(|route| format!("{BASE}{}", route.split('"').next().unwrap_or_default()))
            .collect();
        let described: BTreeSet<String> = Description::openapi().paths.paths.keys().cloned().collect();
        assert_eq!(routes, described);
    }
}
