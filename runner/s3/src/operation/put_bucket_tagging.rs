//! PutBucketTagging: gives a bucket tags in place of those that it has.

use labs_world::{ByteStream, Map, Reply};

use super::{BUCKET, Operation};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::request::Members;
use crate::tagging::{self, Tagged, Tags};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "PutBucketTagging",
    members: &[BUCKET, &["ChecksumAlgorithm", "ContentMD5", "Tagging"]],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    act(engine, &request).await?;
    // What S3 answers here has no content, though the model does not say so.
    Ok(Reply { status: Some(204), ..Reply::new(Map::new()) })
}

struct Request {
    bucket: String,
    tags: Tags,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        let tags = tagging::of_structure(&mut members, Tagged::Bucket)?;
        Ok(Self { bucket: members.bucket()?, tags })
    }
}

async fn act(engine: &S3, request: &Request) -> Result<(), Refusal> {
    engine
        .store()
        .write(|transaction| {
            let mut bucket = bucket::require(transaction, &request.bucket)?;
            bucket.tags.clone_from(&request.tags);
            bucket::save(transaction, &bucket)
        })
        .await
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json, refused};

    #[tokio::test]
    async fn tags_come_and_go() {
        let engine = Engine::with_bucket().await;
        let bucket = json!({"Bucket": "lake"});
        let none = refused("NoSuchTagSet", "The TagSet does not exist", 404);
        assert_eq!(engine.fail("GetBucketTagging", bucket.clone()).await, none);
        let set = json!([{"Key": "team", "Value": "data"}]);
        engine.call("PutBucketTagging", json!({"Bucket": "lake", "Tagging": {"TagSet": set}})).await;
        assert_eq!(engine.call("GetBucketTagging", bucket.clone()).await, json!({"TagSet": set}));
        engine.call("DeleteBucketTagging", bucket.clone()).await;
        assert_eq!(engine.fail("GetBucketTagging", bucket).await, none);
    }
}
