//! One operation at one endpoint: sends typed input, gives the reply in the model's order, and names what went wrong.

use labs_world::{Call, Map};

use crate::endpoint::{Endpoint, EndpointError};
use crate::model::{Operation, ServiceModel};

use super::error::CliError;
use super::output;

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
        let call = Call::new(self.model.name.clone(), self.operation.name.clone(), input);
        let answer = self.endpoint.send(call).await.map_err(|error| self.named(error))?;
        Ok(output::by_model(self.model, self.model.output_of(self.operation), answer.reply.output))
    }

    fn named(&self, error: EndpointError) -> CliError {
        match error {
            EndpointError::Service(error) => {
                CliError::Service { operation: self.operation.name.clone(), error: Box::new(error) }
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
