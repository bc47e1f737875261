//! The engine against a model: an ordered map in memory that gets the same writes and answers the same reads.
//!
//! What single operations answer is tested beside them. Here it is how they play together.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use crate::number::{Number, any_number};
use crate::testing::{Engine, json};

/// One step of a random story on a table with a text `p` and a number `s` as its key.
#[derive(Debug, Clone)]
enum Act {
    Put { partition: String, sort: Number, size: usize },
    Update { partition: String, sort: Number, by: i8 },
    Delete { partition: String, sort: Number },
    Query { partition: String, from: Number, page: usize, forward: bool },
    Scan { page: usize },
}

fn any_act() -> impl Strategy<Value = Act> {
    let partition = || prop::sample::select(vec!["a", "a\0", "a\0b", "b", "é", "\u{10FFFF}"]).prop_map(str::to_owned);
    let sort = || prop_oneof![3 => (-3i64..4).prop_map(|n| Number::parse(&n.to_string()).unwrap()), 1 => any_number()];
    prop_oneof![
        4 => (partition(), sort(), 0usize..3000).prop_map(|(partition, sort, size)| Act::Put { partition, sort, size }),
        2 => (partition(), sort(), any::<i8>()).prop_map(|(partition, sort, by)| Act::Update { partition, sort, by }),
        2 => (partition(), sort()).prop_map(|(partition, sort)| Act::Delete { partition, sort }),
        2 => (partition(), sort(), 1usize..4, any::<bool>())
            .prop_map(|(partition, from, page, forward)| Act::Query { partition, from, page, forward }),
        1 => (1usize..5).prop_map(|page| Act::Scan { page }),
    ]
}

type Model = BTreeMap<(String, Number), Value>;

fn key(partition: &str, sort: Number) -> Value {
    json!({"p": {"S": partition}, "s": {"N": sort.to_string()}})
}

/// All pages of a read, one after the other.
async fn all_pages(engine: &Engine, operation: &str, mut request: Value) -> Vec<Value> {
    let mut items = Vec::new();
    loop {
        let reply = engine.call(operation, request.clone()).await;
        items.extend(reply["Items"].as_array().unwrap().iter().cloned());
        match reply.get("LastEvaluatedKey") {
            Some(key) => request["ExclusiveStartKey"] = key.clone(),
            None => return items,
        }
    }
}

async fn perform(engine: &Engine, model: &mut Model, act: &Act) {
    match act {
        Act::Put { partition, sort, size } => {
            let item = Engine::merged(key(partition, *sort), json!({"x": {"S": "x".repeat(*size)}, "n": {"N": "0"}}));
            let reply =
                engine.call("PutItem", json!({"TableName": "Story", "Item": item, "ReturnValues": "ALL_OLD"})).await;
            let old = model.insert((partition.clone(), *sort), item);
            assert_eq!(reply.get("Attributes"), old.as_ref());
        }
        Act::Update { partition, sort, by } => {
            let request = json!({"TableName": "Story", "Key": key(partition, *sort), "ReturnValues": "ALL_NEW",
                "UpdateExpression": "SET n = if_not_exists(n, :zero) + :by",
                "ExpressionAttributeValues": {":zero": {"N": "0"}, ":by": {"N": by.to_string()}}});
            let reply = engine.call("UpdateItem", request).await;
            let item = model.entry((partition.clone(), *sort)).or_insert_with(|| key(partition, *sort));
            let old: i64 = item.get("n").map_or(0, |n| n["N"].as_str().unwrap().parse().unwrap());
            item["n"] = json!({"N": (old + i64::from(*by)).to_string()});
            assert_eq!(reply["Attributes"], *item);
        }
        Act::Delete { partition, sort } => {
            let request = json!({"TableName": "Story", "Key": key(partition, *sort), "ReturnValues": "ALL_OLD"});
            let reply = engine.call("DeleteItem", request).await;
            assert_eq!(reply.get("Attributes"), model.remove(&(partition.clone(), *sort)).as_ref());
        }
        Act::Query { partition, from, page, forward } => {
            let request = json!({"TableName": "Story", "KeyConditionExpression": "p = :p AND s >= :s", "Limit": page,
                "ScanIndexForward": forward, "ExpressionAttributeValues": {":p": {"S": partition}, ":s": {"N": from.to_string()}}});
            let found = all_pages(engine, "Query", request).await;
            let wanted = model.iter().filter(|((p, s), _)| p == partition && s >= from).map(|(_, item)| item.clone());
            let mut wanted: Vec<_> = wanted.collect();
            if !forward {
                wanted.reverse();
            }
            assert_eq!(found, wanted);
        }
        Act::Scan { page } => {
            let found = all_pages(engine, "Scan", json!({"TableName": "Story", "Limit": page})).await;
            assert_eq!(found, model.values().cloned().collect::<Vec<_>>());
        }
    }
}

async fn tell(acts: Vec<Act>) {
    let engine = Engine::new();
    let table = json!({"TableName": "Story", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "p", "AttributeType": "S"}, {"AttributeName": "s", "AttributeType": "N"}],
        "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}, {"AttributeName": "s", "KeyType": "RANGE"}]});
    engine.call("CreateTable", table).await;
    let mut model = Model::new();
    for act in &acts {
        perform(&engine, &mut model, act).await;
    }
    let described = engine.call("DescribeTable", json!({"TableName": "Story"})).await;
    let size: usize = model.values().map(|item| crate::value::item_size(&crate::testing::item(item))).sum();
    assert_eq!(described["Table"]["ItemCount"], json!(model.len()));
    assert_eq!(described["Table"]["TableSizeBytes"], json!(size));
}

fn run(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn reads_answer_what_was_written(acts in prop::collection::vec(any_act(), 1..60)) {
        run(tell(acts));
    }
}
