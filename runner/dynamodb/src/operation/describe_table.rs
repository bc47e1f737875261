//! DescribeTable: shows a table with the state that it has by the clock.

use labs_world::Map;

use super::Operation;
use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::request::Members;
use crate::table::{self, Table};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "DescribeTable",
    members: &["TableName"],
    wording: Wording::Bare,
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &DynamoDb, members: Members) -> Result<Map, Refusal> {
    let request = Request::read(engine, members)?;
    let table = act(engine, &request)?;
    reply(engine, &table)
}

struct Request {
    table: String,
}

impl Request {
    fn read(engine: &DynamoDb, mut members: Members) -> Result<Self, Refusal> {
        Ok(Self { table: members.table_name(engine.world())? })
    }
}

fn act(engine: &DynamoDb, request: &Request) -> Result<Table, Refusal> {
    table::require(engine.store(), &request.table, engine.now())
}

fn reply(engine: &DynamoDb, table: &Table) -> Result<Map, Refusal> {
    let counters = table::counters(engine.store(), table)?;
    let description = table::describe(engine.world(), table, table.status(engine.now()), counters);
    Ok(Map::from_iter([("Table".to_owned(), description)]))
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn an_accepted_request_answers_what_aws_answers() {
        let engine = Engine::with_songs().await;
        let reply = engine.call("DescribeTable", json!({"TableName": "Music"})).await;
        let table = &reply["Table"];
        assert_eq!(table["TableStatus"], json!("ACTIVE"));
        assert_eq!(table["ItemCount"], json!(4));
        // 31 bytes of names in each of four songs, and 45 + 37 + 36 + 43 bytes of values.
        assert_eq!(table["TableSizeBytes"], json!(285));
    }

    #[tokio::test]
    async fn a_refused_request_answers_aws_words() {
        let engine = Engine::new();
        let error = engine.fail("DescribeTable", json!({"TableName": "Music"})).await;
        assert_eq!(error.code, "ResourceNotFoundException");
        assert_eq!(error.message, "Requested resource not found: Table: Music not found");
    }

    #[tokio::test]
    async fn the_state_follows_the_clock() {
        let engine = Engine::with_delays(10, 5);
        engine.call("CreateTable", Engine::music()).await;
        let status = || async {
            engine.call("DescribeTable", json!({"TableName": "Music"})).await["Table"]["TableStatus"].clone()
        };
        assert_eq!(status().await, json!("CREATING"));
        engine.advance(9);
        assert_eq!(status().await, json!("CREATING"));
        engine.advance(1);
        assert_eq!(status().await, json!("ACTIVE"));
        engine.call("DeleteTable", json!({"TableName": "Music"})).await;
        assert_eq!(status().await, json!("DELETING"));
        engine.advance(5);
        assert_eq!(engine.fail("DescribeTable", json!({"TableName": "Music"})).await.code, "ResourceNotFoundException");
    }
}
