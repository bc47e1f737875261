//! The wire protocols: how calls, replies and errors of a service look as bytes.
//!
//! Each protocol converts between bytes and [`labs_world::Document`] in one step, driven by the service model, and nothing
//! else in the project does. Today there is awsJson; the Query and REST protocols will stand beside it.

pub mod json;
