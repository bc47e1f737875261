//! The Query protocol: a form in, XML out.
//!
//! `form.rs` takes parameters like `Tags.member.1.Key` apart and puts them together, the rest of this page is the frame:
//! `Action` and `Version` in front of a request, `<ActionResponse>`, `<ActionResult>` and `<ResponseMetadata>` round an answer.
//! <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>

mod form;

use labs_world::{Map, ServiceError};

use super::message::Message;
use super::percent;
use super::scalar::Times;
use super::xml::{self, Pull, Writer, write_members};
use crate::model::{Operation, ServiceModel};

/// Reads the input of a request from its parameters.
///
/// # Errors
/// A MalformedInput when a value is not of its kind.
pub(crate) fn read_request(
    model: &ServiceModel,
    operation: &Operation,
    parameters: &[(String, String)],
) -> Result<Map, ServiceError> {
    let Some(shape) = model.input_of(operation) else { return Ok(Map::new()) };
    form::read(model, shape, parameters)
        .map_err(|name| ServiceError::client("MalformedInput", format!("The value of {name} is not one of its kind")))
}

/// Writes the form of a call.
pub(crate) fn write_request(model: &ServiceModel, operation: &Operation, input: &Map) -> Message {
    let mut pairs =
        vec![("Action".to_owned(), operation.name.clone()), ("Version".to_owned(), model.api_version.clone())];
    if let Some(shape) = model.input_of(operation) {
        form::write(model, shape, input, &mut pairs);
    }
    let pairs =
        pairs.into_iter().map(|(name, value)| format!("{}={}", percent::component(&name), percent::component(&value)));
    let mut message = Message::new(0);
    let body = pairs.collect::<Vec<_>>().join("&").into_bytes();
    message.set_body("application/x-www-form-urlencoded; charset=utf-8", body);
    message
}

/// Writes an answer.
pub(crate) fn write_reply(model: &ServiceModel, operation: &Operation, output: &Map, request_id: &str) -> Message {
    let mut writer = Writer::new(Times::TEXT);
    let response = format!("{}Response", operation.name);
    writer.open_in(&response, model.xml_namespace.as_deref());
    if let Some(shape) = model.output_of(operation) {
        if let Some(wrapper) = &operation.result_wrapper {
            writer.open(wrapper);
        }
        write_members(&mut writer, model, shape, output);
        if let Some(wrapper) = &operation.result_wrapper {
            writer.close(wrapper);
        }
    }
    writer.open("ResponseMetadata");
    writer.element("RequestId", request_id);
    writer.close("ResponseMetadata");
    writer.close(&response);
    let mut message = Message::new(200);
    message.set_body("text/xml", writer.finish());
    message
}

/// Reads an answer: its output and its request id.
///
/// # Errors
/// A sentence that says what is wrong with the text.
pub(crate) fn read_reply(model: &ServiceModel, operation: &Operation, body: &[u8]) -> Result<(Map, String), String> {
    let words = |error: xml::XmlError| error.to_string();
    let (mut pull, root) = Pull::open(body).map_err(words)?;
    let (mut output, mut request_id) = (Map::new(), String::new());
    let shape = model.output_of(operation);
    if let (Some(shape), None) = (shape, &operation.result_wrapper) {
        output = xml::read_structure(model, shape, &root, &mut pull).map_err(words)?;
        return Ok((output, request_id));
    }
    while let Some(child) = pull.child().map_err(words)? {
        if child.name == "ResponseMetadata" {
            while let Some(inner) = pull.child().map_err(words)? {
                let text = pull.text().map_err(words)?;
                if inner.name == "RequestId" {
                    request_id = text;
                }
            }
        } else if let Some(shape) = shape.filter(|_| operation.result_wrapper.as_ref() == Some(&child.name)) {
            output = xml::read_structure(model, shape, &child, &mut pull).map_err(words)?;
        } else {
            pull.skip().map_err(words)?;
        }
    }
    Ok((output, request_id))
}

#[cfg(test)]
mod tests {
    use labs_world::Document;

    use super::*;
    use crate::model::Models;

    fn sts() -> &'static ServiceModel {
        Models::by_name("sts").unwrap()
    }

    fn map<const N: usize>(pairs: [(&str, Document); N]) -> Map {
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    #[test]
    fn a_request_is_what_botocore_sends_and_is_read_back() {
        let operation = &sts().operations["AssumeRole"];
        let tag = |key: &str| Document::Map(map([("Key", key.into()), ("Value", "a b&c".into())]));
        let input = map([
            ("RoleArn", "arn:aws:iam::123456789012:role/r".into()),
            ("RoleSessionName", "s".into()),
            ("DurationSeconds", Document::Integer(900)),
            ("Tags", vec![tag("x"), tag("y")].into()),
        ]);
        let message = write_request(sts(), operation, &input);
        let body = String::from_utf8(message.body).unwrap();
        assert_eq!(
            body,
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr&RoleSessionName=s\
             &DurationSeconds=900&Tags.member.1.Key=x&Tags.member.1.Value=a%20b%26c&Tags.member.2.Key=y\
             &Tags.member.2.Value=a%20b%26c"
        );
        let read = read_request(sts(), operation, &percent::parameters(&body).unwrap()).unwrap();
        assert!(
            input.iter().all(|(name, value)| read.get(name) == Some(value)) && read.len() == input.len(),
            "{read:?}"
        );
    }

    #[test]
    fn an_answer_is_what_the_service_sends_and_is_read_back() {
        let operation = &sts().operations["GetCallerIdentity"];
        let output = map([("UserId", "AIDA".into()), ("Account", "123456789012".into()), ("Arn", "arn:<x>".into())]);
        let message = write_reply(sts(), operation, &output, "01234567-89ab");
        assert_eq!(
            String::from_utf8(message.body.clone()).unwrap(),
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
             <UserId>AIDA</UserId><Account>123456789012</Account><Arn>arn:&lt;x&gt;</Arn></GetCallerIdentityResult>\
             <ResponseMetadata><RequestId>01234567-89ab</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
        );
        assert_eq!(read_reply(sts(), operation, &message.body), Ok((output, "01234567-89ab".to_owned())));
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused_by_name() {
        let operation = &sts().operations["AssumeRole"];
        let error = read_request(sts(), operation, &[("DurationSeconds".into(), "soon".into())]).unwrap_err();
        assert_eq!(error.to_string(), "MalformedInput: The value of DurationSeconds is not one of its kind");
    }
}
