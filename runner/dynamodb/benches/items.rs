//! What one call costs in process: writing and reading an item, and a page of a query.
//!
//! `cargo bench -p labs-dynamodb`. The world is in memory, so this is the engine without the disk and without any wire.

#![expect(clippy::expect_used, reason = "a bench that cannot run should stop")]

use std::sync::Arc;

use divan::Bencher;
use labs_dynamodb::DynamoDb;
use labs_world::{Call, DEFAULT_START, Document, Map, Service, World};
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

/// A structure of these members.
fn map<const N: usize>(members: [(&str, Document); N]) -> Map {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// An attribute value of one member.
fn value(type_name: &str, text: impl Into<Document>) -> Document {
    map([(type_name, text.into())]).into()
}

struct Bench {
    runtime: Runtime,
    engine: DynamoDb,
}

impl Bench {
    /// A table with `items` items in one partition, each of about 250 bytes.
    fn with_items(items: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let engine = DynamoDb::open(Arc::new(World::in_memory(1, DEFAULT_START))).expect("an empty world");
        let bench = Self { runtime, engine };
        let attribute = |name: &str, member: &str, of: &str| -> Document {
            map([("AttributeName", name.into()), (member, of.into())]).into()
        };
        bench.call(
            "CreateTable",
            map([
                ("TableName", "Music".into()),
                ("BillingMode", "PAY_PER_REQUEST".into()),
                (
                    "AttributeDefinitions",
                    vec![attribute("Artist", "AttributeType", "S"), attribute("Track", "AttributeType", "N")].into(),
                ),
                (
                    "KeySchema",
                    vec![attribute("Artist", "KeyType", "HASH"), attribute("Track", "KeyType", "RANGE")].into(),
                ),
            ]),
        );
        for track in 0..items {
            bench.call("PutItem", put(track));
        }
        bench
    }

    fn call(&self, operation: &str, input: Map) -> Map {
        let reply = self.runtime.block_on(self.engine.call(Call::new("dynamodb", operation, input)));
        reply.expect("the call succeeds").output
    }
}

fn key(track: usize) -> Map {
    map([("Artist", value("S", "Acme Band")), ("Track", value("N", track.to_string()))])
}

fn put(track: usize) -> Map {
    let mut item = key(track);
    item.extend(map([
        ("AlbumTitle", value("S", "Songs About Life")),
        ("Notes", value("S", "n".repeat(180))),
        ("Awards", value("N", "10")),
    ]));
    map([("TableName", "Music".into()), ("Item", item.into())])
}

#[divan::bench]
fn put_item(bencher: Bencher<'_, '_>) {
    let bench = Bench::with_items(1000);
    bencher.with_inputs(|| put(500)).bench_values(|input| bench.call("PutItem", input));
}

#[divan::bench]
fn get_item(bencher: Bencher<'_, '_>) {
    let bench = Bench::with_items(1000);
    let input = || map([("TableName", "Music".into()), ("Key", key(500).into())]);
    bencher.with_inputs(input).bench_values(|input| bench.call("GetItem", input));
}

#[divan::bench]
fn update_item(bencher: Bencher<'_, '_>) {
    let bench = Bench::with_items(1000);
    let input = || {
        map([
            ("TableName", "Music".into()),
            ("Key", key(500).into()),
            ("UpdateExpression", "SET Awards = Awards + :one".into()),
            ("ExpressionAttributeValues", map([(":one", value("N", "1"))]).into()),
        ])
    };
    bencher.with_inputs(input).bench_values(|input| bench.call("UpdateItem", input));
}

#[divan::bench(args = [10, 100, 1000])]
fn query(bencher: Bencher<'_, '_>, items: i64) {
    let bench = Bench::with_items(1000);
    let input = || {
        map([
            ("TableName", "Music".into()),
            ("KeyConditionExpression", "Artist = :artist AND Track >= :zero".into()),
            (
                "ExpressionAttributeValues",
                map([(":artist", value("S", "Acme Band")), (":zero", value("N", "0"))]).into(),
            ),
            ("Limit", items.into()),
        ])
    };
    bencher.with_inputs(input).bench_values(|input| bench.call("Query", input));
}
