//! `Object`: what is remembered of one object beside its bytes.

use labs_world::{Map, ObjectId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Properties, StorageClass};
use crate::checksum::Checksum;
use crate::error::Refusal;

/// Keys have at most so many bytes.
const MAX_KEY: usize = 1024;

/// An object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Object {
    /// In whole seconds.
    pub(crate) modified: Timestamp,
    pub(crate) size: u64,
    /// Without quotation marks.
    pub(crate) e_tag: String,
    /// The bytes, in order.
    pub(crate) pieces: Vec<Piece>,
    /// The parts of a multipart object; empty for others.
    pub(crate) parts: Vec<Part>,
    pub(crate) checksum: Option<Checksum>,
    pub(crate) properties: Properties,
    /// In the order in which they were given.
    pub(crate) tags: Vec<(String, String)>,
}

/// Bytes that lie in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Piece {
    pub(crate) id: ObjectId,
    pub(crate) size: u64,
}

/// A part of a multipart object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) number: u16,
    pub(crate) size: u64,
    /// Of the part's bytes, by the algorithm of the object's checksum.
    pub(crate) checksum: Vec<u8>,
}

impl Object {
    /// The storage class.
    pub(crate) fn class(&self) -> StorageClass {
        self.properties.class
    }

    /// Puts what every answer about an object says among a reply's members.
    pub(crate) fn tell(&self, reply: &mut Map) {
        reply.insert("AcceptRanges".to_owned(), "bytes".into());
        reply.insert("LastModified".to_owned(), self.modified.into());
        reply.insert("ETag".to_owned(), quoted(&self.e_tag).into());
        reply.insert("ServerSideEncryption".to_owned(), "AES256".into());
        self.properties.tell(reply);
        if let Ok(count @ 1..) = i64::try_from(self.tags.len()) {
            reply.insert("TagCount".to_owned(), count.into());
        }
    }

    /// The object as an element of a list.
    pub(crate) fn listed(&self, key: String) -> Map {
        let mut entry = Map::from_iter([
            ("Key".to_owned(), key.into()),
            ("LastModified".to_owned(), self.modified.into()),
            ("ETag".to_owned(), quoted(&self.e_tag).into()),
        ]);
        if let Some(Checksum { algorithm, kind, .. }) = &self.checksum {
            entry.insert("ChecksumAlgorithm".to_owned(), vec![algorithm.name().into()].into());
            entry.insert("ChecksumType".to_owned(), kind.name().into());
        }
        entry.insert("Size".to_owned(), i64::try_from(self.size).unwrap_or(i64::MAX).into());
        entry.insert("StorageClass".to_owned(), self.class().name().into());
        entry
    }
}

/// Refuses what cannot be a key.
pub(crate) fn check_key(key: &str) -> Result<(), Refusal> {
    match key.len() {
        0 => Err(Refusal::NotValidated { member: "Key" }),
        1..=MAX_KEY => Ok(()),
        size => Err(Refusal::KeyTooLong { size }),
    }
}

/// An ETag with the quotation marks that are part of it on the wire.
pub(crate) fn quoted(e_tag: &str) -> String {
    format!("\"{e_tag}\"")
}

/// Lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
