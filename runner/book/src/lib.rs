//! The book: guides and front matter rendered as a site that needs no server, no network and no script to be read.
//!
//! [`build`] is the whole interface. The way through: sources are checked and drawn (`render`), staged in a temporary folder, put
//! together by mdBook in process, checked again as HTML, and only then moved to the destination. Nothing here runs or grades a step,
//! and nothing is ever written among the sources.

mod build;
mod check;
mod config;
mod error;
mod frame;
mod glossary_page;
mod lab_pages;
mod log_capture;
mod publish;
mod render;
mod request;
mod site;
mod staging;
mod summary;

pub use build::build;
pub use error::{BookError, ContentFault, ImageFault, LoggedMessage, Place, Problem};
pub use request::{BookReport, BookRequest};
