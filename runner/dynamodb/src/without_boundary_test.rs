//! The engine without a boundary: no input of any shape makes it panic, and what the boundary would have refused is an error.
//!
//! Clients never get here: the boundary checks every call first, and its words are tested in `labs-aws` and, together with the
//! engine's, beside each operation. An engine must still not rely on its caller for its own safety.

use labs_world::{Document, Map};
use proptest::prelude::*;

use crate::operation::OPERATIONS;
use crate::testing::{Engine, input, json};

/// Documents of every shape, with the words of the service in the places of names often enough to get past the first check.
fn any_document() -> impl Strategy<Value = Document> {
    let words = prop::sample::select(vec![
        "S",
        "N",
        "B",
        "SS",
        "NS",
        "BS",
        "L",
        "M",
        "NULL",
        "BOOL",
        "Music",
        "Artist",
        "SongTitle",
        "#a",
        ":v",
        "HASH",
        "RANGE",
        "SET a = :v",
        "Artist = :v",
        "a",
        "",
        "1",
        "1e999",
        "COUNT",
        "ALL_NEW",
        "TOTAL",
        "AttributeName",
        "KeyType",
        "AttributeType",
    ]);
    let leaf = prop_oneof![
        Just(Document::Null),
        any::<bool>().prop_map(Document::Bool),
        any::<i64>().prop_map(Document::Integer),
        any::<f64>().prop_map(Document::Float),
        words.clone().prop_map(Document::from),
        ".{0,4}".prop_map(Document::from),
        prop::collection::vec(any::<u8>(), 0..4).prop_map(|bytes| Document::Blob(bytes.into())),
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Document::List),
            prop::collection::vec((words.clone(), inner), 0..4).prop_map(|entries| Document::Map(
                entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            )),
        ]
    })
}

/// An input for any operation, made of its own members.
fn any_call() -> impl Strategy<Value = (&'static str, Map)> {
    (0..OPERATIONS.len(), prop::collection::vec((any::<prop::sample::Index>(), any_document()), 0..8)).prop_map(
        |(place, entries)| {
            let operation = &OPERATIONS[place];
            let mut input = Map::from_iter([("TableName".to_owned(), Document::from("Music"))]);
            for (index, value) in entries {
                input.insert(operation.members[index.index(operation.members.len())].to_owned(), value);
            }
            (operation.name, input)
        },
    )
}

proptest! {
    #[test]
    fn no_input_makes_the_engine_panic(calls in prop::collection::vec(any_call(), 1..6)) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
            let engine = Engine::with_songs().await;
            for (operation, input) in calls {
                let _ = engine.without_boundary(operation, input).await;
            }
        });
    }
}

#[tokio::test]
async fn what_the_boundary_refuses_is_an_error_here_too() {
    let engine = Engine::with_music().await;
    let key = json!({"Artist": {"S": "a"}, "SongTitle": {"S": "b"}});
    let definition = |name: &str, key_type: &str| json!({"AttributeName": name, "AttributeType": key_type});
    let element = |role: &str| json!({"AttributeName": "Artist", "KeyType": role});
    for (operation, change, member) in [
        ("PutItem", json!({"Item": key, "ReturnValues": "SOME"}), "ReturnValues"),
        ("PutItem", json!({"Item": key, "ReturnConsumedCapacity": "SOME"}), "ReturnConsumedCapacity"),
        ("DeleteItem", json!({"Key": key, "ReturnItemCollectionMetrics": "SOME"}), "ReturnItemCollectionMetrics"),
        ("GetItem", json!({}), "Key"),
        ("PutItem", json!({}), "Item"),
        ("GetItem", json!({"Key": key, "TableName": null}), "TableName"),
        ("Query", json!({"Select": "SOME"}), "Select"),
        ("Scan", json!({"Limit": 0}), "Limit"),
        ("CreateTable", json!({"TableName": "New", "BillingMode": "SOME"}), "BillingMode"),
        ("CreateTable", json!({"TableName": "New", "TableClass": "SOME"}), "TableClass"),
        ("CreateTable", json!({"TableName": "New", "KeySchema": []}), "KeySchema"),
        (
            "CreateTable",
            json!({"TableName": "New", "KeySchema": [element("HASH"), element("RANGE"), element("RANGE")]}),
            "KeySchema",
        ),
        ("CreateTable", json!({"TableName": "New", "KeySchema": [element("SOME")]}), "KeyType"),
        (
            "CreateTable",
            json!({"TableName": "New", "AttributeDefinitions": [definition("a", "SOME")]}),
            "AttributeType",
        ),
        ("CreateTable", json!({"TableName": "New", "AttributeDefinitions": [definition("", "S")]}), "AttributeName"),
        (
            "CreateTable",
            json!({"TableName": "New", "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 1}}),
            "ReadCapacityUnits",
        ),
    ] {
        let base = if operation == "CreateTable" { Engine::music() } else { json!({"TableName": "Music"}) };
        let request = input(operation, &Engine::merged(base, change)).unwrap();
        let error = engine.without_boundary(operation, request).await.unwrap_err();
        assert_eq!(error.code, "ValidationException");
        assert!(error.message.starts_with(&format!("{member} is not what the service model allows")), "{error}");
    }
}

#[tokio::test]
async fn a_value_of_the_wrong_kind_is_an_error_here_too() {
    let engine = Engine::with_music().await;
    for member in ["TableName", "Key", "ConsistentRead", "ReturnConsumedCapacity", "ExpressionAttributeNames"] {
        let mut request = input("GetItem", &json!({"TableName": "Music", "Key": {"Artist": {"S": "a"}}})).unwrap();
        request.insert(member.to_owned(), Document::Float(0.5));
        assert!(engine.without_boundary("GetItem", request).await.is_err(), "{member}");
    }
}
