//! What the tests of this crate share: a world with an engine behind the boundary, called with JSON.
//!
//! JSON is read and written by the boundary's own awsJson, so a test sends what a client sends and sees what a client sees.
//! What the engine does without a boundary is in `without_boundary_test.rs`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use labs_aws::Boundary;
use labs_aws::model::{Models, ServiceModel};
use labs_aws::protocol::json::{JsonError, read_structure, write_structure};
use labs_world::{Call, DEFAULT_START, Document, Map, Reply, Service, ServiceError, World, WorldOptions};
use serde_json::Value;

pub(crate) use serde_json::json;

use crate::engine::{Delays, DynamoDb};
use crate::value::{Item, item_from_document};

fn model() -> &'static ServiceModel {
    Models::by_name("dynamodb").unwrap()
}

/// The input of `operation` that `value` is on the wire.
pub(crate) fn input(operation: &str, value: &Value) -> Result<Map, JsonError> {
    let shape = model().operations.get(operation).and_then(|operation| model().input_of(operation));
    read_structure(model(), shape, &serde_json::to_vec(value).unwrap())
}

/// The JSON that a structure is on the wire.
fn to_json(members: &Map) -> Value {
    serde_json::from_slice(&write_structure(members)).unwrap()
}

/// The attribute value that `value` is on the wire.
pub(crate) fn document(value: &Value) -> Document {
    let shape = model().shape("AttributeValue");
    read_structure(model(), shape, &serde_json::to_vec(value).unwrap()).unwrap().into()
}

/// The members of an item, or of a key, that `value` is on the wire.
pub(crate) fn item_document(value: &Value) -> Document {
    input("PutItem", &json!({ "Item": value })).unwrap().swap_remove("Item").unwrap()
}

/// The item that `value` is on the wire.
pub(crate) fn item(value: &Value) -> Item {
    item_from_document(item_document(value)).unwrap()
}

/// An engine on a world of its own, called with JSON through the boundary, which is the only way there is for clients.
pub(crate) struct Engine {
    world: Arc<World>,
    service: Arc<DynamoDb>,
    boundary: Boundary,
}

impl Engine {
    /// An engine without tables.
    pub(crate) fn new() -> Self {
        Self::with_delays(0, 0)
    }

    /// An engine whose tables need so many seconds to come and to go.
    pub(crate) fn with_delays(creating: u64, deleting: u64) -> Self {
        let world = Arc::new(World::in_memory(1, DEFAULT_START));
        let delays = Delays { creating: Duration::from_secs(creating), deleting: Duration::from_secs(deleting) };
        let service = DynamoDb::open_with(Arc::clone(&world), delays).unwrap();
        Self::of(world, service)
    }

    fn of(world: Arc<World>, service: DynamoDb) -> Self {
        let service = Arc::new(service);
        let engine: Arc<dyn Service> = Arc::clone(&service) as _;
        let boundary = Boundary::new(Arc::clone(&world), vec![engine]).unwrap();
        Self { world, service, boundary }
    }

    /// An engine on the world in a folder.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let options = WorldOptions::default();
        let world = Arc::new(World::open(folder, &options).unwrap());
        let service = DynamoDb::open(Arc::clone(&world)).unwrap();
        Self::of(world, service)
    }

    /// An engine with the empty table of [`Engine::music`].
    pub(crate) async fn with_music() -> Self {
        let engine = Self::new();
        engine.call("CreateTable", Self::music()).await;
        engine
    }

    /// The same with four songs of two artists.
    pub(crate) async fn with_songs() -> Self {
        let engine = Self::with_music().await;
        for (artist, title, album, awards) in [
            ("No One You Know", "Call Me Today", "Somewhat Famous", "1"),
            ("No One You Know", "Howdy", "Somewhat Famous", "2"),
            ("Acme Band", "Happy Day", "Songs About Life", "10"),
            ("Acme Band", "PartiQL Rocks", "Another Album Title", "8"),
        ] {
            let item = json!({"Artist": {"S": artist}, "SongTitle": {"S": title},
                "AlbumTitle": {"S": album}, "Awards": {"N": awards}});
            engine.call("PutItem", json!({"TableName": "Music", "Item": item})).await;
        }
        engine
    }

    /// An engine with an empty on-demand table Things, whose only key attribute is the text `k`.
    pub(crate) async fn with_things() -> Self {
        let engine = Self::new();
        let things = json!({
            "TableName": "Things",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        });
        engine.call("CreateTable", things).await;
        engine
    }

    /// An engine with a table Numbered, its key the text `p` and the number `s`, and with these items of one partition.
    pub(crate) async fn with_numbers(sorts: &[&str]) -> Self {
        let engine = Self::new();
        engine
            .call(
                "CreateTable",
                json!({"TableName": "Numbered", "BillingMode": "PAY_PER_REQUEST",
                    "AttributeDefinitions": [{"AttributeName": "p", "AttributeType": "S"}, {"AttributeName": "s", "AttributeType": "N"}],
                    "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}, {"AttributeName": "s", "KeyType": "RANGE"}]}),
            )
            .await;
        for sort in sorts {
            engine.call("PutItem", json!({"TableName": "Numbered", "Item": {"p": {"S": "a"}, "s": {"N": sort}}})).await;
        }
        engine
    }

    /// CreateTable's input for a table Music with the key Artist and SongTitle.
    pub(crate) fn music() -> Value {
        json!({
            "TableName": "Music",
            "AttributeDefinitions": [
                {"AttributeName": "SongTitle", "AttributeType": "S"},
                {"AttributeName": "Artist", "AttributeType": "S"},
            ],
            "KeySchema": [
                {"AttributeName": "Artist", "KeyType": "HASH"},
                {"AttributeName": "SongTitle", "KeyType": "RANGE"},
            ],
            "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 5},
        })
    }

    /// `base` with the members of `change` in place of its own.
    pub(crate) fn merged(mut base: Value, change: Value) -> Value {
        if let (Value::Object(members), Value::Object(changes)) = (&mut base, change) {
            members.extend(changes);
        }
        base
    }

    /// What a client's call answers.
    pub(crate) async fn try_call(&self, operation: &str, members: Value) -> Result<Value, ServiceError> {
        let outcome = match input(operation, &members) {
            Ok(input) => self.boundary.perform(Call::new("dynamodb", operation, input)).await,
            Err(error) => self.boundary.refuse("dynamodb", operation, error.into()),
        };
        outcome.result.map(|reply| to_json(&reply.output))
    }

    /// What the engine answers to a call that no boundary has checked.
    pub(crate) async fn without_boundary(&self, operation: &str, input: Map) -> Result<Reply, ServiceError> {
        self.service.call(Call::new("dynamodb", operation, input)).await
    }

    /// Another engine on the same world.
    pub(crate) fn reopened(&self) -> Self {
        let service = DynamoDb::open(Arc::clone(&self.world)).unwrap();
        Self::of(Arc::clone(&self.world), service)
    }

    /// The world that the engine is open on.
    pub(crate) fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// What a call answers that must succeed.
    pub(crate) async fn call(&self, operation: &str, members: Value) -> Value {
        self.try_call(operation, members).await.unwrap_or_else(|error| panic!("{operation}: {error}"))
    }

    /// The error of a call that must fail.
    pub(crate) async fn fail(&self, operation: &str, members: Value) -> ServiceError {
        match self.try_call(operation, members).await {
            Err(error) => error,
            Ok(reply) => panic!("{operation} succeeded: {reply}"),
        }
    }

    /// Moves the world's clock.
    pub(crate) fn advance(&self, seconds: u64) {
        self.world.clock().advance(Duration::from_secs(seconds)).unwrap();
    }
}
