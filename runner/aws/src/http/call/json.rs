//! awsJson: the operation stands in a header, everything else in the body.

use http::request::Parts;
use labs_world::{Call, Caller, ServiceError};

use super::caller;
use crate::boundary::{Outcome, Target};
use crate::http::answer::Answer;
use crate::http::exchange::Shared;
use crate::http::route::ContentType;
use crate::protocol::json::{read_structure, write_structure};

pub(in crate::http) async fn answer(
    shared: &Shared,
    parts: &Parts,
    body: &[u8],
    service: &'static str,
    operation: String,
    content_type: ContentType,
) -> (Answer, String) {
    let boundary = &shared.boundary;
    let found = boundary.find(service, &operation);
    // Operations without an output structure answer with nothing, not with `{}`.
    let has_output = found.as_ref().is_ok_and(|target| target.output().is_some());
    let call = found.and_then(|target| Ok((target, decode(shared, parts, body, target, service, &operation)?)));
    let Outcome { request_id, result } = match call {
        Ok((target, call)) => boundary.perform_at(target, call).await,
        Err(error) => boundary.refuse(service, operation, error),
    };
    let answer = match (result, boundary.model(service)) {
        (Ok(reply), Some(model)) => {
            let body = if has_output { write_structure(&reply.output) } else { Vec::new() };
            Answer::json(model, content_type.as_str(), body)
        }
        (Ok(_), None) => Answer::not_found(),
        (Err(error), model) => Answer::error(model, &error, content_type.as_str()),
    };
    (answer, request_id)
}

/// The call that a request makes, when its sender may make it.
fn decode(
    shared: &Shared,
    parts: &Parts,
    body: &[u8],
    target: Target<'_>,
    service: &'static str,
    operation: &str,
) -> Result<Call, ServiceError> {
    let model = target.model();
    let access_key = caller(shared, parts, body, &model.signing_name)?;
    let input = read_structure(model, target.input(), body)?;
    Ok(Call { caller: Caller { access_key }, ..Call::new(service, operation, input) })
}
