//! PutItem: stores an item in place of the one that has its key.

use bytes::Bytes;
use labs_world::Map;

use super::Operation;
use super::returns::{ReturnValues, Returns, insert_attributes};
use crate::capacity::Consumed;
use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::metering;
use crate::request::{Members, RequestError};
use crate::table::{self, Table, items};
use crate::value::{Item, MAX_ITEM_SIZE, decode_item, item_size};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "PutItem",
    members: &[
        "TableName",
        "Item",
        "ReturnValues",
        "ReturnConsumedCapacity",
        "ReturnItemCollectionMetrics",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
    ],
    wording: Wording::Enveloped,
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &DynamoDb, members: Members) -> Result<Map, Refusal> {
    let request = Request::read(engine, members)?;
    request.check()?;
    let outcome = act(engine, &request).await?;
    reply(engine, &request, outcome)
}

struct Request {
    members: Members,
    table: String,
    item: Item,
    returns: Returns,
}

impl Request {
    fn read(engine: &DynamoDb, mut members: Members) -> Result<Self, Refusal> {
        let table = members.table_name(engine.world())?;
        let returns = Returns::read(&mut members)?;
        let item = Members::required("Item", members.item("Item")?)?;
        Ok(Self { members, table, item, returns })
    }

    fn check(&self) -> Result<(), Refusal> {
        self.members.no_placeholders()?;
        self.returns.values.old_or_none()?;
        if item_size(&self.item) > MAX_ITEM_SIZE {
            return Err(RequestError::ItemTooLarge.into());
        }
        Ok(())
    }
}

struct Outcome {
    table: Table,
    old: Option<Bytes>,
    consumed: Consumed,
}

async fn act(engine: &DynamoDb, request: &Request) -> Result<Outcome, Refusal> {
    let now = engine.now();
    engine
        .store()
        .write(|transaction| {
            let table = table::require_active(transaction, &request.table, now)?;
            let key = table.key.key_of_item(&request.item)?.encode();
            let old = items::get(transaction, &table, &key)?;
            let sizes = items::put(transaction, &table, key, old.as_ref(), &request.item)?;
            metering::store(engine.world().meter(), &table, sizes.table, now);
            Ok(Outcome { table, old, consumed: Consumed::write(sizes.old, sizes.new) })
        })
        .await
}

fn reply(engine: &DynamoDb, request: &Request, outcome: Outcome) -> Result<Map, Refusal> {
    outcome.consumed.record(engine.world().meter(), &outcome.table);
    let mut reply = Map::new();
    if let (ReturnValues::AllOld, Some(old)) = (request.returns.values, outcome.old) {
        insert_attributes(Some(decode_item(&old)?), &mut reply);
    }
    outcome.consumed.report(request.returns.capacity, &outcome.table, &mut reply);
    Ok(reply)
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn an_accepted_request_answers_what_aws_answers() {
        let engine = Engine::with_music().await;
        let item = json!({"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"}, "Awards": {"N": "1.0e1"}});
        let put = |extra: serde_json::Value| {
            engine.call("PutItem", Engine::merged(json!({"TableName": "Music", "Item": item}), extra))
        };
        assert_eq!(put(json!({})).await, json!({}));
        assert_eq!(
            put(json!({"ReturnValues": "ALL_OLD", "ReturnConsumedCapacity": "TOTAL"})).await,
            json!({
                "Attributes": {"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"}, "Awards": {"N": "10"}},
                "ConsumedCapacity": {"TableName": "Music", "CapacityUnits": 1.0},
            })
        );
        assert_eq!(
            put(json!({"ReturnValues": "NONE", "ReturnConsumedCapacity": "INDEXES", "ReturnItemCollectionMetrics": "SIZE"})).await,
            json!({"ConsumedCapacity": {"TableName": "Music", "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}}})
        );
        let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Music";
        assert_eq!(engine.call("PutItem", json!({"TableName": arn, "Item": item})).await, json!({}));
    }

    #[tokio::test]
    async fn a_refused_request_answers_aws_words() {
        let engine = Engine::with_music().await;
        let one = "1 validation error detected: ";
        let invalid = "One or more parameter values were invalid: ";
        for (change, code, message) in [
            (json!({"TableName": "Nothing"}), "ResourceNotFoundException", "Requested resource not found".to_owned()),
            (
                json!({"TableName": "arn:aws:dynamodb:eu-west-1:123456789012:table/Music"}),
                "ResourceNotFoundException",
                "Requested resource not found".to_owned(),
            ),
            (
                json!({"TableName": "bad table!@#"}),
                "ValidationException",
                format!(
                    "{one}Value 'bad table!@#' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
                ),
            ),
            (
                json!({"Item": {"Artist": {"S": "a"}}}),
                "ValidationException",
                format!("{invalid}Missing the key SongTitle in the item"),
            ),
            (
                json!({"Item": {"Artist": {"S": "a"}, "SongTitle": {"N": "1"}}}),
                "ValidationException",
                format!("{invalid}Type mismatch for key SongTitle expected: S actual: N"),
            ),
            (
                json!({"Item": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}, "x": {"SS": []}}}),
                "ValidationException",
                format!("{one}{invalid}An string set  may not be empty"),
            ),
            (
                json!({"Item": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}, "x": {"N": "1e126"}}}),
                "ValidationException",
                format!(
                    "{one}Number overflow. Attempting to store a number with magnitude larger than supported range"
                ),
            ),
            (
                json!({"Item": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}, "x": {}}}),
                "ValidationException",
                "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes".to_owned(),
            ),
            (
                json!({"ReturnValues": "ALL_NEW"}),
                "ValidationException",
                format!("{one}ReturnValues can only be ALL_OLD or NONE"),
            ),
            (
                json!({"ReturnValues": "SOME"}),
                "ValidationException",
                format!(
                    "{one}Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"
                ),
            ),
            (
                json!({"ExpressionAttributeValues": {":v": {"S": "x"}}}),
                "ValidationException",
                format!("{one}ExpressionAttributeValues can only be specified when using expressions"),
            ),
            (
                json!({"Item": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}, "x": {"S": "x".repeat(409_600)}}}),
                "ValidationException",
                "Item size has exceeded the maximum allowed size".to_owned(),
            ),
        ] {
            let request = Engine::merged(
                json!({"TableName": "Music", "Item": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}}}),
                change.clone(),
            );
            let error = engine.fail("PutItem", request).await;
            assert_eq!((error.code.as_str(), error.message.as_str()), (code, message.as_str()));
        }
    }

    #[tokio::test]
    async fn an_item_of_409600_bytes_is_the_largest() {
        let engine = Engine::with_music().await;
        let item = |length: usize| {
            json!({"TableName": "Music", "ReturnConsumedCapacity": "TOTAL",
                "Item": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}, "x": {"S": "x".repeat(length)}}})
        };
        let names_and_keys = "Artist".len() + "a".len() + "SongTitle".len() + "b".len() + "x".len();
        let accepted = engine.call("PutItem", item(409_600 - names_and_keys)).await;
        assert_eq!(accepted["ConsumedCapacity"]["CapacityUnits"], json!(400.0));
        assert_eq!(engine.fail("PutItem", item(409_601 - names_and_keys)).await.code, "ValidationException");
    }

    #[tokio::test]
    async fn a_table_that_is_not_ready_is_not_found() {
        let engine = Engine::with_delays(60, 0);
        engine.call("CreateTable", Engine::music()).await;
        let put = json!({"TableName": "Music", "Item": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}}});
        assert_eq!(engine.fail("PutItem", put.clone()).await.code, "ResourceNotFoundException");
        engine.advance(60);
        assert_eq!(engine.call("PutItem", put).await, json!({}));
    }
}
