//! GetBucketTagging: the tags of a bucket, if it has any.

use labs_world::{ByteStream, Map, Reply};

use super::{BUCKET, Operation};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::request::Members;
use crate::tagging;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetBucketTagging",
    members: &[BUCKET],
    tier: Tier::Two,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let bucket = bucket::require(engine.store(), &request.bucket)?;
    if bucket.tags.is_empty() {
        return Err(Refusal::NoSuchTagSet { bucket: bucket.name });
    }
    Ok(Reply::new(Map::from_iter([("TagSet".to_owned(), tagging::told(&bucket.tags))])))
}

struct Request {
    bucket: String,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        Ok(Self { bucket: members.bucket()? })
    }
}
