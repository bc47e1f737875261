//! Reads a trimmed model (`runner/aws/models/*.json`) into a [`ServiceModel`].
//!
//! The file keeps botocore's spelling of things; the types here mirror it and exist only until they are converted. Unknown
//! keys are refused, so that the script that writes the files and this reader cannot drift apart. A model whose shape
//! references do not all resolve is refused too.

use indexmap::IndexMap;
use serde::Deserialize;

use super::types::{
    Acceptor, Checks, Exception, Http, HttpChecksum, Location, Member, Operation, Paginator, Protocol, ServiceModel,
    Shape, ShapeKind, TimestampFormat, Waiter, XmlNamespace,
};

/// Why a model's data cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// It is not the JSON that `trim.py` writes.
    #[error("the model is not what runner/aws/models/trim.py writes: {0}")]
    Syntax(#[from] serde_json::Error),
    /// A shape has a type that nothing here knows.
    #[error("the shape {shape} has the type `{kind}`, which is not one that labs-aws knows")]
    UnknownType {
        /// The shape's name.
        shape: String,
        /// The type that it claims to have.
        kind: String,
    },
    /// A list or a map does not say what it holds.
    #[error("the shape {shape} is a {kind} that does not name the shape of its `{part}`")]
    Incomplete {
        /// The shape's name.
        shape: String,
        /// `list` or `map`.
        kind: String,
        /// `member`, `key` or `value`.
        part: &'static str,
    },
    /// A structure's payload is none of its members.
    #[error("the payload of {shape} is {member}, which is not one of its members")]
    NoPayload {
        /// The structure's name.
        shape: String,
        /// The member that it does not have.
        member: String,
    },
    /// A reference points nowhere.
    #[error("{place} refers to the shape {shape}, which the model does not define")]
    Dangling {
        /// Where the reference stands.
        place: String,
        /// The missing shape.
        shape: String,
    },
}

impl ServiceModel {
    /// Reads the JSON that `runner/aws/models/trim.py` writes.
    ///
    /// # Errors
    /// When the text is not such JSON, or when a reference inside it points nowhere.
    pub fn from_json(text: &str) -> Result<Self, ModelError> {
        let file: File = serde_json::from_str(text)?;
        let metadata = file.metadata;
        let model = Self {
            signing_name: metadata.signing_name.unwrap_or_else(|| metadata.endpoint_prefix.clone()),
            name: metadata.endpoint_prefix,
            service_id: metadata.service_id,
            full_name: metadata.service_full_name,
            source: metadata.source,
            protocol: metadata.protocol.into(),
            json_version: metadata.json_version,
            target_prefix: metadata.target_prefix,
            api_version: metadata.api_version,
            xml_namespace: metadata.xml_namespace,
            checks: Checks::Common,
            operations: file
                .operations
                .into_iter()
                .map(|(name, raw)| (name.clone(), raw.into_operation(name)))
                .collect(),
            shapes: file
                .shapes
                .into_iter()
                .map(|(name, raw)| Ok((name.clone(), raw.into_shape(name)?)))
                .collect::<Result<_, ModelError>>()?,
            paginators: file.paginators.into_iter().map(|(name, raw)| (name, raw.into())).collect(),
            waiters: file.waiters.into_iter().map(|(name, raw)| (name, raw.into())).collect(),
        };
        model.check_references()?;
        Ok(model)
    }

    fn check_references(&self) -> Result<(), ModelError> {
        let known = |place: &dyn Fn() -> String, shape: &str| {
            if self.shapes.contains_key(shape) {
                Ok(())
            } else {
                Err(ModelError::Dangling { place: place(), shape: shape.to_owned() })
            }
        };
        for operation in self.operations.values() {
            for shape in operation.input.iter().chain(&operation.output).chain(&operation.errors) {
                known(&|| format!("the operation {}", operation.name), shape)?;
            }
        }
        for shape in self.shapes.values() {
            let name = &shape.name;
            match &shape.kind {
                ShapeKind::Structure { members, .. } => {
                    if let Some(payload) = shape.payload.as_ref().filter(|payload| !members.contains_key(*payload)) {
                        return Err(ModelError::NoPayload { shape: name.clone(), member: payload.clone() });
                    }
                    for (member, reference) in members {
                        known(&|| format!("the member {name}${member}"), &reference.shape)?;
                    }
                }
                ShapeKind::List { member } => known(&|| format!("the list {name}"), &member.shape)?,
                ShapeKind::Map { key, value } => {
                    known(&|| format!("the map {name}"), &key.shape)?;
                    known(&|| format!("the map {name}"), &value.shape)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    metadata: RawMetadata,
    operations: IndexMap<String, RawOperation>,
    shapes: IndexMap<String, RawShape>,
    paginators: IndexMap<String, RawPaginator>,
    waiters: IndexMap<String, RawWaiter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawMetadata {
    api_version: String,
    endpoint_prefix: String,
    json_version: Option<String>,
    protocol: RawProtocol,
    service_full_name: String,
    service_id: String,
    signing_name: Option<String>,
    target_prefix: Option<String>,
    xml_namespace: Option<String>,
    source: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawProtocol {
    Json,
    Query,
    RestJson,
    RestXml,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawOperation {
    http: Option<RawHttp>,
    input: Option<String>,
    output: Option<String>,
    #[serde(default)]
    errors: Vec<String>,
    input_name: Option<String>,
    input_namespace: Option<RawNamespace>,
    result_wrapper: Option<String>,
    http_checksum: Option<RawChecksum>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawHttp {
    method: String,
    request_uri: String,
    response_code: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawChecksum {
    request_algorithm_member: Option<String>,
    #[serde(default)]
    request_checksum_required: bool,
    request_validation_mode_member: Option<String>,
    #[serde(default)]
    response_algorithms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNamespace {
    prefix: Option<String>,
    uri: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum RawTimestampFormat {
    UnixTimestamp,
    Iso8601,
    Rfc822,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum RawLocation {
    Uri,
    #[serde(rename = "querystring")]
    QueryString,
    Header,
    Headers,
    StatusCode,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawShape {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    members: IndexMap<String, RawMember>,
    member: Option<RawMember>,
    key: Option<RawMember>,
    value: Option<RawMember>,
    #[serde(default, rename = "enum")]
    values: Vec<String>,
    min: Option<i64>,
    max: Option<i64>,
    pattern: Option<String>,
    #[serde(default)]
    union: bool,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    exception: bool,
    #[serde(default)]
    fault: bool,
    error: Option<RawError>,
    payload: Option<String>,
    #[serde(default)]
    flattened: bool,
    location_name: Option<String>,
    timestamp_format: Option<RawTimestampFormat>,
    xml_namespace: Option<RawNamespace>,
    #[serde(default)]
    document: bool,
    #[serde(default)]
    eventstream: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawError {
    code: Option<String>,
    http_status_code: Option<u16>,
    /// Only ever says what `fault` on the shape says by its absence.
    #[serde(rename = "senderFault")]
    _sender_fault: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawMember {
    shape: String,
    location: Option<RawLocation>,
    location_name: Option<String>,
    #[serde(default)]
    idempotency_token: bool,
    #[serde(default)]
    streaming: bool,
    #[serde(default)]
    flattened: bool,
    #[serde(default)]
    xml_attribute: bool,
    xml_namespace: Option<RawNamespace>,
    timestamp_format: Option<RawTimestampFormat>,
    #[serde(default, rename = "jsonvalue")]
    json_value: bool,
}

/// Paginators name one thing or a list of things.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPaginator {
    input_token: OneOrMany,
    output_token: OneOrMany,
    limit_key: Option<String>,
    result_key: Option<OneOrMany>,
    more_results: Option<String>,
    #[serde(default)]
    non_aggregate_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawWaiter {
    operation: String,
    delay: u32,
    max_attempts: u32,
    acceptors: Vec<RawAcceptor>,
    #[serde(rename = "description")]
    _description: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAcceptor {
    state: String,
    matcher: String,
    argument: Option<String>,
    expected: serde_json::Value,
}

impl RawShape {
    fn into_shape(self, name: String) -> Result<Shape, ModelError> {
        let missing = |part| ModelError::Incomplete { shape: name.clone(), kind: self.kind.clone(), part };
        let kind = match self.kind.as_str() {
            "structure" => {
                let exception = self.exception.then(|| Exception {
                    code: self.error.as_ref().and_then(|error| error.code.clone()),
                    status: self.error.as_ref().and_then(|error| error.http_status_code),
                    fault: self.fault,
                });
                ShapeKind::Structure {
                    members: self.members.into_iter().map(|(name, raw)| (name, raw.into())).collect(),
                    required: self.required,
                    union: self.union,
                    exception,
                }
            }
            "list" => ShapeKind::List { member: self.member.ok_or_else(|| missing("member"))?.into() },
            "map" => ShapeKind::Map {
                key: self.key.ok_or_else(|| missing("key"))?.into(),
                value: self.value.ok_or_else(|| missing("value"))?.into(),
            },
            "string" => ShapeKind::String { values: self.values },
            "boolean" => ShapeKind::Boolean,
            "integer" => ShapeKind::Integer,
            "long" => ShapeKind::Long,
            "float" => ShapeKind::Float,
            "double" => ShapeKind::Double,
            "blob" => ShapeKind::Blob,
            "timestamp" => ShapeKind::Timestamp,
            _ => return Err(ModelError::UnknownType { shape: name, kind: self.kind }),
        };
        Ok(Shape {
            name,
            kind,
            min: self.min,
            max: self.max,
            pattern: self.pattern,
            sensitive: self.sensitive,
            payload: self.payload,
            flattened: self.flattened,
            location_name: self.location_name,
            timestamp_format: self.timestamp_format.map(Into::into),
            xml_namespace: self.xml_namespace.map(Into::into),
            document: self.document,
            event_stream: self.eventstream,
        })
    }
}

impl RawOperation {
    fn into_operation(self, name: String) -> Operation {
        let http = self.http.map_or_else(Http::default, |raw| Http {
            method: raw.method,
            uri: raw.request_uri,
            status: raw.response_code.unwrap_or(200),
        });
        Operation {
            name,
            http,
            input: self.input,
            output: self.output,
            errors: self.errors,
            input_name: self.input_name,
            input_namespace: self.input_namespace.map(Into::into),
            result_wrapper: self.result_wrapper,
            checksum: self.http_checksum.map(|raw| HttpChecksum {
                request_algorithm: raw.request_algorithm_member,
                request_required: raw.request_checksum_required,
                response_mode: raw.request_validation_mode_member,
                response_algorithms: raw.response_algorithms,
            }),
        }
    }
}

impl From<RawProtocol> for Protocol {
    fn from(raw: RawProtocol) -> Self {
        match raw {
            RawProtocol::Json => Self::Json,
            RawProtocol::Query => Self::Query,
            RawProtocol::RestJson => Self::RestJson,
            RawProtocol::RestXml => Self::RestXml,
        }
    }
}

impl From<RawNamespace> for XmlNamespace {
    fn from(raw: RawNamespace) -> Self {
        Self { prefix: raw.prefix, uri: raw.uri }
    }
}

impl From<RawTimestampFormat> for TimestampFormat {
    fn from(raw: RawTimestampFormat) -> Self {
        match raw {
            RawTimestampFormat::UnixTimestamp => Self::UnixTimestamp,
            RawTimestampFormat::Iso8601 => Self::Iso8601,
            RawTimestampFormat::Rfc822 => Self::Rfc822,
        }
    }
}

impl From<RawLocation> for Location {
    fn from(raw: RawLocation) -> Self {
        match raw {
            RawLocation::Uri => Self::Uri,
            RawLocation::QueryString => Self::QueryString,
            RawLocation::Header => Self::Header,
            RawLocation::Headers => Self::Headers,
            RawLocation::StatusCode => Self::StatusCode,
        }
    }
}

impl From<RawMember> for Member {
    fn from(raw: RawMember) -> Self {
        Self {
            shape: raw.shape,
            location_name: raw.location_name,
            location: raw.location.map(Into::into),
            idempotency_token: raw.idempotency_token,
            streaming: raw.streaming,
            flattened: raw.flattened,
            xml_attribute: raw.xml_attribute,
            xml_namespace: raw.xml_namespace.map(Into::into),
            timestamp_format: raw.timestamp_format.map(Into::into),
            json_value: raw.json_value,
        }
    }
}

impl From<OneOrMany> for Vec<String> {
    fn from(raw: OneOrMany) -> Self {
        match raw {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

impl From<RawPaginator> for Paginator {
    fn from(raw: RawPaginator) -> Self {
        Self {
            input_tokens: raw.input_token.into(),
            output_tokens: raw.output_token.into(),
            limit_key: raw.limit_key,
            result_keys: raw.result_key.map(Into::into).unwrap_or_default(),
            more_results: raw.more_results,
            non_aggregate_keys: raw.non_aggregate_keys,
        }
    }
}

impl From<RawWaiter> for Waiter {
    fn from(raw: RawWaiter) -> Self {
        let acceptors = raw.acceptors.into_iter().map(|raw| Acceptor {
            state: raw.state,
            matcher: raw.matcher,
            argument: raw.argument,
            expected: raw.expected,
        });
        Self {
            operation: raw.operation,
            delay: raw.delay,
            max_attempts: raw.max_attempts,
            acceptors: acceptors.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_shape(shape: &str) -> Result<ServiceModel, ModelError> {
        ServiceModel::from_json(&format!(
            r#"{{"metadata":{{"apiVersion":"1","endpointPrefix":"s","protocol":"json","serviceFullName":"S",
                "serviceId":"S","source":"a test"}},
                "operations":{{"Do":{{"input":"In"}}}},"shapes":{{"In":{shape}}},"paginators":{{}},"waiters":{{}}}}"#
        ))
    }

    #[test]
    fn a_reference_that_points_nowhere_is_refused_by_place_and_name() {
        let error = with_shape(r#"{"type":"structure","members":{"A":{"shape":"Lost"}}}"#).unwrap_err();
        assert_eq!(error.to_string(), "the member In$A refers to the shape Lost, which the model does not define");
    }

    #[test]
    fn an_unknown_type_is_refused_by_name() {
        let error = with_shape(r#"{"type":"bignum"}"#).unwrap_err();
        assert_eq!(error.to_string(), "the shape In has the type `bignum`, which is not one that labs-aws knows");
    }

    #[test]
    fn a_list_without_a_member_is_refused() {
        let error = with_shape(r#"{"type":"list"}"#).unwrap_err();
        assert_eq!(error.to_string(), "the shape In is a list that does not name the shape of its `member`");
    }

    #[test]
    fn a_key_that_the_reader_does_not_know_is_refused() {
        let error = with_shape(r#"{"type":"string","multipleOf":3}"#).unwrap_err();
        assert!(error.to_string().contains("unknown field `multipleOf`"), "{error}");
    }

    #[test]
    fn an_error_without_a_code_of_its_own_is_found_by_its_shape() {
        let model = with_shape(r#"{"type":"structure","members":{},"exception":true,"error":{"httpStatusCode":404}}"#);
        let model = model.unwrap();
        assert_eq!(model.error("In").map(|shape| shape.name.as_str()), Some("In"));
        assert!(model.error("Out").is_none());
    }
}
