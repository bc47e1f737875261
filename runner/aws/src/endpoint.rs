//! `Endpoint`: whoever answers calls, the boundary in this process or a `labs serve` at an address.
//!
//! The `aws` command is written against this and cannot tell which one it has.

use labs_world::{BoxFuture, Call, Reply, ServiceError};

/// A place that answers calls.
pub trait Endpoint: Send + Sync {
    /// Sends one call and returns what came back, with its request id.
    fn send<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Answer, EndpointError>>;

    /// The operations of a service that are answered here, for help texts; `None` where that is not known.
    fn operations(&self, service: &str) -> Option<Vec<&'static str>> {
        let _ = service;
        None
    }
}

/// A successful answer and the request id that AWS would print for it.
#[derive(Debug)]
pub struct Answer {
    /// The reply.
    pub reply: Reply,
    /// `x-amzn-RequestId`.
    pub request_id: String,
}

/// Why a call did not succeed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// The service refused.
    #[error("{0}")]
    Service(ServiceError),
    /// Nobody answered at the address.
    #[error("could not connect to the endpoint URL: \"{url}\"")]
    Unreachable {
        /// The address that was tried.
        url: String,
    },
    /// What came back is not an answer of the service.
    #[error("the answer from {url} is not one of {service}: {reason}")]
    Garbled {
        /// The address that answered.
        url: String,
        /// Endpoint prefix of the service.
        service: String,
        /// What is wrong with it.
        reason: String,
    },
}
