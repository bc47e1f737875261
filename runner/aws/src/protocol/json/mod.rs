//! awsJson 1.0 and 1.1: requests, replies and errors, from the server's and from the client's side; and the bodies of
//! REST-JSON, which differ in names and times only.
//!
//! `read.rs` turns bytes into typed documents, `write.rs` documents into bytes, `error.rs` knows what errors look like.
//! <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>

mod error;
mod read;
mod write;

pub use error::{read_error, write_error};
pub use read::{JsonError, read_structure};
pub(crate) use write::write_shaped;
pub use write::write_structure;
