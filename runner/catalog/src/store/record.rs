//! What a record looks like in the store: a version, then postcard; and the keys of the trees.

use bytes::Bytes;
use labs_world::store::{KeyRange, Store, StoreError, Transaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::CatalogError;

/// Version of the form of stored records. Older ones stay readable; there are none yet.
const VERSION: u8 = 1;
/// Most characters of a name.
const MAX_NAME: usize = 255;

/// Committed entries, or those that a transaction sees.
pub(super) trait Reader {
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

/// The bytes of a record of the kind `what` that is called `name`.
pub(super) fn encode(what: &'static str, name: &str, record: &impl Serialize) -> Result<Vec<u8>, CatalogError> {
    postcard::to_extend(record, vec![VERSION]).map_err(|_| CatalogError::Damaged { what, name: name.to_owned() })
}

/// The record that `stored` is.
pub(super) fn decode<T: DeserializeOwned>(what: &'static str, name: &str, stored: &[u8]) -> Result<T, CatalogError> {
    let damaged = || CatalogError::Damaged { what, name: name.to_owned() };
    match stored.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|_| damaged()),
        _ => Err(damaged()),
    }
}

/// A name as it is kept: in lower case. The boundary judges names that come by Glue's API, but not those of DDL.
pub(super) fn name(what: &'static str, given: &str) -> Result<String, CatalogError> {
    let fits = (1..=MAX_NAME).contains(&given.chars().count()) && !given.chars().any(char::is_control);
    if fits { Ok(given.to_lowercase()) } else { Err(CatalogError::Name { what, name: given.to_owned() }) }
}

/// The key of a table. Names hold no zero byte, so one ends the database's.
pub(super) fn table_key(database: &str, table: &str) -> Vec<u8> {
    [database.as_bytes(), &[0], table.as_bytes()].concat()
}

/// The keys of all tables of a database.
pub(super) fn tables_of(database: &str) -> KeyRange {
    KeyRange::prefix(&table_key(database, ""))
}

/// The key of a partition: its values, each ended by two zero bytes, a zero byte within written as 00 FF. The order of keys is
/// then the order of the values as texts.
pub(super) fn partition_key(values: &[String]) -> Vec<u8> {
    let mut key = Vec::new();
    for value in values {
        for byte in value.bytes() {
            key.push(byte);
            if byte == 0 {
                key.push(0xff);
            }
        }
        key.extend([0, 0]);
    }
    key
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_of_partitions_are_ordered_as_their_values(
            a in prop::collection::vec("[ab\0\u{1}]{0,3}", 2),
            b in prop::collection::vec("[ab\0\u{1}]{0,3}", 2),
        ) {
            prop_assert_eq!(partition_key(&a).cmp(&partition_key(&b)), a.cmp(&b));
        }
    }

    #[test]
    fn a_name_that_cannot_be_a_key_is_refused() {
        assert_eq!(name("table", "Orders").unwrap(), "orders");
        for wrong in ["", "a\0b", &"x".repeat(256)] {
            assert!(matches!(name("table", wrong), Err(CatalogError::Name { .. })), "{wrong:?}");
        }
    }
}
