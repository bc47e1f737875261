//! `Watch`: whether a query should go on. Asked for by whatever computes long without waiting; told by another thread.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::ending::exhausted;
use crate::query_error::{ErrorKind, QueryError};

/// The watch over one query. Its limit is wall time, which only decides whether a query is given up and never what it answers.
#[derive(Debug, Default)]
pub(super) struct Watch {
    cancelled: AtomicBool,
    deadline: OnceLock<Instant>,
}

impl Watch {
    /// The query begins and has this long.
    pub(super) fn begin(&self, limit: Duration) {
        if let Some(deadline) = Instant::now().checked_add(limit) {
            self.deadline.get_or_init(|| deadline);
        }
    }

    /// The query should stop.
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether somebody cancelled the query.
    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// # Errors
    /// When the query should not go on.
    pub(super) fn check(&self) -> Result<(), QueryError> {
        if self.is_cancelled() {
            return Err(QueryError::new(ErrorKind::GenericInternalError, super::ending::CANCELLED_BY_USER));
        }
        if self.deadline.get().is_some_and(|deadline| Instant::now() > *deadline) {
            return Err(exhausted());
        }
        Ok(())
    }
}
