//! From Markdown to a typed lab: the guide format, its model with byte spans, and diagnostics for authors.
//!
//! This crate runs nothing and renders nothing. `runner/grade` plans and executes what is modelled here, `runner/book` renders
//! it, and the format is specified on the book's page `book/src/guide-format.md`, whose examples this crate's tests parse.
//! Start with [`Tree`] and [`load`]; the words that authors write are all in [`vocabulary`].

mod address;
mod diagnostic;
mod json_path;
mod load;
mod lookup;
mod manifest;
mod model;
mod near;
mod parse;
mod paste;
mod problem;
mod resolve;
mod rules;
mod select;
mod source;
mod text_table;
mod tree;
pub mod vocabulary;

pub use address::{Address, AddressError, is_id};
pub use diagnostic::{Colour, Diagnostic, Label, Rendering, Severity};
pub use json_path::{JsonPart, JsonPath, JsonPathError};
pub use load::{Loaded, load};
pub use lookup::NumberedStep;
pub use manifest::{DataSet, FORMAT, LabManifest};
pub use model::{
    Block, Braces, Capture, Chapter, Check, CheckBody, Command, Exercise, Expectation, FileBlock, Lab, Language,
    Matcher, Section, Step,
};
pub use near::nearest;
pub use parse::{markdown_options, parse_chapter, size_in_bytes};
pub use paste::{Paste, paste, pastes};
pub use rules::{RULES, Rule};
pub use select::{SelectError, Selection, select};
pub use source::{Position, Source, Span, Spanned};
pub use text_table::{TextTable, TextTableError, TextTableFault, TypesLine, align, written};
pub use tree::{Content, FILE_LIMIT, Tree, TreeError};
