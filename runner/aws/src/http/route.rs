//! Which service a request means, judged by its target, its credential scope, its host and its path.

use http::header::{CONTENT_TYPE, HOST};
use http::request::Parts;
use http::{HeaderMap, Method};

use super::surface::{self, ErrorForm, Surface};
use crate::boundary::Boundary;
use crate::model::{Models, Protocol};
use crate::sigv4::{claimed_scope, is_version_2};

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// `GET /`: is anybody there?
    Health,
    /// An awsJson call.
    Call { service: &'static str, operation: String, content_type: ContentType },
    /// JSON without a target, or with one that belongs to no service.
    NoOperation { target: Option<String>, content_type: ContentType },
    /// A form; the service is known when the request is signed.
    Query { service: Option<&'static str> },
    /// A request whose method and path say what it is; the bucket is known when the host names it.
    Rest { service: &'static str, bucket: Option<String> },
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
        let essence = essence(headers)?;
        [Self::Json10, Self::Json11, Self::Json].into_iter().find(|known| essence.eq_ignore_ascii_case(known.as_str()))
    }
}

pub(super) fn route(boundary: &Boundary, request: &Parts) -> Route {
    if let Some(target) = header(&request.headers, "x-amz-target") {
        return by_target(boundary, request, target);
    }
    if let Some(scope) = claimed_scope(request) {
        return by_scope(boundary, request, &scope.service);
    }
    let is_older = is_version_2(request);
    if is_older || names_a_bucket(request) {
        return rest(boundary, request, "s3").unwrap_or_else(|| absent(&surface::S3));
    }
    if is_form(request) && boundary.services().any(|name| Models::protocol(name) == Some(Protocol::Query)) {
        return Route::Query { service: None };
    }
    unsigned(boundary, request)
}

fn by_target(boundary: &Boundary, request: &Parts, target: &str) -> Route {
    let prefix = target.rsplit_once('.');
    let named = prefix.and_then(|(prefix, _)| Models::named_by_target_prefix(prefix));
    if let Some(service) = named.filter(|name| boundary.has(name)) {
        let is_post = request.method == Method::POST && request.uri.path() == "/";
        return match (ContentType::of(&request.headers), prefix) {
            (Some(content_type), Some((_, operation))) if is_post => {
                Route::Call { service, operation: operation.to_owned(), content_type }
            }
            _ => Route::NotFound,
        };
    }
    if let Some(surface) = prefix.and_then(|(prefix, _)| surface::by_target_prefix(prefix)) {
        return absent(surface);
    }
    if let Some(service) = named {
        let name = Models::full_name(service).unwrap_or(service);
        return Route::Absent { name: name.to_owned(), form: ErrorForm::Json };
    }
    if let Some(scope) = claimed_scope(request) {
        let is_here = Models::named_by_signing_name(&scope.service).is_some_and(|name| boundary.has(name));
        if !is_here {
            return by_scope(boundary, request, &scope.service);
        }
    }
    unsigned(boundary, request)
}

fn by_scope(boundary: &Boundary, request: &Parts, signing_name: &str) -> Route {
    let Some(service) = Models::named_by_signing_name(signing_name).filter(|name| boundary.has(name)) else {
        return match surface::by_signing_name(signing_name) {
            Some(surface) => absent(surface),
            None => Route::Absent { name: format!("the service `{signing_name}`"), form: ErrorForm::Json },
        };
    };
    match Models::protocol(service) {
        Some(Protocol::Query) => Route::Query { service: Some(service) },
        Some(Protocol::RestXml | Protocol::RestJson) => rest(boundary, request, service).unwrap_or(Route::NotFound),
        // Signed by a service that speaks JSON, but without a target.
        Some(Protocol::Json) | None if names_a_bucket(request) => {
            rest(boundary, request, "s3").unwrap_or_else(|| absent(&surface::S3))
        }
        Some(Protocol::Json) | None => unsigned(boundary, request),
    }
}

fn rest(boundary: &Boundary, request: &Parts, service: &'static str) -> Option<Route> {
    boundary.has(service).then(|| Route::Rest { service, bucket: bucket_of_host(request) })
}

/// What is left when nothing names a service.
fn unsigned(boundary: &Boundary, request: &Parts) -> Route {
    if request.uri.path() != "/" {
        let is_json = ContentType::of(&request.headers).is_some() && header(&request.headers, "x-amz-target").is_some();
        let anonymous = if is_json { None } else { rest(boundary, request, "s3") };
        return anonymous.unwrap_or(Route::NotFound);
    }
    match (&request.method, ContentType::of(&request.headers)) {
        (&Method::GET | &Method::HEAD, _) => Route::Health,
        (&Method::POST, Some(content_type)) => {
            let target = header(&request.headers, "x-amz-target").map(str::to_owned);
            Route::NoOperation { target, content_type }
        }
        _ => Route::NotFound,
    }
}

fn absent(surface: &Surface) -> Route {
    Route::Absent { name: surface.name.to_owned(), form: surface.form }
}

/// Whether a request names its operation in a form or in its query string.
fn is_form(request: &Parts) -> bool {
    let in_query = || request.uri.query().unwrap_or_default().split('&').any(|pair| pair.starts_with("Action="));
    let in_body = || {
        request.method == Method::POST
            && essence(&request.headers)
                .is_some_and(|essence| essence.eq_ignore_ascii_case("application/x-www-form-urlencoded"))
    };
    request.uri.path() == "/" && (in_query() || in_body())
}

fn names_a_bucket(request: &Parts) -> bool {
    bucket_of_host(request).is_some()
}

/// The bucket of `bucket.localhost`, `bucket.s3.localhost` and `bucket.s3.us-east-1.localhost`. A bucket's name may have dots.
fn bucket_of_host(request: &Parts) -> Option<String> {
    let authority = request.uri.authority().map(http::uri::Authority::as_str);
    let host = authority.or_else(|| header(&request.headers, HOST.as_str()))?;
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let labels = host.strip_suffix(".localhost")?;
    let is_service =
        |label: &str| Models::names().any(|name| name == label) || surface::by_signing_name(label).is_some();
    let split = |labels: &str| {
        labels
            .rsplit_once('.')
            .map_or((String::new(), labels.to_owned()), |(front, last)| (front.to_owned(), last.to_owned()))
    };
    let (mut front, mut last) = split(labels);
    if is_region(&last) && is_service(&split(&front).1) {
        (front, last) = split(&front);
    }
    match last.as_str() {
        "s3" => (!front.is_empty()).then_some(front),
        service if is_service(service) => None,
        _ => Some(labels.to_owned()),
    }
}

/// `us-east-1`, `ap-southeast-2`, `us-gov-west-1`.
fn is_region(label: &str) -> bool {
    let mut parts = label.split('-');
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let last = parts.next_back().unwrap_or_default();
    let words: Vec<_> = parts.collect();
    words.len() >= 2
        && words.into_iter().all(is_word)
        && !last.is_empty()
        && last.bytes().all(|byte| byte.is_ascii_digit())
}

fn essence(headers: &HeaderMap) -> Option<&str> {
    let value = header(headers, CONTENT_TYPE.as_str())?;
    Some(value.split(';').next().unwrap_or_default().trim())
}

/// A header as text.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_name_buckets_and_services() {
        for (host, bucket) in [
            ("localhost:4566", None),
            ("127.0.0.1", None),
            ("lake.localhost:4566", Some("lake")),
            ("my.lake.localhost", Some("my.lake")),
            ("Lake.S3.localhost:4566", Some("lake")),
            ("my.lake.s3.us-east-1.localhost:1", Some("my.lake")),
            ("s3.localhost", None),
            ("s3.eu-west-1.localhost", None),
            ("dynamodb.localhost", None),
            ("dynamodb.us-east-1.localhost", None),
            ("lake.us-east-1.localhost", Some("lake.us-east-1")),
            ("iam.localhost", None),
        ] {
            let (parts, ()) = http::Request::builder().uri("/").header("host", host).body(()).unwrap().into_parts();
            assert_eq!(bucket_of_host(&parts).as_deref(), bucket, "{host}");
        }
    }
}
