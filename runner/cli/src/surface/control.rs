//! The control surface under `/_labs` of the AWS port: what `labs clock` talks to. Everything wants the token of the note that
//! only the world's owner can read, because a page in a browser could send requests to loopback too.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use labs_world::World;

/// Header that carries the token.
pub(crate) const TOKEN_HEADER: &str = "x-labs-token";

#[derive(Clone)]
struct Control {
    world: Arc<World>,
    token: Arc<str>,
}

/// `GET /_labs/clock` answers the instant, `POST /_labs/clock` advances it by the milliseconds in the body.
pub(crate) fn router(world: Arc<World>, token: &str) -> Router {
    let control = Control { world, token: token.into() };
    Router::new().route("/clock", get(show).post(advance)).with_state(control)
}

async fn show(State(control): State<Control>, headers: HeaderMap) -> Response {
    match control.admit(&headers) {
        Ok(()) => control.world.clock().now().to_string().into_response(),
        Err(refusal) => refusal,
    }
}

async fn advance(State(control): State<Control>, headers: HeaderMap, body: String) -> Response {
    if let Err(refusal) = control.admit(&headers) {
        return refusal;
    }
    let Ok(millis) = body.trim().parse() else {
        return (StatusCode::BAD_REQUEST, "the body must be a number of milliseconds").into_response();
    };
    match control.world.clock().advance(Duration::from_millis(millis)) {
        Ok(now) => now.to_string().into_response(),
        Err(wall) => (StatusCode::CONFLICT, wall.to_string()).into_response(),
    }
}

impl Control {
    fn admit(&self, headers: &HeaderMap) -> Result<(), Response> {
        let given = headers.get(TOKEN_HEADER).map(|token| token.as_bytes());
        if given == Some(self.token.as_bytes()) {
            return Ok(());
        }
        let words = format!("the header {TOKEN_HEADER} must carry the token that `labs serve` wrote into its world");
        Err((StatusCode::FORBIDDEN, words).into_response())
    }
}
