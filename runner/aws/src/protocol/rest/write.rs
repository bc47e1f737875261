//! Documents to messages.

use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use labs_world::{Document, Map};

use super::s3;
use super::template::Template;
use crate::model::{Checks, Location, Member, Operation, Protocol, ServiceModel, Shape, ShapeKind};
use crate::protocol::scalar::{self, Times};
use crate::protocol::xml::{Writer, body_name, write_members, write_value};
use crate::protocol::{Message, json, percent};

/// Writes the request of a call, whose streamed body travels beside it.
///
/// # Errors
/// A sentence that names the member that cannot be written.
pub(crate) fn write_request(
    model: &ServiceModel,
    operation: &Operation,
    input: &Map,
) -> Result<(String, Message), String> {
    let shape = model.input_of(operation);
    let members = |location: Location| {
        shape.and_then(Shape::members).into_iter().flatten().filter_map(move |(name, member)| {
            let value = input.get(name).filter(|value| **value != Document::Null)?;
            let of = model.shape(&member.shape)?;
            let wire = member.location_name.as_deref().unwrap_or(name);
            (member.location == Some(location)).then_some((wire, member, of, value))
        })
    };
    let template = Template::parse(&operation.http.uri);
    let path = template
        .fill(|label| {
            let (_, member, of, value) = members(Location::Uri).find(|(wire, ..)| *wire == label)?;
            scalar::write(member, of, value, Times::TEXT)
        })
        .map_err(|label| format!("it needs a {label}"))?;
    let mut query: Vec<String> = template
        .query
        .iter()
        .map(|(name, value)| value.map_or_else(|| (*name).to_owned(), |value| format!("{name}={value}")))
        .collect();
    for (wire, member, of, value) in members(Location::QueryString) {
        let mut push = |member: &Member, of: &Shape, value: &Document| {
            if let Some(text) = scalar::write(member, of, value, Times::TEXT) {
                query.push(format!("{}={}", percent::component(wire), percent::component(&text)));
            }
        };
        match (&of.kind, value) {
            (ShapeKind::List { member: element }, Document::List(items)) => {
                for item in items {
                    if let Some(of) = model.shape(&element.shape) {
                        push(element, of, item);
                    }
                }
            }
            _ => push(member, of, value),
        }
    }
    let target = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
    let mut message = Message::new(0);
    if let Some(shape) = shape {
        write_headers(model, shape, input, &mut message.headers)?;
        let root = operation.input_name.as_deref().unwrap_or(&shape.name);
        let namespace = operation.input_namespace.as_ref().map(|namespace| namespace.uri.as_str());
        write_body(model, operation, shape, input, root, namespace, &mut message);
        // An answer always has a body; a request only when there is something in it.
        if message.is_empty_shell {
            message.body = Vec::new();
            message.headers.remove(CONTENT_TYPE);
        }
    }
    Ok((target, message))
}

/// Writes an answer, whose streamed body travels beside it.
///
/// # Errors
/// A sentence that names the member that cannot be written.
pub(crate) fn write_reply(model: &ServiceModel, operation: &Operation, output: &Map) -> Result<Message, String> {
    let mut message = Message::new(operation.http.status);
    let Some(shape) = model.output_of(operation) else { return Ok(message) };
    for (name, member) in shape.members().into_iter().flatten() {
        if let (Some(Location::StatusCode), Some(status)) =
            (member.location, output.get(name).and_then(Document::as_i64))
        {
            message.status = u16::try_from(status).unwrap_or(message.status);
        }
    }
    write_headers(model, shape, output, &mut message.headers)?;
    let is_s3 = model.checks == Checks::Engine;
    let root = s3::root(&operation.name).filter(|_| is_s3).unwrap_or(&shape.name);
    if let Some(name) = s3::text_of_root(&operation.name).filter(|_| is_s3) {
        let mut writer = Writer::new(Times::XML).declaration();
        writer.open_in(name, Some(s3::NAMESPACE));
        writer.text(output.get(name).and_then(Document::as_str).unwrap_or_default());
        writer.close(name);
        message.set_body("application/xml", writer.finish());
        return Ok(message);
    }
    write_body(model, operation, shape, output, root, is_s3.then_some(s3::NAMESPACE), &mut message);
    Ok(message)
}

/// Writes the members that stand in headers.
fn write_headers(model: &ServiceModel, shape: &Shape, members: &Map, headers: &mut HeaderMap) -> Result<(), String> {
    for (name, value) in members {
        let Some(member) = shape.members().and_then(|known| known.get(name)) else { continue };
        let Some(of) = model.shape(&member.shape) else { continue };
        let wire = member.location_name.as_deref().unwrap_or(name);
        match (member.location, value, &of.kind) {
            (Some(Location::Header), Document::List(items), ShapeKind::List { member: element }) => {
                let Some(of) = model.shape(&element.shape) else { continue };
                let texts = items.iter().filter_map(|item| scalar::write(element, of, item, Times::HEADER));
                let text = texts.collect::<Vec<_>>().join(",");
                headers.insert(header_name(wire)?, header_value(wire, &text)?);
            }
            (Some(Location::Header), value, _) => {
                if let Some(text) = scalar::write(member, of, value, Times::HEADER) {
                    headers.insert(header_name(wire)?, header_value(wire, &text)?);
                }
            }
            (Some(Location::Headers), Document::Map(entries), _) => {
                for (key, value) in entries {
                    let wire = format!("{wire}{}", key.to_ascii_lowercase());
                    headers.insert(header_name(&wire)?, header_value(&wire, value.as_str().unwrap_or_default())?);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Writes those members of an error that an answer has in headers, and gives the others back.
pub(crate) fn write_error_headers(model: &ServiceModel, output: &Shape, members: &Map, headers: &mut HeaderMap) -> Map {
    let in_header = |name: &str| {
        let member = output.members().and_then(|known| known.get(name));
        member.is_some_and(|member| member.location == Some(Location::Header))
    };
    let (here, rest): (Map, Map) =
        members.iter().map(|(name, value)| (name.clone(), value.clone())).partition(|(name, _)| in_header(name));
    // What no header can carry is left out of an error.
    let _ = write_headers(model, output, &here, headers);
    rest
}

fn header_name(name: &str) -> Result<HeaderName, String> {
    HeaderName::try_from(name).map_err(|_| format!("`{name}` cannot be the name of a header"))
}

/// A header's value; UTF-8 goes out as it is.
fn header_value(name: &str, text: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| format!("the value of {name} holds a character that no header can carry"))
}

fn write_body(
    model: &ServiceModel,
    operation: &Operation,
    shape: &Shape,
    members: &Map,
    root: &str,
    namespace: Option<&str>,
    message: &mut Message,
) {
    let payload = shape.payload.as_ref().and_then(|name| {
        let member = shape.members()?.get(name)?;
        Some((name, member, model.shape(&member.shape)?))
    });
    let is_json = model.protocol == Protocol::RestJson;
    if let Some((name, member, of)) = payload {
        match (members.get(name), &of.kind) {
            (None | Some(Document::Null), _) => {}
            _ if member.streaming => {}
            (Some(Document::Blob(bytes)), _) => message.set_body("application/octet-stream", bytes.to_vec()),
            // Policies are JSON; S3 says so.
            (Some(Document::String(text)), _) => message.set_body("application/json", text.clone().into_bytes()),
            (Some(Document::Map(inner)), _) if is_json => {
                message.set_body("application/json", json::write_shaped(model, of, inner));
            }
            (Some(value), _) => {
                let mut writer = Writer::new(Times::XML).declaration();
                let name = body_name(name, member, of);
                // The namespace of an answer is the service's; that of a request stands in the model.
                let mut member = member.clone();
                if let (None, Some(uri)) = (&member.xml_namespace, namespace) {
                    member.xml_namespace = Some(crate::model::XmlNamespace { prefix: None, uri: uri.to_owned() });
                }
                write_value(&mut writer, model, name, &member, of, value);
                message.set_body("application/xml", writer.finish());
            }
        }
        return;
    }
    let has_body = shape.members().into_iter().flatten().any(|(_, member)| member.location.is_none());
    if !has_body {
        return;
    }
    let given = |(name, member): (&String, &Member)| member.location.is_none() && members.contains_key(name);
    let is_empty = !shape.members().into_iter().flatten().any(given);
    if is_json {
        message.set_body("application/json", json::write_shaped(model, shape, members));
    } else {
        let mut writer = Writer::new(Times::XML).declaration();
        writer.open_in(root, namespace);
        write_members(&mut writer, model, shape, members);
        writer.close(root);
        message.set_body("application/xml", writer.finish());
    }
    message.is_empty_shell = is_empty && operation.http.method != "POST";
}
