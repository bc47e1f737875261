//! The trees that hold uploads and parts.

use labs_world::World;
use labs_world::store::{KeyRange, Transaction};

use super::{StoredPart, Upload};
use crate::bucket::{self, Reader};
use crate::error::Refusal;

/// Version of the form of a stored upload and of a stored part. Older ones stay readable; there are none yet.
const VERSION: u8 = 1;

fn uploads_tree(bucket: &str) -> String {
    format!("s3.uploads.{bucket}")
}

fn parts_tree(bucket: &str) -> String {
    format!("s3.parts.{bucket}")
}

fn part_key(upload: &str, number: u16) -> Vec<u8> {
    [upload.as_bytes(), &number.to_be_bytes()].concat()
}

/// The upload of that id, which must be there and be one of that key.
pub(crate) fn require(reader: &impl Reader, bucket: &str, key: &str, id: &str) -> Result<Upload, Refusal> {
    bucket::require(reader, bucket)?;
    let missing = || Refusal::NoSuchUpload { upload: id.to_owned() };
    let stored = reader.read(&uploads_tree(bucket), id.as_bytes())?.ok_or_else(missing)?;
    Some(decode(id, &stored)?).filter(|upload| upload.key == key).ok_or_else(missing)
}

/// All uploads of a bucket, in the order of their keys, and of their beginnings for the same key.
pub(crate) fn uploads(reader: &impl Reader, bucket: &str) -> Result<Vec<Upload>, Refusal> {
    let all = reader.scan(&uploads_tree(bucket), &KeyRange::all()).map(|entry| {
        let (id, stored) = entry?;
        decode(&String::from_utf8_lossy(&id), &stored)
    });
    let mut all = all.collect::<Result<Vec<_>, Refusal>>()?;
    all.sort_by(|a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
    Ok(all)
}

/// Writes an upload.
pub(crate) fn save(transaction: &mut Transaction<'_>, bucket: &str, upload: &Upload) -> Result<(), Refusal> {
    let bytes = postcard::to_extend(upload, vec![VERSION]).map_err(|_| damaged(&upload.id))?;
    transaction.put(&uploads_tree(bucket), upload.id.clone().into_bytes(), bytes);
    Ok(())
}

/// The parts of an upload with their numbers, in order.
pub(crate) fn parts(reader: &impl Reader, bucket: &str, upload: &str) -> Result<Vec<(u16, StoredPart)>, Refusal> {
    let found = reader.scan(&parts_tree(bucket), &KeyRange::prefix(upload.as_bytes())).map(|entry| {
        let (key, stored) = entry?;
        let number = key.last_chunk::<2>().map(|bytes| u16::from_be_bytes(*bytes)).ok_or_else(|| damaged(upload))?;
        Ok((number, decode_part(upload, &stored)?))
    });
    found.collect()
}

/// Puts a part in the place of the one that has the number, if any.
pub(crate) fn save_part(
    transaction: &mut Transaction<'_>,
    world: &World,
    bucket: &str,
    upload: &Upload,
    number: u16,
    part: &StoredPart,
) -> Result<(), Refusal> {
    let class = upload.properties.class;
    let (tree, key) = (parts_tree(bucket), part_key(&upload.id, number));
    let before = transaction.read(&tree, &key)?.map(|stored| decode_part(&upload.id, &stored)).transpose()?;
    let before: Vec<_> = before.iter().map(|old| (class, old.size)).collect();
    bucket::weigh(transaction, world, bucket, &[(class, part.size)], &before)?;
    let bytes = postcard::to_extend(part, vec![VERSION]).map_err(|_| damaged(&upload.id))?;
    transaction.put(&tree, key, bytes);
    Ok(())
}

/// Removes an upload and its parts.
pub(crate) fn remove(
    transaction: &mut Transaction<'_>,
    world: &World,
    bucket: &str,
    upload: &Upload,
) -> Result<(), Refusal> {
    let gone = parts(transaction, bucket, &upload.id)?;
    let left: Vec<_> = gone.iter().map(|(_, part)| (upload.properties.class, part.size)).collect();
    bucket::weigh(transaction, world, bucket, &[], &left)?;
    for (number, _) in gone {
        transaction.remove(&parts_tree(bucket), part_key(&upload.id, number));
    }
    transaction.remove(&uploads_tree(bucket), upload.id.clone().into_bytes());
    Ok(())
}

/// Leaves nothing of a bucket's uploads.
pub(crate) fn clear(transaction: &mut Transaction<'_>, bucket: &str) {
    transaction.clear(&uploads_tree(bucket));
    transaction.clear(&parts_tree(bucket));
}

fn decode(id: &str, stored: &[u8]) -> Result<Upload, Refusal> {
    match stored.split_first() {
        Some((&VERSION, rest)) => {
            let upload: Upload = postcard::from_bytes(rest).map_err(|_| damaged(id))?;
            Ok(Upload { id: id.to_owned(), ..upload })
        }
        _ => Err(damaged(id)),
    }
}

fn decode_part(upload: &str, stored: &[u8]) -> Result<StoredPart, Refusal> {
    match stored.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|_| damaged(upload)),
        _ => Err(damaged(upload)),
    }
}

fn damaged(id: &str) -> Refusal {
    Refusal::Damaged { what: format!("description of upload `{id}`") }
}
