//! The store of a world: ordered trees of bytes, one writer at a time, atomic batches, shared flushes.
//!
//! Engines read through [`Store::get`] and [`Store::range`] and change things only inside [`Store::write`], which holds the
//! world's one writer lane: read, check, collect one batch, commit it atomically, then wait for a flush that all waiting
//! writers share. What lies below is a [`Backend`]: sled for worlds that people keep, redb as the proof that the seam
//! holds, memory for worlds that are thrown away. `conformance.rs` is the one suite that all three pass.

mod backend;
mod batch;
mod error;
mod flat_key;
mod flusher;
mod key_range;
mod lane;
mod memory;
mod open;
mod redb;
mod sled;
mod sled_open;
mod transaction;

#[cfg(test)]
mod conformance;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod full_disk;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod sharing;

pub use backend::{Backend, BackendKind, Entry, Scan};
pub use batch::{Batch, Change};
pub use error::StoreError;
pub use key_range::{KeyRange, Order};
pub use lane::{Durability, Store};
pub(crate) use memory::Memory;
pub use open::{Opened, open};
pub use transaction::Transaction;
