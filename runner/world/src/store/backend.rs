//! `Backend`: what a storage library must offer to carry a world, and the errors that all of them share.

use std::path::PathBuf;

use bytes::Bytes;

use super::{Batch, KeyRange, Order};

/// A key and its value.
pub type Entry = (Bytes, Bytes);

/// An ordered walk over one tree; each item may fail on its own.
pub type Scan<'a> = Box<dyn Iterator<Item = Result<Entry, StoreError>> + Send + 'a>;

/// A storage library behind the seam. Trees are created by the first write and need no declaration.
pub trait Backend: Send + Sync {
    /// The value of `key` in `tree`.
    ///
    /// # Errors
    /// [`StoreError`] when the library or the disk fails.
    fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError>;

    /// The entries of `tree` whose keys lie in `range`, in byte order or its reverse.
    fn range<'a>(&'a self, tree: &str, range: &KeyRange, order: Order) -> Scan<'a>;

    /// Applies all changes of `batch` or, after any failure or kill, none of them.
    ///
    /// # Errors
    /// [`StoreError`] when the library or the disk fails; nothing of the batch is visible then.
    fn apply(&self, batch: &Batch) -> Result<(), StoreError>;

    /// Returns when every batch applied before the call survives a kill of the process.
    ///
    /// # Errors
    /// [`StoreError`] when the library or the disk fails.
    fn flush(&self) -> Result<(), StoreError>;
}

/// Which storage library carries a world; written into the world's format file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BackendKind {
    /// sled 0.34.7, a log-structured store in a folder.
    #[default]
    Sled,
    /// redb 4, a copy-on-write B-tree in one file.
    Redb,
    /// An ordered map in memory, for worlds that are thrown away.
    Memory,
}

/// The store could not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Reading or writing the files failed.
    #[error("the store at {} failed: {reason}", path.display())]
    Io {
        /// The store's folder or file.
        path: PathBuf,
        /// The library's or the system's words.
        reason: String,
    },
    /// What is on the disk is not what was written there.
    #[error("the store at {} is damaged: {reason}", path.display())]
    Damaged {
        /// The store's folder or file.
        path: PathBuf,
        /// The library's words.
        reason: String,
    },
}
