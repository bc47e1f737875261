//! What the tests of this crate share: JSON as the wire carries it, and a world with an engine to call.
//!
//! JSON becomes documents the way the boundary does it: members of the name `B` and `BS` are base64.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use labs_aws::Boundary;
use labs_world::{Call, DEFAULT_START, Document, Map, Service, ServiceError, World, WorldOptions};
use serde_json::Value;

pub(crate) use serde_json::json;

use crate::engine::{Delays, DynamoDb};
use crate::value::{Item, item_from_document};

/// The document that `value` is on the wire.
pub(crate) fn document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Document::Integer(whole),
            None => Document::Float(number.as_f64().unwrap()),
        },
        Value::String(text) => Document::String(text.clone()),
        Value::Array(elements) => Document::List(elements.iter().map(document).collect()),
        Value::Object(members) => {
            Document::Map(members.iter().map(|(name, member)| (name.clone(), member_document(name, member))).collect())
        }
    }
}

fn member_document(name: &str, member: &Value) -> Document {
    let blob = |text: &str| STANDARD.decode(text).map_or_else(|_| text.into(), |raw| Document::Blob(raw.into()));
    match (name, member) {
        ("B", Value::String(text)) => blob(text),
        ("BS", Value::Array(members)) => {
            Document::List(members.iter().map(|m| m.as_str().map_or_else(|| document(m), blob)).collect())
        }
        _ => document(member),
    }
}

/// The JSON that `document` is on the wire; times become seconds.
pub(crate) fn to_json(document: &Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(value) => json!(value),
        Document::Integer(whole) => json!(whole),
        Document::Float(number) => json!(number),
        Document::String(text) => json!(text),
        Document::Blob(bytes) => json!(STANDARD.encode(bytes)),
        Document::Timestamp(time) => json!(time.as_seconds_f64()),
        Document::List(elements) => elements.iter().map(to_json).collect(),
        Document::Map(members) => members.iter().map(|(name, member)| (name.clone(), to_json(member))).collect(),
    }
}

/// The item that `value` is on the wire.
pub(crate) fn item(value: &Value) -> Item {
    item_from_document(&document(value)).unwrap()
}

/// An engine on a world of its own, called with JSON.
///
/// What must succeed goes through the boundary, which holds requests and replies against the service model. What must fail goes
/// to the engine itself, because it has to refuse on its own what the boundary would not have let through.
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

    /// What a call answers.
    pub(crate) async fn try_call(&self, operation: &str, input: Value) -> Result<Value, ServiceError> {
        let Document::Map(input) = document(&input) else { panic!("the input of a call is a structure") };
        self.try_document(operation, input).await
    }

    /// What a call answers whose input no JSON could carry.
    pub(crate) async fn try_document(&self, operation: &str, input: Map) -> Result<Value, ServiceError> {
        let reply = self.service.call(Call::new("dynamodb", operation, input)).await?;
        Ok(to_json(&reply.output.into()))
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
    pub(crate) async fn call(&self, operation: &str, input: Value) -> Value {
        let Document::Map(input) = document(&input) else { panic!("the input of a call is a structure") };
        let outcome = self.boundary.perform(Call::new("dynamodb", operation, input)).await;
        let reply = outcome.result.unwrap_or_else(|error| panic!("{operation}: {error}"));
        to_json(&reply.output.into())
    }

    /// The error of a call that must fail.
    pub(crate) async fn fail(&self, operation: &str, input: Value) -> ServiceError {
        match self.try_call(operation, input).await {
            Err(error) => error,
            Ok(reply) => panic!("{operation} succeeded: {reply}"),
        }
    }

    /// Moves the world's clock.
    pub(crate) fn advance(&self, seconds: u64) {
        self.world.clock().advance(Duration::from_secs(seconds)).unwrap();
    }
}
