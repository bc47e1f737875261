//! `Store`: the one writer lane of a world over a [`Backend`].
//!
//! Only one closure at a time is in the lane; what it collected is committed before the next one enters. The lane is left
//! before the wait for the disk begins (`flusher.rs`), which is how waiting writers come to share a flush.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::flat_key::check_tree;
use super::flusher::{CLOSING, Flusher, PATIENCE};
use super::{Backend, Batch, KeyRange, Order, Scan, StoreError, Transaction};

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
    lane: Mutex<Lane>,
    /// `None` when nothing is waited for.
    flusher: Option<Flusher>,
}

/// What only the holder of the lane may touch.
#[derive(Default)]
struct Lane {
    /// Number of batches applied; the flush that a writer waits for must cover its own.
    applied: u64,
    /// Committed batches since recording began; `None` when nothing is recorded.
    log: Option<Vec<Arc<Batch>>>,
    /// Why no further write is taken. Set while a batch is being applied, so that a panic of the storage library leaves
    /// it behind.
    halted: Option<StoreError>,
}

impl Store {
    /// A store over `backend`.
    #[must_use]
    pub fn new(backend: Arc<dyn Backend>, durability: Durability) -> Self {
        let flusher = match durability {
            Durability::Flushed => Some(Flusher::start(Arc::clone(&backend), PATIENCE, CLOSING)),
            Durability::Volatile => None,
        };
        Self { backend, lane: Mutex::default(), flusher }
    }

    /// The committed value of `key` in `tree`. A batch is seen from its commit on, a moment before its writer is told
    /// that it is safe.
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
    /// When `work` fails, nothing is written. A future that is dropped while it waits leaves its batch committed.
    ///
    /// The wait is the only suspension and works on any runtime; `work` itself runs on the caller's thread and must not
    /// start another write, which would wait for the lane that it stands in.
    ///
    /// # Errors
    /// What `work` returns, or a [`StoreError`] of the commit, turned into `E`. After a failed commit or flush every
    /// further write is refused until the world is opened again.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let (value, number) = self.commit(work)?;
        if let (Some(number), Some(flusher)) = (number, &self.flusher) {
            flusher.wait(number).await?;
        }
        Ok(value)
    }

    /// Starts to keep every batch that commits from now on, for checkpoints.
    pub fn start_recording(&self) {
        self.lane().log.get_or_insert_default();
    }

    /// The batches committed since recording began, oldest first; `None` when nothing is recorded.
    #[must_use]
    pub fn recorded(&self) -> Option<Vec<Arc<Batch>>> {
        self.lane().log.clone()
    }

    /// Applies batches that an earlier store recorded, in order, without running any engine, and waits for the disk.
    ///
    /// # Errors
    /// [`StoreError`] when the storage library or the disk fails; the store is then half replayed and must be dropped.
    pub fn replay(&self, batches: &[Arc<Batch>]) -> Result<(), StoreError> {
        let mut lane = self.lane();
        for batch in batches {
            self.apply(&mut lane, Arc::clone(batch))?;
        }
        if self.flusher.is_some() { self.backend.flush() } else { Ok(()) }
    }

    /// Runs `work` and commits; returns the number of the batch that must become safe, if there is one.
    fn commit<T, E>(&self, work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>) -> Result<(T, Option<u64>), E>
    where
        E: From<StoreError>,
    {
        let coming = self.flusher.as_ref().map(Flusher::coming);
        let mut lane = self.lane();
        let mut transaction = Transaction::new(self.backend.as_ref());
        let value = work(&mut transaction)?;
        let batch = transaction.into_batch();
        if batch.is_empty() {
            return Ok((value, None));
        }
        let number = self.apply(&mut lane, Arc::new(batch))?;
        if let Some(coming) = coming {
            coming.want(number);
        }
        Ok((value, Some(number)))
    }

    /// Applies one batch and returns its number.
    fn apply(&self, lane: &mut Lane, batch: Arc<Batch>) -> Result<u64, StoreError> {
        if let Some(halted) = &lane.halted {
            return Err(halted.clone());
        }
        if let Some(failure) = self.flusher.as_ref().and_then(Flusher::failure) {
            return Err(failure);
        }
        for change in batch.changes() {
            check_tree(change.tree())?;
        }
        lane.halted = Some(StoreError::Halted { reason: "a commit was broken off".to_owned() });
        if let Err(failure) = self.backend.apply(&batch) {
            // A store that keeps nothing is thrown away with its run, which may well be tried again.
            let failure = if self.flusher.is_some() { failure.of_a_last_write() } else { failure };
            lane.halted = Some(failure.halts());
            return Err(failure);
        }
        lane.halted = None;
        lane.applied += 1;
        if let Some(log) = &mut lane.log {
            log.push(batch);
        }
        Ok(lane.applied)
    }

    fn lane(&self) -> MutexGuard<'_, Lane> {
        // A panic in `work` happens before anything is applied, and one of the storage library leaves `halted` set, so a
        // poisoned lock tells nothing new.
        self.lane.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
