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
    let targeted = prefix.and_then(|(prefix, _)| Models::named_by_target_prefix(prefix));
    let is_here = |name: &str| boundary.services().any(|service| service == name);
    if let Some(surface) = prefix.and_then(|(prefix, _)| surface::by_target_prefix(prefix))
        && !targeted.is_some_and(is_here)
    {
        return absent(surface);
    }
    if let Some(scope) = claimed_scope(request) {
        let signed_for_one_here = Models::named_by_signing_name(&scope.service).is_some_and(is_here);
        if let Some(surface) = surface::by_signing_name(&scope.service)
            && !signed_for_one_here
        {
            return absent(surface);
        }
        if targeted.is_none() && !signed_for_one_here {
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
            Some((_, operation)) => match targeted {
                Some(service) if is_here(service) => {
                    Route::Call { service, operation: operation.to_owned(), content_type }
                }
                Some(service) => {
                    let name = Models::full_name(service).unwrap_or(service);
                    Route::Absent { name: name.to_owned(), form: ErrorForm::Json }
                }
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
