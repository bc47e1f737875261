//! `Backend`: what a storage library must offer to carry a world, and the names of the libraries that do.
//!
//! `memory.rs`, `sled.rs` and `redb.rs` implement it; engines never see it, they have [`super::Store`]. A tree name with
//! a zero byte is refused by every method of every backend.

use std::fmt;

use bytes::Bytes;

use super::{Batch, KeyRange, Order, StoreError};

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

impl BackendKind {
    /// The kinds that keep a world on a disk, under the names that format files use.
    pub const PERSISTENT: [Self; 2] = [Self::Sled, Self::Redb];

    /// The name in format files and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sled => "sled",
            Self::Redb => "redb",
            Self::Memory => "memory",
        }
    }

    /// The kind that a format file names; `None` for a name that no persistent kind has.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::PERSISTENT.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for BackendKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
