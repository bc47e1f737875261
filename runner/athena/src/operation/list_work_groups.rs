//! ListWorkGroups: the one work group.

use labs_world::{Document, Map};

use super::Operation;
use crate::engine::Athena;
use crate::execution::{PRIMARY, WorkGroup};
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListWorkGroups",
    members: &["NextToken", "MaxResults"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    if let Some(given) = members.text("NextToken")? {
        return Err(Refusal::Token(given));
    }
    let group = engine.records().work_group(PRIMARY)?.unwrap_or_else(WorkGroup::primary);
    Ok(Map::from_iter([("WorkGroups".to_owned(), vec![Document::Map(group.summary())].into())]))
}
