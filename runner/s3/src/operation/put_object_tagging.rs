//! PutObjectTagging: gives an object tags in place of those that it has.

use labs_world::{ByteStream, Map, Reply};

use super::{OBJECT, Operation};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::object;
use crate::request::Members;
use crate::tagging::{self, Tagged, Tags};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "PutObjectTagging",
    members: &[OBJECT, &["ChecksumAlgorithm", "ContentMD5", "Tagging", "VersionId"]],
    tier: Tier::One,
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
    key: String,
    tags: Tags,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        members.version()?;
        let tags = tagging::of_structure(&mut members, Tagged::Object)?;
        Ok(Self { bucket: members.bucket()?, key: members.key()?, tags })
    }
}

async fn act(engine: &S3, request: &Request) -> Result<(), Refusal> {
    let Request { bucket, key, tags } = request;
    engine
        .store()
        .write(|transaction| {
            let mut object = object::require(transaction, bucket, key)?;
            object.tags.clone_from(tags);
            object::save(transaction, engine.world(), bucket, key, &object)
        })
        .await
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json, refused};

    #[tokio::test]
    async fn tags_come_and_go() {
        let engine = Engine::with_objects(&["a"]).await;
        let key = json!({"Bucket": "lake", "Key": "a"});
        let set = json!([{"Key": "z", "Value": "1"}, {"Key": "nhóm", "Value": ""}]);
        engine.call("PutObjectTagging", json!({"Bucket": "lake", "Key": "a", "Tagging": {"TagSet": set}})).await;
        assert_eq!(engine.call("GetObjectTagging", key.clone()).await, json!({"TagSet": set}));
        engine.call("DeleteObjectTagging", key.clone()).await;
        assert_eq!(engine.call("GetObjectTagging", key).await, json!({"TagSet": []}));
    }

    #[tokio::test]
    async fn a_refused_request_answers_s3s_words() {
        let engine = Engine::with_objects(&["a"]).await;
        let put = async |tags: serde_json::Value| {
            engine.fail("PutObjectTagging", json!({"Bucket": "lake", "Key": "a", "Tagging": {"TagSet": tags}})).await
        };
        let many: Vec<_> = (0..11).map(|n| json!({"Key": n.to_string(), "Value": ""})).collect();
        assert_eq!(put(json!(many)).await, refused("BadRequest", "Object tags cannot be greater than 10", 400));
        let twice = json!([{"Key": "a", "Value": ""}, {"Key": "a", "Value": ""}]);
        assert_eq!(put(twice).await, refused("InvalidTag", "Cannot provide multiple Tags with the same key", 400));
        let long = json!([{"Key": "k".repeat(129), "Value": ""}]);
        assert_eq!(put(long).await, refused("InvalidTag", "The TagKey you have provided is invalid", 400));
        let odd = json!([{"Key": "a", "Value": "<>"}]);
        assert_eq!(put(odd).await, refused("InvalidTag", "The TagValue you have provided is invalid", 400));
    }
}
