//! GetWorkGroup: the settings of a work group.

use labs_world::Map;

use super::Operation;
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation =
    Operation { name: "GetWorkGroup", members: &["WorkGroup"], run: |engine, members| Box::pin(run(engine, members)) };

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    let name = members.required("WorkGroup")?;
    let group = engine.records().work_group(&name)?.ok_or(Refusal::NoSuchWorkGroup)?;
    Ok(Map::from_iter([("WorkGroup".to_owned(), group.document().into())]))
}
