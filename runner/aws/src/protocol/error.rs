//! The errors of every protocol, from the server's and from the client's side.

use http::HeaderMap;
use labs_world::{Document, Fault, Map, ServiceError};

use super::message::Message;
use super::rest::write_error_headers;
use super::scalar::{self, Times};
use super::xml::{Pull, Writer, XmlError, write_value};
use super::{json, timestamps};
use crate::model::{Checks, Member, Operation, Protocol, ServiceModel, Shape, ShapeKind};

/// Whether an answer of this status has no body.
pub(crate) fn is_without_body(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 304)
}

/// Status of an error: its own, that of its shape, or by whose fault it is.
pub(crate) fn status_of(model: Option<&ServiceModel>, error: &ServiceError) -> u16 {
    let modelled = model.and_then(|model| model.error(&error.code)).and_then(|shape| match &shape.kind {
        ShapeKind::Structure { exception: Some(exception), .. } => exception.status,
        _ => None,
    });
    error.status.or(modelled).unwrap_or(match error.fault {
        Fault::Client => 400,
        Fault::Server | Fault::Place => 500,
    })
}

/// Writes an error. `ids` are the request id and, for S3, the id of the host.
pub(crate) fn write_error(
    model: &ServiceModel,
    operation: Option<&Operation>,
    error: &ServiceError,
    ids: (&str, &str),
) -> Message {
    let mut message = Message::new(status_of(Some(model), error));
    match model.protocol {
        Protocol::Json => {
            let version = if model.json_version.as_deref() == Some("1.1") {
                "application/x-amz-json-1.1"
            } else {
                "application/x-amz-json-1.0"
            };
            message.set_body(version, json::write_error(Some(model), error));
        }
        Protocol::RestJson => {
            message.set_body("application/json", json::write_error(Some(model), error));
            if let Ok(code) = http::HeaderValue::from_str(&error.code) {
                message.headers.insert("x-amzn-errortype", code);
            }
        }
        Protocol::Query => message.set_body("text/xml", query(model, error, ids.0)),
        Protocol::RestXml => {
            // Members that answers carry in headers stand there in errors too: the ETag of a 304, the marker of a 404.
            let output = operation.and_then(|operation| model.output_of(operation));
            let rest = match output {
                Some(output) => write_error_headers(model, output, &error.members, &mut message.headers),
                None => error.members.clone(),
            };
            if !is_without_body(message.status) {
                message.set_body("application/xml", rest_xml(model, error, &rest, ids));
            }
        }
    }
    message
}

fn query(model: &ServiceModel, error: &ServiceError, request_id: &str) -> Vec<u8> {
    let mut writer = Writer::new(Times::TEXT);
    writer.open_in("ErrorResponse", model.xml_namespace.as_deref());
    writer.open("Error");
    writer.element("Type", if error.fault == Fault::Client { "Sender" } else { "Receiver" });
    writer.element("Code", &error.code);
    writer.element("Message", &error.message);
    write_members(&mut writer, model, error, &error.members);
    writer.close("Error");
    writer.element("RequestId", request_id);
    writer.close("ErrorResponse");
    writer.finish()
}

fn rest_xml(model: &ServiceModel, error: &ServiceError, members: &Map, (request_id, host_id): (&str, &str)) -> Vec<u8> {
    let mut writer = Writer::new(Times::XML).declaration();
    writer.open("Error");
    writer.element("Code", &error.code);
    writer.element("Message", &error.message);
    write_members(&mut writer, model, error, members);
    writer.element("RequestId", request_id);
    writer.element("HostId", host_id);
    writer.close("Error");
    writer.finish()
}

/// Further members: by the error's shape where it has them, as plain text where it has not.
fn write_members(writer: &mut Writer, model: &ServiceModel, error: &ServiceError, members: &Map) {
    let shape = model.error(&error.code);
    for (name, value) in members {
        let known = shape.and_then(Shape::members).and_then(|members| members.get(name));
        match known.and_then(|member| Some((member, model.shape(&member.shape)?))) {
            Some((member, of)) => write_value(writer, model, name, member, of, value),
            None => writer.element(name, &plain(value)),
        }
    }
}

fn plain(value: &Document) -> String {
    match value {
        Document::String(text) => text.clone(),
        Document::Integer(number) => number.to_string(),
        Document::Bool(value) => value.to_string(),
        Document::Timestamp(instant) => timestamps::write(*instant, Times::TEXT.format, Times::TEXT.fraction),
        Document::Float(number) => number.to_string(),
        Document::Null | Document::Blob(_) | Document::List(_) | Document::Map(_) => String::new(),
    }
}

/// Reads an error; `None` when the answer does not name one.
pub(crate) fn read_error(model: &ServiceModel, status: u16, headers: &HeaderMap, body: &[u8]) -> Option<ServiceError> {
    let fault = if status >= 500 { Fault::Server } else { Fault::Client };
    match model.protocol {
        Protocol::Json | Protocol::RestJson => {
            let header = headers.get("x-amzn-errortype").and_then(|value| value.to_str().ok());
            json::read_error(model, fault, header, body)
        }
        // Answers to HEAD have no body, and neither have those that say that nothing has changed: clients then name the
        // error by its status.
        Protocol::RestXml if body.is_empty() && model.checks == Checks::Engine => {
            let reason = http::StatusCode::from_u16(status).ok()?.canonical_reason()?;
            let error = ServiceError { fault, ..ServiceError::client(status.to_string(), reason) };
            Some(error.with_status(status))
        }
        Protocol::Query | Protocol::RestXml => {
            let mut error = read_xml(model, body).ok().flatten()?;
            error.fault = fault;
            error.status = Some(status);
            Some(error)
        }
    }
}

fn read_xml(model: &ServiceModel, body: &[u8]) -> Result<Option<ServiceError>, XmlError> {
    let (mut pull, root) = Pull::open(body)?;
    if root.name == "ErrorResponse" {
        loop {
            match pull.child()? {
                Some(child) if child.name == "Error" => break,
                Some(_) => pull.skip()?,
                None => return Ok(None),
            }
        }
    } else if root.name != "Error" {
        return Ok(None);
    }
    let (mut code, mut message, mut texts) = (None, String::new(), Vec::new());
    while let Some(child) = pull.child()? {
        let text = pull.text()?;
        match child.name.as_str() {
            "Code" => code = Some(text),
            "Message" => message = text,
            "Type" | "RequestId" | "HostId" => {}
            _ => texts.push((child.name, text)),
        }
    }
    let Some(code) = code else { return Ok(None) };
    let mut error = ServiceError::client(code, message);
    let shape = model.error(&error.code);
    for (name, text) in texts {
        let known = shape.and_then(Shape::members).and_then(|members| members.get(&name));
        let typed = known.and_then(|member: &Member| scalar::read(member, model.shape(&member.shape)?, &text));
        error.members.insert(name, typed.unwrap_or(Document::String(text)));
    }
    Ok(Some(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Models;

    #[test]
    fn an_error_of_s3_is_what_the_service_sends_and_is_read_back() {
        let model = Models::by_name("s3").unwrap();
        let get = &model.operations["GetObject"];
        let error = ServiceError::client("NoSuchKey", "The specified key does not exist.").with("Key", "a&b");
        let message = write_error(model, Some(get), &error, ("4442587FB7D0A2F9", "host"));
        assert_eq!(
            String::from_utf8(message.body.clone()).unwrap(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not \
             exist.</Message><Key>a&amp;b</Key><RequestId>4442587FB7D0A2F9</RequestId><HostId>host</HostId></Error>"
        );
        assert_eq!(message.status, 404);
        let read = read_error(model, 404, &message.headers, &message.body).unwrap();
        assert_eq!(read, error.with_status(404));
    }

    #[test]
    fn members_that_answers_have_in_headers_stand_there_in_errors_too() {
        let model = Models::by_name("s3").unwrap();
        let get = &model.operations["GetObject"];
        let error = ServiceError::client("NotModified", "Not Modified").with_status(304).with("ETag", "\"x\"");
        let message = write_error(model, Some(get), &error, ("1", "2"));
        assert_eq!((message.status, message.body.as_slice()), (304, &b""[..]));
        assert_eq!(message.headers["etag"], "\"x\"");
        let read = read_error(model, 404, &HeaderMap::new(), b"").unwrap();
        assert_eq!((read.code.as_str(), read.message.as_str()), ("404", "Not Found"));
    }

    #[test]
    fn an_error_of_a_query_service_is_read_back() {
        let model = Models::by_name("sts").unwrap();
        let error = ServiceError::client("InvalidClientTokenId", "The security token is invalid.").with_status(403);
        let message = write_error(model, None, &error, ("id", ""));
        assert_eq!(
            String::from_utf8(message.body.clone()).unwrap(),
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
             <Code>InvalidClientTokenId</Code><Message>The security token is invalid.</Message></Error>\
             <RequestId>id</RequestId></ErrorResponse>"
        );
        assert_eq!(read_error(model, 403, &message.headers, &message.body), Some(error));
        for body in ["", "<html/>", "<Error/>", "<Error><Code>a</Code>", "{}"] {
            assert_eq!(read_error(model, 500, &HeaderMap::new(), body.as_bytes()), None, "{body}");
        }
    }
}
