//! From one Markdown page and its typed model to HTML.
//!
//! `walk` goes through the Markdown; what it meets is drawn by a file of its own: steps, expectations, exercises, given files, code,
//! headings, raw HTML. The result is a [`Document`]; `page` puts the frame of the book round it.

mod code;
mod console;
mod document;
mod exercise;
mod expectation;
mod file_block;
mod highlight;
mod html;
mod parts;
mod raw_html;
mod step;
mod walk;

pub(crate) use document::{Document, Heading, PageText};
pub(crate) use html::{escape, one_line};
pub(crate) use walk::render;
