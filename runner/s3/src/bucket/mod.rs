//! Buckets: their names, the tree that holds them, and how much each of them stores.

mod catalog;
mod name;
mod stored;

pub(crate) use catalog::{Bucket, Reader, all, find, remove, require, save};
pub(crate) use name::check as check_name;
pub(crate) use stored::{Stored, remove_stored, stored, weigh};
