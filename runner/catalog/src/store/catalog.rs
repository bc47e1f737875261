//! `Catalog`, open on a world. Its methods are in `databases.rs`, `tables.rs` and `partitions.rs`.

use std::sync::Arc;

use labs_world::store::Store;
use labs_world::{Timestamp, World};

use crate::error::CatalogError;

/// The Data Catalog of one world. Cheap to clone; all clones are one catalog.
#[derive(Clone)]
pub struct Catalog {
    world: Arc<World>,
}

impl Catalog {
    /// The catalog of `world`.
    ///
    /// Databases and tables are read once: a store that this version cannot read is refused here and not in the middle of a call.
    ///
    /// # Errors
    /// [`CatalogError::Store`] when the store fails, [`CatalogError::Damaged`] when it holds what this version does not know.
    pub fn open(world: Arc<World>) -> Result<Self, CatalogError> {
        let catalog = Self { world };
        for database in catalog.list_databases()? {
            catalog.list_tables(&database.name)?;
        }
        Ok(catalog)
    }

    /// The world that the catalog is open on.
    #[must_use]
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    pub(super) fn store(&self) -> &Store {
        self.world.store()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.world.clock().now()
    }
}
