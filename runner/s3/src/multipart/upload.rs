//! `Upload` and `StoredPart`, the records.

use labs_world::{Ids, ObjectId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::checksum::{Algorithm, ChecksumType};
use crate::object::Properties;

/// An upload that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Upload {
    #[serde(skip)]
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) initiated: Timestamp,
    pub(crate) properties: Properties,
    pub(crate) tags: Vec<(String, String)>,
    /// What the request that began it named.
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) checksum_type: ChecksumType,
}

/// A part that has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredPart {
    pub(crate) id: ObjectId,
    pub(crate) size: u64,
    pub(crate) md5: [u8; 16],
    /// By the upload's algorithm.
    pub(crate) checksum: Vec<u8>,
    pub(crate) modified: Timestamp,
}

impl Upload {
    /// An id for an upload that begins at `at`. Ids are in the order of the times at which their uploads begin.
    pub(crate) fn new_id(ids: &Ids, at: Timestamp) -> String {
        format!("{:012x}{}", at.as_millis().max(0), ids.alphanumeric(52))
    }

    /// The algorithm of the object's checksum, named or not.
    pub(crate) fn checksum_algorithm(&self) -> Algorithm {
        self.algorithm.unwrap_or_default()
    }
}
