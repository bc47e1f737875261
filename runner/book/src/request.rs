//! What a build is asked for and what it reports.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use labs_guide::{Lab, Tree};
use labs_translate::glossary::Glossary;

/// What to build and where.
#[derive(Debug, Clone, Copy)]
pub struct BookRequest<'a> {
    /// The folder `book/`: `book.toml`, `src/`, `theme/`.
    pub book: &'a Tree,
    /// The folder `labs/`, for pictures and files that chapters show.
    pub lab_files: &'a Tree,
    /// The labs of that folder, in the order in which the book lists them.
    pub labs: &'a [Lab],
    /// The glossary; an empty one has no page.
    pub glossary: &'a Glossary,
    /// The folder that receives the book: absent, empty, or a book built earlier, which is replaced as a whole.
    pub destination: &'a Path,
}

/// A book that was built.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct BookReport {
    /// HTML pages.
    pub pages: usize,
    /// Guided steps on them.
    pub steps: usize,
    /// Exercises on them.
    pub exercises: usize,
    /// Size of all files.
    pub bytes: u64,
    /// Addresses outside the book that pages link to. They are listed, never fetched.
    pub outside_links: BTreeSet<String>,
    /// Where the book is.
    pub destination: PathBuf,
}
