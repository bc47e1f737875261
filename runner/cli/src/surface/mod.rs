//! What `labs serve` answers beside the AWS services: the book, the control surface of other verbs, and the ports whose
//! engines are not there yet.

pub(crate) mod absent;
pub(crate) mod book;
pub(crate) mod control;
mod port;

pub(crate) use port::{AWS, BOOK, MLFLOW, SURFACES, Surface};
