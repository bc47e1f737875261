//! BatchGetQueryExecution: all that is known of some queries; ids that are none come back as unprocessed.

use labs_world::{Document, Map};

use super::Operation;
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "BatchGetQueryExecution",
    members: &["QueryExecutionIds"],
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for id in members.texts("QueryExecutionIds")? {
        match engine.execution(&id) {
            Ok(execution) => found.push(execution.document()),
            Err(Refusal::NoSuchQuery(_)) => missing.push(Document::Map(Map::from_iter([
                ("QueryExecutionId".to_owned(), id.as_str().into()),
                ("ErrorCode".to_owned(), "QUERY_EXECUTION_NOT_FOUND".into()),
                ("ErrorMessage".to_owned(), Refusal::NoSuchQuery(id).to_string().into()),
            ]))),
            Err(other) => return Err(other),
        }
    }
    Ok(Map::from_iter([
        ("QueryExecutions".to_owned(), found.into()),
        ("UnprocessedQueryExecutionIds".to_owned(), missing.into()),
    ]))
}
