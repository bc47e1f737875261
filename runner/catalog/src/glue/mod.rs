//! The Data Catalog's part of Glue's API: the [`labs_world::Service`] named `glue` with exactly the catalog's operations.
//!
//! An operation is one file in `operation/`; `members.rs` reads inputs, `shape/` writes outputs. Whoever adds more of Glue to the
//! same name (crawlers, jobs) keeps a [`GlueCatalog`] and hands it the calls whose operations it lists.

#[cfg(test)]
mod glue_test;
mod members;
mod operation;
mod page;
mod refusal;
mod service;
mod shape;
#[cfg(test)]
mod testing;

pub use service::GlueCatalog;
