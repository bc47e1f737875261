//! DeleteObject: takes the key away from an object; a key that is not there is no error.

use labs_world::{ByteStream, Map, Reply};

use super::{OBJECT, Operation};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::object;
use crate::precondition::WriteConditions;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "DeleteObject",
    members: &[OBJECT, &["IfMatch", "VersionId"]],
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
    key: String,
    conditions: WriteConditions,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        members.version()?;
        Ok(Self {
            bucket: members.bucket()?,
            key: members.key()?,
            conditions: WriteConditions::matching(members.text("IfMatch")?),
        })
    }
}

async fn act(engine: &S3, request: &Request) -> Result<(), Refusal> {
    let Request { bucket, key, conditions } = request;
    engine
        .store()
        .write(|transaction| {
            bucket::require(transaction, bucket)?;
            conditions.check(key, object::find(transaction, bucket, key)?.as_ref())?;
            object::remove(transaction, engine.world(), bucket, key)
        })
        .await
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn a_key_that_is_not_there_is_no_error_unless_it_is_a_condition() {
        let engine = Engine::with_objects(&["a"]).await;
        let delete = |if_match| json!({"Bucket": "lake", "Key": "a", "IfMatch": if_match});
        assert_eq!(engine.fail("DeleteObject", delete(json!("\"0\""))).await.0, "PreconditionFailed");
        assert_eq!(engine.call("DeleteObject", delete(json!("*"))).await, json!({}));
        assert_eq!(engine.call("DeleteObject", delete(json!(null))).await, json!({}));
        assert_eq!(engine.fail("DeleteObject", delete(json!("*"))).await.0, "NoSuchKey");
    }
}
