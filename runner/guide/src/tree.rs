//! The files of the labs by relative path, from a folder or from what the binary carries.
//!
//! A tree is only bytes and names: which of them is a lab, a chapter or a mistake is judged by `load`. Reading stays inside its
//! folder and within limits, so a prepared folder can neither leak other files nor fill the memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

/// Bytes of one file, shared.
pub type Content = Arc<[u8]>;

/// The largest file that a tree takes.
pub const FILE_LIMIT: u64 = 16 * 1024 * 1024;
/// The largest sum of all files that a tree takes.
const TOTAL_LIMIT: u64 = 256 * 1024 * 1024;
/// The largest number of files that a tree takes.
const COUNT_LIMIT: usize = 20_000;

/// A set of files by path relative to the folder of the labs, with `/` between folders: `dynamodb/lab.toml`.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    shown: PathBuf,
    files: BTreeMap<String, Content>,
}

/// Why a folder cannot be read as a tree.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TreeError {
    /// The path is missing, or it is a file.
    #[error("`{}` is not a folder; name the folder that holds the labs", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// The system refused to read.
    #[error("cannot read `{}`: {error}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: io::Error,
    },
    /// A symbolic link leads out of the folder, to a folder, or to nothing.
    #[error(
        "`{}` is a link to {}; a link in a lab must lead to a file of the same labs folder: copy the file instead",
        path.display(),
        target.as_ref().map_or_else(|| "nothing".to_owned(), |t| format!("`{}`", t.display()))
    )]
    Link {
        /// The link.
        path: PathBuf,
        /// Where it leads, when it leads anywhere.
        target: Option<PathBuf>,
    },
    /// A pipe, device or socket.
    #[error("`{}` is neither a file nor a folder; remove it from the labs", path.display())]
    Special {
        /// The entry.
        path: PathBuf,
    },
    /// A name that is no UTF-8 text.
    #[error("the name of `{}` is not UTF-8; rename the file", path.display())]
    NameEncoding {
        /// The entry, as well as it can be shown.
        path: PathBuf,
    },
    /// One file is too large.
    #[error("`{}` is larger than {} MiB, the most that a file of a lab may be", path.display(), FILE_LIMIT >> 20)]
    FileTooLarge {
        /// The file.
        path: PathBuf,
    },
    /// All files together are too large.
    #[error("the files under `{}` are larger than {} MiB together, the most that labs may be", path.display(), TOTAL_LIMIT >> 20)]
    TreeTooLarge {
        /// The folder.
        path: PathBuf,
    },
    /// Too many files.
    #[error("`{}` holds more than {COUNT_LIMIT} files; is it the folder of the labs?", path.display())]
    TooManyFiles {
        /// The folder.
        path: PathBuf,
    },
}

impl Tree {
    /// Reads every file under `folder`. Names that begin with a dot are left out: editors and file managers drop them anywhere.
    ///
    /// # Errors
    /// Everything that [`TreeError`] lists. The first one ends the reading, because a folder that cannot be read is trouble of
    /// the place, not of an author.
    pub fn read(folder: &Path) -> Result<Self, TreeError> {
        if !folder.is_dir() {
            return Err(TreeError::NotAFolder { path: folder.to_owned() });
        }
        let unreadable = |path: &Path, error: io::Error| TreeError::Unreadable { path: path.to_owned(), error };
        let root = folder.canonicalize().map_err(|error| unreadable(folder, error))?;
        let mut tree = Self { shown: folder.to_owned(), files: BTreeMap::new() };
        let mut total = 0;
        let hidden = |entry: &walkdir::DirEntry| entry.file_name().as_encoded_bytes().starts_with(b".");
        let entries = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
        for entry in entries.filter_entry(|entry| !hidden(entry)) {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(folder).to_owned();
                TreeError::Unreadable { path, error: error.into() }
            })?;
            let path = entry.path();
            if entry.file_type().is_dir() {
                continue;
            }
            let file = if entry.path_is_symlink() {
                let target = path.canonicalize().ok();
                match target {
                    Some(target) if target.starts_with(&root) && target.is_file() => target,
                    target => return Err(TreeError::Link { path: path.to_owned(), target }),
                }
            } else if entry.file_type().is_file() {
                path.to_owned()
            } else {
                return Err(TreeError::Special { path: path.to_owned() });
            };
            let name = relative(folder, path).ok_or_else(|| TreeError::NameEncoding { path: path.to_owned() })?;
            let mut bytes = Vec::new();
            File::open(&file)
                .and_then(|file| file.take(FILE_LIMIT + 1).read_to_end(&mut bytes))
                .map_err(|error| unreadable(path, error))?;
            let size = bytes.len() as u64;
            if size > FILE_LIMIT {
                return Err(TreeError::FileTooLarge { path: path.to_owned() });
            }
            total += size;
            if total > TOTAL_LIMIT {
                return Err(TreeError::TreeTooLarge { path: folder.to_owned() });
            }
            tree.files.insert(name, bytes.into());
            if tree.files.len() > COUNT_LIMIT {
                return Err(TreeError::TooManyFiles { path: folder.to_owned() });
            }
        }
        Ok(tree)
    }

    /// A tree of entries that are already at hand: those that the binary carries, or a test's. Messages show them under `labs/`.
    pub fn from_entries<'a>(entries: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let files = entries.into_iter().map(|(path, bytes)| (path.to_owned(), Content::from(bytes))).collect();
        Self { shown: PathBuf::from("labs"), files }
    }

    /// The same files, which messages show under `folder`: those of the book and of the translations are no labs.
    #[must_use]
    pub fn shown_under(self, folder: impl Into<PathBuf>) -> Self {
        Self { shown: folder.into(), ..self }
    }

    /// The bytes of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Content> {
        self.files.get(path)
    }

    /// All files, ordered by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Content)> {
        self.files.iter().map(|(path, content)| (path.as_str(), content))
    }

    /// The path under which messages show a file of this tree.
    #[must_use]
    pub fn shown(&self, path: &str) -> PathBuf {
        self.shown.join(path)
    }
}

/// The path below `folder` with `/` between its parts; `None` when it is not UTF-8.
fn relative(folder: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(folder).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}
