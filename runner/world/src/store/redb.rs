//! `Redb`: the second backend, on redb 4, which proves that the seam holds.
//!
//! All trees of a world live in one redb table (see `flat_key.rs`). A batch commits without waiting for the disk; a flush
//! is one empty commit that waits, and carries everything before it. redb syncs its file, so flushed batches survive a
//! power cut too, at the price of a slower flush than sled's.

use std::io;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use redb::{Database, Durability, ReadableDatabase, TableDefinition};

use super::flat_key::{flat, flat_range, key_of, prefix};
use super::sled_open::words_of;
use super::{Backend, Batch, Change, Entry, KeyRange, Order, Scan, StoreError};
use crate::disk::DiskError;

/// The one table; its name is part of the format.
const TABLE: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("world");

/// Bytes that redb may use for pages in memory, as much as sled gets.
const CACHE_BYTES: usize = 32 * 1024 * 1024;

/// A walk over flat keys that keeps its own view of the table alive.
type FlatScan = redb::OwnedRange<&'static [u8], &'static [u8]>;

/// A world's trees in a redb file.
pub(super) struct Redb {
    database: Database,
    file: PathBuf,
}

impl Redb {
    /// Opens or creates the file `world.redb` in `folder`. redb mends what an abrupt stop left by itself.
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let file = folder.join("world.redb");
        // redb panics on some damaged files when it is built for debugging. Nothing of ours is shared with the closure,
        // and a database that panicked is never used.
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let database = Database::builder().set_cache_size(CACHE_BYTES).create(&file)?;
            // Readers may come before the first write and must find the table.
            let transaction = database.begin_write()?;
            transaction.open_table(TABLE)?;
            transaction.commit()?;
            Ok(database)
        }));
        match opened {
            Ok(Ok(database)) => Ok(Self { database, file }),
            Ok(Err(error)) => Err(store_error(&file, error)),
            Err(panic) => Err(StoreError::Damaged { path: file, reason: words_of(panic.as_ref()) }),
        }
    }

    fn failed<E: Into<redb::Error>>(&self) -> impl Fn(E) -> StoreError + Send + '_ {
        |error| store_error(&self.file, error.into())
    }

    fn commit(&self, durability: Durability, changes: &[Change]) -> Result<(), StoreError> {
        let mut transaction = self.database.begin_write().map_err(self.failed())?;
        transaction.set_durability(durability).map_err(self.failed())?;
        {
            let mut table = transaction.open_table(TABLE).map_err(self.failed())?;
            for change in changes {
                match change {
                    Change::Put { tree, key, value } => {
                        table.insert(flat(tree, key)?.as_slice(), value.as_ref()).map_err(self.failed())?;
                    }
                    Change::Remove { tree, key } => {
                        table.remove(flat(tree, key)?.as_slice()).map_err(self.failed())?;
                    }
                    Change::Clear { tree } => {
                        let all = KeyRange::prefix(&prefix(tree)?);
                        table.retain_in::<&[u8], _>(bounds(&all), |_, _| false).map_err(self.failed())?;
                    }
                }
            }
        }
        transaction.commit().map_err(self.failed())
    }

    fn scan(&self, tree: &str, range: &KeyRange) -> Result<Option<FlatScan>, StoreError> {
        let flat = flat_range(tree, range)?;
        if flat.is_empty() {
            return Ok(None);
        }
        let transaction = self.database.begin_read().map_err(self.failed())?;
        let table = transaction.open_table(TABLE).map_err(self.failed())?;
        table.range_owned::<&[u8]>(bounds(&flat)).map(Some).map_err(self.failed())
    }
}

impl Backend for Redb {
    fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        let flat = flat(tree, key)?;
        let transaction = self.database.begin_read().map_err(self.failed())?;
        let table = transaction.open_table(TABLE).map_err(self.failed())?;
        let found = table.get_owned(flat.as_slice()).map_err(self.failed())?;
        Ok(found.map(|value| Bytes::copy_from_slice(value.value())))
    }

    fn range<'a>(&'a self, tree: &str, range: &KeyRange, order: Order) -> Scan<'a> {
        let found = match self.scan(tree, range) {
            Ok(Some(found)) => found,
            Ok(None) => return Box::new(std::iter::empty()),
            Err(refused) => return Box::new(std::iter::once(Err(refused))),
        };
        let name_length = tree.len();
        let entry = move |found: Result<_, redb::StorageError>| -> Result<Entry, StoreError> {
            let (key, value): (redb::OwnedAccessGuard<&[u8]>, redb::OwnedAccessGuard<&[u8]>) =
                found.map_err(self.failed())?;
            Ok((Bytes::copy_from_slice(key_of(key.value(), name_length)), Bytes::copy_from_slice(value.value())))
        };
        match order {
            Order::Ascending => Box::new(found.map(entry)),
            Order::Descending => Box::new(found.rev().map(entry)),
        }
    }

    fn apply(&self, batch: &Batch) -> Result<(), StoreError> {
        self.commit(Durability::None, batch.changes())
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.commit(Durability::Immediate, &[])
    }
}

fn bounds(range: &KeyRange) -> (Bound<&[u8]>, Bound<&[u8]>) {
    (range.start.as_ref().map(Vec::as_slice), range.end.as_ref().map(Vec::as_slice))
}

/// redb's errors in the store's terms: the disk refused, or the file is not what redb wrote.
fn store_error(file: &Path, error: redb::Error) -> StoreError {
    let not_a_database = |kind| matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof);
    match error {
        redb::Error::Io(source) if !not_a_database(source.kind()) => {
            DiskError::when("use the store", file)(source).into()
        }
        redb::Error::DatabaseAlreadyOpen => {
            DiskError::when("use the store", file)(io::ErrorKind::ResourceBusy.into()).into()
        }
        other => StoreError::Damaged { path: file.to_owned(), reason: other.to_string() },
    }
}
