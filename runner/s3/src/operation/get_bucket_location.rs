//! GetBucketLocation: the region of a bucket, which for us-east-1 is told by telling nothing.

use labs_world::{ByteStream, Map, Reply};

use super::{BUCKET, Operation};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetBucketLocation",
    members: &[BUCKET],
    tier: Tier::Two,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    bucket::require(engine.store(), &request.bucket)?;
    Ok(reply(engine))
}

struct Request {
    bucket: String,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        Ok(Self { bucket: members.bucket()? })
    }
}

fn reply(engine: &S3) -> Reply {
    let mut reply = Map::new();
    match engine.world().region() {
        "us-east-1" => {}
        region => {
            reply.insert("LocationConstraint".to_owned(), region.into());
        }
    }
    Reply::new(reply)
}
