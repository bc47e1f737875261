//! GetItem: reads one item by its key.

use labs_world::Map;

use super::Operation;
use crate::capacity::{Consistency, Consumed, ReturnConsumedCapacity};
use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::request::Members;
use crate::table::{self, Table, items};
use crate::value::{Item, StoredItem, item_into_document};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "GetItem",
    members: &["TableName", "Key", "ConsistentRead", "ReturnConsumedCapacity", "ExpressionAttributeNames"],
    wording: Wording::Bare,
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &DynamoDb, members: Members) -> Result<Map, Refusal> {
    let request = Request::read(engine, members)?;
    request.check()?;
    let outcome = act(engine, &request)?;
    Ok(reply(engine, &request, outcome))
}

struct Request {
    members: Members,
    table: String,
    key: Item,
    consistency: Consistency,
    return_capacity: ReturnConsumedCapacity,
}

impl Request {
    fn read(engine: &DynamoDb, mut members: Members) -> Result<Self, Refusal> {
        let table = members.table_name(engine.world())?;
        let return_capacity = members.choice()?.unwrap_or_default();
        let consistency = Consistency::of_flag(members.flag("ConsistentRead")?);
        let key = Members::required("Key", members.item("Key")?)?;
        Ok(Self { members, table, key, consistency, return_capacity })
    }

    fn check(&self) -> Result<(), Refusal> {
        Ok(self.members.no_placeholders()?)
    }
}

struct Outcome {
    table: Table,
    item: Option<Item>,
    consumed: Consumed,
}

fn act(engine: &DynamoDb, request: &Request) -> Result<Outcome, Refusal> {
    let table = table::require_active(engine.store(), &request.table, engine.now())?;
    let key = table.key.key_of_request(&request.key)?.encode();
    let (item, size) = match items::get(engine.store(), &table, &key)? {
        Some(stored) => {
            let stored = StoredItem::open(&stored)?;
            (Some(stored.decode()?), stored.size())
        }
        None => (None, 0),
    };
    Ok(Outcome { table, item, consumed: Consumed::read(size, request.consistency) })
}

fn reply(engine: &DynamoDb, request: &Request, outcome: Outcome) -> Map {
    outcome.consumed.record(engine.world().meter(), &outcome.table);
    let mut reply = Map::new();
    if let Some(item) = outcome.item {
        reply.insert("Item".to_owned(), item_into_document(item));
    }
    outcome.consumed.report(request.return_capacity, &outcome.table, &mut reply);
    reply
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn an_accepted_request_answers_what_aws_answers() {
        let engine = Engine::with_songs().await;
        let get = |extra| {
            engine.call(
                "GetItem",
                Engine::merged(
                    json!({"TableName": "Music", "Key": {"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"}}}),
                    extra,
                ),
            )
        };
        let item = json!({"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"},
            "AlbumTitle": {"S": "Songs About Life"}, "Awards": {"N": "10"}});
        assert_eq!(get(json!({"ConsistentRead": true})).await, json!({"Item": item}));
        assert_eq!(
            get(json!({"ReturnConsumedCapacity": "TOTAL"})).await,
            json!({"Item": item, "ConsumedCapacity": {"TableName": "Music", "CapacityUnits": 0.5}})
        );
        assert_eq!(
            get(json!({"ConsistentRead": true, "ReturnConsumedCapacity": "INDEXES"})).await["ConsumedCapacity"],
            json!({"TableName": "Music", "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}})
        );
    }

    #[tokio::test]
    async fn a_missing_item_is_no_error_and_costs_as_much_as_a_small_one() {
        let engine = Engine::with_music().await;
        let key = json!({"Artist": {"S": "a"}, "SongTitle": {"S": "b"}});
        assert_eq!(engine.call("GetItem", json!({"TableName": "Music", "Key": key})).await, json!({}));
        let reply =
            engine.call("GetItem", json!({"TableName": "Music", "Key": key, "ReturnConsumedCapacity": "TOTAL"})).await;
        assert_eq!(reply, json!({"ConsumedCapacity": {"TableName": "Music", "CapacityUnits": 0.5}}));
    }

    #[tokio::test]
    async fn a_refused_request_answers_aws_words() {
        let engine = Engine::with_music().await;
        let schema = "The provided key element does not match the schema";
        for (change, code, message) in [
            (json!({"TableName": "Nothing"}), "ResourceNotFoundException", "Requested resource not found"),
            (json!({"Key": {"Artist": {"S": "a"}}}), "ValidationException", schema),
            (json!({"Key": {"Artist": {"S": "a"}, "SongTitle": {"N": "1"}}}), "ValidationException", schema),
            (
                json!({"Key": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}, "x": {"S": "c"}}}),
                "ValidationException",
                schema,
            ),
            (
                json!({"Key": {"Artist": {"S": ""}, "SongTitle": {"S": "b"}}}),
                "ValidationException",
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: Artist",
            ),
            (
                json!({"Key": {"Artist": {"N": "x"}, "SongTitle": {"S": "b"}}}),
                "ValidationException",
                "The parameter cannot be converted to a numeric value: x",
            ),
            (
                json!({"ExpressionAttributeNames": {"#a": "a"}}),
                "ValidationException",
                "ExpressionAttributeNames can only be specified when using expressions",
            ),
        ] {
            let request = Engine::merged(
                json!({"TableName": "Music", "Key": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}}}),
                change,
            );
            let error = engine.fail("GetItem", request).await;
            assert_eq!((error.code.as_str(), error.message.as_str()), (code, message));
        }
    }
}
