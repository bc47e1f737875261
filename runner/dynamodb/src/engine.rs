//! `DynamoDb`, the engine: it opens on a world and answers calls by way of the table of operations.
//!
//! It keeps no state of its own. Everything is in the world's store, and states that change by themselves are functions of
//! the world's clock, so a restored checkpoint needs no word to the engine.

use std::sync::Arc;
use std::time::Duration;

use labs_world::store::{Store, StoreError};
use labs_world::{BoxFuture, Call, Map, Reply, Service, ServiceError, Timestamp, World};

use crate::error::{Refusal, Wording};
use crate::metering;
use crate::operation::{OPERATIONS, Operation};
use crate::request::{Members, RequestError};
use crate::table;

/// DynamoDB on one world.
pub struct DynamoDb {
    world: Arc<World>,
    delays: Delays,
}

/// How long tables stay in the states between.
///
/// Both are zero by default: CreateTable answers CREATING as AWS does, and the next DescribeTable already shows ACTIVE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delays {
    /// From CreateTable until the table is ACTIVE, by the world's clock.
    pub creating: Duration,
    /// From DeleteTable until the table is gone, by the world's clock.
    pub deleting: Duration,
}

/// The world's store cannot be used by this engine.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What an earlier or a later version of this engine stored cannot be read.
    #[error("{reason}; open the world with the version that wrote it, or start a new world")]
    Unreadable {
        /// What cannot be read.
        reason: String,
    },
}

impl DynamoDb {
    /// The engine on `world`, with tables that are ready at once.
    ///
    /// # Errors
    /// [`OpenError`] when the store fails or holds tables in a form that this version does not know.
    pub fn open(world: Arc<World>) -> Result<Self, OpenError> {
        Self::open_with(world, Delays::default())
    }

    /// The engine on `world`, with tables that take their time.
    ///
    /// Every table is looked at once: a store that this version cannot read is refused here and not in the middle of a call, and
    /// the meter, which starts anew with each world that is opened, hears what stands.
    ///
    /// # Errors
    /// [`OpenError`] when the store fails or holds tables in a form that this version does not know.
    pub fn open_with(world: Arc<World>, delays: Delays) -> Result<Self, OpenError> {
        let now = world.clock().now();
        for table in table::tables(world.store(), None, now) {
            let stood = table.and_then(|table| {
                if table.gone.is_none() {
                    metering::stand(world.meter(), &table, table::counters(world.store(), &table)?.bytes, now);
                }
                Ok(())
            });
            match stood {
                Ok(()) => {}
                Err(Refusal::Store(error)) => return Err(error.into()),
                Err(other) => return Err(OpenError::Unreadable { reason: other.to_string() }),
            }
        }
        Ok(Self { world, delays })
    }

    /// The world that the engine was opened on.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// The world's store.
    pub(crate) fn store(&self) -> &Store {
        self.world.store()
    }

    /// The world's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.world.clock().now()
    }

    /// How long tables stay in the states between.
    pub(crate) fn delays(&self) -> Delays {
        self.delays
    }

    async fn run(&self, operation: &Operation, input: Map) -> Result<Reply, Refusal> {
        let members = Members::new(input);
        members.only(operation.name, operation.members)?;
        (operation.run)(self, members).await.map(Reply::new)
    }
}

impl Service for DynamoDb {
    fn name(&self) -> &'static str {
        "dynamodb"
    }

    fn operations(&self) -> Vec<&'static str> {
        OPERATIONS.iter().map(|operation| operation.name).collect()
    }

    fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
        let Call { operation: name, input, .. } = call;
        Box::pin(async move {
            match OPERATIONS.iter().find(|operation| operation.name == name) {
                Some(operation) => {
                    self.run(operation, input).await.map_err(|refusal| refusal.into_service_error(operation.wording))
                }
                None => {
                    let unknown = Refusal::from(RequestError::UnknownOperation(name));
                    Err(unknown.into_service_error(Wording::Bare))
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn an_operation_that_is_not_listed_is_refused_by_name() {
        let engine = Engine::new();
        let error = engine.fail("UpdateTable", json!({"TableName": "Music"})).await;
        assert_eq!(error.code, "UnknownOperationException");
        assert!(error.message.contains("UpdateTable"), "{}", error.message);
    }

    #[tokio::test]
    async fn members_that_are_not_supported_are_refused_by_name() {
        let engine = Engine::with_music().await;
        let error = engine
            .fail(
                "PutItem",
                json!({"TableName": "Music", "Item": {"Artist": {"S": "a"}, "SongTitle": {"S": "b"}},
                    "ConditionExpression": "attribute_not_exists(Artist)", "Expected": {}, "ConditionalOperator": null}),
            )
            .await;
        assert_eq!(error.code, "ValidationException");
        assert!(
            error.message.starts_with("ConditionExpression, Expected of PutItem are not supported by this version"),
            "{}",
            error.message
        );
    }

    #[tokio::test]
    async fn tables_and_items_are_there_when_the_world_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let key = json!({"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "Happy Day"}});
        {
            let engine = Engine::in_folder(folder.path());
            engine.call("CreateTable", Engine::music()).await;
            engine.call("PutItem", json!({"TableName": "Music", "Item": key})).await;
        }
        let engine = Engine::in_folder(folder.path());
        assert_eq!(engine.call("GetItem", json!({"TableName": "Music", "Key": key})).await, json!({"Item": key}));
        let table = engine.call("DescribeTable", json!({"TableName": "Music"})).await;
        assert_eq!(table["Table"]["ItemCount"], json!(1));
        engine.call("DeleteTable", json!({"TableName": "Music"})).await;
        assert_eq!(engine.call("ListTables", json!({})).await, json!({"TableNames": []}));
    }

    #[tokio::test]
    async fn a_store_with_an_unknown_form_is_not_opened() {
        let world = Arc::new(World::in_memory(1, labs_world::DEFAULT_START));
        let written: Result<(), StoreError> = world
            .store()
            .write(|transaction| {
                transaction.put("dynamodb.tables", &b"Music"[..], &[99u8, 0][..]);
                Ok(())
            })
            .await;
        written.unwrap();
        assert!(matches!(DynamoDb::open(world), Err(OpenError::Unreadable { .. })));
    }
}
