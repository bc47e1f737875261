//! `Sled`: the backend of worlds that people keep, on sled 0.34.7.
//!
//! All trees of a world live in one sled tree (see `flat_key.rs`), because sled applies a batch atomically only within
//! one. Flushing hands everything to the operating system: a killed process loses nothing that was flushed, a power cut
//! may, on drives that keep writes in a volatile cache. How a folder is opened, and mended, is in `sled_open.rs`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::flat_key::{flat, flat_range, key_of, prefix};
use super::{Backend, Batch, Change, KeyRange, Order, Scan, StoreError};
use crate::disk::DiskError;

/// A world's trees in a sled folder.
pub(super) struct Sled {
    db: sled::Db,
    folder: PathBuf,
}

impl Sled {
    pub(super) fn new(db: sled::Db, folder: PathBuf) -> Self {
        Self { db, folder }
    }

    /// The last word of `batch` on every key that it touches. sled applies a batch in no particular order, so nothing
    /// may be said twice, and it knows no clearing, so that is spelled out key by key.
    fn last_words(&self, batch: &Batch) -> Result<BTreeMap<Vec<u8>, Option<Bytes>>, StoreError> {
        let mut words = BTreeMap::new();
        for change in batch.changes() {
            match change {
                Change::Put { tree, key, value } => {
                    words.insert(flat(tree, key)?, Some(value.clone()));
                }
                Change::Remove { tree, key } => {
                    words.insert(flat(tree, key)?, None);
                }
                Change::Clear { tree } => {
                    let prefix = prefix(tree)?;
                    words.retain(|key, _| !key.starts_with(&prefix));
                    for key in self.db.scan_prefix(&prefix).keys() {
                        words.insert(key.map_err(|error| store_error(&self.folder, error))?.to_vec(), None);
                    }
                }
            }
        }
        Ok(words)
    }
}

impl Backend for Sled {
    fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        let found = self.db.get(flat(tree, key)?).map_err(|error| store_error(&self.folder, error))?;
        Ok(found.map(|value| Bytes::copy_from_slice(&value)))
    }

    fn range<'a>(&'a self, tree: &str, range: &KeyRange, order: Order) -> Scan<'a> {
        let flat = match flat_range(tree, range) {
            Ok(flat) if flat.is_empty() => return Box::new(std::iter::empty()),
            Ok(flat) => flat,
            Err(refused) => return Box::new(std::iter::once(Err(refused))),
        };
        let name_length = tree.len();
        let entry = move |found: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, value) = found.map_err(|error| store_error(&self.folder, error))?;
            Ok((Bytes::copy_from_slice(key_of(&key, name_length)), Bytes::copy_from_slice(&value)))
        };
        let found = self.db.range((flat.start, flat.end));
        match order {
            Order::Ascending => Box::new(found.map(entry)),
            Order::Descending => Box::new(found.rev().map(entry)),
        }
    }

    fn apply(&self, batch: &Batch) -> Result<(), StoreError> {
        let mut changes = sled::Batch::default();
        for (key, word) in self.last_words(batch)? {
            match word {
                Some(value) => changes.insert(key, value.as_ref()),
                None => changes.remove(key),
            }
        }
        self.db.apply_batch(changes).map_err(|error| store_error(&self.folder, error))
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.db.flush().map(|_bytes| ()).map_err(|error| store_error(&self.folder, error))
    }
}

/// sled's errors in the store's terms: the disk refused, or the files are not what sled wrote.
pub(super) fn store_error(folder: &Path, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(source) => DiskError::when("use the store", folder)(source).into(),
        other => StoreError::Damaged { path: folder.to_owned(), reason: other.to_string() },
    }
}
