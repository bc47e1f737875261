//! S3 on the world: buckets and names in the store, bytes in the world's objects, without any wire.
//!
//! [`S3`] is a [`labs_world::Service`]. An operation is one file in `operation/`; `bucket`, `object` and `multipart` are what is
//! stored where, `checksum` and `body` what is computed while bytes arrive. Other engines that live on a lake read and write
//! through the methods of [`S3`] in `library.rs`, which are counted as the requests that they stand for. HTTP, XML and the
//! checks of the service model are in `labs-aws`, which calls this crate and is not called by it.
//!
//! A key is never a path: it is bytes in the store, and its object's bytes lie in a file that is named by their SHA-256. What an
//! overwritten or deleted object consisted of stays on the disk until the world is thrown away; only its name is gone.

mod body;
mod bucket;
mod checksum;
mod copy_source;
mod engine;
mod error;
mod library;
mod listing;
mod metering;
mod multipart;
mod object;
mod operation;
mod precondition;
mod range;
mod request;
mod tagging;

#[cfg(test)]
mod testing;

pub use engine::{OpenError, S3};
pub use library::ObjectSummary;
