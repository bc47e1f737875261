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
