//! Bodies of REST requests: never held in memory, and checked against everything that the request says of them.
//!
//! `plan.rs` reads what the headers promise (lengths, digests, checksums, signed chunks), `chunked.rs` takes `aws-chunked`
//! apart, `checksum.rs` calculates, `stream.rs` is the stream that an engine reads. The stream ends with an error of kind
//! `InvalidData` that carries the [`labs_world::ServiceError`] for the client when a promise is broken; an engine keeps what it
//! read only when the stream ends well. A checksum that comes behind the body is not a member of the input then, but its
//! algorithm is (`ChecksumAlgorithm`), so that the engine can calculate it too.

mod checksum;
mod chunked;
mod plan;
mod stream;

pub(super) use plan::{Length, Plan, Promise, content_encoding};
pub(super) use stream::{collect, discard, open};
