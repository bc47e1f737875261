//! `Transaction`: what the holder of the writer lane reads, and the batch that it collects.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;

use super::{Backend, Batch, KeyRange, Order, Scan, StoreError};

/// Reads and collected changes of one write. [`Transaction::get`] sees the changes made so far in this transaction;
/// [`Transaction::range`] sees committed entries only.
pub struct Transaction<'s> {
    backend: &'s dyn Backend,
    batch: Batch,
    /// The last word of the batch on every key, so that reading stays quick in large transactions.
    changed: HashMap<String, Changed>,
}

/// What a transaction has done to one tree.
#[derive(Default)]
struct Changed {
    cleared: bool,
    /// `None` for removed keys.
    keys: BTreeMap<Bytes, Option<Bytes>>,
}

impl<'s> Transaction<'s> {
    pub(super) fn new(backend: &'s dyn Backend) -> Self {
        Self { backend, batch: Batch::default(), changed: HashMap::new() }
    }

    pub(super) fn into_batch(self) -> Batch {
        self.batch
    }

    /// The value of `key` in `tree`, this transaction's own changes included.
    ///
    /// # Errors
    /// [`StoreError`] when the storage library or the disk fails.
    pub fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        if let Some(changed) = self.changed.get(tree) {
            if let Some(word) = changed.keys.get(key) {
                return Ok(word.clone());
            }
            if changed.cleared {
                return Ok(None);
            }
        }
        self.backend.get(tree, key)
    }

    /// The committed entries of `tree` in `range`.
    pub fn range(&self, tree: &str, range: &KeyRange, order: Order) -> Scan<'s> {
        self.backend.range(tree, range, order)
    }

    /// Sets `key` in `tree`.
    pub fn put(&mut self, tree: &str, key: impl Into<Bytes>, value: impl Into<Bytes>) {
        let (key, value) = (key.into(), value.into());
        self.changed(tree).keys.insert(key.clone(), Some(value.clone()));
        self.batch.put(tree, key, value);
    }

    /// Removes `key` from `tree`; a missing one is no error.
    pub fn remove(&mut self, tree: &str, key: impl Into<Bytes>) {
        let key = key.into();
        self.changed(tree).keys.insert(key.clone(), None);
        self.batch.remove(tree, key);
    }

    /// Removes everything from `tree`.
    pub fn clear(&mut self, tree: &str) {
        *self.changed(tree) = Changed { cleared: true, keys: BTreeMap::new() };
        self.batch.clear(tree);
    }

    fn changed(&mut self, tree: &str) -> &mut Changed {
        self.changed.entry(tree.to_owned()).or_default()
    }
}
