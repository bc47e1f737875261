//! `Sessions`: the state that all queries of an engine start from, built at the first of them.

use std::sync::{Arc, OnceLock};

use datafusion::arrow::temporal_conversions::timestamp_ms_to_datetime;
use datafusion::error::Result;
use datafusion::execution::SessionState;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::object_store::{DefaultObjectStoreRegistry, ObjectStoreRegistry, ObjectStoreUrl};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::object_store::memory::InMemory;
use datafusion::prelude::SessionConfig;
use labs_world::World;

use super::Limits;
use super::query_session::{CATALOG, DEFAULT_DATABASE, QuerySession, Stage};
use crate::execution::MergeInOrder;
use crate::function::{self, Chance};

/// Rows of a batch: fixed, because sums and orders of a query follow it.
const BATCH_ROWS: usize = 8192;

/// Where the Parquet reader believes its files to be; bytes come from `labs_s3`, and the store behind this address is empty.
pub(crate) const LAKE: &str = "lake://s3";

/// Makes the sessions of one engine.
pub(crate) struct Sessions {
    world: Arc<World>,
    limits: Limits,
    base: OnceLock<SessionState>,
}

impl Sessions {
    /// Sessions in `world`; nothing is built yet.
    pub(crate) fn new(world: Arc<World>, limits: Limits) -> Self {
        Self { world, limits, base: OnceLock::new() }
    }

    /// What one query may take.
    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// The session of a query that starts now.
    ///
    /// # Errors
    /// When DataFusion cannot set up an environment, which it has no reason to.
    pub(crate) fn open(&self, stage: Stage) -> Result<QuerySession> {
        let now = self.world.clock().now();
        // Cloned, not rebuilt: a builder registers the functions anew, in another order each time.
        let mut state = self.base.get_or_init(|| base(&self.world)).clone();
        let database = stage.database.as_deref().unwrap_or(DEFAULT_DATABASE);
        let catalog = &mut state.config_mut().options_mut().catalog;
        CATALOG.clone_into(&mut catalog.default_catalog);
        database.clone_into(&mut catalog.default_schema);
        state.register_catalog_list(stage.catalogs);
        let options = Arc::clone(state.config_options());
        let props = state.execution_props_mut();
        props.mark_start_execution(options);
        // `mark_start_execution` has read the machine's clock; the query's time is the world's.
        props.query_execution_start_time = timestamp_ms_to_datetime(now.as_millis()).map(|time| time.and_utc());
        let environment = Arc::new(environment(self.limits)?);
        Ok(QuerySession::new(state, environment, now, stage.database))
    }
}

/// The world's randomness, for `random()` and its like.
struct WorldChance(Arc<World>);

impl std::fmt::Debug for WorldChance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WorldChance")
    }
}

impl Chance for WorldChance {
    fn bits(&self) -> u64 {
        self.0.ids().bits()
    }
}

/// One partition, fixed batches, NULLs last, nothing that guesses.
fn base(world: &Arc<World>) -> SessionState {
    let mut config = SessionConfig::new()
        .with_target_partitions(1)
        .with_batch_size(BATCH_ROWS)
        .with_create_default_catalog_and_schema(false)
        .with_information_schema(false);
    let options = config.options_mut();
    options.sql_parser.default_null_ordering = "nulls_last".to_owned();
    options.sql_parser.parse_float_as_decimal = true;
    options.execution.parquet.pushdown_filters = false;
    options.execution.parquet.schema_force_view_types = false;
    options.sql_parser.map_string_types_to_utf8view = false;
    let chance: Arc<dyn Chance> = Arc::new(WorldChance(Arc::clone(world)));
    function::register(SessionStateBuilder::new_with_default_features(), &chance)
        .with_session_id(String::new())
        .with_config(config)
        .with_table_function_list(Vec::new())
        .with_file_formats(Vec::new())
        .with_physical_optimizer_rule(Arc::new(MergeInOrder))
        .build()
}

/// Memory of its own, no files, no object store but an empty one.
fn environment(limits: Limits) -> Result<RuntimeEnv> {
    let stores = DefaultObjectStoreRegistry::new();
    stores.deregister_store(ObjectStoreUrl::local_filesystem().as_ref())?;
    stores.register_store(ObjectStoreUrl::parse(LAKE)?.as_ref(), Arc::new(InMemory::new()));
    RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(limits.memory)))
        .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled))
        .with_object_store_registry(Arc::new(stores))
        .build()
}
