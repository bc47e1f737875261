//! What a user of a world relies on, seen from outside: one file a concern, one test binary.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what the tests share may fail as loudly as the tests do")]

mod checkpoints;
mod formats;
mod objects;
mod world_folder;

use labs_world::World;
use labs_world::store::{KeyRange, Order, StoreError};

/// A runtime for calls that wait.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Sets `key` of `tree` to `value`.
fn put(world: &World, tree: &str, key: &str, value: &str) {
    let written = world.store().write(|transaction| {
        transaction.put(tree, key.to_owned(), value.to_owned());
        Ok::<_, StoreError>(())
    });
    runtime().block_on(written).unwrap();
}

/// All entries of `tree`, as `key=value`.
fn entries(world: &World, tree: &str) -> Vec<String> {
    let entries = world.store().range(tree, &KeyRange::all(), Order::Ascending).map(Result::unwrap);
    entries.map(|(key, value)| format!("{}={}", key.escape_ascii(), value.escape_ascii())).collect()
}
