//! The wire protocols: how calls, replies and errors of a service look as bytes.
//!
//! Each protocol converts between bytes and [`labs_world::Document`] in one step, driven by the service model, and nothing
//! else in the project does: `json` is awsJson, `query` the form-and-XML protocol of STS and others, `rest` REST-XML and
//! REST-JSON. `xml` and `scalar` are what they share; `error.rs` writes and reads the errors of all of them.

mod error;
mod message;
mod percent;
mod query;
mod rest;
mod scalar;
mod timestamps;
mod xml;

pub mod json;

pub(crate) use error::{is_without_body, read_error, status_of, write_error};
pub(crate) use message::Message;
pub(crate) use percent::parameters;
pub(crate) use query::{
    read_reply as read_query_reply, read_request as read_query_request, write_reply as write_query_reply,
    write_request as write_query_request,
};
pub(crate) use rest::{
    NotFound, find as find_operation, read_reply as read_rest_reply, read_request as read_rest_request,
    write_reply as write_rest_reply, write_request as write_rest_request,
};
