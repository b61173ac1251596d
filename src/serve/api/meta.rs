//! What the server says of itself.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::serve::error::{json, of_type};

/// That it is there.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// Version of the program.
    version: &'static str,
}

/// That the server is there.
#[utoipa::path(get, path = "/api/v1/health", responses((status = 200, body = Health)))]
pub async fn health() -> Response<Body> {
    json(StatusCode::OK, &Health { version: env!("CARGO_PKG_VERSION") })
}

/// The description of this JSON.
#[utoipa::path(get, path = "/api/v1/openapi.json", responses((status = 200, description = "OpenAPI 3.1")))]
pub async fn openapi() -> Response<Body> {
    of_type(StatusCode::OK, "application/json", super::description())
}
