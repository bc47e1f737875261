//! What all engines share: the [`Service`] seam, the clock, ids and randomness, the store, object files, the event trail,
//! the meter and checkpoints of one [`World`].
//!
//! A world is one directory, or nothing but memory for a run that is thrown away. No service logic lives here, and nothing
//! here knows HTTP, Markdown or SQL: engines are in `runner/dynamodb` and its siblings, the wire in `runner/aws`.

mod clock;
mod document;
mod ids;
mod service;
mod time;
mod world;

pub mod meter;
pub mod store;
pub mod trail;

pub use clock::{Clock, DEFAULT_START, WallClockError};
pub use document::{Document, Map};
pub use ids::Ids;
pub use service::{BoxFuture, ByteStream, Call, Caller, Fault, Reply, Service, ServiceError};
pub use time::{ParseTimestampError, Timestamp};
pub use world::{World, WorldError, WorldOptions};
