//! GetQueryRuntimeStatistics: the times and the rows of one query. Stages are not shown: this engine has none.

use labs_world::Map;

use super::Operation;
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetQueryRuntimeStatistics",
    members: &["QueryExecutionId"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    let id = members.required("QueryExecutionId")?;
    let execution = engine.execution(&id)?;
    if !execution.state.is_final() {
        return Err(Refusal::NotFinished(execution.state));
    }
    let statistics = execution.statistics.runtime_document();
    Ok(Map::from_iter([("QueryRuntimeStatistics".to_owned(), statistics.into())]))
}
