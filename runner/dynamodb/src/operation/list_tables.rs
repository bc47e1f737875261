//! ListTables: names of tables, a page at a time.

use labs_world::{Document, Map};

use super::Operation;
use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::request::Members;
use crate::table;

/// Number of names of a page without `Limit`; the service model allows no greater one.
const MAX_NAMES: usize = 100;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListTables",
    members: &["ExclusiveStartTableName", "Limit"],
    wording: Wording::Bare,
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &DynamoDb, members: Members) -> Result<Map, Refusal> {
    let request = Request::read(members)?;
    let outcome = act(engine, &request)?;
    Ok(reply(outcome))
}

struct Request {
    after: Option<String>,
    limit: usize,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        let after = members.text("ExclusiveStartTableName")?;
        Ok(Self { after, limit: members.positive("Limit")?.unwrap_or(MAX_NAMES) })
    }
}

struct Outcome {
    names: Vec<String>,
    more: More,
}

/// Whether another page follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum More {
    Follows,
    Ends,
}

fn act(engine: &DynamoDb, request: &Request) -> Result<Outcome, Refusal> {
    let mut tables = table::tables(engine.store(), request.after.as_deref(), engine.now());
    let names = tables.by_ref().take(request.limit).map(|table| Ok(table?.name)).collect::<Result<_, Refusal>>()?;
    let more = if tables.next().transpose()?.is_some() { More::Follows } else { More::Ends };
    Ok(Outcome { names, more })
}

fn reply(outcome: Outcome) -> Map {
    let last = outcome.names.last().cloned();
    let names: Vec<Document> = outcome.names.into_iter().map(Document::from).collect();
    let mut reply = Map::from_iter([("TableNames".to_owned(), names.into())]);
    if let (More::Follows, Some(last)) = (outcome.more, last) {
        reply.insert("LastEvaluatedTableName".to_owned(), last.into());
    }
    reply
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn an_accepted_request_answers_what_aws_answers() {
        let engine = Engine::new();
        for name in ["Thread", "Forum", "Reply"] {
            engine.call("CreateTable", Engine::merged(Engine::music(), json!({"TableName": name}))).await;
        }
        assert_eq!(engine.call("ListTables", json!({})).await, json!({"TableNames": ["Forum", "Reply", "Thread"]}));
        assert_eq!(
            engine.call("ListTables", json!({"Limit": 2})).await,
            json!({"TableNames": ["Forum", "Reply"], "LastEvaluatedTableName": "Reply"})
        );
        assert_eq!(
            engine.call("ListTables", json!({"Limit": 2, "ExclusiveStartTableName": "Reply"})).await,
            json!({"TableNames": ["Thread"]})
        );
        assert_eq!(
            engine.call("ListTables", json!({"Limit": 1, "ExclusiveStartTableName": "Other"})).await,
            json!({"TableNames": ["Reply"], "LastEvaluatedTableName": "Reply"}),
            "the start need not exist"
        );
    }

    #[tokio::test]
    async fn a_refused_request_answers_aws_words() {
        let engine = Engine::new();
        for (limit, broken) in [(0, "greater than or equal to 1"), (101, "less than or equal to 100")] {
            let error = engine.fail("ListTables", json!({"Limit": limit})).await;
            assert_eq!(
                error.message,
                format!(
                    "1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value {broken}"
                )
            );
        }
    }
}
