//! The work of one query: on a thread of its own, under its limits, until its record says how it ended.
//!
//! A thread, because a query computes for long stretches without waiting, and because it may need more stack than a task has.
//! Under a virtual clock the caller waits for the end, so that what comes next finds it; under the wall clock it waits for
//! [`PATIENCE`] and leaves the rest to the background, so that a server answers while a long query runs.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::ending::{CANCELLED_BY_USER, CUTOFF, Ending, Outcome, exhausted};
use super::output::{self, Written};
use super::watch::Watch;
use super::{AthenaError, Execution, RecordError, Records, State, StatementType, billing, ddl, query};
use crate::engine::Inner;
use crate::query_error::{ErrorKind, QueryError};
use crate::statement::Statement;
use crate::table::ScanMeter;

/// How long StartQueryExecution waits for a query under the wall clock.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long after its time limit a query that does not listen is given up.
const GRACE: Duration = Duration::from_secs(5);

/// Stack of a query's thread.
const STACK: usize = 16 << 20;

/// A query and what it has to do.
pub(crate) struct Work {
    pub(crate) execution: Execution,
    /// What it says, or why it must fail.
    pub(crate) statement: Result<Statement, QueryError>,
    /// `BytesScannedCutoffPerQuery` of its work group.
    pub(crate) cutoff: Option<u64>,
}

impl Work {
    /// Does the work, or begins it.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn perform(self, inner: &Arc<Inner>) -> Result<(), RecordError> {
        let Self { execution, statement, cutoff } = self;
        let meter = Arc::new(ScanMeter::new(cutoff));
        let watch = Arc::new(Watch::default());
        let cancelled = inner.live.begin(&execution.id, &meter, &watch);
        let id = execution.id.clone();
        let (tell, mut told) = oneshot::channel();
        let task = {
            let (inner, meter, execution) = (Arc::clone(inner), Arc::clone(&meter), execution.clone());
            let runtime = Handle::current();
            move || {
                let whole = async {
                    let run = run(&inner, &execution, statement, &meter, &watch, cancelled);
                    let ending = AssertUnwindSafe(run).catch_unwind().await.unwrap_or_else(|panic| panicked(&*panic));
                    finish(&inner, execution, ending, &meter).await
                };
                let done = runtime.block_on(whole);
                // Who is told may close the world at once.
                drop((inner, meter, watch));
                tell.send(done).ok();
            }
        };
        let spawned = std::thread::Builder::new().name("athena-query".to_owned()).stack_size(STACK).spawn(task);
        if let Err(error) = spawned {
            let ending = Ending::Failed(internal(&format!("no thread for the query: {error}")));
            return finish(inner, execution, ending, &meter).await;
        }
        let patience = if inner.world.clock().is_virtual() {
            inner.sessions.limits().time.saturating_add(GRACE)
        } else {
            PATIENCE
        };
        match tokio::time::timeout(patience, &mut told).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => {
                finish(inner, execution, Ending::Failed(internal("the query's thread broke off")), &meter).await
            }
            Err(_) if !inner.world.clock().is_virtual() => Ok(()),
            Err(_) => {
                // It computes without listening. Its record is closed; whatever it still does counts for nothing.
                inner.live.cancel(&id);
                finish(inner, execution, Ending::Failed(exhausted()), &meter).await
            }
        }
    }
}

/// Waits for a lane, then works until the end, a cancellation or the time limit.
async fn run(
    inner: &Arc<Inner>,
    execution: &Execution,
    statement: Result<Statement, QueryError>,
    meter: &Arc<ScanMeter>,
    watch: &Arc<Watch>,
    cancelled: oneshot::Receiver<()>,
) -> Ending {
    let work = async {
        // The semaphore is never closed.
        let _lane = Arc::clone(&inner.live.lanes).acquire_owned().await;
        inner.live.run(&execution.id);
        let limit = inner.sessions.limits().time;
        watch.begin(limit);
        match tokio::time::timeout(limit, perform(inner, execution, statement, meter, watch)).await {
            Ok(Ok(outcome)) => Ending::Succeeded(outcome),
            Ok(Err(_)) if watch.is_cancelled() => Ending::Cancelled(CANCELLED_BY_USER),
            Ok(Err(_)) if meter.is_cut_off() => Ending::Cancelled(CUTOFF),
            Ok(Err(error)) => Ending::Failed(error),
            Err(_) => Ending::Failed(exhausted()),
        }
    };
    tokio::select! {
        biased;
        Ok(()) = cancelled => Ending::Cancelled(CANCELLED_BY_USER),
        ending = work => ending,
    }
}

async fn perform(
    inner: &Arc<Inner>,
    execution: &Execution,
    statement: Result<Statement, QueryError>,
    meter: &Arc<ScanMeter>,
    watch: &Arc<Watch>,
) -> Result<Outcome, QueryError> {
    match statement? {
        Statement::Hive(statement) => ddl::perform(inner, execution, statement).await,
        Statement::Query(statement) => query::perform(inner, execution, &statement, meter, watch).await,
    }
}

/// Writes the result and the record.
async fn finish(inner: &Inner, mut execution: Execution, ending: Ending, meter: &ScanMeter) -> Result<(), RecordError> {
    let records = Records(&inner.world);
    if records.execution(&execution.id)?.is_some_and(|stored| stored.state.is_final()) {
        // It was given up meanwhile.
        return Ok(());
    }
    let statistics = &mut execution.statistics;
    (statistics.scanned, statistics.rows_read, statistics.ran) = (meter.bytes(), meter.rows(), true);
    let written = match &ending {
        Ending::Succeeded(outcome) => output::write(&inner.s3, &execution, outcome).await,
        Ending::Failed(error) => output::write_failure(&inner.s3, &execution, error).await,
        Ending::Cancelled(_) => Ok(Written { bytes: 0 }),
    };
    match (ending, written) {
        (Ending::Succeeded(outcome), Ok(Written { bytes })) => {
            execution.state = State::Succeeded;
            execution.statistics.rows_written = outcome.rows;
            execution.statistics.bytes_written = bytes;
            execution.columns = outcome.columns;
            execution.layout = outcome.layout;
        }
        (Ending::Succeeded(_), Err(error)) => fail(&mut execution, &error),
        (Ending::Failed(error), _) => fail(&mut execution, &error),
        (Ending::Cancelled(reason), _) => {
            execution.state = State::Cancelled;
            execution.reason = Some(reason.to_owned());
        }
    }
    if execution.statement_type == StatementType::Dml && execution.state != State::Failed {
        billing::bill(inner.world.meter(), execution.statistics.scanned);
    }
    let took = Duration::from_millis(execution.statistics.times().total());
    execution.completed = Some(execution.submitted.plus(took));
    let kept = records.update(&execution).await;
    inner.live.end(&execution.id);
    kept
}

fn fail(execution: &mut Execution, error: &QueryError) {
    execution.state = State::Failed;
    execution.reason = Some(error.to_string());
    execution.error = Some(AthenaError::from(error));
}

fn panicked(panic: &(dyn Any + Send)) -> Ending {
    let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Ending::Failed(internal(&format!("the engine broke off: {said}; please report the query as a bug")))
}

fn internal(why: &str) -> QueryError {
    QueryError::new(ErrorKind::GenericInternalError, why)
}
