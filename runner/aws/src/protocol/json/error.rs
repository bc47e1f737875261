//! Errors in awsJson: `__type` with its prefix, the message member in the spelling of each kind, further members.
//!
//! The prefix and the spelling are what the service really sends, and some clients match the whole string:
//! `com.amazon.coral.validate#ValidationException` with `message`, `com.amazon.coral.service#SerializationException` with
//! `Message`, `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException` as its shape spells it. That is DynamoDB's way; the
//! services of awsJson 1.1 send the code alone.

use labs_world::{Document, Fault, Map, ServiceError};

use super::read::read_structure;
use super::write::write_structure;
use crate::mismatch::namespace;
use crate::model::{Checks, ServiceModel, Shape};

/// The body of an error reply. An empty message is left out, as AWS does for a few errors.
#[must_use]
pub fn write_error(model: Option<&ServiceModel>, error: &ServiceError) -> Vec<u8> {
    let shape = model.and_then(|model| model.error(&error.code).map(|shape| (model, shape)));
    let mut body = Map::new();
    let kind = match model {
        Some(model) if model.checks != Checks::Dynamodb => error.code.clone(),
        _ => typed(shape, &error.code),
    };
    body.insert("__type".to_owned(), Document::String(kind));
    body.extend(error.members.iter().map(|(name, value)| (name.clone(), value.clone())));
    if !error.message.is_empty() {
        let member = message_member(shape.map(|(_, shape)| shape), &error.code);
        body.insert(member.to_owned(), Document::from(error.message.as_str()));
    }
    write_structure(&body)
}

/// The error that an error reply holds; `None` when the body does not name one.
///
/// `header` is the value of `x-amzn-errortype`, which some services send instead of `__type`.
#[must_use]
pub fn read_error(model: &ServiceModel, fault: Fault, header: Option<&str>, body: &[u8]) -> Option<ServiceError> {
    let raw: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| raw.get(name).and_then(serde_json::Value::as_str);
    let code = bare_code(header.or_else(|| text("__type")).or_else(|| text("code"))?);
    let message = text("message").or_else(|| text("Message")).unwrap_or_default();
    let mut members =
        model.error(code).and_then(|shape| read_structure(model, Some(shape), body).ok()).unwrap_or_default();
    members.retain(|name, _| !name.eq_ignore_ascii_case("message"));
    Some(ServiceError { code: code.to_owned(), message: message.to_owned(), fault, status: None, members })
}

/// `aws.protocoltests#Foo:http://…` → `Foo`.
fn bare_code(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or(code);
    code.rsplit('#').next().unwrap_or(code)
}

fn typed(shape: Option<(&ServiceModel, &Shape)>, code: &str) -> String {
    match (shape, code) {
        (Some((model, _)), _) => format!("{}#{code}", namespace(model)),
        (None, "ValidationException") => format!("com.amazon.coral.validate#{code}"),
        (None, _) => format!("com.amazon.coral.service#{code}"),
    }
}

fn message_member<'a>(shape: Option<&'a Shape>, code: &str) -> &'a str {
    let modelled = shape
        .and_then(Shape::members)
        .and_then(|members| members.keys().find(|name| name.eq_ignore_ascii_case("message")).map(String::as_str));
    match (modelled, code) {
        (Some(name), _) => name,
        (None, "SerializationException" | "AccessDeniedException") => "Message",
        (None, _) => "message",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Models;

    fn body(error: &ServiceError) -> String {
        String::from_utf8(write_error(Models::by_name("dynamodb"), error)).unwrap()
    }

    #[test]
    fn each_family_has_its_prefix_and_its_spelling() {
        assert_eq!(
            body(&ServiceError::client("ValidationException", "no")),
            r#"{"__type":"com.amazon.coral.validate#ValidationException","message":"no"}"#
        );
        assert_eq!(
            body(&ServiceError::client("SerializationException", "no")),
            r#"{"__type":"com.amazon.coral.service#SerializationException","Message":"no"}"#
        );
        assert_eq!(
            body(&ServiceError::client("ResourceNotFoundException", "no")),
            r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no"}"#
        );
        assert_eq!(
            body(&ServiceError::client("TransactionCanceledException", "no")),
            r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"no"}"#
        );
    }

    /// Recorded from Athena: `__type`, its own code, the message in the spelling of the shape.
    #[test]
    fn services_of_the_newer_version_send_the_code_alone() {
        let error = ServiceError::client("InvalidRequestException", "no").with("AthenaErrorCode", "INVALID_INPUT");
        let bytes = write_error(Models::by_name("athena"), &error);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, r#"{"__type":"InvalidRequestException","AthenaErrorCode":"INVALID_INPUT","Message":"no"}"#);
        assert_eq!(read_error(Models::by_name("athena").unwrap(), Fault::Client, None, text.as_bytes()), Some(error));
    }

    /// The checksum is the one that a public test pins for the real service's answer to a body that is no JSON.
    #[test]
    fn an_empty_message_is_left_out() {
        let bytes = write_error(None, &ServiceError::client("SerializationException", ""));
        assert_eq!(crc32fast::hash(&bytes), 3_948_637_019);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let model = Models::by_name("dynamodb").unwrap();
        let item = Map::from([("id".to_owned(), Document::Map(Map::from([("S".to_owned(), Document::from("1"))])))]);
        let error = ServiceError::client("ConditionalCheckFailedException", "no").with("Item", item);
        let bytes = write_error(Some(model), &error);
        assert_eq!(read_error(model, Fault::Client, None, &bytes), Some(error));
    }

    #[test]
    fn the_header_names_the_error_too() {
        let model = Models::by_name("dynamodb").unwrap();
        let read = read_error(model, Fault::Server, Some("a.b#InternalServerError:http://x/"), b"").unwrap();
        assert_eq!((read.code.as_str(), read.message.as_str()), ("InternalServerError", ""));
        assert_eq!(read_error(model, Fault::Server, None, b"<html>"), None);
    }
}
