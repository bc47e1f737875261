//! placeholder
use std::path::Path;
use std::sync::Arc;

use crate::store::{BackendKind, Durability, Store};
use crate::{Clock, Ids, Timestamp, meter::Meter, trail::Trail};

/// Options
#[derive(Debug, Clone)]
pub struct WorldOptions {
    /// Seed of ids and randomness; `None` takes them from the system.
    pub seed: Option<u64>,
    /// Start of virtual time; `None` means the wall clock.
    pub virtual_start: Option<Timestamp>,
    /// backend
    pub backend: BackendKind,
}

/// World
pub struct World {
    clock: Clock,
    ids: Ids,
    store: Store,
    trail: Trail,
    meter: Meter,
}

/// err
#[derive(Debug, thiserror::Error)]
#[error("")]
pub struct WorldError;

impl World {
    /// A world in memory, with virtual time and seeded ids, for graded runs and tests.
    #[must_use]
    pub fn in_memory(seed: u64, start: Timestamp) -> Self {
        Self {
            clock: Clock::virtual_from(start),
            ids: Ids::seeded(seed),
            store: Store::new(Arc::new(crate::store::memory_backend()), Durability::Volatile),
            trail: Trail::default(),
            meter: Meter::default(),
        }
    }
    /// x
    pub fn open(_dir: &Path, _options: &WorldOptions) -> Result<Self, WorldError> {
        Err(WorldError)
    }
    /// The clock that everything in this world takes its time from.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
    /// The source of ids and randomness.
    #[must_use]
    pub fn ids(&self) -> &Ids {
        &self.ids
    }
    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }
    /// The event trail.
    #[must_use]
    pub fn trail(&self) -> &Trail {
        &self.trail
    }
    /// The meter.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.meter
    }
    /// The account that owns everything in this world.
    #[must_use]
    pub fn account(&self) -> &str {
        "123456789012"
    }
    /// The region of this world.
    #[must_use]
    pub fn region(&self) -> &str {
        "us-east-1"
    }
}
