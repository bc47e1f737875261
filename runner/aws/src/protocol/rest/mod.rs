//! REST-XML and REST-JSON: members in the path, the query string, headers and a body, as the model binds them.
//!
//! `template.rs` matches and fills the paths of the models, `find.rs` finds the operation that a request means, `read.rs`
//! makes documents of messages, `write.rs` messages of documents, `s3.rs` holds what S3 does differently from its model.
//! <https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html>

mod find;
mod read;
mod s3;
mod template;
mod write;

pub(crate) use find::{NotFound, find};
pub(crate) use read::{read_reply, read_request};
pub(crate) use write::{write_error_headers, write_reply, write_request};

#[cfg(test)]
mod tests;
