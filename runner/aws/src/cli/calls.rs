//! One operation at one endpoint: sends typed input, gives the reply in the model's order, and names what went wrong.

use http::StatusCode;
use labs_world::{ByteStream, Call, Map, Reply, ServiceError};

use crate::endpoint::{Endpoint, EndpointError};
use crate::model::{Operation, ServiceModel};

use super::error::CliError;
use super::reply;

/// An operation that is about to be called, perhaps more than once.
#[derive(Clone, Copy)]
pub(super) struct Caller<'a> {
    /// Who answers.
    pub(super) endpoint: &'a dyn Endpoint,
    /// The service.
    pub(super) model: &'a ServiceModel,
    /// The operation.
    pub(super) operation: &'a Operation,
}

impl Caller<'_> {
    /// Calls once.
    pub(super) async fn call(&self, input: Map) -> Result<Map, CliError> {
        self.send(input, None).await.map(|it| it.output)
    }

    /// Calls once; gives the HTTP status too.
    pub(super) async fn call_with_status(&self, input: Map) -> Result<(Map, u16), CliError> {
        let reply = self.send(input, None).await?;
        Ok((reply.output, reply.status.unwrap_or(self.operation.http.status)))
    }

    /// Calls once, with a streamed body where there is one.
    pub(super) async fn send(&self, input: Map, body: Option<ByteStream>) -> Result<Reply, CliError> {
        let mut call = Call::new(self.model.name.clone(), self.operation.name.clone(), input);
        call.body = body;
        let mut reply = self.endpoint.send(call).await.map_err(|error| self.named(error))?.reply;
        reply.output = reply::by_model(self.model, self.model.output_of(self.operation), reply.output);
        Ok(reply)
    }

    /// An answer to HEAD has no body, so that clients know the status alone and make an error of it.
    fn without_body(&self, error: ServiceError) -> ServiceError {
        let status = error.status.and_then(|it| StatusCode::from_u16(it).ok());
        match status.filter(|_| self.operation.http.method == "HEAD") {
            Some(status) => ServiceError {
                code: status.as_u16().to_string(),
                message: status.canonical_reason().unwrap_or_default().to_owned(),
                ..error
            },
            None => error,
        }
    }

    fn named(&self, error: EndpointError) -> CliError {
        match error {
            EndpointError::Service(error) => {
                CliError::Service { operation: self.operation.name.clone(), error: Box::new(self.without_body(error)) }
            }
            EndpointError::Unreachable { url } => CliError::Unreachable { url: with_path(url) },
            EndpointError::Garbled { url, service, reason } => CliError::Garbled { url, service, reason },
        }
    }
}

/// botocore shows the address with its path.
fn with_path(url: String) -> String {
    let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    if host.contains('/') { url } else { format!("{url}/") }
}
