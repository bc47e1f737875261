//! `Memory`: the backend of worlds that are thrown away after the run. Nothing to flush, nothing to recover.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{PoisonError, RwLock};

use bytes::Bytes;

use super::flat_key::check_tree;
use super::{Backend, Batch, Change, Entry, KeyRange, Order, Scan, StoreError};

/// Entries are fetched in chunks of this many, so that a scan holds the lock only for short moments.
const CHUNK: usize = 256;

/// Trees in memory.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    trees: RwLock<BTreeMap<String, BTreeMap<Bytes, Bytes>>>,
}

impl Memory {
    fn chunk(&self, tree: &str, range: &KeyRange, order: Order) -> Vec<Entry> {
        if range.is_empty() {
            return Vec::new();
        }
        let trees = self.trees.read().unwrap_or_else(PoisonError::into_inner);
        let Some(entries) = trees.get(tree) else { return Vec::new() };
        let bounds = (range.start.as_ref().map(Vec::as_slice), range.end.as_ref().map(Vec::as_slice));
        let found = entries.range::<[u8], _>(bounds).map(|(key, value)| (key.clone(), value.clone()));
        match order {
            Order::Ascending => found.take(CHUNK).collect(),
            Order::Descending => found.rev().take(CHUNK).collect(),
        }
    }
}

impl Backend for Memory {
    fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        check_tree(tree)?;
        let trees = self.trees.read().unwrap_or_else(PoisonError::into_inner);
        Ok(trees.get(tree).and_then(|entries| entries.get(key)).cloned())
    }

    fn range<'a>(&'a self, tree: &str, range: &KeyRange, order: Order) -> Scan<'a> {
        if let Err(refused) = check_tree(tree) {
            return Box::new(std::iter::once(Err(refused)));
        }
        let tree = tree.to_owned();
        let mut rest = range.clone();
        let mut chunk = self.chunk(&tree, &rest, order).into_iter();
        Box::new(std::iter::from_fn(move || {
            let entry = match chunk.next() {
                Some(entry) => entry,
                None => {
                    chunk = self.chunk(&tree, &rest, order).into_iter();
                    chunk.next()?
                }
            };
            let passed = Bound::Excluded(entry.0.to_vec());
            match order {
                Order::Ascending => rest.start = passed,
                Order::Descending => rest.end = passed,
            }
            Some(Ok(entry))
        }))
    }

    fn apply(&self, batch: &Batch) -> Result<(), StoreError> {
        for change in batch.changes() {
            check_tree(change.tree())?;
        }
        let mut trees = self.trees.write().unwrap_or_else(PoisonError::into_inner);
        for change in batch.changes() {
            match change {
                Change::Put { tree, key, value } => {
                    trees.entry(tree.clone()).or_default().insert(key.clone(), value.clone());
                }
                Change::Remove { tree, key } => {
                    if let Some(entries) = trees.get_mut(tree) {
                        entries.remove(key);
                    }
                }
                Change::Clear { tree } => {
                    trees.remove(tree);
                }
            }
        }
        Ok(())
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
