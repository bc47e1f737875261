//! Tables: what one is (`definition.rs`), how it is described (`description.rs`), where it and its items are kept
//! (`catalog.rs`, `items.rs`).
//!
//! A table's state is a function of the world's clock: it is CREATING until an instant that CreateTable wrote down, and
//! DELETING until one that DeleteTable wrote down. Nothing runs in between.

mod catalog;
mod definition;
mod description;
mod error;
pub(crate) mod items;

pub(crate) use catalog::{Counters, counters, find, remove, require, require_active, save, tables};
pub(crate) use definition::{Billing, Definition, DeletionProtection, Status, Table, TableClass, define};
pub(crate) use description::{describe, describe_deleted};
pub(crate) use error::TableError;
