//! From Markdown to a typed lab: the guide format, its model with byte spans, and diagnostics for authors.
//!
//! This crate runs nothing and renders nothing. `runner/grade` plans and executes what is modelled here, `runner/book` renders
//! it, and the format is specified on the book's page `book/src/guide-format.md`, whose examples this crate's tests parse.

mod manifest;
mod model;

pub use manifest::{DataSet, LabManifest};
pub use model::{
    Address, Block, Capture, Chapter, Check, CheckBody, Command, Exercise, Expectation, FileBlock, Lab, Language,
    Matcher, Section, Source, Span, Spanned, Step,
};
