//! What the store costs: a write that waits for the disk, one that does not, a read, a scan; for sled and redb.
//!
//! `cargo bench -p labs-world`. The folders are in the system's temporary folder, so flushes cost what its disk asks.

#![expect(clippy::unwrap_used, reason = "a bench that cannot run should stop")]

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use divan::{Bencher, black_box};
use labs_world::store::{BackendKind, Durability, KeyRange, Order, Store, StoreError, open};

const SLED_AND_REDB: [BackendKind; 2] = BackendKind::PERSISTENT;

/// Entries that are there before a read.
const ENTRIES: u64 = 10_000;

fn main() {
    divan::main();
}

/// A store in a folder that goes after the bench.
fn store(kind: BackendKind, durability: Durability) -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let opened = open(kind, &folder.path().join("store"), folder.path()).unwrap();
    (Store::new(opened.backend, durability), folder)
}

/// An item of 200 bytes in one tree and its entry in another, as an indexed table writes them.
async fn put(store: &Store, n: u64) {
    let written = store.write(|transaction| {
        transaction.put("items", n.to_be_bytes().to_vec(), vec![7; 200]);
        transaction.put("index", n.reverse_bits().to_be_bytes().to_vec(), n.to_be_bytes().to_vec());
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
}

fn filled(kind: BackendKind) -> (Store, tempfile::TempDir) {
    let (store, folder) = store(kind, Durability::Volatile);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        for n in 0..ENTRIES {
            put(&store, n).await;
        }
    });
    (store, folder)
}

fn puts(bencher: Bencher<'_, '_>, kind: BackendKind, durability: Durability) {
    let (store, _folder) = store(kind, durability);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let next = AtomicU64::new(0);
    bencher.bench_local(|| runtime.block_on(put(&store, next.fetch_add(1, Relaxed))));
}

#[divan::bench(args = SLED_AND_REDB)]
fn put_durable(bencher: Bencher<'_, '_>, kind: BackendKind) {
    puts(bencher, kind, Durability::Flushed);
}

/// Sixteen writers that wait together; the figure is for all sixteen.
#[divan::bench(args = SLED_AND_REDB)]
fn put_durable_by_16_writers(bencher: Bencher<'_, '_>, kind: BackendKind) {
    let (store, _folder) = store(kind, Durability::Flushed);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let next = AtomicU64::new(0);
    bencher.bench_local(|| {
        let writers = (0..16).map(|_| put(&store, next.fetch_add(1, Relaxed)));
        runtime.block_on(futures_util::future::join_all(writers))
    });
}

#[divan::bench(args = SLED_AND_REDB)]
fn put_volatile(bencher: Bencher<'_, '_>, kind: BackendKind) {
    puts(bencher, kind, Durability::Volatile);
}

#[divan::bench(args = SLED_AND_REDB)]
fn get(bencher: Bencher<'_, '_>, kind: BackendKind) {
    let (store, _folder) = filled(kind);
    let next = AtomicU64::new(0);
    bencher.bench_local(|| {
        let n = next.fetch_add(7919, Relaxed) % ENTRIES;
        black_box(store.get("items", &n.to_be_bytes()).unwrap())
    });
}

/// A page of 100 entries from the middle.
#[divan::bench(args = SLED_AND_REDB)]
fn range_of_100(bencher: Bencher<'_, '_>, kind: BackendKind) {
    let (store, _folder) = filled(kind);
    let range = KeyRange {
        start: std::ops::Bound::Included(4_000_u64.to_be_bytes().to_vec()),
        end: std::ops::Bound::Unbounded,
    };
    bencher.bench_local(|| store.range("items", &range, Order::Ascending).take(100).map(Result::unwrap).count());
}
