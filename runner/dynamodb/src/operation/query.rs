//! Query: the items of one partition that a key condition selects, in the order of the sort key, a page at a time.

use labs_world::Map;
use labs_world::store::Order;

use super::Operation;
use crate::capacity::{Consumed, ReturnConsumedCapacity};
use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::expression::{KeyCondition, Placeholders};
use crate::key::{KeyError, KeySchema, KeyValue};
use crate::page::{self, Page, PageRequest};
use crate::request::{Members, RequestError};
use crate::table::{self, Table};
use crate::value::Item;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "Query",
    members: &[
        "TableName",
        "KeyConditionExpression",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
        "ScanIndexForward",
        "Limit",
        "ExclusiveStartKey",
        "ConsistentRead",
        "Select",
        "ReturnConsumedCapacity",
    ],
    wording: Wording::SelectEnveloped,
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &DynamoDb, members: Members) -> Result<Map, Refusal> {
    let request = Request::read(engine, members)?;
    let outcome = act(engine, &request)?;
    Ok(reply(engine, &request, outcome))
}

struct Request {
    table: String,
    condition: KeyCondition,
    order: Order,
    start: Option<Item>,
    page: PageRequest,
    return_capacity: ReturnConsumedCapacity,
}

impl Request {
    fn read(engine: &DynamoDb, mut members: Members) -> Result<Self, Refusal> {
        let table = members.table_name(engine.world())?;
        let return_capacity = members.choice()?.unwrap_or_default();
        let page = PageRequest::read(&mut members)?;
        let order = match members.flag("ScanIndexForward")? {
            Some(false) => Order::Descending,
            _ => Order::Ascending,
        };
        let start = members.item("ExclusiveStartKey")?;
        let Some(expression) = members.text("KeyConditionExpression")? else {
            members.no_placeholders()?;
            return Err(RequestError::NoKeyCondition.into());
        };
        let mut placeholders = Placeholders::read(&mut members)?;
        let condition = KeyCondition::parse(&expression, &mut placeholders)?;
        placeholders.finish()?;
        Ok(Self { table, condition, order, start, page, return_capacity })
    }
}

struct Outcome {
    table: Table,
    page: Page,
    consumed: Consumed,
}

fn act(engine: &DynamoDb, request: &Request) -> Result<Outcome, Refusal> {
    let table = table::require_active(engine.store(), &request.table, engine.now())?;
    if let Some(start) = &request.start {
        check_start_partition(&table.key, start)?;
    }
    request.condition.check_attributes(&table.key)?;
    let start = request.start.as_ref().map(|start| start_key(&table.key, start)).transpose()?;
    let bound = request.condition.bind(&table.key)?;
    if let Some(start) = &start {
        if !start.starts_with(&bound.partition) {
            return Err(RequestError::StartKeyOutside.into());
        }
        if !bound.range.contains(start) {
            return Err(RequestError::StartKeyNotSelected.into());
        }
    }
    let page = page::read(engine.store(), &table, bound.range, request.order, start, request.page)?;
    let consumed = Consumed::read(page.bytes, request.page.consistency);
    Ok(Outcome { table, page, consumed })
}

/// A starting key has as many attributes as the key, the partition key among them. The service checks this much before it
/// looks at the condition, and the rest after it.
fn check_start_partition(schema: &KeySchema, start: &Item) -> Result<(), Refusal> {
    let partition = start.get(&schema.partition.name).filter(|_| start.len() == schema.len());
    let partition = partition.ok_or(RequestError::StartKeyInvalid)?;
    match KeyValue::of(partition) {
        Some(value) if value.key_type() == schema.partition.key_type => Ok(()),
        _ => Err(KeyError::NotTheSchema.into()),
    }
}

fn start_key(schema: &KeySchema, start: &Item) -> Result<Vec<u8>, Refusal> {
    if schema.sort.as_ref().is_some_and(|sort| !start.contains_key(&sort.name)) {
        return Err(RequestError::StartKeyInvalid.into());
    }
    Ok(schema.key_of_request(start)?.encode())
}

fn reply(engine: &DynamoDb, request: &Request, outcome: Outcome) -> Map {
    outcome.consumed.record(engine.world().meter(), &outcome.table);
    let mut reply = outcome.page.into_reply();
    outcome.consumed.report(request.return_capacity, &outcome.table, &mut reply);
    reply
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::testing::{Engine, json};

    fn sorts(reply: &Value) -> Vec<&str> {
        reply["Items"].as_array().unwrap().iter().map(|item| item["s"]["N"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn an_accepted_request_answers_what_aws_answers() {
        let engine = Engine::with_songs().await;
        let query = |extra| {
            engine.call(
                "Query",
                Engine::merged(
                    json!({"TableName": "Music", "KeyConditionExpression": "Artist = :name",
                        "ExpressionAttributeValues": {":name": {"S": "Acme Band"}}}),
                    extra,
                ),
            )
        };
        let happy = json!({"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"},
            "AlbumTitle": {"S": "Songs About Life"}, "Awards": {"N": "10"}});
        let rocks = json!({"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "PartiQL Rocks"},
            "AlbumTitle": {"S": "Another Album Title"}, "Awards": {"N": "8"}});
        assert_eq!(query(json!({})).await, json!({"Items": [happy, rocks], "Count": 2, "ScannedCount": 2}));
        assert_eq!(
            query(json!({"ScanIndexForward": false, "Limit": 1, "ReturnConsumedCapacity": "TOTAL"})).await,
            json!({"Items": [rocks], "Count": 1, "ScannedCount": 1,
                "LastEvaluatedKey": {"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "PartiQL Rocks"}},
                "ConsumedCapacity": {"TableName": "Music", "CapacityUnits": 0.5}})
        );
        assert_eq!(
            query(json!({"Select": "COUNT", "ConsistentRead": true, "ReturnConsumedCapacity": "TOTAL"})).await,
            json!({"Count": 2, "ScannedCount": 2, "ConsumedCapacity": {"TableName": "Music", "CapacityUnits": 1.0}})
        );
        assert_eq!(
            query(json!({"ExpressionAttributeValues": {":name": {"S": "Nobody"}}, "ReturnConsumedCapacity": "TOTAL"}))
                .await,
            json!({"Items": [], "Count": 0, "ScannedCount": 0, "ConsumedCapacity": {"TableName": "Music", "CapacityUnits": 0.5}})
        );
    }

    #[tokio::test]
    async fn pages_follow_each_other_in_both_directions() {
        let engine = Engine::with_numbers(&["1", "2", "3", "4"]).await;
        for (forward, wanted) in [(true, ["1", "2", "3", "4"]), (false, ["4", "3", "2", "1"])] {
            let mut seen = Vec::new();
            let mut request = json!({"TableName": "Numbered", "KeyConditionExpression": "p = :p", "Limit": 2,
                "ScanIndexForward": forward, "ExpressionAttributeValues": {":p": {"S": "a"}}});
            for _ in 0..3 {
                let reply = engine.call("Query", request.clone()).await;
                seen.extend(sorts(&reply).into_iter().map(str::to_owned));
                match reply.get("LastEvaluatedKey") {
                    Some(key) => request["ExclusiveStartKey"] = key.clone(),
                    None => break,
                }
            }
            assert_eq!(seen, wanted);
            let last = engine.call("Query", request).await;
            assert_eq!(
                last,
                json!({"Items": [], "Count": 0, "ScannedCount": 0}),
                "an exactly full last page is followed by an empty one"
            );
        }
    }

    #[tokio::test]
    async fn a_page_ends_before_it_exceeds_1_mb() {
        let engine = Engine::with_numbers(&[]).await;
        for sort in 0..4 {
            let item = json!({"p": {"S": "a"}, "s": {"N": sort.to_string()}, "x": {"S": "x".repeat(400_000)}});
            engine.call("PutItem", json!({"TableName": "Numbered", "Item": item})).await;
        }
        let request = json!({"TableName": "Numbered", "KeyConditionExpression": "p = :p", "Select": "COUNT",
            "ExpressionAttributeValues": {":p": {"S": "a"}}, "ReturnConsumedCapacity": "TOTAL"});
        let reply = engine.call("Query", request).await;
        assert_eq!((&reply["Count"], &reply["LastEvaluatedKey"]["s"]), (&json!(2), &json!({"N": "1"})));
        assert_eq!(
            reply["ConsumedCapacity"]["CapacityUnits"],
            json!(98.0),
            "the sum of the sizes is rounded, not each of them"
        );
    }

    #[tokio::test]
    async fn a_refused_request_answers_aws_words() {
        let engine = Engine::with_numbers(&["1"]).await;
        for (change, code, message) in [
            (json!({"TableName": "Nothing"}), "ResourceNotFoundException", "Requested resource not found"),
            (
                json!({"KeyConditionExpression": null, "ExpressionAttributeValues": null}),
                "ValidationException",
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
            ),
            (
                json!({"Select": "SPECIFIC_ATTRIBUTES"}),
                "ValidationException",
                "1 validation error detected: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
            ),
            (
                json!({"ExpressionAttributeNames": {"#unused": "x"}}),
                "ValidationException",
                "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}",
            ),
            (
                json!({"ExclusiveStartKey": {"bad": {"S": "p"}}}),
                "ValidationException",
                "The provided starting key is invalid",
            ),
            (
                json!({"ExclusiveStartKey": {"p": {"S": "a"}, "x": {"N": "1"}}}),
                "ValidationException",
                "The provided starting key is invalid",
            ),
            (
                json!({"ExclusiveStartKey": {"p": {"S": "a"}, "s": {"S": "1"}}}),
                "ValidationException",
                "The provided key element does not match the schema",
            ),
            (
                json!({"ExclusiveStartKey": {"p": {"S": "a"}, "s": {"N": "1"}, "x": {"N": "1"}}}),
                "ValidationException",
                "The provided starting key is invalid",
            ),
            (
                json!({"ExclusiveStartKey": {"p": {"N": "1"}, "s": {"N": "1"}}, "KeyConditionExpression": "s = :p"}),
                "ValidationException",
                "The provided key element does not match the schema",
            ),
            (
                json!({"ExclusiveStartKey": {"p": {"S": "other"}, "s": {"N": "1"}}}),
                "ValidationException",
                "The provided starting key is outside query boundaries based on provided conditions",
            ),
            (
                json!({"ExclusiveStartKey": {"p": {"S": "a"}, "s": {"N": "1"}}, "KeyConditionExpression": "p = :p AND s > :n",
                    "ExpressionAttributeValues": {":p": {"S": "a"}, ":n": {"N": "1"}}}),
                "ValidationException",
                "The provided starting key does not match the range key predicate",
            ),
        ] {
            let request = Engine::merged(
                json!({"TableName": "Numbered", "KeyConditionExpression": "p = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}}),
                change,
            );
            let error = engine.fail("Query", request).await;
            assert_eq!((error.code.as_str(), error.message.as_str()), (code, message));
        }
    }
}
