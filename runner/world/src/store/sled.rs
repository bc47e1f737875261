//! `Sled`: the backend of worlds that people keep, on sled 0.34.7.
//!
//! All trees of a world live in one sled tree (see `flat_key.rs`), because sled applies a batch atomically only within
//! one. Flushing hands everything to the operating system: a killed process loses nothing that was flushed, a power cut
//! may, on drives that keep writes in a volatile cache. How a folder is opened, and mended, is in `sled_open.rs`. A sled
//! that failed is never closed: closing waits for ever for the write that failed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering as Atomic};

use bytes::Bytes;

use super::flat_key::{flat, flat_range, key_of, prefix};
use super::{Backend, Batch, Change, KeyRange, Order, Scan, StoreError};
use crate::disk::DiskError;

/// A world's trees in a sled folder.
pub(super) struct Sled {
    db: sled::Db,
    folder: PathBuf,
    /// Number of writes and flushes that began and have not succeeded; those that failed or panicked stay in it.
    unfinished: AtomicUsize,
}

impl Sled {
    pub(super) fn new(db: sled::Db, folder: PathBuf) -> Self {
        Self { db, folder, unfinished: AtomicUsize::new(0) }
    }

    /// Runs a write or a flush of sled and keeps count of those that do not succeed.
    fn writing<T>(&self, work: impl FnOnce(&sled::Db) -> sled::Result<T>) -> Result<T, StoreError> {
        self.unfinished.fetch_add(1, Atomic::SeqCst);
        let done = work(&self.db).map_err(|error| store_error(&self.folder, error))?;
        self.unfinished.fetch_sub(1, Atomic::SeqCst);
        Ok(done)
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
        self.writing(|db| db.apply_batch(changes))
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.writing(|db| db.flush()).map(|_bytes| ())
    }
}

impl Drop for Sled {
    fn drop(&mut self) {
        // Dropping the last handle of a sled flushes, and after a failed write that waits for ever for bytes that never
        // arrive. So the last flush is done here, where its failure shows, and a sled that has failed keeps a handle for
        // ever. Its file lock goes with the process; the lock that keeps others out is the world's and not held by it.
        if self.unfinished.load(Atomic::SeqCst) > 0 || self.flush().is_err() {
            std::mem::forget(self.db.clone());
        }
    }
}

/// sled's errors in the store's terms: the disk refused, or the files are not what sled wrote.
pub(super) fn store_error(folder: &Path, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(source) => DiskError::when("use the store", folder)(source).into(),
        other => StoreError::Damaged { path: folder.to_owned(), reason: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::super::sled_open;
    use super::*;

    #[test]
    fn a_sled_is_closed_unless_a_write_of_it_failed() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("store");
        drop(sled_open::open(&folder, dir.path()).unwrap());
        let (sled, _) = sled_open::open(&folder, dir.path()).unwrap();
        let full = || sled::Error::Io(std::io::ErrorKind::StorageFull.into());
        sled.writing::<()>(|_| Err(full())).unwrap_err();
        sled.flush().unwrap();
        drop(sled);
        // What holds sled's own lock on the files has not been dropped.
        let held = sled_open::open(&folder, dir.path()).map(drop).unwrap_err();
        assert!(held.to_string().contains("could not acquire lock"), "{held}");
    }
}
