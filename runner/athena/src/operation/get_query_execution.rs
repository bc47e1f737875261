//! GetQueryExecution: all that is known of one query.

use labs_world::Map;

use super::Operation;
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetQueryExecution",
    members: &["QueryExecutionId"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    let id = members.required("QueryExecutionId")?;
    let execution = engine.execution(&id)?;
    Ok(Map::from_iter([("QueryExecution".to_owned(), execution.document())]))
}
