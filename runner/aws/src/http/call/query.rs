//! The Query protocol: everything stands in a form, in the body or in the query string.

use http::request::Parts;
use labs_world::{Call, Caller, ServiceError};

use super::{caller, refusal};
use crate::boundary::Outcome;
use crate::http::answer::{Answer, Style};
use crate::http::exchange::Shared;
use crate::model::{Models, Protocol};
use crate::protocol::{parameters, read_query_request, write_error, write_query_reply};

pub(in crate::http) async fn answer(
    shared: &Shared,
    parts: &Parts,
    body: &[u8],
    service: Option<&'static str>,
) -> (Answer, String) {
    let boundary = &shared.boundary;
    let form = parameters_of(parts, body);
    let given = |name: &str| {
        let form = form.as_ref().ok();
        form.and_then(|form| form.iter().find(|(known, _)| known == name)).map_or("", |(_, value)| value.as_str())
    };
    let (action, version) = (given("Action").to_owned(), given("Version").to_owned());
    let service = service.or_else(|| {
        let here = boundary.services().filter(|name| Models::protocol(name) == Some(Protocol::Query));
        here.filter_map(Models::by_name)
            .find(|model| model.operations.contains_key(&action) || model.api_version == version)
            .map(|model| model.name.as_str())
    });
    let Some(service) = service else { return (Answer::not_found(), boundary.request_id()) };
    let call = form.and_then(|form| decode(shared, parts, body, service, &action, &version, &form));
    let Outcome { request_id, result } = match call {
        Ok(call) => match boundary.find(service, &action) {
            Ok(target) => boundary.perform_at(target, call).await,
            Err(error) => boundary.refuse(service, action.clone(), error),
        },
        Err(error) => boundary.refuse(service, action.clone(), error),
    };
    let Some(model) = boundary.model(service) else { return (Answer::not_found(), request_id) };
    let message = match (&result, model.operations.get(&action)) {
        (Ok(reply), Some(operation)) => write_query_reply(model, operation, &reply.output, &request_id),
        (Err(error), operation) => write_error(model, operation, error, (&request_id, "")),
        (Ok(_), None) => return (Answer::not_found(), request_id),
    };
    (Answer::message(message, None, Style::of(model)), request_id)
}

fn parameters_of(parts: &Parts, body: &[u8]) -> Result<Vec<(String, String)>, ServiceError> {
    let malformed =
        || ServiceError::client("MalformedQueryString", "The query string contains a syntax error").with_status(404);
    let body = std::str::from_utf8(body).map_err(|_| malformed())?;
    let mut form = parameters(parts.uri.query().unwrap_or_default()).ok_or_else(malformed)?;
    form.extend(parameters(body).ok_or_else(malformed)?);
    Ok(form)
}

fn decode(
    shared: &Shared,
    parts: &Parts,
    body: &[u8],
    service: &'static str,
    action: &str,
    version: &str,
    form: &[(String, String)],
) -> Result<Call, ServiceError> {
    if action.is_empty() {
        return Err(ServiceError::client("MissingAction", "The request is missing an action").with_status(400));
    }
    let target = shared.boundary.find(service, action)?;
    let model = target.model();
    if !version.is_empty() && version != model.api_version {
        let message = format!("Could not find operation {action} for version {version}");
        return Err(ServiceError::client("InvalidAction", message).with_status(400));
    }
    let access_key = caller(shared, parts, body, &model.signing_name).map_err(|error| refusal::of_query(&error))?;
    let input = read_query_request(model, target.operation(), form)?;
    Ok(Call { caller: Caller { access_key }, ..Call::new(service, action, input) })
}
