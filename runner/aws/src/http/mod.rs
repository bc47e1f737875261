//! The AWS port: an HTTP server in front of the boundary.
//!
//! `server.rs` accepts connections, `guard.rs` lets only loopback names in, `route.rs` decides which service is meant,
//! `body.rs` reads bodies within limits, `payload` streams and checks those that have none, `exchange.rs` takes one request in,
//! `call` carries it to the boundary and back in its protocol, `answer.rs` builds replies, `surface.rs` lists the services of AWS that have no engine here yet. `client.rs` is the other side: one request
//! to a server on this machine.

mod answer;
mod body;
mod call;
pub mod client;
mod exchange;
mod guard;
mod payload;
mod route;
mod server;
mod surface;

pub use guard::is_loopback_authority;
pub use server::{ServerConfig, serve, serve_loopback};
