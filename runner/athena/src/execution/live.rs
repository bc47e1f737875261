//! `Live`: the queries that are under way, in memory only. What is here wins over the stored record; what is neither over nor
//! here belonged to a process that is gone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, oneshot};

use super::State;
use super::watch::Watch;
use crate::table::ScanMeter;

/// The queries that are under way.
pub(crate) struct Live {
    queries: Mutex<HashMap<String, LiveQuery>>,
    /// One permit a query that may run at a time; the others are QUEUED.
    pub(super) lanes: Arc<Semaphore>,
}

/// One query that is under way.
struct LiveQuery {
    state: State,
    cancel: Option<oneshot::Sender<()>>,
    meter: Arc<ScanMeter>,
    watch: Arc<Watch>,
}

impl Default for Live {
    fn default() -> Self {
        let lanes = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { queries: Mutex::default(), lanes: Arc::new(Semaphore::new(lanes)) }
    }
}

impl Live {
    /// A query begins; what comes out is told when somebody cancels it.
    pub(super) fn begin(&self, id: &str, meter: &Arc<ScanMeter>, watch: &Arc<Watch>) -> oneshot::Receiver<()> {
        let (cancel, cancelled) = oneshot::channel();
        let (meter, watch) = (Arc::clone(meter), Arc::clone(watch));
        let query = LiveQuery { state: State::Queued, cancel: Some(cancel), meter, watch };
        self.queries().insert(id.to_owned(), query);
        cancelled
    }

    /// A query has a lane.
    pub(super) fn run(&self, id: &str) {
        if let Some(query) = self.queries().get_mut(id) {
            query.state = State::Running;
        }
    }

    /// A query is over and its record says so.
    pub(super) fn end(&self, id: &str) {
        self.queries().remove(id);
    }

    /// Tells a query to stop; one that is over, or stops already, is left alone.
    pub(crate) fn cancel(&self, id: &str) {
        if let Some(query) = self.queries().get_mut(id) {
            query.watch.cancel();
            // One that waits hears it here, one that computes asks the watch.
            if let Some(cancel) = query.cancel.take() {
                cancel.send(()).ok();
            }
        }
    }

    /// State and bytes scanned so far of a query that is under way.
    pub(crate) fn look(&self, id: &str) -> Option<(State, u64)> {
        self.queries().get(id).map(|query| (query.state, query.meter.bytes()))
    }

    fn queries(&self) -> MutexGuard<'_, HashMap<String, LiveQuery>> {
        // No change of the map can be left half done.
        self.queries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
