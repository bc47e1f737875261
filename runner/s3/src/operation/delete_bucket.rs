//! DeleteBucket: takes an empty bucket away, and with it what unfinished uploads have brought.

use labs_world::{ByteStream, Map, Reply};

use super::{BUCKET, Operation};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
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
            Ok(())
        })
        .await
}
