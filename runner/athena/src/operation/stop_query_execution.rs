//! StopQueryExecution: cancels a query that is under way; for one that is over it does nothing, as in AWS.

use labs_world::Map;

use super::Operation;
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "StopQueryExecution",
    members: &["QueryExecutionId"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    let id = members.required("QueryExecutionId")?;
    engine.execution(&id)?;
    engine.inner().live.cancel(&id);
    Ok(Map::new())
}
