//! The folder that mdBook works in: a temporary copy of what the book is made of.
//!
//! mdBook reads its sources from a folder and copies whatever it finds there into the book. So it gets a folder of its own, with the
//! pages, the files that pages really show, and the theme; no solution, no wrong answer, no data file slips into a book, and nothing
//! is written beside the sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use labs_guide::Tree;
use tempfile::TempDir;

use crate::error::BookError;
use crate::site::LABS;

/// Folder of mdBook's output inside the staging folder.
pub(crate) const BUILT: &str = "built";
/// Folder of Markdown inside the staging folder and inside `book/` alike.
pub(crate) const SRC: &str = "src";
/// Folder of the theme, likewise.
pub(crate) const THEME: &str = "theme";

/// A staged book; the folder goes away with this value.
#[derive(Debug)]
pub(crate) struct Staged {
    folder: TempDir,
}

impl Staged {
    /// Writes the staging folder. `pages` are the book's pages below `src/`, `summary` is the extended SUMMARY.md, `files` what pages
    /// show, by path in the book.
    pub(crate) fn write<'p>(
        book: &Tree,
        lab_files: &Tree,
        pages: impl IntoIterator<Item = &'p PathBuf>,
        summary: &str,
        files: &BTreeSet<PathBuf>,
    ) -> Result<Self, BookError> {
        let folder = tempfile::Builder::new().prefix("labs-book-").tempdir().map_err(|source| BookError::Io {
            path: std::env::temp_dir(),
            action: "make a temporary folder here",
            source,
        })?;
        let staged = Self { folder };
        let src = Path::new(SRC);
        for (path, content) in book.iter().filter(|(path, _)| path.starts_with("theme/")) {
            staged.put(Path::new(path), content)?;
        }
        staged.put(&src.join("SUMMARY.md"), summary.as_bytes())?;
        // Every page is there for mdBook to find; `frame` gives each its content.
        for page in pages {
            staged.put(&src.join(page), b"")?;
        }
        for file in files {
            let content = match file.strip_prefix(LABS) {
                Ok(in_labs) => in_labs.to_str().and_then(|path| lab_files.get(path)),
                Err(_) => src.join(file).to_str().and_then(|path| book.get(path)),
            };
            if let Some(content) = content {
                staged.put(&src.join(file), content)?;
            }
        }
        Ok(staged)
    }

    /// The staging folder: mdBook's root.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// mdBook's output.
    pub(crate) fn built(&self) -> PathBuf {
        self.folder.path().join(BUILT)
    }

    fn put(&self, path: &Path, content: &[u8]) -> Result<(), BookError> {
        let path = self.folder.path().join(path);
        let fault = |source| BookError::Io { path: path.clone(), action: "write this temporary file", source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(fault)?;
        }
        fs::write(&path, content).map_err(fault)
    }
}
