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
    /// The disk refused what a write or a flush needed, so that what memory shows and what the disk holds may differ.
    #[error("{}, then stop this process (Ctrl-C) and start it again; what was acknowledged is safe", .0.told())]
    WriteRefused(DiskError),
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
    #[error(
        "the store takes no more writes after an earlier failure ({reason}); stop this process (Ctrl-C) and start it again"
    )]
    Halted {
        /// What failed first.
        reason: String,
    },
}

impl StoreError {
    /// This failure as the one after which a store that keeps its writes takes no more: trying again is no way out then.
    pub(super) fn of_a_last_write(self) -> Self {
        match self {
            Self::Disk(refusal) => Self::WriteRefused(refusal),
            other => other,
        }
    }

    /// What later writes are told: the failure without a way out of its own.
    pub(super) fn halts(&self) -> Self {
        let reason = match self {
            Self::WriteRefused(refusal) => refusal.told(),
            other => other.to_string(),
        };
        Self::Halted { reason }
    }
}
