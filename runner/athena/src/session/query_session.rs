//! `QuerySession`: the state of one query.

use std::sync::Arc;

use datafusion::catalog::CatalogProviderList;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::{SessionState, TaskContext};
use labs_world::Timestamp;

/// The one data catalog there is, as it stands in messages and in three-part names.
pub(crate) const CATALOG: &str = "awsdatacatalog";

/// The database of names without one when the client names none.
pub(crate) const DEFAULT_DATABASE: &str = "default";

/// The state of one query: what `trino` plans with and `execution` runs with.
pub(crate) struct QuerySession {
    state: SessionState,
    environment: Arc<RuntimeEnv>,
    now: Timestamp,
    database: Option<String>,
}

/// Which tables a query sees.
pub(crate) struct Stage {
    /// `QueryExecutionContext.Database`, in lower case.
    pub(crate) database: Option<String>,
    /// The catalogs with their tables.
    pub(crate) catalogs: Arc<dyn CatalogProviderList>,
}

impl QuerySession {
    pub(super) fn new(
        state: SessionState,
        environment: Arc<RuntimeEnv>,
        now: Timestamp,
        database: Option<String>,
    ) -> Self {
        Self { state, environment, now, database }
    }

    /// What a plan of `state` runs in: this query's own memory. `state` is [`QuerySession::state`] or made from it.
    pub(crate) fn task_context(&self, state: &SessionState) -> Arc<TaskContext> {
        Arc::new(TaskContext::from(state).with_runtime(Arc::clone(&self.environment)))
    }

    /// DataFusion's state, with the query's time and tables. It is never to be put into a `SessionContext`,
    /// which would set its time by the machine's clock.
    pub(crate) fn state(&self) -> &SessionState {
        &self.state
    }

    /// The world's time at the start of the query: `now()`, `current_date` and their like.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The database of names without one, in lower case.
    pub(crate) fn database(&self) -> &str {
        self.database.as_deref().unwrap_or(DEFAULT_DATABASE)
    }

    /// Whether the catalog has a database of this name, in lower case.
    pub(crate) fn has_database(&self, name: &str) -> bool {
        self.state.catalog_list().catalog(CATALOG).is_some_and(|catalog| catalog.schema(name).is_some())
    }
}
