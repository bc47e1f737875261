//! One request to the boundary and back.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HOST, ORIGIN,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use labs_world::ServiceError;
use serde::de::IgnoredAny;

use super::answer::Answer;
use super::body::{self, BodyError};
use super::call;
use super::guard;
use super::route::{Route, header, route};
use crate::boundary::Boundary;
use crate::sigv4::KeySet;

/// What all requests share.
pub(super) struct Shared {
    pub(super) boundary: Arc<Boundary>,
    pub(super) keys: Option<KeySet>,
}

/// Turns away requests that call the server by another name than a loopback one, on every path.
pub(super) async fn admit(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: axum::middleware::Next,
) -> Response {
    let (parts, body) = request.into_parts();
    match guard::admit(&parts) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => {
            let answer = Answer::refusal(refusal.status(), "AccessDeniedException", refusal.to_string());
            answer.into_response(shared.boundary.world(), &shared.boundary.request_id())
        }
    }
}

/// Answers a request of the AWS port.
pub(super) async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let from_page = parts.headers.contains_key(ORIGIN);
    if from_page && parts.method == Method::OPTIONS {
        return preflight(&shared, &parts.headers);
    }
    let (answer, request_id) = respond(&shared, &parts, body).await;
    let mut response = answer.into_response(shared.boundary.world(), &request_id);
    if from_page {
        // Pages from elsewhere do not come this far.
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        let exposed = HeaderValue::from_static(
            "x-amzn-requestid,x-amz-crc32,x-amzn-errortype,date,etag,x-amz-request-id,x-amz-id-2,x-amz-version-id",
        );
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response
}

async fn respond(shared: &Shared, parts: &Parts, body: Body) -> (Answer, String) {
    let route = route(&shared.boundary, parts);
    if let Route::Rest { service, bucket } = &route {
        return call::rest::answer(shared, parts, body, service, bucket.as_deref()).await;
    }
    // Bodies are read whatever the answer will be: it keeps the connection usable.
    let body = match body::read(&parts.headers, body).await {
        Ok(body) => body,
        Err(error) => return (unreadable(&error), shared.boundary.request_id()),
    };
    match route {
        Route::Call { service, operation, content_type } => {
            call::json::answer(shared, parts, &body, service, operation, content_type).await
        }
        Route::Query { service } => call::query::answer(shared, parts, &body, service).await,
        Route::NoOperation { target, content_type } => {
            let error = no_operation(target.as_deref(), &body);
            (Answer::error(None, &error, content_type.as_str()), shared.boundary.request_id())
        }
        Route::Absent { name, form } => {
            let request_id = shared.boundary.request_id();
            (Answer::absent(&name, form, &request_id), request_id)
        }
        Route::Health => {
            let host = header(&parts.headers, HOST.as_str()).unwrap_or_default();
            (Answer::text(StatusCode::OK, format!("healthy: {host}")), shared.boundary.request_id())
        }
        Route::Rest { .. } | Route::NotFound => (Answer::not_found(), shared.boundary.request_id()),
    }
}

/// The service looks whether the body is JSON before it looks for the operation.
fn no_operation(target: Option<&str>, body: &[u8]) -> ServiceError {
    let is_object = body.is_empty() || {
        let starts = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        starts && serde_json::from_slice::<IgnoredAny>(body).is_ok()
    };
    if !is_object {
        return ServiceError::client("SerializationException", "");
    }
    let message = match target {
        Some(target) => format!("`{target}` in X-Amz-Target is not an operation that this server knows"),
        None => "the request names no operation; it needs an X-Amz-Target header".to_owned(),
    };
    ServiceError::client("UnknownOperationException", message)
}

fn unreadable(error: &BodyError) -> Answer {
    let (status, code) = match error {
        BodyError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLargeException"),
        BodyError::Encoding(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaTypeException"),
        BodyError::Broken(_) => (StatusCode::BAD_REQUEST, "SerializationException"),
    };
    Answer::refusal(status, code, error.to_string())
}

fn preflight(shared: &Shared, asked: &HeaderMap) -> Response {
    let answer = Answer::text(StatusCode::OK, String::new());
    let mut response = answer.into_response(shared.boundary.world(), &shared.boundary.request_id());
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("172800"));
    for (request, response) in [
        (ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS),
        (ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_ALLOW_METHODS),
    ] {
        if let Some(value) = asked.get(request) {
            headers.insert(response, value.clone());
        }
    }
    response
}
