//! `Batch`: the changes that one commit makes, over any number of trees.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// One change of a [`Batch`]. Changes apply in order, a later one wins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Sets the value of a key.
    Put {
        /// The tree's name.
        tree: String,
        /// The key.
        key: Bytes,
        /// The new value.
        value: Bytes,
    },
    /// Removes a key; a missing one is no error.
    Remove {
        /// The tree's name.
        tree: String,
        /// The key.
        key: Bytes,
    },
    /// Removes every key of a tree.
    Clear {
        /// The tree's name.
        tree: String,
    },
}

impl Change {
    /// The name of the tree that changes.
    #[must_use]
    pub fn tree(&self) -> &str {
        match self {
            Self::Put { tree, .. } | Self::Remove { tree, .. } | Self::Clear { tree } => tree,
        }
    }
}

/// Changes that become visible and durable together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Batch {
    changes: Vec<Change>,
}

impl Batch {
    /// Sets `key` in `tree`.
    pub fn put(&mut self, tree: &str, key: impl Into<Bytes>, value: impl Into<Bytes>) {
        self.changes.push(Change::Put { tree: tree.to_owned(), key: key.into(), value: value.into() });
    }

    /// Removes `key` from `tree`.
    pub fn remove(&mut self, tree: &str, key: impl Into<Bytes>) {
        self.changes.push(Change::Remove { tree: tree.to_owned(), key: key.into() });
    }

    /// Removes everything from `tree`.
    pub fn clear(&mut self, tree: &str) {
        self.changes.push(Change::Clear { tree: tree.to_owned() });
    }

    /// The changes, in the order in which they apply.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether the batch changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}
