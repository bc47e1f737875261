//! `Flusher`: the one thread of a store that flushes, for all writers that wait.
//!
//! A writer says which batch it waits for and sleeps; each flush covers every batch applied before it began, so writers
//! that arrive during a flush share the next one. A flush waits a moment for writers that are on their way through the
//! lane, because a library that cannot apply during a flush would otherwise flush for each of them. The waiting needs no
//! particular async runtime and holds no lock. A failed flush is final: after it nobody can tell what the disk holds.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

use super::{Backend, StoreError};

/// How long a flush waits at most for writers that are on their way. A write that takes longer than this in the lane
/// should not hold up those that are through.
pub(super) const PATIENCE: Duration = Duration::from_millis(2);

/// How long closing waits at most for the thread to end. The last flush of a slow disk fits in it; a storage library that
/// waits for what never comes must not keep the process from ending.
pub(super) const CLOSING: Duration = Duration::from_secs(10);

/// How far flushing has come.
#[derive(Debug, Clone, Default)]
struct Progress {
    /// Number of batches that are safe.
    flushed: u64,
    /// Why there will be no more flushes.
    failure: Option<StoreError>,
}

/// What writers ask of the thread.
#[derive(Debug, Default)]
struct Wanted {
    /// Highest batch number that somebody waits for.
    number: u64,
    /// Number of writers that are in the lane or wait for it.
    coming: u64,
    /// The store is being closed.
    closing: bool,
}

/// A writer on its way through the lane; dropping it without a batch takes it off the way.
pub(super) struct Coming<'f>(&'f Flusher);

/// A handle on the flushing thread; dropping it flushes what is still wanted and ends the thread.
pub(super) struct Flusher {
    wanted: Arc<(Mutex<Wanted>, Condvar)>,
    progress: watch::Receiver<Progress>,
    /// Hangs up when the thread has ended and let go of the backend. Locked only because a receiver cannot be shared.
    ended: Mutex<Receiver<()>>,
    closing: Duration,
}

impl Flusher {
    /// Starts the thread; a flush waits for writers on their way for at most `patience`, and dropping this for the thread
    /// for at most `closing`. A system that has no thread to give shows as the failure of every wait.
    pub(super) fn start(backend: Arc<dyn Backend>, patience: Duration, closing: Duration) -> Self {
        let wanted = Arc::<(Mutex<Wanted>, Condvar)>::default();
        let (report, progress) = watch::channel(Progress::default());
        let (refusal, theirs) = (report.clone(), Arc::clone(&wanted));
        let (end, ended) = channel::<()>();
        let spawned = thread::Builder::new().name("labs-store-flush".to_owned()).spawn(move || {
            flush_until_closed(backend.as_ref(), &theirs, &report, patience);
            drop(backend);
            drop(end);
        });
        if let Err(error) = spawned {
            let failure = halted(&format!("no thread to flush with: {error}"));
            refusal.send_modify(|progress| progress.failure = Some(failure));
        }
        Self { wanted, progress, ended: Mutex::new(ended), closing }
    }

    /// Announces a writer that is about to enter the lane.
    pub(super) fn coming(&self) -> Coming<'_> {
        self.tell(|wanted| wanted.coming += 1);
        Coming(self)
    }

    fn tell(&self, change: impl FnOnce(&mut Wanted)) {
        let (wanted, wake) = self.wanted.as_ref();
        change(&mut wanted.lock().unwrap_or_else(PoisonError::into_inner));
        wake.notify_one();
    }

    /// Returns when batch `number` is safe. [`Coming::want`] must have been called for it.
    pub(super) async fn wait(&self, number: u64) -> Result<(), StoreError> {
        let mut progress = self.progress.clone();
        let outcome = progress.wait_for(|now| now.flushed >= number || now.failure.is_some()).await;
        match outcome {
            Ok(now) if now.flushed >= number => Ok(()),
            Ok(now) => Err(now.failure.clone().unwrap_or_else(|| halted("the flush failed"))),
            Err(_gone) => Err(halted("the thread that flushes has stopped")),
        }
    }

    /// Why no write can become safe any more, if so.
    pub(super) fn failure(&self) -> Option<StoreError> {
        if let Some(failure) = &self.progress.borrow().failure {
            return Some(failure.halts());
        }
        self.progress.has_changed().is_err().then(|| halted("the thread that flushes has stopped"))
    }
}

impl Coming<'_> {
    /// Asks for a flush that covers batch `number`.
    pub(super) fn want(self, number: u64) {
        self.0.tell(|wanted| wanted.number = wanted.number.max(number));
    }
}

impl Drop for Coming<'_> {
    fn drop(&mut self) {
        self.0.tell(|wanted| wanted.coming = wanted.coming.saturating_sub(1));
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        self.tell(|wanted| wanted.closing = true);
        // A panic of the thread was already reported to every writer through the closed channel, and one that is still
        // at it when the time is over ends with the process.
        let _ended_or_late = self.ended.get_mut().unwrap_or_else(PoisonError::into_inner).recv_timeout(self.closing);
    }
}

fn halted(reason: &str) -> StoreError {
    StoreError::Halted { reason: reason.to_owned() }
}

fn flush_until_closed(
    backend: &dyn Backend,
    wanted: &(Mutex<Wanted>, Condvar),
    report: &watch::Sender<Progress>,
    patience: Duration,
) {
    let mut flushed = 0;
    loop {
        let (lock, wake) = wanted;
        let mut asked = lock.lock().unwrap_or_else(PoisonError::into_inner);
        while asked.number <= flushed && !asked.closing {
            asked = wake.wait(asked).unwrap_or_else(PoisonError::into_inner);
        }
        if asked.number <= flushed {
            return;
        }
        let enough = asked.number.saturating_add(asked.coming);
        let on_their_way = |asked: &mut Wanted| asked.coming > 0 && asked.number < enough;
        let waited = wake.wait_timeout_while(asked, patience, on_their_way);
        let (asked, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let covered = asked.number;
        drop(asked);
        match backend.flush() {
            Ok(()) => {
                flushed = covered;
                report.send_modify(|progress| progress.flushed = covered);
            }
            Err(failure) => {
                report.send_modify(|progress| progress.failure = Some(failure.of_a_last_write()));
                return;
            }
        }
    }
}
