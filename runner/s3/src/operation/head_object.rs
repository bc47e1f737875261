//! HeadObject: what GetObject answers, without the bytes.

use labs_world::{ByteStream, Reply};

use super::get_object::{self, Request};
use super::{OBJECT, Operation};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::precondition::ReadConditions;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "HeadObject",
    members: &[OBJECT, get_object::MEMBERS, ReadConditions::MEMBERS],
    tier: Tier::Two,
    told: Told::ByStatus,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let found = get_object::act(engine, &request)?;
    Ok(get_object::reply(&request, &found))
}
