//! What other engines do with buckets: the same acts as a client's calls, without documents in between.
//!
//! Athena reads tables and writes results by these methods. Each is counted on the bill as the request that it stands for:
//! `list` as one LIST for every started thousand of keys, `write` as a PUT, the others as one GET or HEAD each.

use std::ops::{Bound, Range};

use bytes::{Bytes, BytesMut};
use futures_util::{TryStreamExt as _, stream};
use labs_world::{ByteStream, ObjectId, ServiceError, Timestamp};

use crate::body::Claims;
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::listing::MAX_KEYS;
use crate::metering::{self, Tier};
use crate::object::{self, Object, Properties, StorageClass};
use crate::operation::put_object;
use crate::precondition::WriteConditions;

/// An object without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectSummary {
    /// The key.
    pub key: String,
    /// Number of bytes.
    pub size: u64,
    /// With its quotation marks: `"d41d8cd98f00b204e9800998ecf8427e"`.
    pub e_tag: String,
    /// When it was written, in whole seconds.
    pub last_modified: Timestamp,
    /// The world's objects that its bytes lie in, in order. Two objects with the same ids have the same bytes.
    pub objects: Vec<ObjectId>,
}

impl ObjectSummary {
    fn new(key: String, object: &Object) -> Self {
        Self {
            key,
            size: object.size,
            e_tag: object::quoted(&object.e_tag),
            last_modified: object.modified,
            objects: object.pieces.iter().map(|piece| piece.id).collect(),
        }
    }
}

impl S3 {
    /// Whether there is a bucket of that name.
    ///
    /// # Errors
    /// InternalError when the store fails.
    pub fn bucket_exists(&self, bucket: &str) -> Result<bool, ServiceError> {
        self.count(Tier::Two, StorageClass::Standard, 1);
        bucket::find(self.store(), bucket).map(|found| found.is_some()).map_err(told)
    }

    /// All objects of the bucket whose keys begin with `prefix`, in the UTF-8 binary order of the keys.
    ///
    /// # Errors
    /// NoSuchBucket, or InternalError when the store fails.
    pub fn list(&self, bucket: &str, prefix: &str) -> Result<Vec<ObjectSummary>, ServiceError> {
        let listed = self.all_of(bucket, prefix);
        let pages = listed.as_ref().map_or(1, |all| all.len().div_ceil(MAX_KEYS).max(1));
        self.count(Tier::One, StorageClass::Standard, pages as u64);
        listed.map_err(told)
    }

    /// The object of that key, if there is one.
    ///
    /// # Errors
    /// NoSuchBucket, or InternalError when the store fails.
    pub async fn head(&self, bucket: &str, key: &str) -> Result<Option<ObjectSummary>, ServiceError> {
        let found = self.object(bucket, key);
        match found {
            Ok(object) => Ok(Some(ObjectSummary::new(key.to_owned(), &object))),
            Err(Refusal::NoSuchKey { .. }) => Ok(None),
            Err(other) => Err(told(other)),
        }
    }

    /// The bytes of the object that lie in `range`, which is cut to the object's size.
    ///
    /// # Errors
    /// NoSuchBucket, NoSuchKey, InvalidObjectState for archived objects, or InternalError when the store or the disk fails.
    pub async fn read(&self, bucket: &str, key: &str, range: Range<u64>) -> Result<Bytes, ServiceError> {
        let mut stream = self.opened(bucket, key, range).map_err(told)?;
        let broken = |error: std::io::Error| told(Refusal::Interrupted { reason: error.to_string() });
        let Some(first) = stream.try_next().await.map_err(broken)? else { return Ok(Bytes::new()) };
        // Objects of one piece in memory come whole; nothing is copied then.
        let Some(second) = stream.try_next().await.map_err(broken)? else { return Ok(first) };
        let mut whole = BytesMut::from(first.as_ref());
        whole.extend_from_slice(&second);
        while let Some(piece) = stream.try_next().await.map_err(broken)? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }

    /// The whole object as a stream. It is read as the stream is, and stays what it was when it was opened, whatever is written
    /// meanwhile.
    ///
    /// # Errors
    /// NoSuchBucket, NoSuchKey, InvalidObjectState for archived objects, or InternalError when the store or the disk fails.
    pub async fn open_stream(&self, bucket: &str, key: &str) -> Result<ByteStream, ServiceError> {
        self.opened(bucket, key, 0..u64::MAX).map_err(told)
    }

    /// Writes an object of the class Standard in place of the one that has the key, if any.
    ///
    /// # Errors
    /// NoSuchBucket, KeyTooLongError, EntityTooLarge, or InternalError when the store or the disk fails.
    pub async fn write(
        &self,
        bucket: &str,
        key: &str,
        bytes: Bytes,
        content_type: &str,
    ) -> Result<ObjectSummary, ServiceError> {
        self.count(Tier::One, StorageClass::Standard, 1);
        object::check_key(key).map_err(told)?;
        let request = put_object::Request {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            properties: Properties { content_type: Some(content_type.to_owned()), ..Properties::default() },
            tags: Vec::new(),
            claims: Claims::default(),
            conditions: WriteConditions::default(),
        };
        let body: ByteStream = Box::pin(stream::once(std::future::ready(Ok(bytes))));
        let object = put_object::act(self, &request, Some(body)).await.map_err(told)?;
        Ok(ObjectSummary::new(request.key, &object))
    }

    fn all_of(&self, bucket: &str, prefix: &str) -> Result<Vec<ObjectSummary>, Refusal> {
        bucket::require(self.store(), bucket)?;
        object::scan(self.store(), bucket, Bound::Included(prefix.as_bytes().to_vec()))
            .take_while(|entry| entry.as_ref().map_or(true, |(key, _)| key.starts_with(prefix)))
            .map(|entry| entry.map(|(key, object)| ObjectSummary::new(key, &object)))
            .collect()
    }

    fn object(&self, bucket: &str, key: &str) -> Result<Object, Refusal> {
        let found = object::require(self.store(), bucket, key);
        let class = found.as_ref().map_or(StorageClass::Standard, Object::class);
        self.count(Tier::Two, class, 1);
        found
    }

    fn opened(&self, bucket: &str, key: &str, range: Range<u64>) -> Result<ByteStream, Refusal> {
        let object = self.object(bucket, key)?;
        object.class().require_readable()?;
        object::open(self.world(), &object.pieces, range)
    }

    fn count(&self, tier: Tier, class: StorageClass, number: u64) {
        metering::requests(self.world().meter(), tier, class, number);
    }
}

fn told(refusal: Refusal) -> ServiceError {
    refusal.into_service_error(Told::InBody)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use labs_world::{Call, DEFAULT_START, Map, Service as _, World, WorldOptions};

    use super::*;

    async fn with_bucket(world: World) -> S3 {
        let engine = S3::open(Arc::new(world)).unwrap();
        let input = Map::from_iter([("Bucket".to_owned(), "lake".into())]);
        engine.call(Call::new("s3", "CreateBucket", input)).await.unwrap();
        engine
    }

    async fn keeps_what_is_written(world: World) {
        let engine = with_bucket(world).await;
        assert!(engine.bucket_exists("lake").unwrap());
        assert!(!engine.bucket_exists("sea").unwrap());
        for key in ["a/2", "a/1", "b", "a/é"] {
            engine.write("lake", key, Bytes::from(format!("bytes of {key}")), "text/csv").await.unwrap();
        }
        let keys = |prefix| -> Vec<String> {
            engine.list("lake", prefix).unwrap().into_iter().map(|object| object.key).collect()
        };
        assert_eq!(keys("a/"), ["a/1", "a/2", "a/é"]);
        assert_eq!(keys(""), ["a/1", "a/2", "a/é", "b"]);
        let found = engine.head("lake", "b").await.unwrap().unwrap();
        assert_eq!((found.size, found.e_tag.as_str()), (10, "\"f9738fab4d17c7d133aea776b4fed8d0\""));
        assert_eq!(engine.head("lake", "c").await.unwrap(), None);
        assert_eq!(engine.read("lake", "b", 6..100).await.unwrap(), "of b");
        assert_eq!(engine.read("lake", "b", 6..8).await.unwrap(), "of");
        assert_eq!(engine.head("sea", "b").await.unwrap_err().code, "NoSuchBucket");
        assert_eq!(engine.read("lake", "c", 0..1).await.unwrap_err().code, "NoSuchKey");
        let whole: Vec<Bytes> = engine.open_stream("lake", "a/é").await.unwrap().try_collect().await.unwrap();
        assert_eq!(whole.concat(), "bytes of a/é".as_bytes());
    }

    #[tokio::test]
    async fn a_world_in_memory_keeps_what_is_written() {
        keeps_what_is_written(World::in_memory(1, DEFAULT_START)).await;
    }

    #[tokio::test]
    async fn a_world_in_a_folder_keeps_what_is_written() {
        let folder = tempfile::tempdir().unwrap();
        keeps_what_is_written(World::open(folder.path(), &WorldOptions::default()).unwrap()).await;
        let again = S3::open(Arc::new(World::open(folder.path(), &WorldOptions::default()).unwrap())).unwrap();
        assert_eq!(again.read("lake", "b", 0..100).await.unwrap(), "bytes of b");
    }
}
