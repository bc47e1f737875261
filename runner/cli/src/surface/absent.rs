//! A port whose engine does not exist in this version: it answers 501 with the name, so that nobody waits for a connection.

use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;

/// Answers every request with 501 and `name`.
pub(crate) fn router(name: &'static str) -> Router {
    Router::new().fallback(move || async move {
        let words = format!("{name} is not in labs {} yet.\n", env!("CARGO_PKG_VERSION"));
        (StatusCode::NOT_IMPLEMENTED, words).into_response()
    })
}
