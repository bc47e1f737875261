//! From a chapter's text to the model: Markdown, info strings, and the bodies that have a grammar of their own.
//!
//! `markdown` finds headings, fences and hints; `info` reads info strings; `attributes` judges them by the vocabulary;
//! `chapter` assembles the model from what `heading`, `block` and `hint` read, with `console`, `output`, `check` and `quiz` for
//! bodies. Each of them reports what is wrong and goes on, so that an author sees all errors of a file at once.

mod attributes;
mod block;
mod body;
mod chapter;
mod check;
mod console;
mod heading;
mod hint;
mod info;
mod json_schema;
mod markdown;
mod output;
mod quiz;

pub(crate) use attributes::{duration, relative_path};
pub use chapter::parse_chapter;
pub use check::size_in_bytes;
pub use markdown::markdown_options;
