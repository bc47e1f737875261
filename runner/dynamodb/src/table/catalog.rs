//! The tree that holds the tables, and the counters that go with each of them.
//!
//! AWS counts a table's items and bytes every six hours. Here both are kept in the same batch as the write that changes them,
//! so DescribeTable always tells the truth.

use std::ops::Bound;

use bytes::Bytes;
use labs_world::Timestamp;
use labs_world::store::{KeyRange, Order, Store, StoreError, Transaction};
use serde::{Deserialize, Serialize};

use super::{Status, Table, TableError};
use crate::error::{Damaged, Refusal};

/// Tree of the tables, by name.
const TABLES: &str = "dynamodb.tables";
/// Tree of the counters, by table id.
const COUNTERS: &str = "dynamodb.counters";
/// Version of the form of a stored table. Older ones stay readable; there are none yet.
const VERSION: u8 = 1;

/// How many items a table holds and how large they are together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Counters {
    /// Number of items.
    pub(crate) items: u64,
    /// Size of the items by DynamoDB's rules.
    pub(crate) bytes: u64,
}

/// Committed entries, or those that a transaction sees.
pub(crate) trait Reader {
    /// The value of `key` in `tree`.
    fn read(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError>;
}

impl Reader for Store {
    fn read(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.get(tree, key)
    }
}

impl Reader for Transaction<'_> {
    fn read(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.get(tree, key)
    }
}

/// The table of that name that is not gone at `now`.
pub(crate) fn find(reader: &impl Reader, name: &str, now: Timestamp) -> Result<Option<Table>, Refusal> {
    let Some(stored) = reader.read(TABLES, name.as_bytes())? else { return Ok(None) };
    let table = decode(name, &stored)?;
    Ok((table.status(now) != Status::Gone).then_some(table))
}

/// The table of that name, for operations on tables.
pub(crate) fn require(reader: &impl Reader, name: &str, now: Timestamp) -> Result<Table, Refusal> {
    find(reader, name, now)?.ok_or_else(|| TableError::NotFoundNamed(name.to_owned()).into())
}

/// The table of that name, ready for operations on items.
pub(crate) fn require_active(reader: &impl Reader, name: &str, now: Timestamp) -> Result<Table, Refusal> {
    find(reader, name, now)?
        .filter(|table| table.status(now) == Status::Active)
        .ok_or_else(|| TableError::NotFound.into())
}

/// The tables that are not gone at `now`, in the byte order of their names, from the one after `after` on.
pub(crate) fn tables<'s>(
    store: &'s Store,
    after: Option<&str>,
    now: Timestamp,
) -> impl Iterator<Item = Result<Table, Refusal>> + 's {
    let start = after.map_or(Bound::Unbounded, |after| Bound::Excluded(after.as_bytes().to_vec()));
    let range = KeyRange { start, end: Bound::Unbounded };
    store
        .range(TABLES, &range, Order::Ascending)
        .map(|entry| {
            let (key, stored) = entry?;
            Ok(decode(&String::from_utf8_lossy(&key), &stored)?)
        })
        .filter(move |table| table.as_ref().map_or(true, |table| table.status(now) != Status::Gone))
}

/// Writes a table's description.
pub(crate) fn save(transaction: &mut Transaction<'_>, table: &Table) -> Result<(), Refusal> {
    let bytes = postcard::to_extend(table, vec![VERSION]).map_err(|_| Damaged::Table(table.name.clone()))?;
    transaction.put(TABLES, table.name.clone().into_bytes(), bytes);
    Ok(())
}

/// Removes a table's description.
pub(crate) fn remove(transaction: &mut Transaction<'_>, table: &Table) {
    transaction.remove(TABLES, table.name.clone().into_bytes());
}

/// The counters of a table.
pub(crate) fn counters(reader: &impl Reader, table: &Table) -> Result<Counters, Refusal> {
    match reader.read(COUNTERS, table.id.as_bytes())? {
        Some(stored) => Ok(postcard::from_bytes(&stored).map_err(|_| Damaged::Table(table.name.clone()))?),
        None => Ok(Counters::default()),
    }
}

/// Writes the counters of a table.
pub(super) fn save_counters(
    transaction: &mut Transaction<'_>,
    table: &Table,
    counters: Counters,
) -> Result<(), Refusal> {
    let bytes = postcard::to_stdvec(&counters).map_err(|_| Damaged::Table(table.name.clone()))?;
    transaction.put(COUNTERS, table.id.clone().into_bytes(), bytes);
    Ok(())
}

/// Removes the counters of a table.
pub(super) fn remove_counters(transaction: &mut Transaction<'_>, table: &Table) {
    transaction.remove(COUNTERS, table.id.clone().into_bytes());
}

fn decode(name: &str, stored: &[u8]) -> Result<Table, Damaged> {
    match stored.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|_| Damaged::Table(name.to_owned())),
        _ => Err(Damaged::Table(name.to_owned())),
    }
}
