//! HeadBucket: whether a bucket is there, and where.

use labs_world::{ByteStream, Map, Reply};

use super::{BUCKET, Operation};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "HeadBucket",
    members: &[BUCKET],
    tier: Tier::Two,
    told: Told::ByStatus,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    bucket::require(engine.store(), &request.bucket)?;
    Ok(reply(engine, &request))
}

struct Request {
    bucket: String,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        Ok(Self { bucket: members.bucket()? })
    }
}

fn reply(engine: &S3, request: &Request) -> Reply {
    Reply::new(Map::from_iter([
        ("BucketArn".to_owned(), format!("arn:aws:s3:::{}", request.bucket).into()),
        ("BucketRegion".to_owned(), engine.world().region().into()),
        ("AccessPointAlias".to_owned(), false.into()),
    ]))
}
