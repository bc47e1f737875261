//! `Catalog`: what is kept where, and the changes that can be made to it, each of them one atomic batch.
//!
//! Databases and tables are two trees; each table has one tree for its partitions and one for its earlier versions, named by an
//! id of its own, so that they go with it in one stroke. The engine keeps no state beside the store: a restored checkpoint needs
//! no word to it.

mod catalog;
mod databases;
mod partitions;
mod record;
#[cfg(test)]
mod stored_test;
mod tables;

pub use catalog::Catalog;
pub use databases::DEFAULT_DATABASE;
pub use partitions::Segment;
pub use tables::Archive;
