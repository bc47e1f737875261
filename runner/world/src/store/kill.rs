//! The kill test: a child process writes batches over three trees and says which were acknowledged, is killed at a random
//! moment, and what it left is checked. The child is this test binary, started again with an environment variable.
//!
//! It proves survival of `kill -9`, with the file cache of the system intact; it says nothing of power cuts.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::conformance::block_on;
use super::{BackendKind, Durability, KeyRange, Order, Store, StoreError, open};

const FOLDER: &str = "LABS_WORLD_KILL_TEST_FOLDER";
const KIND: &str = "LABS_WORLD_KILL_TEST_BACKEND";
const ROUNDS: u64 = 24;

fn store(kind: BackendKind, folder: &Path) -> Store {
    Store::new(open(kind, &folder.join("store"), folder).unwrap().backend, Durability::Flushed)
}

/// Every seventh value is larger than what sled keeps in its log, and the index moves around.
fn value(n: u64) -> Vec<u8> {
    let length = if n.is_multiple_of(7) { 70_000 } else { 20 };
    n.to_be_bytes().iter().copied().cycle().take(length).collect()
}

fn index_key(n: u64) -> Vec<u8> {
    (n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).to_be_bytes().to_vec()
}

/// Batch `n` puts an item and its index entry, takes the item of 40 batches ago away, and sets the counter to `n`.
async fn write(store: &Store, n: u64) -> Result<(), StoreError> {
    store
        .write(|transaction| {
            transaction.put("items", n.to_be_bytes().to_vec(), value(n));
            transaction.put("index", index_key(n), n.to_be_bytes().to_vec());
            if let Some(old) = n.checked_sub(40) {
                transaction.remove("items", old.to_be_bytes().to_vec());
                transaction.remove("index", index_key(old));
            }
            transaction.put("counter", "n", n.to_be_bytes().to_vec());
            Ok(())
        })
        .await
}

/// The number of the last batch that is there, after proof that it and all before it are there whole and nothing else is.
fn check(store: &Store, acknowledged: Option<u64>) -> Option<u64> {
    let number = |bytes: &[u8]| u64::from_be_bytes(bytes.try_into().unwrap());
    let last = store.get("counter", b"n").unwrap().map(|bytes| number(&bytes));
    assert!(last >= acknowledged, "acknowledged {acknowledged:?}, found {last:?}");
    let scan = |tree| store.range(tree, &KeyRange::all(), Order::Ascending).map(Result::unwrap);
    let items: Vec<_> = scan("items").map(|(key, value)| (number(&key), value)).collect();
    let wanted: Vec<_> =
        last.map(|last| (last.saturating_sub(39)..=last).map(|n| (n, value(n).into())).collect()).unwrap_or_default();
    assert_eq!(items, wanted, "items of batch {last:?}");
    let mut index: Vec<_> = scan("index").map(|(key, value)| (number(&value), key)).collect();
    index.sort();
    let wanted: Vec<_> = wanted.iter().map(|(n, _)| (*n, index_key(*n).into())).collect();
    assert_eq!(index, wanted, "index of batch {last:?}");
    last
}

/// The child: goes on from where the store is, several writers at once, until it is killed.
#[test]
fn child_that_writes_until_it_is_killed() {
    let (Ok(folder), Ok(kind)) = (std::env::var(FOLDER), std::env::var(KIND)) else { return };
    let store = store(BackendKind::from_name(&kind).unwrap(), Path::new(&folder));
    let mut next = check(&store, None).map_or(0, |last| last + 1);
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nready").unwrap();
    loop {
        // Four batches share a flush; they are applied in order, so an acknowledged one covers those before it.
        let writes = (next..next + 4).map(|n| write(&store, n));
        for written in block_on(futures_util::future::join_all(writes)) {
            written.unwrap();
        }
        next += 4;
        writeln!(out, "ack {}", next - 1).unwrap();
        out.flush().unwrap();
    }
}

fn every_acknowledged_batch_survives(kind: BackendKind) {
    let folder = tempfile::tempdir().unwrap();
    let (mut acknowledged, mut progressed) = (None, 0);
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::kill::child_that_writes_until_it_is_killed", "--nocapture"])
            .env(FOLDER, folder.path())
            .env(KIND, kind.name())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(lines.by_ref().any(|line| line == "ready"), "round {round}: the child could not open the store");
        // Some rounds are killed at once, the others after up to three groups of batches, and then a little later, so
        // that kills fall on all moments of a commit and of a flush.
        let groups = usize::try_from(round % 4).unwrap();
        let before = lines.by_ref().take(groups).last();
        std::thread::sleep(Duration::from_micros(round * 7919 % 6_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let told = lines.last().or(before).map(|line| line.strip_prefix("ack ").unwrap().parse().unwrap());
        progressed += u64::from(told.is_some());
        acknowledged = acknowledged.max(told);
        if round % 2 == 1 {
            acknowledged = check(&store(kind, folder.path()), acknowledged);
        }
    }
    assert!(progressed > ROUNDS / 2, "only {progressed} children wrote anything");
}

#[test]
fn every_acknowledged_batch_survives_a_kill_on_sled() {
    every_acknowledged_batch_survives(BackendKind::Sled);
}

#[test]
fn every_acknowledged_batch_survives_a_kill_on_redb() {
    every_acknowledged_batch_survives(BackendKind::Redb);
}
