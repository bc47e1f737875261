//! The items of one table: read by key, replaced and removed together with the table's counters.

use bytes::Bytes;
use labs_world::store::Transaction;

use super::Table;
use super::catalog::{self, Reader};
use crate::error::Refusal;
use crate::value::{Item, StoredItem, encode_item};

/// Sizes of an item before and after a write, 0 where there is none, and of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Before.
    pub(crate) old: usize,
    /// After.
    pub(crate) new: usize,
    /// All items of the table, after.
    pub(crate) table: u64,
}

/// The stored form of the item under `key`.
pub(crate) fn get(reader: &impl Reader, table: &Table, key: &[u8]) -> Result<Option<Bytes>, Refusal> {
    Ok(reader.read(&table.items_tree(), key)?)
}

/// Stores `item` under `key` in place of `old`, which is what [`get`] returned in the same transaction.
pub(crate) fn put(
    transaction: &mut Transaction<'_>,
    table: &Table,
    key: Vec<u8>,
    old: Option<&Bytes>,
    item: &Item,
) -> Result<Sizes, Refusal> {
    let bytes = encode_item(item)?;
    let (before, after) = (size_of(old)?, StoredItem::open(&bytes)?.size());
    transaction.put(&table.items_tree(), key, bytes);
    count(transaction, table, i64::from(old.is_none()), (before, after))
}

/// Removes `old`, which is what [`get`] returned for `key` in the same transaction.
pub(crate) fn remove(
    transaction: &mut Transaction<'_>,
    table: &Table,
    key: Vec<u8>,
    old: Option<&Bytes>,
) -> Result<Sizes, Refusal> {
    if old.is_none() {
        return Ok(Sizes { old: 0, new: 0, table: catalog::counters(transaction, table)?.bytes });
    }
    transaction.remove(&table.items_tree(), key);
    count(transaction, table, -1, (size_of(old)?, 0))
}

/// Removes all items and the counters.
pub(crate) fn clear(transaction: &mut Transaction<'_>, table: &Table) {
    transaction.clear(&table.items_tree());
    catalog::remove_counters(transaction, table);
}

fn size_of(stored: Option<&Bytes>) -> Result<usize, Refusal> {
    stored.map_or(Ok(0), |bytes| Ok(StoredItem::open(bytes)?.size()))
}

fn count(
    transaction: &mut Transaction<'_>,
    table: &Table,
    items: i64,
    (old, new): (usize, usize),
) -> Result<Sizes, Refusal> {
    let mut counters = catalog::counters(transaction, table)?;
    counters.items = counters.items.saturating_add_signed(items);
    counters.bytes = counters.bytes.saturating_sub(as_u64(old)).saturating_add(as_u64(new));
    catalog::save_counters(transaction, table, counters)?;
    Ok(Sizes { old, new, table: counters.bytes })
}

fn as_u64(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}
