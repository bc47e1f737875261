//! What all engines share: the [`Service`] seam, the clock, ids and randomness, the store, object files, the event trail,
//! the meter and checkpoints of one [`World`].
//!
//! A world is one directory, or nothing but memory for a run that is thrown away. No service logic lives here, and nothing
//! here knows HTTP, Markdown or SQL: engines are in `runner/dynamodb` and its siblings, the wire in `runner/aws`.

mod checkpoint;
mod checkpoint_file;
mod clock;
mod disk;
mod document;
mod ids;
mod lock;
mod object_id;
mod objects;
mod service;
mod temporary;
mod time;
mod world;
mod world_error;
mod world_file;

pub mod meter;
pub mod store;
pub mod trail;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use clock::{Clock, DEFAULT_START, WallClockError};
pub use disk::DiskError;
pub use document::{Document, Map};
pub use ids::Ids;
pub use object_id::{ObjectId, ParseObjectIdError};
pub use objects::{ObjectError, Objects};
pub use service::{BoxFuture, ByteStream, Call, Caller, Fault, Reply, Service, ServiceError};
pub use time::{ParseTimestampError, Timestamp};
pub use world::{DEFAULT_ACCOUNT, DEFAULT_REGION, World, WorldOptions};
pub use world_error::WorldError;
pub use world_file::WorldFileError;
