//! `S3`, the engine: it opens on a world and answers calls by way of the table of operations.
//!
//! It keeps no state of its own, so it is cheap to clone and a restored checkpoint needs no word to it. Each call that reaches
//! an operation is one request on the bill, refused or not, as AWS bills them; see `metering`.

use std::sync::Arc;

use labs_world::store::{Store, StoreError};
use labs_world::{BoxFuture, ByteStream, Call, Map, Objects, Reply, Service, ServiceError, Timestamp, World};

use crate::bucket;
use crate::error::Refusal;
use crate::metering;
use crate::operation::{OPERATIONS, Operation};
use crate::request::Members;

/// S3 on one world.
#[derive(Clone)]
pub struct S3 {
    world: Arc<World>,
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

impl S3 {
    /// The engine on `world`.
    ///
    /// Every bucket is looked at once: a store that this version cannot read is refused here and not in the middle of a call,
    /// and the meter, which starts anew with each world that is opened, hears what is stored.
    ///
    /// # Errors
    /// [`OpenError`] when the store fails or holds buckets in a form that this version does not know.
    pub fn open(world: Arc<World>) -> Result<Self, OpenError> {
        let now = world.clock().now();
        for bucket in bucket::all(world.store(), None) {
            let stood = bucket.and_then(|bucket| {
                let stored = bucket::stored(world.store(), &bucket.name)?;
                metering::stand(world.meter(), &bucket.name, &stored, now);
                Ok(())
            });
            match stood {
                Ok(()) => {}
                Err(Refusal::Store(error)) => return Err(error.into()),
                Err(other) => return Err(OpenError::Unreadable { reason: other.to_string() }),
            }
        }
        Ok(Self { world })
    }

    /// The world that the engine was opened on.
    pub(crate) fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// The world's store.
    pub(crate) fn store(&self) -> &Store {
        self.world.store()
    }

    /// The world's objects.
    pub(crate) fn objects(&self) -> &Objects {
        self.world.objects()
    }

    /// The world's time in whole seconds, which is how exactly S3 remembers times.
    pub(crate) fn now(&self) -> Timestamp {
        let millis = self.world.clock().now().as_millis();
        Timestamp::from_millis(millis - millis.rem_euclid(1000))
    }

    /// The account's canonical user id, which owns every bucket: 64 hexadecimal digits that follow from the account's number.
    pub(crate) fn owner(&self) -> String {
        labs_world::ObjectId::of(self.world.account().as_bytes()).to_string()
    }

    async fn run(&self, operation: &Operation, input: Map, body: Option<ByteStream>) -> Result<Reply, Refusal> {
        let mut members = Members::new(input);
        members.only(operation.name, operation.members)?;
        members.expected_owners(self.world.account())?;
        let asked = members.storage_class_asked();
        let result = (operation.run)(self, members, body).await;
        metering::request(self.world.meter(), operation.tier, asked, &result);
        result
    }
}

impl Service for S3 {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn operations(&self) -> Vec<&'static str> {
        OPERATIONS.iter().map(|operation| operation.name).collect()
    }

    fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
        let Call { operation: name, input, body, .. } = call;
        Box::pin(async move {
            match OPERATIONS.iter().find(|operation| operation.name == name) {
                Some(operation) => {
                    let told = operation.told;
                    self.run(operation, input, body).await.map_err(|refusal| refusal.into_service_error(told))
                }
                None => {
                    Err(Refusal::UnknownOperation { operation: name }.into_service_error(crate::error::Told::InBody))
                }
            }
        })
    }
}
