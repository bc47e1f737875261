//! The types of service models: operations, shapes with their constraints, paginators and waiters of an AWS service.
//!
//! They hold what the published models say, no more. Where the data comes from is the business of [`super::load`]; which
//! models exist, of [`super::Models`].

use indexmap::IndexMap;

/// One service.
#[derive(Debug, Clone)]
pub struct ServiceModel {
    /// Endpoint prefix and command name: `dynamodb`.
    pub name: String,
    /// Name in error messages and docs: `DynamoDB`.
    pub service_id: String,
    /// Name in help texts: `Amazon DynamoDB`.
    pub full_name: String,
    /// Which botocore the data was trimmed from, and from which of its files.
    pub source: String,
    /// How its requests and answers look as bytes.
    pub protocol: Protocol,
    /// `1.0` or `1.1` for awsJson.
    pub json_version: Option<String>,
    /// Prefix of `X-Amz-Target`: `DynamoDB_20120810`.
    pub target_prefix: Option<String>,
    /// Date of the API: `2012-08-10`.
    pub api_version: String,
    /// Namespace of the answers of a query service: `https://sts.amazonaws.com/doc/2011-06-15/`.
    pub xml_namespace: Option<String>,
    /// Who checks the model's constraints, and in whose words.
    pub checks: Checks,
    /// Name in the SigV4 credential scope; the endpoint prefix when the model names none.
    pub signing_name: String,
    /// Operations by name (`PutItem`), in the model's order.
    pub operations: IndexMap<String, Operation>,
    /// Shapes by name.
    pub shapes: IndexMap<String, Shape>,
    /// Paginators by operation name.
    pub paginators: IndexMap<String, Paginator>,
    /// Waiters by name (`TableExists`).
    pub waiters: IndexMap<String, Waiter>,
}

impl ServiceModel {
    /// The shape of that name. Every reference inside a loaded model resolves.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<&Shape> {
        self.shapes.get(name)
    }

    /// The input structure of an operation, when it takes anything.
    #[must_use]
    pub fn input_of(&self, operation: &Operation) -> Option<&Shape> {
        self.shape(operation.input.as_deref()?)
    }

    /// The output structure of an operation, when it returns anything.
    #[must_use]
    pub fn output_of(&self, operation: &Operation) -> Option<&Shape> {
        self.shape(operation.output.as_deref()?)
    }

    /// The structure of the error with that code, whichever operation it belongs to.
    #[must_use]
    pub fn error(&self, code: &str) -> Option<&Shape> {
        let is_it = |shape: &&Shape| match &shape.kind {
            ShapeKind::Structure { exception: Some(exception), .. } => {
                exception.code.as_deref().unwrap_or(&shape.name) == code
            }
            _ => false,
        };
        self.shape(code).filter(is_it).or_else(|| self.shapes.values().find(is_it))
    }
}

/// The wire protocols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// awsJson 1.0 and 1.1: a POST with `X-Amz-Target`.
    Json,
    /// A form in, XML out.
    Query,
    /// Members in URI, headers and a JSON body.
    RestJson,
    /// Members in URI, headers and an XML body.
    RestXml,
}

/// Who checks the model's constraints before a call reaches its engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checks {
    /// AWS's common front end: `1 validation error detected: Value …` in a ValidationException.
    Common,
    /// The common front end with DynamoDB's particulars.
    Dynamodb,
    /// The same checks and sentences in a ValidationError, as query services answer.
    Query,
    /// The engine itself: the service has codes and sentences of its own.
    Engine,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// As AWS spells it: `PutItem`.
    pub name: String,
    /// Method, path and status.
    pub http: Http,
    /// Name of the input structure; `None` when the operation takes nothing.
    pub input: Option<String>,
    /// Name of the output structure; `None` when the operation returns nothing.
    pub output: Option<String>,
    /// Names of the error structures.
    pub errors: Vec<String>,
    /// Name of the input's XML element, when the whole input is the body.
    pub input_name: Option<String>,
    /// Namespace of that element.
    pub input_namespace: Option<XmlNamespace>,
    /// Element round the output of a query service: `GetCallerIdentityResult`.
    pub result_wrapper: Option<String>,
    /// What checksums its bodies have, when they have any.
    pub checksum: Option<HttpChecksum>,
}

/// The HTTP side of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// `GET`, `PUT`…
    pub method: String,
    /// Path and query with labels in braces: `/{Bucket}/{Key+}?tagging`.
    pub uri: String,
    /// Status of a success.
    pub status: u16,
}

impl Default for Http {
    /// What the json and query protocols use for everything.
    fn default() -> Self {
        Self { method: "POST".to_owned(), uri: "/".to_owned(), status: 200 }
    }
}

/// The checksums of an operation's bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpChecksum {
    /// Input member that names the algorithm of the request's checksum.
    pub request_algorithm: Option<String>,
    /// Whether a request must have a checksum.
    pub request_required: bool,
    /// Input member that asks for a checksum of the answer.
    pub response_mode: Option<String>,
    /// Algorithms that an answer may have, best first.
    pub response_algorithms: Vec<String>,
}

/// A namespace of an XML element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlNamespace {
    /// `xsi`; `None` for the default namespace.
    pub prefix: Option<String>,
    /// The namespace's URI.
    pub uri: String,
}

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampFormat {
    /// Seconds since the epoch.
    UnixTimestamp,
    /// `2015-01-01T00:00:00Z`
    Iso8601,
    /// `Thu, 01 Jan 2015 00:00:00 GMT`
    Rfc822,
}

/// Where in a message a member stands when it is not in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In a label of the path.
    Uri,
    /// In the query string.
    QueryString,
    /// In a header.
    Header,
    /// In all headers with a prefix, as a map.
    Headers,
    /// In the status of the answer.
    StatusCode,
}

/// One shape with its constraints.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The shape's name: `TableName`.
    pub name: String,
    /// What values it has.
    pub kind: ShapeKind,
    /// Smallest length or value.
    pub min: Option<i64>,
    /// Greatest length or value.
    pub max: Option<i64>,
    /// Regular expression as the model writes it (Java syntax).
    pub pattern: Option<String>,
    /// Whether the value must not be logged.
    pub sensitive: bool,
    /// Member of a structure that is the whole body.
    pub payload: Option<String>,
    /// Whether the elements of a list or map stand in their parent without an element of their own.
    pub flattened: bool,
    /// Name of its XML element, where its use names none.
    pub location_name: Option<String>,
    /// How a timestamp is written, where it is not the protocol's usual form.
    pub timestamp_format: Option<TimestampFormat>,
    /// Namespace of its XML element.
    pub xml_namespace: Option<XmlNamespace>,
    /// Whether it holds any JSON value; such a shape is a structure without members.
    pub document: bool,
    /// Whether it is a stream of events; such a shape is a structure of the kinds of events.
    pub event_stream: bool,
}

impl Shape {
    /// The members of a structure; `None` for every other kind.
    #[must_use]
    pub fn members(&self) -> Option<&IndexMap<String, Member>> {
        match &self.kind {
            ShapeKind::Structure { members, .. } => Some(members),
            _ => None,
        }
    }

    /// The names of a structure's members that must be given; empty for every other kind.
    #[must_use]
    pub fn required(&self) -> &[String] {
        match &self.kind {
            ShapeKind::Structure { required, .. } => required,
            _ => &[],
        }
    }
}

/// The kinds of shapes.
#[derive(Debug, Clone)]
pub enum ShapeKind {
    /// A structure, or a union when exactly one member may be set.
    Structure {
        /// Members in the model's order.
        members: IndexMap<String, Member>,
        /// Names of members that must be given.
        required: Vec<String>,
        /// Whether exactly one member may be set.
        union: bool,
        /// What it is as an error, if it is one.
        exception: Option<Exception>,
    },
    /// A list of one shape.
    List {
        /// The elements' shape.
        member: Member,
    },
    /// A map from strings.
    Map {
        /// The keys' shape.
        key: Member,
        /// The values' shape.
        value: Member,
    },
    /// Text; an enum when `values` is not empty.
    String {
        /// The enum's values.
        values: Vec<String>,
    },
    /// `boolean`.
    Boolean,
    /// 32 bits.
    Integer,
    /// 64 bits.
    Long,
    /// 32-bit floating point.
    Float,
    /// 64-bit floating point.
    Double,
    /// Bytes.
    Blob,
    /// An instant.
    Timestamp,
}

/// A use of a shape.
#[derive(Debug, Clone)]
pub struct Member {
    /// Name of the shape.
    pub shape: String,
    /// Name on the wire where it differs.
    pub location_name: Option<String>,
    /// Where it stands; `None` for the body.
    pub location: Option<Location>,
    /// Whether clients make up a value when the user gives none.
    pub idempotency_token: bool,
    /// Whether it is a body of any length, which is never held in memory. It is `Call::body` and `Reply::body`.
    pub streaming: bool,
    /// As [`Shape::flattened`], for this use.
    pub flattened: bool,
    /// Whether it is an attribute of its structure's XML element.
    pub xml_attribute: bool,
    /// Namespace of its XML element.
    pub xml_namespace: Option<XmlNamespace>,
    /// How a timestamp is written here.
    pub timestamp_format: Option<TimestampFormat>,
    /// Whether it is JSON in base64, in a header.
    pub json_value: bool,
}

/// What a structure is as an error.
#[derive(Debug, Clone)]
pub struct Exception {
    /// Error code on the wire where it differs from the shape's name.
    pub code: Option<String>,
    /// HTTP status; 400 or 500 by fault when the model has none.
    pub status: Option<u16>,
    /// Whether the server is at fault.
    pub fault: bool,
}

/// How an operation's pages are asked for.
#[derive(Debug, Clone)]
pub struct Paginator {
    /// Input members that carry the position.
    pub input_tokens: Vec<String>,
    /// JMESPath expressions of the position in the output, one for each input token.
    pub output_tokens: Vec<String>,
    /// Input member that limits a page.
    pub limit_key: Option<String>,
    /// JMESPath expressions of what is collected.
    pub result_keys: Vec<String>,
    /// JMESPath expression that is true while there is more.
    pub more_results: Option<String>,
    /// Output members that are taken from the first page.
    pub non_aggregate_keys: Vec<String>,
}

/// How a waiter polls.
#[derive(Debug, Clone)]
pub struct Waiter {
    /// Operation that it calls.
    pub operation: String,
    /// Seconds between two calls.
    pub delay: u32,
    /// Number of calls after which it gives up.
    pub max_attempts: u32,
    /// What ends it, in order.
    pub acceptors: Vec<Acceptor>,
}

/// One rule of a waiter.
#[derive(Debug, Clone)]
pub struct Acceptor {
    /// `success`, `failure` or `retry`.
    pub state: String,
    /// `path`, `pathAll`, `pathAny`, `status`, `error`.
    pub matcher: String,
    /// JMESPath expression, for the path matchers.
    pub argument: Option<String>,
    /// What the argument, the status or the error code must be.
    pub expected: serde_json::Value,
}
