//! Which service and operation a request means, judged by its target, its credential scope and its host.

use http::header::{CONTENT_TYPE, HOST};
use http::request::Parts;
use http::{HeaderMap, Method};

use super::surface::{self, ErrorForm, Surface};
use crate::boundary::Boundary;
use crate::model::Models;
use crate::sigv4::claimed_scope;

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// `GET /`: is anybody there?
    Health,
    /// An awsJson call.
    Call { service: &'static str, operation: String, content_type: ContentType },
    /// JSON without a target, or with one that belongs to no service.
    NoOperation { target: Option<String>, content_type: ContentType },
    /// A service of AWS that has no engine here.
    Absent { name: String, form: ErrorForm },
    /// Nothing is here.
    NotFound,
}

/// The content types of awsJson. Replies have that of their request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentType {
    /// `application/x-amz-json-1.0`
    Json10,
    /// `application/x-amz-json-1.1`
    Json11,
    /// `application/json`
    Json,
}

impl ContentType {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Json10 => "application/x-amz-json-1.0",
            Self::Json11 => "application/x-amz-json-1.1",
            Self::Json => "application/json",
        }
    }

    fn of(headers: &HeaderMap) -> Option<Self> {
        let value = header(headers, CONTENT_TYPE.as_str())?;
        let essence = value.split(';').next().unwrap_or_default().trim();
        [Self::Json10, Self::Json11, Self::Json].into_iter().find(|known| essence.eq_ignore_ascii_case(known.as_str()))
    }
}

pub(super) fn route(boundary: &Boundary, request: &Parts) -> Route {
    let target = header(&request.headers, "x-amz-target");
    let prefix = target.and_then(|target| target.rsplit_once('.'));
    if let Some(surface) = prefix.and_then(|(prefix, _)| surface::by_target_prefix(prefix)) {
        return absent(surface);
    }
    if let Some(scope) = claimed_scope(request) {
        if let Some(surface) = surface::by_signing_name(&scope.service) {
            return absent(surface);
        }
        let mut here = boundary.services().filter_map(|name| boundary.model(name));
        let is_modelled = prefix.is_some_and(|(prefix, _)| Models::by_target_prefix(prefix).is_some());
        if !is_modelled && !here.any(|model| model.signing_name == scope.service) {
            return Route::Absent { name: format!("the service `{}`", scope.service), form: ErrorForm::Json };
        }
    }
    if target.is_none() && names_a_bucket(boundary, request) {
        return absent(&surface::S3);
    }
    if request.uri.path() != "/" {
        return Route::NotFound;
    }
    match (&request.method, ContentType::of(&request.headers)) {
        (&Method::GET | &Method::HEAD, _) => Route::Health,
        (&Method::POST, Some(content_type)) => match prefix {
            Some((prefix, operation)) => match Models::by_target_prefix(prefix) {
                Some(model) if boundary.model(&model.name).is_some() => {
                    Route::Call { service: &model.name, operation: operation.to_owned(), content_type }
                }
                Some(model) => Route::Absent { name: model.full_name.clone(), form: ErrorForm::Json },
                None => Route::NoOperation { target: target.map(str::to_owned), content_type },
            },
            None => Route::NoOperation { target: target.map(str::to_owned), content_type },
        },
        _ => Route::NotFound,
    }
}

fn absent(surface: &Surface) -> Route {
    Route::Absent { name: surface.name.to_owned(), form: surface.form }
}

/// Whether the host is `<bucket>.localhost`, and not `<service>.localhost` of a service that is here.
fn names_a_bucket(boundary: &Boundary, request: &Parts) -> bool {
    let authority = request.uri.authority().map(http::uri::Authority::as_str);
    let Some(host) = authority.or_else(|| header(&request.headers, HOST.as_str())) else { return false };
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let Some(labels) = host.strip_suffix(".localhost") else { return false };
    !labels.split('.').any(|label| boundary.services().any(|service| service == label))
}

/// A header as text.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
