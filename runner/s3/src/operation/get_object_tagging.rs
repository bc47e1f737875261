//! GetObjectTagging: the tags of an object.

use labs_world::{ByteStream, Map, Reply};

use super::{OBJECT, Operation};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::object;
use crate::request::Members;
use crate::tagging;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetObjectTagging",
    members: &[OBJECT, &["VersionId"]],
    tier: Tier::Two,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let object = object::require(engine.store(), &request.bucket, &request.key)?;
    Ok(Reply::new(Map::from_iter([("TagSet".to_owned(), tagging::told(&object.tags))])))
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
