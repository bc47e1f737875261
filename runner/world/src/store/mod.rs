//! The store of a world: ordered trees of bytes, one writer at a time, atomic batches, shared flushes.
//!
//! Engines read through [`Store::get`] and [`Store::range`] and change things only inside [`Store::write`], which holds the
//! world's one writer lane: read, check, collect one batch, commit it atomically, then wait for a flush that all waiting
//! writers share. What lies below is a [`Backend`]: sled for worlds that people keep, redb as the proof that the seam
//! holds. `conformance.rs` is the one suite that both pass.

mod backend;
mod batch;
mod key_range;
mod lane;
mod memory;

pub use backend::{Backend, BackendKind, Entry, Scan, StoreError};
pub use batch::{Batch, Change};
pub use key_range::{KeyRange, Order};
pub use lane::{Durability, Store, Transaction};

pub(crate) fn memory_backend() -> memory::Memory {
    memory::Memory::default()
}
