//! The one suite that every backend passes, and with it the promises of [`Store`].
//!
//! Each test is written once and runs for memory, sled and redb; what a kill of the process does is in `kill.rs`. A new
//! backend is one more line at the end.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use proptest::prelude::*;
use tempfile::TempDir;

use super::{Backend, BackendKind, Batch, Durability, KeyRange, Order, Store, StoreError, open};

/// A backend in a folder of its own.
struct Fresh {
    backend: Arc<dyn Backend>,
    folder: TempDir,
}

fn backend(kind: BackendKind, folder: &Path) -> Arc<dyn Backend> {
    let opened = open(kind, &folder.join("store"), folder).unwrap();
    assert!(opened.recovered.is_empty(), "{:?}", opened.recovered);
    opened.backend
}

impl Fresh {
    fn new(kind: BackendKind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { backend: backend(kind, folder.path()), folder }
    }

    fn with(self, changes: impl FnOnce(&mut Batch)) -> Self {
        let mut batch = Batch::default();
        changes(&mut batch);
        self.backend.apply(&batch).unwrap();
        self
    }

    fn keys(&self, tree: &str, range: &KeyRange, order: Order) -> Vec<Bytes> {
        self.backend.range(tree, range, order).map(|entry| entry.unwrap().0).collect()
    }

    fn text(&self, tree: &str) -> String {
        let entries = self.backend.range(tree, &KeyRange::all(), Order::Ascending).map(Result::unwrap);
        let shown = entries.map(|(key, value)| format!("{}={}", key.escape_ascii(), value.escape_ascii()));
        shown.collect::<Vec<_>>().join(" ")
    }
}

fn entries_come_in_byte_order_both_ways(kind: BackendKind) {
    let keys: [&[u8]; 6] = [b"", b"\0", b"a", b"a\0", b"b", b"\xff\xff"];
    let store = Fresh::new(kind).with(|batch| {
        for key in keys.iter().rev() {
            batch.put("t", *key, "");
        }
    });
    assert_eq!(store.keys("t", &KeyRange::all(), Order::Ascending), keys);
    let backwards: Vec<_> = keys.into_iter().rev().collect();
    assert_eq!(store.keys("t", &KeyRange::all(), Order::Descending), backwards);
}

fn trees_do_not_see_each_other(kind: BackendKind) {
    let names = ["", "a", "ab", "a\u{1}", "á", "b"];
    let store = Fresh::new(kind).with(|batch| {
        for name in names {
            batch.put(name, "key", name);
            batch.put(name, "\u{1}b", name);
            batch.put(name, "", name);
        }
    });
    for name in names {
        assert_eq!(store.backend.get(name, b"key").unwrap().unwrap(), name);
        assert_eq!(store.keys(name, &KeyRange::all(), Order::Ascending), ["", "\u{1}b", "key"]);
        assert_eq!(store.keys(name, &KeyRange::all(), Order::Descending), ["key", "\u{1}b", ""]);
    }
    let store = store.with(|batch| batch.clear("a"));
    for name in names {
        assert_eq!(store.text(name).is_empty(), name == "a", "{name:?}");
    }
    assert_eq!(store.text("nowhere"), "");
}

fn a_tree_name_with_a_zero_byte_is_refused_everywhere(kind: BackendKind) {
    let store = Fresh::new(kind);
    let refused =
        |outcome: Result<(), StoreError>| assert!(matches!(outcome, Err(StoreError::TreeName { .. })), "{outcome:?}");
    refused(store.backend.get("a\0", b"").map(drop));
    refused(store.backend.range("a\0", &KeyRange::all(), Order::Ascending).next().unwrap().map(drop));
    let changes: [fn(&mut Batch); 3] =
        [|batch| batch.put("a\0", "", ""), |batch| batch.remove("a\0", ""), |batch| batch.clear("a\0")];
    for change in changes {
        let mut batch = Batch::default();
        batch.put("a", "key", "");
        change(&mut batch);
        refused(store.backend.apply(&batch));
    }
    assert_eq!(store.text("a"), "");
}

fn the_last_word_on_a_key_wins(kind: BackendKind) {
    let store = Fresh::new(kind).with(|batch| {
        batch.put("t", "old", "0");
        batch.put("u", "old", "0");
    });
    let store = store.with(|batch| {
        batch.put("t", "a", "1");
        batch.put("t", "a", "2");
        batch.remove("t", "a");
        batch.put("t", "b", "1");
        batch.clear("t");
        batch.put("t", "c", "1");
        batch.remove("t", "missing");
        batch.clear("nowhere");
        batch.put("u", "new", "1");
        batch.remove("u", "old");
    });
    assert_eq!((store.text("t"), store.text("u")), ("c=1".to_owned(), "new=1".to_owned()));
}

fn ranges_that_are_empty_or_run_backwards_have_no_entries(kind: BackendKind) {
    let store = Fresh::new(kind).with(|batch| ["a", "b", "c"].into_iter().for_each(|key| batch.put("t", key, "")));
    let (included, excluded) = (|key: &str| Bound::Included(key.into()), |key: &str| Bound::Excluded(key.into()));
    for (start, end) in [
        (included("c"), included("a")),
        (excluded("b"), excluded("b")),
        (included("b"), excluded("b")),
        (excluded("b"), included("b")),
        (excluded("a"), excluded("b")),
        (excluded("c"), Bound::Unbounded),
        (Bound::Unbounded, excluded("a")),
    ] {
        let range = KeyRange { start, end };
        for order in [Order::Ascending, Order::Descending] {
            assert_eq!(store.keys("t", &range, order), Vec::<Bytes>::new(), "{range:?}");
        }
    }
    let one = KeyRange { start: included("b"), end: included("b") };
    assert_eq!(store.keys("t", &one, Order::Descending), ["b"]);
}

/// Larger than any page, segment or inline limit of the libraries below.
fn large_keys_values_and_batches_come_back(kind: BackendKind) {
    let value = |n: usize| Bytes::from(vec![u8::try_from(n % 251).unwrap(); 400_000]);
    let store = Fresh::new(kind).with(|batch| {
        for n in 0..20 {
            batch.put("large", n.to_string(), value(n));
        }
        for n in 0..20_000 {
            batch.put("many", format!("{n:05}"), "x");
        }
        batch.put("key", vec![7; 4096], "long");
    });
    store.backend.flush().unwrap();
    for n in 0..20 {
        assert_eq!(store.backend.get("large", n.to_string().as_bytes()).unwrap(), Some(value(n)));
    }
    assert_eq!(store.backend.get("key", &[7; 4096]).unwrap().unwrap(), "long");
    assert_eq!(store.keys("many", &KeyRange::all(), Order::Ascending).len(), 20_000);
    let back = store.keys("many", &KeyRange::all(), Order::Descending);
    assert!(back.len() == 20_000 && back.is_sorted_by(|a, b| a > b));
    let store = store.with(|batch| batch.clear("many"));
    assert_eq!(store.keys("many", &KeyRange::all(), Order::Ascending).len(), 0);
    assert_eq!(store.keys("large", &KeyRange::all(), Order::Ascending).len(), 20);
}

fn a_scan_goes_on_while_others_write(kind: BackendKind) {
    let store = Fresh::new(kind).with(|batch| (0..1000).for_each(|n| batch.put("t", format!("{n:04}"), "")));
    let mut scan = store.backend.range("t", &KeyRange::all(), Order::Ascending);
    let first = scan.next().unwrap().unwrap().0;
    let mut batch = Batch::default();
    batch.clear("other");
    batch.put("other", "key", "");
    batch.remove("t", "0500");
    store.backend.apply(&batch).unwrap();
    let rest: Vec<_> = scan.map(|entry| entry.unwrap().0).collect();
    assert_eq!(first, "0000");
    assert!(rest.len() >= 998 && rest.is_sorted(), "{}", rest.len());
}

fn what_was_flushed_is_there_after_reopening(kind: BackendKind) {
    let Fresh { backend: first, folder } = Fresh::new(kind).with(|batch| batch.put("t", "a", "1"));
    first.flush().unwrap();
    let mut batch = Batch::default();
    batch.put("t", "b", "2");
    batch.remove("t", "a");
    first.apply(&batch).unwrap();
    first.flush().unwrap();
    drop(first);
    let again = Fresh { backend: backend(kind, folder.path()), folder };
    assert_eq!(again.text("t"), "b=2");
}

fn a_failed_write_writes_nothing(kind: BackendKind) {
    let fresh = Fresh::new(kind);
    let store = Store::new(Arc::clone(&fresh.backend), Durability::Flushed);
    let refused = block_on(store.write(|transaction| {
        transaction.put("t", "a", "1");
        assert_eq!(transaction.get("t", b"a")?.unwrap(), "1");
        transaction.remove("t", "a");
        assert_eq!(transaction.get("t", b"a")?, None);
        Err::<(), _>(StoreError::Halted { reason: "condition not met".into() })
    }));
    assert_eq!(refused, Err(StoreError::Halted { reason: "condition not met".into() }));
    assert_eq!(fresh.text("t"), "");
}

fn a_panic_in_the_lane_lets_the_next_writer_in(kind: BackendKind) {
    let fresh = Fresh::new(kind);
    let store = Store::new(Arc::clone(&fresh.backend), Durability::Flushed);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        block_on(store.write(|transaction| -> Result<(), StoreError> {
            transaction.put("t", "lost", "");
            std::panic::resume_unwind(Box::new("an engine's bug"));
        }))
    }));
    assert!(panicked.is_err());
    put(&store, "kept");
    assert_eq!(fresh.text("t"), "kept=");
}

fn replaying_the_log_makes_the_same_store(kind: BackendKind) {
    let first = Store::new(Fresh::new(kind).backend, Durability::Volatile);
    put(&first, "before recording");
    first.start_recording();
    put(&first, "a");
    block_on(first.write(|transaction| {
        transaction.clear("t");
        transaction.put("t", "b", "");
        Ok::<_, StoreError>(())
    }))
    .unwrap();
    let fresh = Fresh::new(kind);
    let second = Store::new(Arc::clone(&fresh.backend), Durability::Flushed);
    second.start_recording();
    second.replay(&first.recorded().unwrap()).unwrap();
    assert_eq!(fresh.text("t"), "b=");
    assert_eq!(second.recorded(), first.recorded());
    put(&second, "c");
    assert_eq!(fresh.text("t"), "b= c=");
}

fn put(store: &Store, key: &'static str) {
    let written = block_on(store.write(|transaction| {
        transaction.put("t", key, "");
        Ok::<_, StoreError>(())
    }));
    written.unwrap();
}

/// Waits on this thread and nothing else: no runtime, no other thread that could help a write along.
pub(super) fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(output) => return output,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}

/// One step of the model test.
#[derive(Debug, Clone)]
enum Step {
    Put(usize, Vec<u8>, u8),
    Remove(usize, Vec<u8>),
    Clear(usize),
}

/// Names and keys that are near each other on purpose.
const TREES: [&str; 3] = ["a", "ab", "a\u{1}"];

fn key() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(vec![0, 1, b'a', b'b', 254, 255]), 0..4)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..TREES.len(), key(), any::<u8>()).prop_map(|(tree, key, value)| Step::Put(tree, key, value)),
        3 => (0..TREES.len(), key()).prop_map(|(tree, key)| Step::Remove(tree, key)),
        1 => (0..TREES.len()).prop_map(Step::Clear),
    ]
}

fn bound() -> impl Strategy<Value = Bound<Vec<u8>>> {
    prop_oneof![key().prop_map(Bound::Included), key().prop_map(Bound::Excluded), Just(Bound::Unbounded)]
}

/// Every backend does what a map of maps does.
fn a_store_is_a_map_of_maps(kind: BackendKind) {
    let batches = prop::collection::vec(prop::collection::vec(step(), 1..12), 1..8);
    let ranges = prop::collection::vec((0..TREES.len(), bound(), bound()), 8);
    let fresh = Fresh::new(kind);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(64));
    let outcome = runner.run(&(batches, ranges), |(batches, ranges)| {
        let mut model: [BTreeMap<Vec<u8>, u8>; 3] = Default::default();
        let mut start_over = Batch::default();
        TREES.iter().for_each(|tree| start_over.clear(tree));
        fresh.backend.apply(&start_over).unwrap();
        for steps in batches {
            let mut batch = Batch::default();
            for step in steps {
                match step {
                    Step::Put(tree, key, value) => {
                        batch.put(TREES[tree], key.clone(), vec![value]);
                        model[tree].insert(key, value);
                    }
                    Step::Remove(tree, key) => {
                        batch.remove(TREES[tree], key.clone());
                        model[tree].remove(&key);
                    }
                    Step::Clear(tree) => {
                        batch.clear(TREES[tree]);
                        model[tree].clear();
                    }
                }
            }
            fresh.backend.apply(&batch).unwrap();
        }
        for (tree, start, end) in ranges {
            let range = KeyRange { start, end };
            let wanted = model[tree].iter().filter(|(key, _)| range.contains(key));
            let wanted: Vec<_> =
                wanted.map(|(key, value)| (Bytes::from(key.clone()), Bytes::from(vec![*value]))).collect();
            let scan =
                |order| -> Vec<_> { fresh.backend.range(TREES[tree], &range, order).map(Result::unwrap).collect() };
            prop_assert_eq!(scan(Order::Ascending), wanted.clone());
            prop_assert_eq!(scan(Order::Descending), wanted.into_iter().rev().collect::<Vec<_>>());
        }
        for (tree, entries) in TREES.iter().zip(&model) {
            for (key, value) in entries {
                prop_assert_eq!(fresh.backend.get(tree, key).unwrap(), Some(Bytes::from(vec![*value])));
            }
        }
        Ok(())
    });
    outcome.unwrap();
}

macro_rules! conforms {
    ($($name:ident: $kind:expr;)*) => { $(conforms! { @suite $name $kind;
        entries_come_in_byte_order_both_ways
        trees_do_not_see_each_other
        a_tree_name_with_a_zero_byte_is_refused_everywhere
        the_last_word_on_a_key_wins
        ranges_that_are_empty_or_run_backwards_have_no_entries
        large_keys_values_and_batches_come_back
        a_scan_goes_on_while_others_write
        a_failed_write_writes_nothing
        a_panic_in_the_lane_lets_the_next_writer_in
        replaying_the_log_makes_the_same_store
        a_store_is_a_map_of_maps
    })* };
    (@suite $name:ident $kind:expr; $($test:ident)*) => {
        mod $name {
            use super::BackendKind;
            $(#[test] fn $test() { super::$test($kind); })*
        }
    };
}

conforms! {
    memory: BackendKind::Memory;
    sled: BackendKind::Sled;
    redb: BackendKind::Redb;
}

/// What only a store on a disk can promise.
mod persistent {
    use super::BackendKind;

    #[test]
    fn what_was_flushed_is_there_after_reopening() {
        BackendKind::PERSISTENT.into_iter().for_each(super::what_was_flushed_is_there_after_reopening);
    }
}
