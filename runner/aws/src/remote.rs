//! `RemoteEndpoint`: a `labs serve` at a loopback address, for `labs aws`.
//!
//! It writes the request that a real client would send, in the protocol of the service, so nothing is different from boto3 at
//! the other end. Bodies are streamed both ways; connections are kept between calls. Addresses
//! that are not on this machine are refused: `labs aws` never talks to AWS.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use http::header::HOST;
use http::{HeaderValue, Request};
use labs_world::{BoxFuture, Call, Clock, Document, Reply};
use md5::Md5;
use sha2::{Digest as _, Sha256};

use crate::endpoint::{Answer, Endpoint, EndpointError};
use crate::http::client::{self, AddressError, ClientError, Connection, SendBody};
use crate::model::{Models, Operation, Protocol, ServiceModel, Shape};
use crate::near::nearest;
use crate::protocol::json::{read_structure, write_structure};
use crate::protocol::{self, Message};
use crate::sigv4::{Credentials, hex, sign};

/// The AWS CLI waits this long for a connection and for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest body of unknown length that is read before it is sent.
const MAX_UNSIZED: usize = 64 * 1024 * 1024;

/// A server that answers calls over HTTP.
pub struct RemoteEndpoint {
    /// As it was given, for messages.
    url: String,
    authority: String,
    credentials: Option<Credentials>,
    region: String,
    clock: Arc<Clock>,
    connection: Connection,
}

impl RemoteEndpoint {
    /// The server at `url` (`http://localhost:4566`). Requests are signed when there are credentials.
    ///
    /// # Errors
    /// When the address is none, or not on this machine.
    pub fn new(
        url: &str,
        credentials: Option<Credentials>,
        region: impl Into<String>,
        clock: Arc<Clock>,
    ) -> Result<Self, AddressError> {
        Ok(Self {
            authority: client::loopback_authority(url)?,
            url: url.to_owned(),
            credentials,
            region: region.into(),
            clock,
            connection: Connection::new(PATIENCE),
        })
    }

    async fn exchange(&self, mut call: Call) -> Result<Answer, EndpointError> {
        let (model, operation) = find(&call)?;
        let body = self.body(model, operation, &mut call).await?;
        let request = self.request(model, operation, &call, body)?;
        let silent = |error: ClientError| match error {
            ClientError::Unreachable { .. } => EndpointError::Unreachable { url: self.url.clone() },
            error => self.garbled(model, error.to_string()),
        };
        let (parts, body) = self.connection.send(request).await.map_err(silent)?.into_parts();
        let status = parts.status.as_u16();
        let text =
            |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        if !parts.status.is_success() {
            let body = self.connection.collect(body).await.map_err(silent)?;
            return Err(match protocol::read_error(model, status, &parts.headers, &body) {
                Some(error) => EndpointError::Service(error),
                None => self.garbled(model, format!("it has the status {} and names no error", parts.status)),
            });
        }
        let is_streamed = model.output_of(operation).is_some_and(streams);
        let (whole, streamed) = if is_streamed {
            (Bytes::new(), Some(self.connection.stream(body)))
        } else {
            (self.connection.collect(body).await.map_err(silent)?, None)
        };
        let wrong = |reason: String| self.garbled(model, reason);
        let mut request_id = text("x-amzn-requestid");
        let output = match model.protocol {
            Protocol::Json => match model.output_of(operation) {
                None => labs_world::Map::new(),
                shape => read_structure(model, shape, &whole).map_err(|error| wrong(error.to_string()))?,
            },
            Protocol::Query => {
                let (output, id) = protocol::read_query_reply(model, operation, &whole).map_err(wrong)?;
                request_id = id;
                output
            }
            Protocol::RestJson | Protocol::RestXml => {
                if request_id.is_empty() {
                    request_id = text("x-amz-request-id");
                }
                let whole = (!is_streamed).then_some(whole.as_ref());
                protocol::read_rest_reply(model, operation, status, &parts.headers, whole).map_err(wrong)?
            }
        };
        let reply =
            Reply { body: streamed, status: (status != operation.http.status).then_some(status), ..Reply::new(output) };
        Ok(Answer { reply, request_id })
    }

    /// The streamed body of a call. Without a length in the call it is read first, as S3 takes none of unknown length.
    async fn body(
        &self,
        model: &ServiceModel,
        operation: &Operation,
        call: &mut Call,
    ) -> Result<Option<SendBody>, EndpointError> {
        if !model.input_of(operation).is_some_and(streams) {
            return Ok(None);
        }
        let Some(mut stream) = call.body.take() else {
            call.input.insert("ContentLength".to_owned(), Document::Integer(0));
            return Ok(Some(client::whole(Bytes::new())));
        };
        if matches!(call.input.get("ContentLength"), Some(Document::Integer(_))) {
            return Ok(Some(client::streamed(stream)));
        }
        let mut whole = BytesMut::new();
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|error| self.garbled(model, format!("the body cannot be read: {error}")))?;
            if whole.len() + piece.len() > MAX_UNSIZED {
                let reason = "a body of more than 64 MiB needs its length, in ContentLength".to_owned();
                return Err(self.garbled(model, reason));
            }
            whole.extend_from_slice(&piece);
        }
        let length = i64::try_from(whole.len()).unwrap_or(i64::MAX);
        call.input.insert("ContentLength".to_owned(), Document::Integer(length));
        Ok(Some(client::whole(whole.freeze())))
    }

    fn request(
        &self,
        model: &ServiceModel,
        operation: &Operation,
        call: &Call,
        streamed: Option<SendBody>,
    ) -> Result<Request<SendBody>, EndpointError> {
        let malformed = |reason: String| self.garbled(model, format!("the request cannot be written: {reason}"));
        let (target, message) = match model.protocol {
            Protocol::Json => {
                let mut message = Message::new(0);
                let version = if model.json_version.as_deref() == Some("1.1") {
                    "application/x-amz-json-1.1"
                } else {
                    "application/x-amz-json-1.0"
                };
                message.set_body(version, write_structure(&call.input));
                let target = format!("{}.{}", model.target_prefix.as_deref().unwrap_or_default(), operation.name);
                let target = HeaderValue::from_str(&target).map_err(|error| malformed(error.to_string()))?;
                message.headers.insert("x-amz-target", target);
                ("/".to_owned(), message)
            }
            Protocol::Query => ("/".to_owned(), protocol::write_query_request(model, operation, &call.input)),
            Protocol::RestJson | Protocol::RestXml => {
                protocol::write_rest_request(model, operation, &call.input).map_err(malformed)?
            }
        };
        let request = Request::builder()
            .method(operation.http.method.as_str())
            .uri(format!("http://{}{target}", self.authority))
            .header(HOST, &self.authority)
            .body(())
            .map_err(|error| malformed(error.to_string()))?;
        let (mut parts, ()) = request.into_parts();
        let body = Bytes::from(message.body);
        parts.headers.extend(message.headers);
        parts.headers.insert("user-agent", HeaderValue::from_static("labs"));
        if operation.checksum.as_ref().is_some_and(|checksum| checksum.request_required) {
            let digest = STANDARD.encode(Md5::digest(&body));
            let digest = HeaderValue::from_str(&digest).map_err(|error| malformed(error.to_string()))?;
            parts.headers.entry("content-md5").or_insert(digest);
        }
        if model.signing_name == "s3" {
            // The way is short: a stream would have to be read twice for its hash.
            let payload = match &streamed {
                Some(_) => "UNSIGNED-PAYLOAD".to_owned(),
                None => hex(&Sha256::digest(&body)),
            };
            let payload = HeaderValue::from_str(&payload).map_err(|error| malformed(error.to_string()))?;
            parts.headers.insert("x-amz-content-sha256", payload);
        }
        if let Some(credentials) = &self.credentials {
            sign(&mut parts, &body, credentials, &self.region, &model.signing_name, self.clock.now())
                .map_err(|error| malformed(error.to_string()))?;
        }
        Ok(Request::from_parts(parts, streamed.unwrap_or_else(|| client::whole(body))))
    }

    fn garbled(&self, model: &ServiceModel, reason: String) -> EndpointError {
        EndpointError::Garbled { url: self.url.clone(), service: model.name.clone(), reason }
    }
}

/// Whether a structure's payload is a stream.
fn streams(shape: &Shape) -> bool {
    shape.members().is_some_and(|members| members.values().any(|member| member.streaming))
}

/// The model of what is called. The server judges again; this is only for names that cannot even be sent.
fn find(call: &Call) -> Result<(&'static ServiceModel, &'static Operation), EndpointError> {
    let unknown =
        |message| EndpointError::Service(labs_world::ServiceError::client("UnknownOperationException", message));
    let Some(model) = Models::by_name(&call.service) else {
        return Err(unknown(format!("this version of labs has no service `{}`", call.service)));
    };
    match model.operations.get(&call.operation) {
        Some(operation) => Ok((model, operation)),
        None => {
            let near = nearest(&call.operation, model.operations.keys().map(String::as_str));
            let hint = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            Err(unknown(format!("{} has no operation {}{hint}", model.service_id, call.operation)))
        }
    }
}

impl Endpoint for RemoteEndpoint {
    fn send<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Answer, EndpointError>> {
        Box::pin(self.exchange(call))
    }
}
