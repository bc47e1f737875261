//! The engine without a boundary: no input of any shape makes it panic, and what the boundary would have refused is an error.
//!
//! Clients never get here: the boundary checks every call first, and its words are tested in `labs-aws` and, together with the
//! engine's, beside each operation. An engine must still not rely on its caller for its own safety.

use labs_world::{Document, Map};
use proptest::prelude::*;

use crate::operation::OPERATIONS;
use crate::testing::Engine;

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
