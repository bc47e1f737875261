//! `Athena`, the engine: it opens on a world with its S3 and its Data Catalog and answers calls by the table of operations.
//!
//! What a query leaves is in the world's store and in S3; in memory are only the queries that are under way and, from the first
//! query on, DataFusion's state.

use std::sync::Arc;

use labs_catalog::Catalog;
use labs_s3::S3;
use labs_world::{BoxFuture, Call, Map, Reply, Service, ServiceError, World};

use crate::execution::{Execution, Live, Records};
use crate::operation::{OPERATIONS, Operation};
use crate::refusal::Refusal;
use crate::request::{Members, RequestError};
use crate::session::{Limits, Sessions};

/// Athena on one world. Cheap to clone.
#[derive(Clone)]
pub struct Athena(Arc<Inner>);

/// What the operations and the queries under way share.
pub(crate) struct Inner {
    pub(crate) world: Arc<World>,
    pub(crate) s3: S3,
    pub(crate) catalog: Catalog,
    pub(crate) sessions: Sessions,
    pub(crate) live: Live,
}

impl Athena {
    /// The engine on `world`, over the objects of `s3` and the definitions of `catalog`, which are open on the same world.
    #[must_use]
    pub fn open(world: Arc<World>, s3: S3, catalog: Catalog) -> Self {
        Self::open_with(world, s3, catalog, Limits::default())
    }

    /// [`Athena::open`] with other limits for each query.
    #[must_use]
    pub fn open_with(world: Arc<World>, s3: S3, catalog: Catalog, limits: Limits) -> Self {
        let sessions = Sessions::new(Arc::clone(&world), limits);
        Self(Arc::new(Inner { world, s3, catalog, sessions, live: Live::default() }))
    }

    /// What the operations work with.
    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.0
    }

    /// The stored queries and work groups.
    pub(crate) fn records(&self) -> Records<'_> {
        Records(&self.0.world)
    }

    /// All that is known of a query, those that are under way as they are now.
    pub(crate) fn execution(&self, id: &str) -> Result<Execution, Refusal> {
        let stored = self.records().execution(id)?;
        let mut execution = stored.ok_or_else(|| Refusal::NoSuchQuery(id.to_owned()))?;
        if execution.state.is_final() {
            return Ok(execution);
        }
        match self.0.live.look(id) {
            Some((state, scanned)) => {
                execution.state = state;
                execution.statistics.scanned = scanned;
            }
            None => execution.broken_off(),
        }
        Ok(execution)
    }

    async fn run(&self, operation: &Operation, input: Map) -> Result<Reply, Refusal> {
        let members = Members::new(input);
        members.only(operation.name, operation.members)?;
        (operation.run)(self, members).await.map(Reply::new)
    }
}

impl Service for Athena {
    fn name(&self) -> &'static str {
        "athena"
    }

    fn operations(&self) -> Vec<&'static str> {
        OPERATIONS.iter().map(|operation| operation.name).collect()
    }

    fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
        let Call { operation: name, input, .. } = call;
        Box::pin(async move {
            let outcome = match OPERATIONS.iter().find(|operation| operation.name == name) {
                Some(operation) => self.run(operation, input).await,
                None => Err(RequestError::UnknownOperation(name).into()),
            };
            outcome.map_err(Refusal::into_service_error)
        })
    }
}
