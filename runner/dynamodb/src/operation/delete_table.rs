//! DeleteTable: removes a table and its items at once; how long it stays visible as DELETING is decided by the clock.

use labs_world::Map;

use super::Operation;
use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::metering;
use crate::request::Members;
use crate::table::{self, Counters, DeletionProtection, Status, Table, TableError, items};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "DeleteTable",
    members: &["TableName"],
    wording: Wording::Bare,
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &DynamoDb, members: Members) -> Result<Map, Refusal> {
    let request = Request::read(engine, members)?;
    let outcome = act(engine, &request).await?;
    Ok(reply(engine, &outcome))
}

struct Request {
    table: String,
}

impl Request {
    fn read(engine: &DynamoDb, mut members: Members) -> Result<Self, Refusal> {
        Ok(Self { table: members.table_name(engine.world())? })
    }
}

struct Outcome {
    table: Table,
    counters: Counters,
}

async fn act(engine: &DynamoDb, request: &Request) -> Result<Outcome, Refusal> {
    let now = engine.now();
    engine
        .store()
        .write(|transaction| {
            let mut table = table::require(transaction, &request.table, now)?;
            let counters = table::counters(transaction, &table)?;
            if table.deletion_protection == DeletionProtection::Enabled {
                return Err(TableError::Protected.into());
            }
            match table.status(now) {
                Status::Creating => return Err(TableError::BeingCreated(table.name).into()),
                Status::Deleting | Status::Gone => {}
                Status::Active => {
                    items::clear(transaction, &table);
                    let gone = now.plus(engine.delays().deleting);
                    if gone == now {
                        table::remove(transaction, &table);
                    } else {
                        table.gone = Some(gone);
                        table::save(transaction, &table)?;
                    }
                }
            }
            metering::end(engine.world().meter(), &table, now);
            Ok(Outcome { table, counters })
        })
        .await
}

fn reply(engine: &DynamoDb, outcome: &Outcome) -> Map {
    let description = table::describe_deleted(engine.world(), &outcome.table, outcome.counters);
    Map::from_iter([("TableDescription".to_owned(), description)])
}

#[cfg(test)]
mod tests {
    use labs_world::store::{KeyRange, Order};

    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn an_accepted_request_answers_what_aws_answers() {
        let engine = Engine::with_songs().await;
        let reply = engine.call("DeleteTable", json!({"TableName": "Music"})).await;
        assert_eq!(
            reply,
            json!({"TableDescription": {
                "TableName": "Music",
                "TableStatus": "DELETING",
                "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 10, "WriteCapacityUnits": 5},
                "TableSizeBytes": 285,
                "ItemCount": 4,
                "TableArn": "arn:aws:dynamodb:us-east-1:123456789012:table/Music",
                "TableId": reply["TableDescription"]["TableId"],
                "DeletionProtectionEnabled": false,
            }})
        );
        assert_eq!(engine.call("ListTables", json!({})).await, json!({"TableNames": []}));
    }

    #[tokio::test]
    async fn nothing_of_a_deleted_table_stays_in_the_store() {
        let engine = Engine::with_songs().await;
        let reply = engine.call("DeleteTable", json!({"TableName": "Music"})).await;
        let items = format!("dynamodb.items.{}", reply["TableDescription"]["TableId"].as_str().unwrap());
        for tree in ["dynamodb.tables", "dynamodb.counters", items.as_str()] {
            let left = engine.world().store().range(tree, &KeyRange::all(), Order::Ascending).count();
            assert_eq!(left, 0, "{tree}");
        }
    }

    #[tokio::test]
    async fn a_table_of_the_same_name_begins_empty() {
        let engine = Engine::with_songs().await;
        engine.call("DeleteTable", json!({"TableName": "Music"})).await;
        engine.call("CreateTable", Engine::music()).await;
        let table = engine.call("DescribeTable", json!({"TableName": "Music"})).await;
        assert_eq!((&table["Table"]["ItemCount"], &table["Table"]["TableSizeBytes"]), (&json!(0), &json!(0)));
        let key = json!({"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"}});
        assert_eq!(engine.call("GetItem", json!({"TableName": "Music", "Key": key})).await, json!({}));
    }

    #[tokio::test]
    async fn a_refused_request_answers_aws_words() {
        let engine = Engine::with_delays(10, 10);
        let request = json!({"TableName": "Music"});
        let fail = || async {
            let error = engine.fail("DeleteTable", request.clone()).await;
            (error.code, error.message)
        };
        let answer = |code: &str, message: &str| (code.to_owned(), message.to_owned());
        assert_eq!(
            fail().await,
            answer("ResourceNotFoundException", "Requested resource not found: Table: Music not found")
        );
        engine.call("CreateTable", Engine::music()).await;
        assert_eq!(
            fail().await,
            answer(
                "ResourceInUseException",
                "Attempt to change a resource which is still in use: Table is being created: Music"
            )
        );
        engine.advance(10);
        engine.call("DeleteTable", request.clone()).await;
        let again = engine.call("DeleteTable", request.clone()).await;
        assert_eq!(
            again["TableDescription"]["TableStatus"],
            json!("DELETING"),
            "deleting a table that is being deleted is no error"
        );
        assert_eq!(engine.fail("CreateTable", Engine::music()).await.code, "ResourceInUseException");
        engine.advance(10);
        engine.call("CreateTable", Engine::merged(Engine::music(), json!({"DeletionProtectionEnabled": true}))).await;
        engine.advance(10);
        assert_eq!(
            fail().await,
            answer(
                "ValidationException",
                "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."
            )
        );
    }
}
