//! One page before and after it is drawn: its Markdown with its model, and its HTML with what the frame of the book needs to know.
//!
//! `walk` turns the one into the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use labs_guide::Chapter;

use crate::error::ContentFault;

/// One page's content, without the frame of the book.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// HTML inside the level-1 heading; empty when the page has none.
    pub(crate) title: String,
    /// The id of the level-1 heading.
    pub(crate) title_id: String,
    /// HTML after the level-1 heading.
    pub(crate) body: String,
    /// Headings below level 1, in order.
    pub(crate) headings: Vec<Heading>,
    /// Guided steps on the page.
    pub(crate) steps: usize,
    /// Exercises on the page.
    pub(crate) exercises: usize,
    /// Links as they stand in the page, for messages about them.
    pub(crate) links: Vec<RecordedLink>,
    /// Lines where ids were written, for messages about them.
    pub(crate) ids: BTreeMap<String, usize>,
    /// Files that the page shows or offers, by path in the book.
    pub(crate) files: BTreeSet<PathBuf>,
    /// What an author must mend.
    pub(crate) faults: Vec<ContentFault>,
}

/// A heading for the page's own table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// 2 to 6.
    pub(crate) level: u8,
    /// Its id.
    pub(crate) id: String,
    /// Its text without markup.
    pub(crate) text: String,
    /// Its minutes.
    pub(crate) minutes: Option<u32>,
}

/// A link with where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordedLink {
    /// The address in the page.
    pub(crate) href: String,
    /// The address in the Markdown.
    pub(crate) written: String,
    /// Line in the Markdown.
    pub(crate) line: usize,
}

/// A page's Markdown and its place in the book.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageText<'p> {
    /// The Markdown.
    pub(crate) text: &'p str,
    /// Path that messages show.
    pub(crate) shown: &'p Path,
    /// Path in a repository, which links are relative to: `labs/dynamodb/01-tables.md`.
    pub(crate) source: &'p Path,
    /// Path in the book: `labs/dynamodb/01-tables.html`.
    pub(crate) target: &'p Path,
    /// The chapter's model; `None` for front matter.
    pub(crate) chapter: Option<&'p Chapter>,
}
