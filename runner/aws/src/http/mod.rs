//! The AWS port: an HTTP server in front of the boundary.
//!
//! `server.rs` accepts connections, `guard.rs` lets only loopback names in, `route.rs` decides which service is meant,
//! `body.rs` reads bodies within limits, `exchange.rs` carries one request to the boundary and back, `answer.rs` builds
//! replies, `surface.rs` lists the services of AWS that have no engine here yet. `client.rs` is the other side: one request
//! to a server on this machine.

mod answer;
mod body;
pub mod client;
mod exchange;
mod guard;
mod route;
mod server;
mod surface;

pub use guard::is_loopback_authority;
pub use server::{ServerConfig, serve, serve_loopback};
