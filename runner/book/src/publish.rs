//! From the temporary folder to the destination: the pages and what they need, and nothing else.
//!
//! mdBook writes its own scripts, styles and fonts beside the pages, over a megabyte of them. Ours use none, so only what a page refers
//! to is taken along. The new book is complete beside the old one before it takes its place.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::BookError;

/// A file by which a folder is known as a book that may be replaced.
pub(crate) const MARKER: &str = ".labs-book";
const MARKER_TEXT: &str =
    "Built by `labs book build`, which replaces this folder as a whole. Do not keep anything else in it.\n";

/// Moves `files` from `built` to `destination`; returns their size in bytes.
pub(crate) fn publish(built: &Path, files: &BTreeSet<PathBuf>, destination: &Path) -> Result<u64, BookError> {
    let destination = &fs::canonicalize(destination).unwrap_or_else(|_| destination.to_path_buf());
    let is_free = match fs::read_dir(destination) {
        Ok(mut entries) => entries.next().is_none() || destination.join(MARKER).is_file(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if !is_free {
        return Err(BookError::Destination { path: destination.clone() });
    }
    let parent = match destination.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(fault(parent, "make this folder"))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".labs-book-");
    // A temporary folder is for its owner alone; a book is read by a web server too.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755));
    let fresh = builder.tempdir_in(parent).map_err(fault(parent, "write into this folder"))?;
    let mut bytes = 0;
    for file in files {
        let to = fresh.path().join(file);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(fault(folder, "make this folder"))?;
        }
        bytes += fs::copy(built.join(file), &to).map_err(fault(&to, "write this file"))?;
    }
    let marker = fresh.path().join(MARKER);
    fs::write(&marker, MARKER_TEXT).map_err(fault(&marker, "write this file"))?;
    if destination.exists() {
        fs::remove_dir_all(destination).map_err(fault(destination, "remove the earlier book"))?;
    }
    fs::rename(fresh.keep(), destination).map_err(fault(destination, "move the new book here"))?;
    Ok(bytes)
}

fn fault(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> BookError {
    let path = path.to_path_buf();
    move |source| BookError::Io { path, action, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built() -> (tempfile::TempDir, BTreeSet<PathBuf>) {
        let built = tempfile::tempdir().unwrap();
        fs::create_dir(built.path().join("labs")).unwrap();
        fs::write(built.path().join("labs/a.html"), "page").unwrap();
        fs::write(built.path().join("highlight.js"), "unused").unwrap();
        (built, [PathBuf::from("labs/a.html")].into())
    }

    #[test]
    fn only_what_pages_need_is_published_and_an_earlier_book_goes() {
        let (built, files) = built();
        let place = tempfile::tempdir().unwrap();
        let destination = place.path().join("new/out");
        for _ in 0..2 {
            assert_eq!(publish(built.path(), &files, &destination).unwrap(), 4);
            fs::write(destination.join("stale.html"), "").unwrap();
        }
        publish(built.path(), &files, &destination).unwrap();
        let mut names: Vec<_> = fs::read_dir(&destination).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [MARKER, "labs"]);
        assert_eq!(fs::read_dir(place.path().join("new")).unwrap().count(), 1, "nothing is left beside the book");
    }

    #[test]
    fn a_folder_with_other_things_is_left_alone() {
        let (built, files) = built();
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("thesis.txt"), "mine").unwrap();
        let error = publish(built.path(), &files, place.path()).unwrap_err();
        assert!(matches!(error, BookError::Destination { .. }), "{error}");
        assert_eq!(fs::read_to_string(place.path().join("thesis.txt")).unwrap(), "mine");
    }
}
