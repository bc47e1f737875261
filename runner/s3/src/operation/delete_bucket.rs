//! DeleteBucket: takes an empty bucket away, and with it what unfinished uploads have brought.

use labs_world::{ByteStream, Map, Reply};

use super::{BUCKET, Operation};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::multipart;
use crate::object;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "DeleteBucket",
    members: &[BUCKET],
    tier: Tier::Free,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    act(engine, &request).await?;
    Ok(Reply::new(Map::new()))
}

struct Request {
    bucket: String,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        Ok(Self { bucket: members.bucket()? })
    }
}

async fn act(engine: &S3, request: &Request) -> Result<(), Refusal> {
    let Request { bucket } = request;
    engine
        .store()
        .write(|transaction| {
            bucket::require(transaction, bucket)?;
            if object::any(transaction, bucket)? {
                return Err(Refusal::BucketNotEmpty { bucket: bucket.clone() });
            }
            bucket::remove(transaction, bucket);
            bucket::remove_stored(transaction, engine.world(), bucket, engine.world().clock().now());
            object::clear(transaction, bucket);
            multipart::clear(transaction, bucket);
            Ok(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use labs_world::store::{KeyRange, Order};

    use crate::testing::{Engine, json, refused};

    #[tokio::test]
    async fn only_an_empty_bucket_is_deleted_and_nothing_of_it_stays() {
        let engine = Engine::with_objects(&["a"]).await;
        let bucket = json!({"Bucket": "lake"});
        let full = refused("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
        assert_eq!(engine.fail("DeleteBucket", bucket.clone()).await, full);
        let key = json!({"Bucket": "lake", "Key": "a"});
        engine.call("DeleteObject", key.clone()).await;
        let upload = engine.call("CreateMultipartUpload", key).await;
        let part = json!({"Bucket": "lake", "Key": "a", "UploadId": upload["UploadId"], "PartNumber": 1});
        engine.send("UploadPart", part, b"x").await.unwrap();
        engine.call("DeleteBucket", bucket.clone()).await;
        for tree in ["s3.buckets", "s3.objects.lake", "s3.uploads.lake", "s3.parts.lake", "s3.stored"] {
            assert_eq!(engine.world().store().range(tree, &KeyRange::all(), Order::Ascending).count(), 0, "{tree}");
        }
        assert_eq!(engine.fail("DeleteBucket", bucket.clone()).await.0, "NoSuchBucket");
        assert_eq!(engine.fail("HeadBucket", bucket).await, refused("404", "Not Found", 404));
    }
}
