//! `RemoteEndpoint`: a `labs serve` at a loopback address, for `labs aws`.
//!
//! It writes the request that a real client would send, so nothing is different from boto3 at the other end. Addresses
//! that are not on this machine are refused: `labs aws` never talks to AWS.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::request::Parts;
use http::{HeaderValue, Method, Request};
use labs_world::{BoxFuture, Call, Clock, Fault, Reply};

use crate::endpoint::{Answer, Endpoint, EndpointError};
use crate::http::client::{self, AddressError, ClientError};
use crate::model::{Models, Operation, ServiceModel};
use crate::near::nearest;
use crate::protocol::json::{read_error, read_structure, write_structure};
use crate::sigv4::{Credentials, sign};

/// The AWS CLI waits this long for a connection and for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that answers calls over HTTP.
pub struct RemoteEndpoint {
    /// As it was given, for messages.
    url: String,
    authority: String,
    credentials: Option<Credentials>,
    region: String,
    clock: Arc<Clock>,
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
        })
    }

    async fn exchange(&self, call: Call) -> Result<Answer, EndpointError> {
        let (model, operation) = find(&call)?;
        let (request, body) = self.request(model, operation, &call)?;
        let url = request.uri.to_string();
        let answer = client::request(request.method, &url, request.headers, body, PATIENCE).await;
        let answer = answer.map_err(|error| match error {
            ClientError::Unreachable { .. } => EndpointError::Unreachable { url: self.url.clone() },
            error => self.garbled(model, error.to_string()),
        })?;
        let text = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
        if answer.status.is_success() {
            let request_id = text("x-amzn-requestid").unwrap_or_default().to_owned();
            let output = match model.output_of(operation) {
                None => labs_world::Map::new(),
                shape => read_structure(model, shape, &answer.body)
                    .map_err(|error| self.garbled(model, error.to_string()))?,
            };
            return Ok(Answer { reply: Reply::new(output), request_id });
        }
        let fault = if answer.status.is_server_error() { Fault::Server } else { Fault::Client };
        match read_error(model, fault, text("x-amzn-errortype"), &answer.body) {
            Some(error) => Err(EndpointError::Service(error)),
            None => Err(self.garbled(model, format!("it has the status {} and names no error", answer.status))),
        }
    }

    fn request(
        &self,
        model: &ServiceModel,
        operation: &Operation,
        call: &Call,
    ) -> Result<(Parts, Bytes), EndpointError> {
        let malformed = |reason: String| self.garbled(model, format!("the request cannot be written: {reason}"));
        let body = Bytes::from(write_structure(&call.input));
        let target = format!("{}.{}", model.target_prefix.as_deref().unwrap_or_default(), operation.name);
        let version = model.json_version.as_deref().unwrap_or("1.0");
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("http://{}/", self.authority))
            .header(HOST, &self.authority)
            .header(CONTENT_TYPE, format!("application/x-amz-json-{version}"))
            .header("x-amz-target", target)
            .body(())
            .map_err(|error| malformed(error.to_string()))?;
        let (mut parts, ()) = request.into_parts();
        parts.headers.insert("user-agent", HeaderValue::from_static("labs"));
        if let Some(credentials) = &self.credentials {
            sign(&mut parts, &body, credentials, &self.region, &model.signing_name, self.clock.now())
                .map_err(|error| malformed(error.to_string()))?;
        }
        Ok((parts, body))
    }

    fn garbled(&self, model: &ServiceModel, reason: String) -> EndpointError {
        EndpointError::Garbled { url: self.url.clone(), service: model.name.clone(), reason }
    }
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
