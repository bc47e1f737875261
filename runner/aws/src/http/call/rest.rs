//! The REST protocols: method, path, query string and headers say what is wanted, the body is streamed past.

use axum::body::Body;
use http::Method;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use labs_world::{Call, Caller, Document, Map, ServiceError};

use super::{refusal, skew};
use crate::boundary::{Outcome, Target};
use crate::http::answer::{Answer, Style, host_id};
use crate::http::body::MAX_BODY;
use crate::http::exchange::Shared;
use crate::http::payload::{self, Length, Plan, Promise, content_encoding};
use crate::http::route::header;
use crate::model::{Operation, ServiceModel, Shape};
use crate::protocol::{NotFound, find_operation, parameters, read_rest_request, write_error, write_rest_reply};
use crate::sigv4::{Skew, claimed_key, verify_expiry, verify_head};

pub(in crate::http) async fn answer(
    shared: &Shared,
    parts: &Parts,
    body: Body,
    service: &'static str,
    bucket: Option<&str>,
) -> (Answer, String) {
    let boundary = &shared.boundary;
    let Some(model) = boundary.model(service) else { return (Answer::not_found(), boundary.request_id()) };
    let mut operation = None;
    let prepared = match prepare(shared, parts, model, bucket, &mut operation) {
        Ok(prepared) => prepared.call(parts, model, body).await,
        Err(error) => {
            payload::discard(&parts.headers, body);
            Err(error)
        }
    };
    let Outcome { request_id, result } = match prepared {
        Ok((target, call)) => boundary.perform_at(target, call).await,
        Err(error) => {
            let name = operation.map_or_else(|| parts.method.to_string(), |operation| operation.name.clone());
            boundary.refuse(service, name, error)
        }
    };
    let (message, streamed) = match (result, operation) {
        (Ok(reply), Some(operation)) => match write_rest_reply(model, operation, &reply.output) {
            Ok(mut message) => {
                message.status = reply.status.unwrap_or(message.status);
                (message, reply.body)
            }
            Err(reason) => {
                let error = ServiceError::client("InvalidArgument", format!("The answer cannot be sent: {reason}"));
                (write_error(model, Some(operation), &error, (&request_id, &host_id(&request_id))), None)
            }
        },
        (Ok(_), None) => return (Answer::not_found(), request_id),
        (Err(error), operation) => (write_error(model, operation, &error, (&request_id, &host_id(&request_id))), None),
    };
    (Answer::message(message, streamed, Style::of(model)), request_id)
}

/// A request of which everything but the body is known.
struct Prepared<'a> {
    target: Target<'a>,
    labels: Vec<(&'static str, String)>,
    parameters: Vec<(String, String)>,
    plan: Plan,
    caller: Caller,
}

fn prepare<'a>(
    shared: &'a Shared,
    parts: &Parts,
    model: &'static ServiceModel,
    bucket: Option<&str>,
    known: &mut Option<&'static Operation>,
) -> Result<Prepared<'a>, ServiceError> {
    let boundary = &shared.boundary;
    let unreadable = || ServiceError::client("InvalidURI", "Couldn't parse the specified URI.").with_status(400);
    let parameters = parameters(parts.uri.query().unwrap_or_default()).ok_or_else(unreadable)?;
    let path = match bucket {
        Some(bucket) => format!("/{bucket}{}", parts.uri.path()),
        None => parts.uri.path().to_owned(),
    };
    let method = parts.method.as_str();
    let supports = |name: &str| boundary.supports(&model.name, name);
    let found = find_operation(model, method, &path, &parameters, &parts.headers, supports);
    let found = found.map_err(|error| match error {
        NotFound::Path => unreadable(),
        NotFound::Method => not_allowed(parts, &path),
        NotFound::Parameter(name) => not_here(format!("{method} with the parameter `{name}`")),
    })?;
    let (operation, labels) = (found.operation, found.labels);
    *known = Some(operation);
    let target = boundary.find(&model.name, &operation.name)?;
    let (access_key, signer) = match &shared.keys {
        Some(keys) => {
            let verified = verify_head(keys, parts, skew(shared)).map_err(|error| refusal::of_s3(&error))?;
            (Some(verified.access_key), Some(verified.chunks))
        }
        None => {
            if let Skew::Near(now) = skew(shared) {
                verify_expiry(parts, now).map_err(|error| refusal::of_s3(&error))?;
            }
            (claimed_key(parts), None)
        }
    };
    let length = if is_streamed(target.input()) { Length::Demanded } else { Length::Free };
    let has_checksum = operation.checksum.as_ref().is_some_and(|checksum| checksum.request_algorithm.is_some());
    let promise = if has_checksum { Promise::Body } else { Promise::Other };
    let plan = Plan::read(&parts.headers, signer, length, promise)?;
    if promise == Promise::Body && plan.promises_nothing() && demands_checksum(operation) {
        let message = "Missing required header for this request: Content-MD5 OR x-amz-checksum-*";
        return Err(ServiceError::client("InvalidRequest", message).with_status(400));
    }
    Ok(Prepared { target, labels, parameters, plan, caller: Caller { access_key } })
}

impl<'a> Prepared<'a> {
    async fn call(self, parts: &Parts, model: &ServiceModel, body: Body) -> Result<(Target<'a>, Call), ServiceError> {
        let Self { target, labels, parameters, plan, caller } = self;
        let operation = target.operation();
        let (length, trailing) = (plan.length(), plan.trailing_algorithm());
        let stream = payload::open(plan, body);
        let is_streamed = is_streamed(target.input());
        let (whole, stream) =
            if is_streamed { (None, Some(stream)) } else { (Some(payload::collect(stream, MAX_BODY).await?), None) };
        let mut input = read_rest_request(model, operation, &labels, &parameters, &parts.headers, whole.as_deref())?;
        if is_streamed {
            settle(target.input(), &mut input, parts, length, trailing);
        }
        let mut call = Call::new(&model.name, &operation.name, input);
        call.body = stream;
        call.caller = caller;
        Ok((target, call))
    }
}

/// What the wire says of a body becomes what is true of the object.
fn settle(shape: Option<&Shape>, input: &mut Map, parts: &Parts, length: Option<u64>, trailing: Option<&str>) {
    let has = |name: &str| shape.and_then(Shape::members).is_some_and(|members| members.contains_key(name));
    if let Some(length) = length.and_then(|length| i64::try_from(length).ok()).filter(|_| has("ContentLength")) {
        input.insert("ContentLength".to_owned(), Document::Integer(length));
    }
    if has("ContentEncoding") {
        input.shift_remove("ContentEncoding");
        if let Some(coding) = content_encoding(&parts.headers) {
            input.insert("ContentEncoding".to_owned(), Document::String(coding));
        }
    }
    if let Some(algorithm) = trailing.filter(|_| has("ChecksumAlgorithm")) {
        input.entry("ChecksumAlgorithm".to_owned()).or_insert_with(|| Document::from(algorithm));
    }
}

fn is_streamed(input: Option<&Shape>) -> bool {
    input.and_then(Shape::members).is_some_and(|members| members.values().any(|member| member.streaming))
}

fn demands_checksum(operation: &Operation) -> bool {
    operation.checksum.as_ref().is_some_and(|checksum| checksum.request_required)
}

fn not_allowed(parts: &Parts, path: &str) -> ServiceError {
    let is_form = header(&parts.headers, CONTENT_TYPE.as_str())
        .is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("multipart/form-data"));
    if parts.method == Method::POST && is_form {
        return not_here("an upload by an HTML form (POST of multipart/form-data; PUT the object instead)".to_owned());
    }
    let resource = match path.trim_matches('/').split('/').count() {
        _ if path == "/" => "SERVICE",
        1 => "BUCKET",
        _ => "OBJECT",
    };
    ServiceError::client("MethodNotAllowed", "The specified method is not allowed against this resource.")
        .with_status(405)
        .with("Method", parts.method.as_str())
        .with("ResourceType", resource)
}

fn not_here(what: String) -> ServiceError {
    let message = format!("{what} is not supported by this version of labs");
    ServiceError::client("NotImplemented", message).with_status(501)
}
