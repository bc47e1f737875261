//! `StoreError`: why the store could not do what was asked, the same for every backend.

use std::path::PathBuf;

use crate::disk::DiskError;

/// The store could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Reading or writing the files failed.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// What is on the disk is not what was written there.
    #[error(
        "the store at {} is damaged: {reason}; nothing was deleted: move the world's folder away to keep it, and start \
         again with a new one",
        path.display()
    )]
    Damaged {
        /// The store's folder or file.
        path: PathBuf,
        /// The library's words.
        reason: String,
    },
    /// A tree name holds the zero byte that ends tree names.
    #[error("the tree name {name:?} holds a zero byte, which ends tree names in the store; leave it out")]
    TreeName {
        /// The name.
        name: String,
    },
    /// An earlier write failed half-way, so what memory shows and what the disk holds may differ.
    #[error("the store takes no more writes after an earlier failure ({reason}); close the world and open it again")]
    Halted {
        /// What failed first.
        reason: String,
    },
}
