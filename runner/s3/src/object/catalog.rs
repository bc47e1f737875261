//! The trees that hold objects: one for each bucket, in the byte order of the keys.
//!
//! A key stands in the tree as its bytes and nowhere else; no path is ever made of it.

use std::ops::Bound;

use labs_world::World;
use labs_world::store::{KeyRange, Store, Transaction};

use super::Object;
use crate::bucket::{self, Reader};
use crate::error::Refusal;

/// Version of the form of a stored object. Older ones stay readable; there are none yet.
const VERSION: u8 = 1;

fn tree(bucket: &str) -> String {
    format!("s3.objects.{bucket}")
}

/// The object of that key.
pub(crate) fn find(reader: &impl Reader, bucket: &str, key: &str) -> Result<Option<Object>, Refusal> {
    let stored = reader.read(&tree(bucket), key.as_bytes())?;
    stored.map(|stored| decode(key, &stored)).transpose()
}

/// The object of that key, which must be there, in a bucket that must be there.
pub(crate) fn require(reader: &impl Reader, bucket: &str, key: &str) -> Result<Object, Refusal> {
    bucket::require(reader, bucket)?;
    find(reader, bucket, key)?.ok_or_else(|| Refusal::NoSuchKey { key: key.to_owned() })
}

/// The objects of a bucket in the order of their keys, from a bound on.
pub(crate) fn scan<'s>(
    store: &'s Store,
    bucket: &str,
    start: Bound<Vec<u8>>,
) -> impl Iterator<Item = Result<(String, Object), Refusal>> + use<'s> {
    store.scan(&tree(bucket), &KeyRange { start, end: Bound::Unbounded }).map(|entry| {
        let (key, stored) = entry?;
        let key = String::from_utf8_lossy(&key).into_owned();
        let object = decode(&key, &stored)?;
        Ok((key, object))
    })
}

/// Whether the bucket has any object.
pub(crate) fn any(reader: &impl Reader, bucket: &str) -> Result<bool, Refusal> {
    Ok(reader.scan(&tree(bucket), &KeyRange::all()).next().transpose()?.is_some())
}

/// Puts an object in the place of the one that has the key, if any.
pub(crate) fn save(
    transaction: &mut Transaction<'_>,
    world: &World,
    bucket: &str,
    key: &str,
    object: &Object,
) -> Result<(), Refusal> {
    let before: Vec<_> = find(transaction, bucket, key)?.iter().map(|old| (old.class(), old.size)).collect();
    bucket::weigh(transaction, world, bucket, &[(object.class(), object.size)], &before)?;
    let bytes = postcard::to_extend(object, vec![VERSION]).map_err(|_| damaged(key))?;
    transaction.put(&tree(bucket), key.to_owned().into_bytes(), bytes);
    Ok(())
}

/// Removes the object of a key; a missing one is no error.
pub(crate) fn remove(transaction: &mut Transaction<'_>, world: &World, bucket: &str, key: &str) -> Result<(), Refusal> {
    if let Some(old) = find(transaction, bucket, key)? {
        bucket::weigh(transaction, world, bucket, &[], &[(old.class(), old.size)])?;
        transaction.remove(&tree(bucket), key.to_owned().into_bytes());
    }
    Ok(())
}

/// Leaves nothing of a bucket's tree.
pub(crate) fn clear(transaction: &mut Transaction<'_>, bucket: &str) {
    transaction.clear(&tree(bucket));
}

fn decode(key: &str, stored: &[u8]) -> Result<Object, Refusal> {
    match stored.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|_| damaged(key)),
        _ => Err(damaged(key)),
    }
}

fn damaged(key: &str) -> Refusal {
    Refusal::Damaged { what: format!("description of object `{key}`") }
}
