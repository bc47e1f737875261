//! DeleteItem: removes one item by its key; removing what is not there is no error.

use bytes::Bytes;
use labs_world::Map;

use super::Operation;
use super::returns::{ReturnValues, Returns, insert_attributes};
use crate::capacity::Consumed;
use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::metering;
use crate::request::Members;
use crate::table::{self, Table, items};
use crate::value::{Item, decode_item};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "DeleteItem",
    members: &[
        "TableName",
        "Key",
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
    key: Item,
    returns: Returns,
}

impl Request {
    fn read(engine: &DynamoDb, mut members: Members) -> Result<Self, Refusal> {
        let table = members.table_name(engine.world())?;
        let returns = Returns::read(&mut members)?;
        let key = Members::required("Key", members.item("Key")?)?;
        Ok(Self { members, table, key, returns })
    }

    fn check(&self) -> Result<(), Refusal> {
        self.members.no_placeholders()?;
        Ok(self.returns.values.old_or_none()?)
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
            let key = table.key.key_of_request(&request.key)?.encode();
            let old = items::get(transaction, &table, &key)?;
            let sizes = items::remove(transaction, &table, key, old.as_ref())?;
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
        let engine = Engine::with_songs().await;
        let request = json!({"TableName": "Music", "Key": {"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"}},
            "ReturnValues": "ALL_OLD", "ReturnConsumedCapacity": "TOTAL"});
        assert_eq!(
            engine.call("DeleteItem", request.clone()).await,
            json!({
                "Attributes": {"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"},
                    "AlbumTitle": {"S": "Songs About Life"}, "Awards": {"N": "10"}},
                "ConsumedCapacity": {"TableName": "Music", "CapacityUnits": 1.0},
            })
        );
        assert_eq!(
            engine.call("DeleteItem", request).await,
            json!({"ConsumedCapacity": {"TableName": "Music", "CapacityUnits": 1.0}}),
            "deleting again is no error"
        );
        let table = engine.call("DescribeTable", json!({"TableName": "Music"})).await;
        assert_eq!(table["Table"]["ItemCount"], json!(3));
    }

    #[tokio::test]
    async fn a_refused_request_answers_aws_words() {
        let engine = Engine::with_music().await;
        let one = "1 validation error detected: ";
        for (change, code, message) in [
            (json!({"TableName": "Nothing"}), "ResourceNotFoundException", "Requested resource not found".to_owned()),
            (
                json!({"Key": {"Artist": {"S": "a"}}}),
                "ValidationException",
                "The provided key element does not match the schema".to_owned(),
            ),
            (
                json!({"Key": {"Artist": {"N": "x"}, "SongTitle": {"S": "b"}}}),
                "ValidationException",
                format!("{one}The parameter cannot be converted to a numeric value: x"),
            ),
            (
                json!({"ReturnValues": "ALL_NEW"}),
                "ValidationException",
                format!("{one}ReturnValues can only be ALL_OLD or NONE"),
            ),
        ] {
            let request = Engine::merged(
                json!({"TableName": "Music", "Key": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}}}),
                change,
            );
            let error = engine.fail("DeleteItem", request).await;
            assert_eq!((error.code.as_str(), error.message.as_str()), (code, message.as_str()));
        }
    }
}
