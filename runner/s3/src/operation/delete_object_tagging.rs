//! DeleteObjectTagging: takes the tags of an object away.

use labs_world::{ByteStream, Map, Reply};

use super::{BUCKET, Operation};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::object;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "DeleteObjectTagging",
    members: &[BUCKET, &["Key", "VersionId"]],
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
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        members.version()?;
        Ok(Self { bucket: members.bucket()?, key: members.key()? })
    }
}

async fn act(engine: &S3, request: &Request) -> Result<(), Refusal> {
    let Request { bucket, key } = request;
    engine
        .store()
        .write(|transaction| {
            let mut object = object::require(transaction, bucket, key)?;
            object.tags.clear();
            object::save(transaction, engine.world(), bucket, key, &object)
        })
        .await
}
