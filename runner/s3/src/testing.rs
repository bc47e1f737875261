//! What the tests of this crate share: a world with an engine behind the boundary, called with JSON.
//!
//! JSON stands for documents here, read by the service's model; S3 itself speaks XML and headers, which are `labs-aws`'s business.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use labs_aws::Boundary;
use labs_aws::model::{Models, ServiceModel, ShapeKind};
use labs_aws::protocol::json::write_structure;
use labs_world::{
    ByteStream, Call, DEFAULT_START, Document, Reply, Service, ServiceError, Timestamp, World, WorldOptions,
};
use serde_json::Value;

pub(crate) use serde_json::json;

use crate::S3;

fn model() -> &'static ServiceModel {
    Models::by_name("s3").unwrap()
}

/// The document that `value` is for a shape of the model.
fn document(shape: &str, value: &Value) -> Document {
    match (value, &model().shapes[shape].kind) {
        (Value::Null, _) => Document::Null,
        (Value::Object(entries), ShapeKind::Structure { members, .. }) => {
            let member = |(name, value): (&String, &Value)| (name.clone(), document(&members[name].shape, value));
            Document::Map(entries.iter().map(member).collect())
        }
        (Value::Object(entries), ShapeKind::Map { value, .. }) => {
            let entry = |(name, it): (&String, &Value)| (name.clone(), document(&value.shape, it));
            Document::Map(entries.iter().map(entry).collect())
        }
        (Value::Array(items), ShapeKind::List { member }) => {
            Document::List(items.iter().map(|item| document(&member.shape, item)).collect())
        }
        (Value::String(text), _) => text.as_str().into(),
        (Value::Bool(value), _) => (*value).into(),
        (Value::Number(seconds), ShapeKind::Timestamp) => {
            Timestamp::from_millis(seconds.as_i64().unwrap() * 1000).into()
        }
        (Value::Number(number), _) => number.as_i64().unwrap().into(),
        (other, _) => panic!("{other} is no {shape}"),
    }
}

/// An engine on a world of its own, called through the boundary, which is the only way there is for clients.
pub(crate) struct Engine {
    world: Arc<World>,
    pub(crate) service: S3,
    boundary: Boundary,
}

impl Engine {
    /// An engine without buckets.
    pub(crate) fn new() -> Self {
        Self::of(World::in_memory(1, DEFAULT_START))
    }

    /// An engine with the empty bucket `lake`.
    pub(crate) async fn with_bucket() -> Self {
        let engine = Self::new();
        engine.call("CreateBucket", json!({"Bucket": "lake"})).await;
        engine
    }

    /// The same with some objects, each of which holds its own key.
    pub(crate) async fn with_objects(keys: &[&str]) -> Self {
        let engine = Self::with_bucket().await;
        for key in keys {
            engine.put(key, key.as_bytes()).await;
        }
        engine
    }

    /// An engine on the world in a folder.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self::of(World::open(folder, &WorldOptions::default()).unwrap())
    }

    /// An engine on a world.
    pub(crate) fn of(world: World) -> Self {
        let world = Arc::new(world);
        let service = S3::open(Arc::clone(&world)).unwrap();
        let engine: Arc<dyn Service> = Arc::new(service.clone());
        let boundary = Boundary::new(Arc::clone(&world), vec![engine]).unwrap();
        Self { world, service, boundary }
    }

    /// The world that the engine is open on.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// What a client's call with a body answers, and the bytes that came with it.
    pub(crate) async fn send(&self, operation: &str, members: Value, body: &[u8]) -> Result<Answer, ServiceError> {
        let shape = model().operations[operation].input.as_ref().unwrap();
        let Document::Map(input) = document(shape, &members) else { panic!("{members}") };
        let mut call = Call::new("s3", operation, input);
        // In pieces, as bodies come.
        let pieces: Vec<_> = body.chunks(100_000).map(|piece| Ok(bytes::Bytes::copy_from_slice(piece))).collect();
        let stream: ByteStream = Box::pin(futures_util::stream::iter(pieces));
        call.body = Some(stream);
        let Reply { output, body, status } = self.boundary.perform(call).await.result?;
        let bytes = match body {
            None => Vec::new(),
            Some(stream) => stream.try_collect::<Vec<_>>().await.unwrap().concat(),
        };
        Ok(Answer { output: serde_json::from_slice(&write_structure(&output)).unwrap(), bytes, status })
    }

    /// What a call answers that must succeed.
    pub(crate) async fn call(&self, operation: &str, members: Value) -> Value {
        self.send(operation, members, b"").await.unwrap_or_else(|error| panic!("{operation}: {error}")).output
    }

    /// The error of a call that must fail: code, sentence, status.
    pub(crate) async fn fail(&self, operation: &str, members: Value) -> (String, String, u16) {
        match self.send(operation, members, b"").await {
            Err(error) => (error.code, error.message, error.status.unwrap()),
            Ok(answer) => panic!("{operation} succeeded: {}", answer.output),
        }
    }

    /// Puts an object into `lake`.
    pub(crate) async fn put(&self, key: &str, bytes: &[u8]) -> Value {
        self.send("PutObject", json!({"Bucket": "lake", "Key": key}), bytes).await.unwrap().output
    }

    /// The bytes of an object of `lake`.
    pub(crate) async fn get(&self, key: &str) -> Vec<u8> {
        self.send("GetObject", json!({"Bucket": "lake", "Key": key}), b"").await.unwrap().bytes
    }

    /// Moves the world's clock.
    pub(crate) fn advance(&self, seconds: u64) {
        self.world.clock().advance(Duration::from_secs(seconds)).unwrap();
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) output: Value,
    pub(crate) bytes: Vec<u8>,
    pub(crate) status: Option<u16>,
}

/// `base` with the members of `change` in place of its own.
pub(crate) fn merged(mut base: Value, change: Value) -> Value {
    if let (Value::Object(members), Value::Object(changes)) = (&mut base, change) {
        members.extend(changes);
    }
    base
}

/// A refusal, to compare with.
pub(crate) fn refused(code: &str, message: &str, status: u16) -> (String, String, u16) {
    (code.to_owned(), message.to_owned(), status)
}
