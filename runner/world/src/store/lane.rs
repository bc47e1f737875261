//! `Store`: the one writer lane of a world over a [`Backend`], and the flush that waiting writers share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::{Backend, Batch, Change, KeyRange, Order, Scan, StoreError};

/// Whether a write waits for the disk before it is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Acknowledged writes survive a kill of the process.
    Flushed,
    /// The world is thrown away after the run; nothing is flushed.
    Volatile,
}

/// The store that engines see.
pub struct Store {
    backend: Arc<dyn Backend>,
    durability: Durability,
    lane: Mutex<Lane>,
    /// Number of batches applied; the flush that a writer waits for must cover its own.
    applied: Arc<AtomicU64>,
    /// Number of batches known to be flushed; held across a flush so that one runs at a time.
    flushed: Arc<Mutex<u64>>,
}

/// What only the holder of the lane may touch.
#[derive(Default)]
struct Lane {
    /// Committed batches since recording began; `None` when nothing is recorded.
    log: Option<Vec<Arc<Batch>>>,
}

impl Store {
    /// A store over `backend`.
    #[must_use]
    pub fn new(backend: Arc<dyn Backend>, durability: Durability) -> Self {
        Self { backend, durability, lane: Mutex::default(), applied: Arc::default(), flushed: Arc::default() }
    }

    /// The committed value of `key` in `tree`.
    ///
    /// # Errors
    /// [`StoreError`] when the storage library or the disk fails.
    pub fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.backend.get(tree, key)
    }

    /// The committed entries of `tree` in `range`. Writes that happen meanwhile may or may not be seen.
    pub fn range<'a>(&'a self, tree: &str, range: &KeyRange, order: Order) -> Scan<'a> {
        self.backend.range(tree, range, order)
    }

    /// Runs `work` alone in the writer lane, commits what it collected as one batch and waits until that batch survives.
    /// When `work` fails, nothing is written.
    ///
    /// # Errors
    /// What `work` returns, or a [`StoreError`] of the commit, turned into `E`.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let (value, ticket) = self.commit(work)?;
        if let Some(ticket) = ticket {
            self.durable(ticket).await?;
        }
        Ok(value)
    }

    /// Starts to keep every batch that commits from now on, for checkpoints.
    pub fn start_recording(&self) {
        self.lane().log.get_or_insert_default();
    }

    /// The batches committed since recording began, oldest first; empty when nothing is recorded.
    #[must_use]
    pub fn recorded(&self) -> Vec<Arc<Batch>> {
        self.lane().log.clone().unwrap_or_default()
    }

    /// Applies batches that an earlier store recorded, in order, without running any engine.
    ///
    /// # Errors
    /// [`StoreError`] when the storage library or the disk fails; the store is then half replayed and must be dropped.
    pub fn replay(&self, batches: &[Arc<Batch>]) -> Result<(), StoreError> {
        let mut lane = self.lane();
        for batch in batches {
            self.backend.apply(batch)?;
            self.applied.fetch_add(1, Ordering::SeqCst);
            if let Some(log) = &mut lane.log {
                log.push(Arc::clone(batch));
            }
        }
        match self.durability {
            Durability::Flushed => self.backend.flush(),
            Durability::Volatile => Ok(()),
        }
    }

    /// Commits and returns the number of the batch whose flush is owed, if any.
    fn commit<T, E>(&self, work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>) -> Result<(T, Option<u64>), E>
    where
        E: From<StoreError>,
    {
        let mut lane = self.lane();
        let mut transaction = Transaction { backend: self.backend.as_ref(), batch: Batch::default() };
        let value = work(&mut transaction)?;
        let batch = transaction.batch;
        if batch.is_empty() {
            return Ok((value, None));
        }
        self.backend.apply(&batch)?;
        let number = self.applied.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some(log) = &mut lane.log {
            log.push(Arc::new(batch));
        }
        Ok((value, (self.durability == Durability::Flushed).then_some(number)))
    }

    /// Returns when batch `number` is flushed. Whoever holds the flush lock flushes for everybody who applied before.
    async fn durable(&self, number: u64) -> Result<(), StoreError> {
        let (backend, applied, flushed) =
            (Arc::clone(&self.backend), Arc::clone(&self.applied), Arc::clone(&self.flushed));
        let waiting = tokio::task::spawn_blocking(move || {
            let mut flushed = flushed.lock().unwrap_or_else(PoisonError::into_inner);
            if *flushed < number {
                let covered = applied.load(Ordering::SeqCst);
                backend.flush()?;
                *flushed = covered;
            }
            Ok(())
        });
        match waiting.await {
            Ok(result) => result,
            Err(stopped) => Err(StoreError::Io {
                path: std::path::PathBuf::new(),
                reason: format!("the flush was stopped: {stopped}"),
            }),
        }
    }

    fn lane(&self) -> MutexGuard<'_, Lane> {
        // A panic in `work` happens before anything is applied, so the lane is sound even when poisoned.
        self.lane.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads and collected changes of one write. Reads see the changes made so far in this transaction through
/// [`Transaction::get`]; [`Transaction::range`] sees committed entries only.
pub struct Transaction<'s> {
    backend: &'s dyn Backend,
    batch: Batch,
}

impl<'s> Transaction<'s> {
    /// The value of `key` in `tree`, this transaction's own changes included.
    ///
    /// # Errors
    /// [`StoreError`] when the storage library or the disk fails.
    pub fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        for change in self.batch.changes().iter().rev() {
            match change {
                Change::Put { tree: t, key: k, value } if t == tree && k == key => return Ok(Some(value.clone())),
                Change::Remove { tree: t, key: k } if t == tree && k == key => return Ok(None),
                Change::Clear { tree: t } if t == tree => return Ok(None),
                _ => {}
            }
        }
        self.backend.get(tree, key)
    }

    /// The committed entries of `tree` in `range`.
    pub fn range(&self, tree: &str, range: &KeyRange, order: Order) -> Scan<'s> {
        self.backend.range(tree, range, order)
    }

    /// Sets `key` in `tree`.
    pub fn put(&mut self, tree: &str, key: impl Into<Bytes>, value: impl Into<Bytes>) {
        self.batch.put(tree, key, value);
    }

    /// Removes `key` from `tree`; a missing one is no error.
    pub fn remove(&mut self, tree: &str, key: impl Into<Bytes>) {
        self.batch.remove(tree, key);
    }

    /// Removes everything from `tree`.
    pub fn clear(&mut self, tree: &str) {
        self.batch.clear(tree);
    }
}
