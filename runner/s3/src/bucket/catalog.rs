//! The tree that holds the buckets, by name.

use std::ops::Bound;

use bytes::Bytes;
use labs_world::Timestamp;
use labs_world::store::{KeyRange, Order, Scan, Store, StoreError, Transaction};
use serde::{Deserialize, Serialize};

use crate::error::Refusal;

/// Tree of the buckets.
const BUCKETS: &str = "s3.buckets";
/// Version of the form of a stored bucket. Older ones stay readable; there are none yet.
const VERSION: u8 = 1;

/// A bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bucket {
    #[serde(skip)]
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    /// In the order in which they were given.
    pub(crate) tags: Vec<(String, String)>,
}

/// Committed entries, or those that a transaction sees.
pub(crate) trait Reader {
    /// The value of `key` in `tree`.
    fn read(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError>;

    /// The committed entries of `tree` in `range`.
    fn scan(&self, tree: &str, range: &KeyRange) -> Scan<'_>;
}

impl Reader for Store {
    fn read(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.get(tree, key)
    }

    fn scan(&self, tree: &str, range: &KeyRange) -> Scan<'_> {
        self.range(tree, range, Order::Ascending)
    }
}

impl Reader for Transaction<'_> {
    fn read(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.get(tree, key)
    }

    fn scan(&self, tree: &str, range: &KeyRange) -> Scan<'_> {
        self.range(tree, range, Order::Ascending)
    }
}

/// The bucket of that name.
pub(crate) fn find(reader: &impl Reader, name: &str) -> Result<Option<Bucket>, Refusal> {
    let stored = reader.read(BUCKETS, name.as_bytes())?;
    stored.map(|stored| decode(name, &stored)).transpose()
}

/// The bucket of that name, which must be there.
pub(crate) fn require(reader: &impl Reader, name: &str) -> Result<Bucket, Refusal> {
    find(reader, name)?.ok_or_else(|| Refusal::NoSuchBucket { bucket: name.to_owned() })
}

/// All buckets in the byte order of their names, from the one after `after` on.
pub(crate) fn all<'s>(store: &'s Store, after: Option<&str>) -> impl Iterator<Item = Result<Bucket, Refusal>> + 's {
    let start = after.map_or(Bound::Unbounded, |after| Bound::Excluded(after.as_bytes().to_vec()));
    let range = KeyRange { start, end: Bound::Unbounded };
    store.range(BUCKETS, &range, Order::Ascending).map(|entry| {
        let (key, stored) = entry?;
        decode(&String::from_utf8_lossy(&key), &stored)
    })
}

/// Writes a bucket.
pub(crate) fn save(transaction: &mut Transaction<'_>, bucket: &Bucket) -> Result<(), Refusal> {
    let bytes = postcard::to_extend(bucket, vec![VERSION]).map_err(|_| damaged(&bucket.name))?;
    transaction.put(BUCKETS, bucket.name.clone().into_bytes(), bytes);
    Ok(())
}

/// Removes a bucket.
pub(crate) fn remove(transaction: &mut Transaction<'_>, name: &str) {
    transaction.remove(BUCKETS, name.to_owned().into_bytes());
}

fn decode(name: &str, stored: &[u8]) -> Result<Bucket, Refusal> {
    match stored.split_first() {
        Some((&VERSION, rest)) => {
            let bucket: Bucket = postcard::from_bytes(rest).map_err(|_| damaged(name))?;
            Ok(Bucket { name: name.to_owned(), ..bucket })
        }
        _ => Err(damaged(name)),
    }
}

fn damaged(name: &str) -> Refusal {
    Refusal::Damaged { what: format!("description of bucket `{name}`") }
}
