//! The AWS boundary: service models, validation, wire protocols, SigV4, the HTTP server and the `aws` command.
//!
//! Everything that reaches an engine passes the boundary, whatever it came from. No service logic lives here and no engine
//! is named here: engines implement `labs_world::Service` and are handed in by the binary.

mod boundary;
mod conform;
mod endpoint;
mod mismatch;
mod near;
mod remote;
mod validate;

pub mod cli;
pub mod http;
pub mod model;
pub mod protocol;
pub mod sigv4;

pub use boundary::{Boundary, BoundaryError, Outcome};
pub use endpoint::{Answer, Endpoint, EndpointError};
pub use remote::RemoteEndpoint;
