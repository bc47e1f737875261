//! Scan: all items of a table, a page at a time.
//!
//! Items come in the order of their keys. The service scatters them by a hash of the partition key and promises no order, so
//! a guide must not rely on this one.

use labs_world::Map;
use labs_world::store::{KeyRange, Order};

use super::Operation;
use crate::capacity::{Consumed, ReturnConsumedCapacity};
use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::key::KeyError;
use crate::page::{self, Page, PageRequest};
use crate::request::{Members, RequestError};
use crate::table::{self, Table};
use crate::value::Item;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "Scan",
    members: &[
        "TableName",
        "Limit",
        "ExclusiveStartKey",
        "ConsistentRead",
        "Select",
        "ReturnConsumedCapacity",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
    ],
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
    start: Option<Item>,
    page: PageRequest,
    return_capacity: ReturnConsumedCapacity,
}

impl Request {
    fn read(engine: &DynamoDb, mut members: Members) -> Result<Self, Refusal> {
        let table = members.table_name(engine.world())?;
        let return_capacity = members.choice()?.unwrap_or_default();
        let page = PageRequest::read(&mut members)?;
        let start = members.item("ExclusiveStartKey")?;
        Ok(Self { members, table, start, page, return_capacity })
    }

    fn check(&self) -> Result<(), Refusal> {
        Ok(self.members.no_placeholders()?)
    }
}

struct Outcome {
    table: Table,
    page: Page,
    consumed: Consumed,
}

fn act(engine: &DynamoDb, request: &Request) -> Result<Outcome, Refusal> {
    let table = table::require_active(engine.store(), &request.table, engine.now())?;
    let start = match &request.start {
        Some(start) => Some(table.key.key_of_request(start).map_err(start_key_error)?.encode()),
        None => None,
    };
    let page = page::read(engine.store(), &table, KeyRange::all(), Order::Ascending, start, request.page)?;
    let consumed = Consumed::read(page.bytes, request.page.consistency);
    Ok(Outcome { table, page, consumed })
}

fn start_key_error(error: KeyError) -> Refusal {
    match error {
        KeyError::NotTheSchema => RequestError::StartKeyNotTheSchema.into(),
        other => other.into(),
    }
}

fn reply(engine: &DynamoDb, request: &Request, outcome: Outcome) -> Map {
    outcome.consumed.record(engine.world().meter(), &outcome.table);
    let mut reply = outcome.page.into_reply();
    outcome.consumed.report(request.return_capacity, &outcome.table, &mut reply);
    reply
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn an_accepted_request_answers_what_aws_answers() {
        let engine = Engine::with_songs().await;
        let reply = engine.call("Scan", json!({"TableName": "Music", "ReturnConsumedCapacity": "TOTAL"})).await;
        let titles: Vec<_> =
            reply["Items"].as_array().unwrap().iter().map(|item| item["SongTitle"]["S"].clone()).collect();
        assert_eq!(titles, ["Happy Day", "PartiQL Rocks", "Call Me Today", "Howdy"]);
        assert_eq!((&reply["Count"], &reply["ScannedCount"]), (&json!(4), &json!(4)));
        assert_eq!(reply["ConsumedCapacity"], json!({"TableName": "Music", "CapacityUnits": 0.5}));
        assert_eq!(reply.get("LastEvaluatedKey"), None);
        assert_eq!(
            engine.call("Scan", json!({"TableName": "Music", "Select": "COUNT", "ConsistentRead": true, "ReturnConsumedCapacity": "INDEXES"})).await,
            json!({"Count": 4, "ScannedCount": 4,
                "ConsumedCapacity": {"TableName": "Music", "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}}})
        );
    }

    #[tokio::test]
    async fn pages_follow_each_other() {
        let engine = Engine::with_songs().await;
        let first = engine.call("Scan", json!({"TableName": "Music", "Limit": 3, "Select": "COUNT"})).await;
        let key = json!({"Artist": {"S": "No One You Know"}, "SongTitle": {"S": "Call Me Today"}});
        assert_eq!(first, json!({"Count": 3, "ScannedCount": 3, "LastEvaluatedKey": key}));
        let rest = engine
            .call("Scan", json!({"TableName": "Music", "Limit": 3, "Select": "COUNT", "ExclusiveStartKey": key}))
            .await;
        assert_eq!(rest, json!({"Count": 1, "ScannedCount": 1}));
    }

    #[tokio::test]
    async fn a_refused_request_answers_aws_words() {
        let engine = Engine::with_songs().await;
        for (change, code, message) in [
            (json!({"TableName": "Nothing"}), "ResourceNotFoundException", "Requested resource not found"),
            (
                json!({"Limit": 0}),
                "ValidationException",
                "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
            ),
            (
                json!({"Select": "SPECIFIC_ATTRIBUTES"}),
                "ValidationException",
                "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
            ),
            (
                json!({"ExclusiveStartKey": {"bad": {"S": "p"}}}),
                "ValidationException",
                "The provided starting key is invalid: The provided key element does not match the schema",
            ),
            (
                json!({"Segment": 0, "TotalSegments": 2}),
                "ValidationException",
                "Segment, TotalSegments of Scan are not supported by this version of the local DynamoDB engine; it supports TableName, Limit, ExclusiveStartKey, ConsistentRead, Select, ReturnConsumedCapacity, ExpressionAttributeNames, ExpressionAttributeValues.",
            ),
        ] {
            let error = engine.fail("Scan", Engine::merged(json!({"TableName": "Music"}), change)).await;
            assert_eq!((error.code.as_str(), error.message.as_str()), (code, message));
        }
    }
}
