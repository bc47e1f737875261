//! Messages to documents.

use http::HeaderMap;
use labs_world::{Document, Map, ServiceError};

use super::s3;
use crate::model::{Checks, Location, Member, Operation, Protocol, ServiceModel, Shape, ShapeKind};
use crate::protocol::xml::{self, Pull, XmlError, body_name};
use crate::protocol::{json, scalar};

/// Reads the input of a request. `body` is `None` when it is streamed past.
///
/// # Errors
/// What AWS answers when a part of the request is not what the model says.
pub(crate) fn read_request(
    model: &ServiceModel,
    operation: &Operation,
    labels: &[(&str, String)],
    parameters: &[(String, String)],
    headers: &HeaderMap,
    body: Option<&[u8]>,
) -> Result<Map, ServiceError> {
    let Some(shape) = model.input_of(operation) else { return Ok(Map::new()) };
    let mut input = Map::new();
    for (name, member) in shape.members().into_iter().flatten() {
        let Some(of) = model.shape(&member.shape) else { continue };
        let wire = member.location_name.as_deref().unwrap_or(name);
        let value = match member.location {
            Some(Location::Uri) => {
                let label = labels.iter().find(|(label, _)| *label == wire || *label == name);
                label.map(|(_, text)| typed(model, member, of, wire, text)).transpose()?
            }
            Some(Location::QueryString) => from_query(model, member, of, wire, parameters)?,
            Some(Location::Header | Location::Headers) => from_headers(model, member, of, wire, headers)?,
            Some(Location::StatusCode) | None => None,
        };
        if let Some(value) = value {
            input.insert(name.clone(), value);
        }
    }
    if let Some(body) = body {
        let root = operation.input_name.as_deref();
        read_body(model, operation, shape, body, Root::Named(root), &mut input)
            .map_err(|error| malformed(model, error))?;
    }
    Ok(input)
}

/// Reads the output of an answer. `body` is `None` when it is streamed past.
///
/// # Errors
/// A sentence that says which part of the answer is not what the model says.
pub(crate) fn read_reply(
    model: &ServiceModel,
    operation: &Operation,
    status: u16,
    headers: &HeaderMap,
    body: Option<&[u8]>,
) -> Result<Map, String> {
    let Some(shape) = model.output_of(operation) else { return Ok(Map::new()) };
    let mut output = Map::new();
    for (name, member) in shape.members().into_iter().flatten() {
        let Some(of) = model.shape(&member.shape) else { continue };
        let wire = member.location_name.as_deref().unwrap_or(name);
        let value = match member.location {
            Some(Location::StatusCode) => Some(Document::Integer(status.into())),
            Some(Location::Header | Location::Headers) => {
                from_headers(model, member, of, wire, headers).map_err(|error| error.to_string())?
            }
            _ => None,
        };
        if let Some(value) = value {
            output.insert(name.clone(), value);
        }
    }
    if let Some(body) = body.filter(|body| !body.is_empty()) {
        read_body(model, operation, shape, body, Root::Any, &mut output).map_err(|error| match error {
            BodyError::Xml(error) => error.to_string(),
            BodyError::Json(error) => error.to_string(),
        })?;
    }
    Ok(output)
}

/// Whether the name of the root element matters.
enum Root<'a> {
    /// Requests: it is this, or what the payload is called.
    Named(Option<&'a str>),
    /// Answers: clients do not look.
    Any,
}

enum BodyError {
    Xml(XmlError),
    Json(json::JsonError),
}

impl From<XmlError> for BodyError {
    fn from(error: XmlError) -> Self {
        Self::Xml(error)
    }
}

impl From<json::JsonError> for BodyError {
    fn from(error: json::JsonError) -> Self {
        Self::Json(error)
    }
}

fn read_body(
    model: &ServiceModel,
    operation: &Operation,
    shape: &Shape,
    body: &[u8],
    root: Root<'_>,
    into: &mut Map,
) -> Result<(), BodyError> {
    let payload = shape.payload.as_ref().and_then(|name| {
        let member = shape.members()?.get(name)?;
        Some((name, member, model.shape(&member.shape)?))
    });
    if let Some((name, member, of)) = payload {
        match &of.kind {
            _ if member.streaming => {}
            _ if body.is_empty() => {}
            ShapeKind::Blob => {
                into.insert(name.clone(), Document::Blob(bytes::Bytes::copy_from_slice(body)));
            }
            ShapeKind::String { .. } => {
                let text = std::str::from_utf8(body).map_err(|_| XmlError::new("the body is not UTF-8"))?;
                into.insert(name.clone(), Document::from(text));
            }
            _ if model.protocol == Protocol::RestJson => {
                into.insert(name.clone(), Document::Map(json::read_structure(model, Some(of), body)?));
            }
            _ => {
                let (mut pull, opened) = Pull::open(body)?;
                let expected = body_name(name, member, of);
                if matches!(root, Root::Named(_)) && opened.name != expected {
                    return Err(XmlError::new(format!("its root is {} and not {expected}", opened.name)).into());
                }
                let members = xml::read_structure(model, of, &opened, &mut pull)?;
                pull.end()?;
                into.insert(name.clone(), Document::Map(members));
            }
        }
        return Ok(());
    }
    let has_body = shape.members().into_iter().flatten().any(|(_, member)| member.location.is_none());
    if !has_body || body.is_empty() {
        return Ok(());
    }
    if model.protocol == Protocol::RestJson {
        into.extend(json::read_structure(model, Some(shape), body)?);
        return Ok(());
    }
    let (mut pull, opened) = Pull::open(body)?;
    if let (Root::Named(Some(expected)), found) = (&root, &opened.name)
        && expected != found
    {
        return Err(XmlError::new(format!("its root is {found} and not {expected}")).into());
    }
    match s3::text_of_root(&operation.name).filter(|_| model.checks == Checks::Engine) {
        Some(name) => {
            let text = pull.text()?;
            if !text.is_empty() {
                into.insert(name.to_owned(), Document::from(text));
            }
        }
        None => into.extend(xml::read_structure(model, shape, &opened, &mut pull)?),
    }
    pull.end()?;
    Ok(())
}

fn from_query(
    model: &ServiceModel,
    member: &Member,
    shape: &Shape,
    wire: &str,
    parameters: &[(String, String)],
) -> Result<Option<Document>, ServiceError> {
    let mut given = parameters.iter().filter(|(name, _)| name == wire).map(|(_, value)| value);
    match &shape.kind {
        ShapeKind::List { member: element } => {
            let Some(of) = model.shape(&element.shape) else { return Ok(None) };
            let items = given.map(|text| typed(model, element, of, wire, text)).collect::<Result<Vec<_>, _>>()?;
            Ok((!items.is_empty()).then_some(Document::List(items)))
        }
        ShapeKind::Map { .. } => {
            // A map takes all parameters that nobody else has; only services that are not here have one.
            Ok(None)
        }
        _ => given.next().map(|text| typed(model, member, shape, wire, text)).transpose(),
    }
}

fn from_headers(
    model: &ServiceModel,
    member: &Member,
    shape: &Shape,
    wire: &str,
    headers: &HeaderMap,
) -> Result<Option<Document>, ServiceError> {
    if member.location == Some(Location::Headers) {
        let mut map = Map::new();
        for (name, value) in headers {
            let lower = wire.to_ascii_lowercase();
            if let Some(rest) = name.as_str().strip_prefix(&lower).filter(|rest| !rest.is_empty()) {
                map.entry(rest.to_owned())
                    .and_modify(|known| {
                        if let Document::String(known) = known {
                            known.push(',');
                            known.push_str(&text_of(value));
                        }
                    })
                    .or_insert_with(|| Document::String(text_of(value)));
            }
        }
        return Ok((!map.is_empty()).then_some(Document::Map(map)));
    }
    let values: Vec<String> = headers.get_all(wire).iter().map(text_of).collect();
    let Some(first) = values.first() else { return Ok(None) };
    if let ShapeKind::List { member: element } = &shape.kind {
        let Some(of) = model.shape(&element.shape) else { return Ok(None) };
        let items = values.iter().flat_map(|value| value.split(',')).map(str::trim).filter(|item| !item.is_empty());
        let items = items.map(|text| typed(model, element, of, wire, text)).collect::<Result<Vec<_>, _>>()?;
        return Ok(Some(Document::List(items)));
    }
    match typed(model, member, shape, wire, first) {
        Err(_) if s3::may_be_ignored(wire) => Ok(None),
        value => value.map(Some),
    }
}

/// A header's text: UTF-8 where it is, one character a byte where it is not.
fn text_of(value: &http::HeaderValue) -> String {
    let bytes = value.as_bytes();
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|&byte| char::from(byte)).collect(), str::to_owned)
}

fn typed(
    model: &ServiceModel,
    member: &Member,
    shape: &Shape,
    wire: &str,
    text: &str,
) -> Result<Document, ServiceError> {
    scalar::read(member, shape, text).ok_or_else(|| {
        let what = match &shape.kind {
            ShapeKind::Integer | ShapeKind::Long => "not an integer or within integer range",
            ShapeKind::Timestamp => "not a valid date",
            ShapeKind::Boolean => "neither true nor false",
            _ => "not valid",
        };
        let code = if model.checks == Checks::Engine { "InvalidArgument" } else { "SerializationException" };
        ServiceError::client(code, format!("Provided {wire} {what}"))
            .with_status(400)
            .with("ArgumentName", wire)
            .with("ArgumentValue", text)
    })
}

fn malformed(model: &ServiceModel, error: BodyError) -> ServiceError {
    match error {
        BodyError::Json(error) => error.into(),
        BodyError::Xml(_) if model.checks == Checks::Engine => ServiceError::client(
            "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema",
        )
        .with_status(400),
        BodyError::Xml(error) => ServiceError::client("MalformedXML", format!("The XML cannot be read: {error}")),
    }
}
