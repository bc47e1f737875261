//! Whole-product tests: the real binary, run as people run it. Unit tests live beside the code; the wire tests with real
//! clients are in `tests/wire`. One file a capability; `project.rs` is the builder that all of them use.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails by panicking, and the builder's methods are no public interface"
)]

mod accept;
mod architecture;
mod aws;
mod book;
mod check;
mod claims;
mod command_line;
mod determinism;
mod isolation;
mod lint;
mod project;
mod serve;
mod server;
