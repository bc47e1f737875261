//! UpdateItem: changes attributes of one item, and creates it when it is not there.

use bytes::Bytes;
use labs_world::Map;

use super::Operation;
use super::returns::{ReturnValues, Returns, insert_attributes};
use crate::capacity::Consumed;
use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::expression::{Applied, Placeholders, Update, project};
use crate::metering;
use crate::request::{Members, RequestError};
use crate::table::{self, Table, items};
use crate::value::{Item, MAX_ITEM_SIZE, decode_item, item_size};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "UpdateItem",
    members: &[
        "TableName",
        "Key",
        "UpdateExpression",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
        "ReturnValues",
        "ReturnConsumedCapacity",
        "ReturnItemCollectionMetrics",
    ],
    wording: Wording::Enveloped,
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &DynamoDb, members: Members) -> Result<Map, Refusal> {
    let request = Request::read(engine, members)?;
    let returns = request.returns;
    let outcome = act(engine, request).await?;
    reply(engine, returns, outcome)
}

struct Request {
    table: String,
    key: Item,
    update: Update,
    returns: Returns,
}

impl Request {
    fn read(engine: &DynamoDb, mut members: Members) -> Result<Self, Refusal> {
        let table = members.table_name(engine.world())?;
        let returns = Returns::read(&mut members)?;
        let key = Members::required("Key", members.item("Key")?)?;
        let update = match members.text("UpdateExpression")? {
            Some(expression) => {
                let mut placeholders = Placeholders::read(&mut members)?;
                let update = Update::parse(&expression, &mut placeholders)?;
                placeholders.finish()?;
                update
            }
            None => {
                members.no_placeholders()?;
                Update::default()
            }
        };
        Ok(Self { table, key, update, returns })
    }
}

struct Outcome {
    table: Table,
    old: Option<Bytes>,
    applied: Applied,
    consumed: Consumed,
}

async fn act(engine: &DynamoDb, request: Request) -> Result<Outcome, Refusal> {
    let now = engine.now();
    engine
        .store()
        .write(|transaction| {
            let table = table::require_active(transaction, &request.table, now)?;
            let key = table.key.key_of_request(&request.key)?.encode();
            request.update.check_key(&table.key)?;
            let old = items::get(transaction, &table, &key)?;
            let before = match &old {
                Some(stored) => decode_item(stored)?,
                None => request.key,
            };
            let applied = request.update.apply(before)?;
            if item_size(&applied.item).max(applied.written) > MAX_ITEM_SIZE {
                return Err(RequestError::UpdateTooLarge.into());
            }
            let sizes = items::put(transaction, &table, key, old.as_ref(), &applied.item)?;
            metering::store(engine.world().meter(), &table, sizes.table, now);
            Ok(Outcome { table, old, applied, consumed: Consumed::write(sizes.old, sizes.new) })
        })
        .await
}

fn reply(engine: &DynamoDb, returns: Returns, outcome: Outcome) -> Result<Map, Refusal> {
    let Outcome { table, old, applied, consumed } = outcome;
    consumed.record(engine.world().meter(), &table);
    let old = || old.as_ref().map(|stored| decode_item(stored)).transpose();
    let attributes = match returns.values {
        ReturnValues::None => None,
        ReturnValues::AllOld => old()?,
        ReturnValues::AllNew => Some(applied.item),
        ReturnValues::UpdatedOld => old()?.and_then(|old| project(&old, &applied.touched_old)),
        ReturnValues::UpdatedNew => project(&applied.item, &applied.touched_new),
    };
    let mut reply = Map::new();
    insert_attributes(attributes, &mut reply);
    consumed.report(returns.capacity, &table, &mut reply);
    Ok(reply)
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn an_accepted_request_answers_what_aws_answers() {
        let engine = Engine::with_songs().await;
        let update = |return_values: &'static str| {
            engine.call(
                "UpdateItem",
                json!({"TableName": "Music", "Key": {"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"}},
                    "UpdateExpression": "SET AlbumTitle = :newval, #y = if_not_exists(#y, :zero) + :one",
                    "ExpressionAttributeNames": {"#y": "Year"},
                    "ExpressionAttributeValues": {":newval": {"S": "Updated Album Title"}, ":zero": {"N": "2025"}, ":one": {"N": "1"}},
                    "ReturnValues": return_values, "ReturnConsumedCapacity": "TOTAL"}),
            )
        };
        let consumed = json!({"TableName": "Music", "CapacityUnits": 1.0});
        assert_eq!(
            update("ALL_NEW").await,
            json!({
                "Attributes": {"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"},
                    "AlbumTitle": {"S": "Updated Album Title"}, "Awards": {"N": "10"}, "Year": {"N": "2026"}},
                "ConsumedCapacity": consumed,
            })
        );
        let touched = |year: &str| json!({"AlbumTitle": {"S": "Updated Album Title"}, "Year": {"N": year}});
        assert_eq!(update("UPDATED_OLD").await["Attributes"], touched("2026"));
        assert_eq!(update("UPDATED_NEW").await["Attributes"], touched("2028"));
        assert_eq!(update("ALL_OLD").await["Attributes"]["Year"], json!({"N": "2028"}));
        assert_eq!(update("NONE").await, json!({"ConsumedCapacity": consumed}));
    }

    #[tokio::test]
    async fn a_missing_item_is_created() {
        let engine = Engine::with_music().await;
        let key = json!({"Artist": {"S": "a"}, "SongTitle": {"S": "b"}});
        for return_values in ["ALL_OLD", "UPDATED_OLD", "UPDATED_NEW"] {
            let reply = engine
                .call("UpdateItem", json!({"TableName": "Music", "Key": key, "ReturnValues": return_values}))
                .await;
            assert_eq!(reply, json!({}), "{return_values}");
            engine.call("DeleteItem", json!({"TableName": "Music", "Key": key})).await;
        }
        let reply =
            engine.call("UpdateItem", json!({"TableName": "Music", "Key": key, "ReturnValues": "ALL_NEW"})).await;
        assert_eq!(reply, json!({"Attributes": key}));
        let reply = engine
            .call(
                "UpdateItem",
                json!({"TableName": "Music", "Key": {"Artist": {"S": "c"}, "SongTitle": {"S": "d"}}, "ReturnValues": "UPDATED_NEW",
                    "UpdateExpression": "SET info = :i", "ExpressionAttributeValues": {":i": {"M": {"x": {"N": "1"}}}}}),
            )
            .await;
        assert_eq!(reply, json!({"Attributes": {"info": {"M": {"x": {"N": "1"}}}}}));
        let table = engine.call("DescribeTable", json!({"TableName": "Music"})).await;
        assert_eq!(table["Table"]["ItemCount"], json!(2));
    }

    #[tokio::test]
    async fn a_refused_request_answers_aws_words() {
        let engine = Engine::with_music().await;
        let one = "1 validation error detected: ";
        for (change, code, message) in [
            (json!({"TableName": "Nothing"}), "ResourceNotFoundException", "Requested resource not found".to_owned()),
            (
                json!({"TableName": ""}),
                "ValidationException",
                format!(
                    "{one}Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1"
                ),
            ),
            (
                json!({"Key": {"Artist": {"S": "a"}}}),
                "ValidationException",
                "The provided key element does not match the schema".to_owned(),
            ),
            (
                json!({"ReturnValues": "SOME", "ReturnConsumedCapacity": "SOME"}),
                "ValidationException",
                format!(
                    "{one}Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"
                ),
            ),
            (
                json!({"Key": {"Artist": {"S": "a"}, "SongTitle": {"S": 1}}}),
                "SerializationException",
                "NUMBER_VALUE cannot be converted to String".to_owned(),
            ),
        ] {
            let request = Engine::merged(
                json!({"TableName": "Music", "Key": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}}}),
                change,
            );
            let error = engine.fail("UpdateItem", request).await;
            assert_eq!((error.code.as_str(), error.message.as_str()), (code, message.as_str()));
        }
    }
}
