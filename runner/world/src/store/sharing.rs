//! Tests of the shared flush: how many writers one flush serves, what a failed flush does, and that no writer waits for
//! ever, whatever runs it.

use std::sync::atomic::{AtomicUsize, Ordering as Atomic};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use bytes::Bytes;

use super::conformance::block_on;
use super::flusher::{CLOSING, Flusher};
use super::{Backend, BackendKind, Batch, Durability, KeyRange, Memory, Order, Scan, Store, StoreError, open};
use crate::disk::DiskError;

/// Counts batches and flushes, can hold flushes back, and can fail them.
struct Watched {
    below: Arc<dyn Backend>,
    applied: AtomicUsize,
    flushed: AtomicUsize,
    gate: (Mutex<Gate>, Condvar),
}

#[derive(Default)]
struct Gate {
    closed: bool,
    /// A flush stands before the gate.
    waiting: bool,
    flushing: Outcome,
    applying: Outcome,
}

/// What the library below does when it is asked.
#[derive(Default, Clone, Copy)]
enum Outcome {
    #[default]
    Works,
    Fails,
    Panics,
    DiskFull,
}

impl Outcome {
    fn happen(self) -> Result<(), StoreError> {
        match self {
            Self::Works => Ok(()),
            Self::Fails => Err(StoreError::Damaged { path: "here".into(), reason: "the disk is gone".into() }),
            Self::DiskFull => {
                let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
                Err(DiskError::when("use the store", "here".as_ref())(full).into())
            }
            // Unwinds like a panic, without words on the screen.
            Self::Panics => std::panic::resume_unwind(Box::new("the library gave up")),
        }
    }
}

impl Watched {
    fn over(below: Arc<dyn Backend>) -> Arc<Self> {
        let (applied, flushed, gate) = Default::default();
        Arc::new(Self { below, applied, flushed, gate })
    }

    fn set(&self, change: impl FnOnce(&mut Gate)) {
        change(&mut self.gate.0.lock().unwrap());
        self.gate.1.notify_all();
    }

    fn wait_until(&self, reached: impl Fn(&Gate) -> bool) {
        let _gate = self.gate.1.wait_while(self.gate.0.lock().unwrap(), |gate| !reached(gate)).unwrap();
    }
}

impl Backend for Watched {
    fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.below.get(tree, key)
    }

    fn range<'a>(&'a self, tree: &str, range: &KeyRange, order: Order) -> Scan<'a> {
        self.below.range(tree, range, order)
    }

    fn apply(&self, batch: &Batch) -> Result<(), StoreError> {
        let outcome = self.gate.0.lock().unwrap().applying;
        outcome.happen()?;
        self.below.apply(batch)?;
        self.applied.fetch_add(1, Atomic::SeqCst);
        self.gate.1.notify_all();
        Ok(())
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.set(|gate| gate.waiting = true);
        self.wait_until(|gate| !gate.closed);
        self.flushed.fetch_add(1, Atomic::SeqCst);
        let outcome = self.gate.0.lock().unwrap().flushing;
        outcome.happen()
    }
}

fn watched() -> (Arc<Watched>, Arc<Store>) {
    let backend = Watched::over(Arc::new(Memory::default()));
    let store = Arc::new(Store::new(Arc::clone(&backend) as Arc<dyn Backend>, Durability::Flushed));
    (backend, store)
}

fn write(store: &Store) -> impl Future<Output = Result<(), StoreError>> {
    store.write(|transaction| {
        transaction.put("t", "key", "");
        Ok(())
    })
}

#[test]
fn writers_that_come_during_a_flush_share_the_next_one() {
    let (backend, store) = watched();
    backend.set(|gate| gate.closed = true);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| block_on(write(&store)));
        backend.wait_until(|gate| gate.waiting);
        let others: Vec<_> = (0..50).map(|_| scope.spawn(|| block_on(write(&store)))).collect();
        backend.wait_until(|_| backend.applied.load(Atomic::SeqCst) == 51);
        assert_eq!(backend.flushed.load(Atomic::SeqCst), 0);
        assert!(others.iter().all(|writer| !writer.is_finished()), "nobody is told before the flush");
        backend.set(|gate| gate.closed = false);
        first.join().unwrap().unwrap();
        others.into_iter().for_each(|writer| writer.join().unwrap().unwrap());
    });
    // The last writers may have applied their batch without having asked yet; then a third flush serves them.
    let flushes = backend.flushed.load(Atomic::SeqCst);
    assert!((2..=3).contains(&flushes), "{flushes} flushes for 51 writes");
}

#[test]
fn many_writers_need_fewer_flushes_than_writes() {
    for kind in [BackendKind::Memory, BackendKind::Sled, BackendKind::Redb] {
        let folder = tempfile::tempdir().unwrap();
        let backend = Watched::over(open(kind, &folder.path().join("store"), folder.path()).unwrap().backend);
        let store = Store::new(Arc::clone(&backend) as Arc<dyn Backend>, Durability::Flushed);
        backend.set(|gate| gate.closed = true);
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| (0..10).for_each(|_| block_on(write(&store)).unwrap()));
            }
            // All sixteen are there at once; after that they come as they may.
            backend.wait_until(|_| backend.applied.load(Atomic::SeqCst) == 16);
            backend.set(|gate| gate.closed = false);
        });
        let (writes, flushes) = (backend.applied.load(Atomic::SeqCst), backend.flushed.load(Atomic::SeqCst));
        assert_eq!(writes, 160);
        assert!(flushes < writes - 10, "{kind}: {flushes} flushes for {writes} writes");
    }
}

#[test]
fn a_flush_waits_for_writers_that_are_on_their_way() {
    let backend = Watched::over(Arc::new(Memory::default()));
    let flusher = Flusher::start(Arc::clone(&backend) as Arc<dyn Backend>, Duration::from_secs(600), CLOSING);
    let (first, second, third) = (flusher.coming(), flusher.coming(), flusher.coming());
    first.want(1);
    std::thread::sleep(Duration::from_millis(20));
    assert_eq!(backend.flushed.load(Atomic::SeqCst), 0);
    second.want(2);
    drop(third);
    block_on(flusher.wait(1)).unwrap();
    block_on(flusher.wait(2)).unwrap();
    assert_eq!(backend.flushed.load(Atomic::SeqCst), 1);
}

#[test]
fn a_flush_does_not_wait_for_ever_for_a_writer_that_dawdles() {
    let backend = Watched::over(Arc::new(Memory::default()));
    let flusher = Flusher::start(Arc::clone(&backend) as Arc<dyn Backend>, Duration::from_millis(1), CLOSING);
    let (first, _dawdler) = (flusher.coming(), flusher.coming());
    first.want(1);
    block_on(flusher.wait(1)).unwrap();
}

#[test]
fn every_runtime_will_do() {
    let (_, store) = watched();
    block_on(write(&store)).unwrap();
    let current = tokio::runtime::Builder::new_current_thread().build().unwrap();
    current.block_on(async {
        let writers: Vec<_> = (0..20).map(|_| write(&store)).collect();
        for written in futures_util::future::join_all(writers).await {
            written.unwrap();
        }
    });
    let many = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    many.block_on(async {
        let writers: Vec<_> = (0..200)
            .map(|_| {
                tokio::spawn({
                    let store = Arc::clone(&store);
                    async move { write(&store).await }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
    });
}

#[test]
fn a_volatile_store_never_flushes() {
    let backend = Watched::over(Arc::new(Memory::default()));
    let store = Store::new(Arc::clone(&backend) as Arc<dyn Backend>, Durability::Volatile);
    block_on(write(&store)).unwrap();
    drop(store);
    assert_eq!(backend.flushed.load(Atomic::SeqCst), 0);
}

#[test]
fn a_failed_flush_reaches_its_writers_and_stops_all_later_ones() {
    let (backend, store) = watched();
    backend.set(|gate| gate.flushing = Outcome::Fails);
    let failed = block_on(write(&store)).unwrap_err();
    assert!(matches!(failed, StoreError::Damaged { .. }), "{failed}");
    backend.set(|gate| gate.flushing = Outcome::Works);
    let refused = block_on(write(&store)).unwrap_err();
    assert!(matches!(&refused, StoreError::Halted { reason } if reason.contains("the disk is gone")), "{refused}");
    assert_eq!(backend.applied.load(Atomic::SeqCst), 1);
}

#[test]
fn a_flush_that_panics_reaches_its_writers_and_stops_all_later_ones() {
    let (backend, store) = watched();
    backend.set(|gate| gate.flushing = Outcome::Panics);
    for _ in 0..2 {
        let refused = block_on(write(&store)).unwrap_err();
        assert!(matches!(&refused, StoreError::Halted { reason } if reason.contains("has stopped")), "{refused}");
    }
    assert_eq!(backend.applied.load(Atomic::SeqCst), 1);
}

#[test]
fn after_a_failed_commit_no_write_is_taken() {
    for outcome in [Outcome::Fails, Outcome::Panics] {
        let (backend, store) = watched();
        backend.set(|gate| gate.applying = outcome);
        let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| block_on(write(&store))));
        assert!(!matches!(failed, Ok(Ok(()))));
        backend.set(|gate| gate.applying = Outcome::Works);
        let refused = block_on(write(&store)).unwrap_err();
        assert!(matches!(refused, StoreError::Halted { .. }), "{refused}");
        assert_eq!(backend.applied.load(Atomic::SeqCst), 0);
    }
}

#[test]
fn a_store_that_is_closed_flushes_what_nobody_waited_for() {
    let (backend, store) = watched();
    backend.set(|gate| gate.closed = true);
    let mut abandoned = Box::pin(write(&store));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(abandoned.as_mut().poll(&mut context).is_pending());
    drop(abandoned);
    backend.set(|gate| gate.closed = false);
    drop(store);
    assert_eq!(backend.flushed.load(Atomic::SeqCst), 1);
}

#[test]
fn a_full_disk_is_told_with_the_one_way_out_that_works() {
    let full: [fn(&mut Gate); 2] = [|gate| gate.flushing = Outcome::DiskFull, |gate| gate.applying = Outcome::DiskFull];
    for full in full {
        let (backend, store) = watched();
        backend.set(full);
        let first = block_on(write(&store)).unwrap_err().to_string();
        assert_eq!(
            first,
            "cannot use the store here: no storage space; free some space there, then stop this process (Ctrl-C) and \
             start it again; what was acknowledged is safe"
        );
        let later = block_on(write(&store)).unwrap_err().to_string();
        assert_eq!(
            later,
            "the store takes no more writes after an earlier failure (cannot use the store here: no storage space; \
             free some space there); stop this process (Ctrl-C) and start it again"
        );
    }
}

#[test]
fn closing_does_not_wait_for_ever_for_a_flush_that_never_ends() {
    let backend = Watched::over(Arc::new(Memory::default()));
    backend.set(|gate| gate.closed = true);
    let flusher = Flusher::start(Arc::clone(&backend) as Arc<dyn Backend>, Duration::ZERO, Duration::from_millis(20));
    flusher.coming().want(1);
    backend.wait_until(|gate| gate.waiting);
    let (done, closed) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        drop(flusher);
        done.send(()).unwrap();
    });
    closed.recv_timeout(Duration::from_secs(20)).unwrap();
    backend.set(|gate| gate.closed = false);
}
