//! ListQueryExecutions: the ids of the queries of a work group, the newest first.

use labs_world::{Document, Map};

use super::{Operation, token};
use crate::engine::Athena;
use crate::execution::PRIMARY;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListQueryExecutions",
    members: &["NextToken", "MaxResults", "WorkGroup"],
    run: |engine, members| Box::pin(run(engine, members)),
};

/// Ids of a page when the client does not say how many.
const PAGE: u64 = 50;

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    let group = members.text("WorkGroup")?.unwrap_or_else(|| PRIMARY.to_owned());
    engine.records().work_group(&group)?.ok_or(Refusal::NoSuchWorkGroup)?;
    let limit = members.number("MaxResults")?.filter(|limit| *limit > 0).unwrap_or(PAGE);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let before = members.text("NextToken")?.map(|given| token::read("executions", given)).transpose()?;
    // There is one work group, so all queries are its own.
    let mut found = engine.records().newest(before, limit.saturating_add(1))?;
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().map(|(number, _)| *number);
    let ids: Vec<Document> = found.into_iter().map(|(_, id)| id.into()).collect();
    let mut output = Map::from_iter([("QueryExecutionIds".to_owned(), ids.into())]);
    if let Some(last) = last.filter(|_| more) {
        output.insert("NextToken".to_owned(), token::write("executions", last).into());
    }
    Ok(output)
}
