//! DeleteBucketTagging: takes the tags of a bucket away.

use labs_world::{ByteStream, Map, Reply};

use super::{BUCKET, Operation};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "DeleteBucketTagging",
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
    engine
        .store()
        .write(|transaction| {
            let mut bucket = bucket::require(transaction, &request.bucket)?;
            bucket.tags.clear();
            bucket::save(transaction, &bucket)
        })
        .await
}
