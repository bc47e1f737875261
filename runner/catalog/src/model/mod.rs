//! Plain structs that mirror Glue's API shapes, and are what the store keeps.
//!
//! What a client may set is an input (`TableInput`); what the catalog adds (times, version, database) stands in the full
//! struct (`Table`). Source: the structures of the AWS Glue API Reference.

mod column;
mod database;
mod partition;
mod storage;
mod table;

use indexmap::IndexMap;

pub use column::Column;
pub use database::{Database, DatabaseInput};
pub use partition::{Partition, PartitionInput};
pub use storage::{SerDe, SkewedInfo, SortColumn, StorageDescriptor};
pub use table::{Table, TableInput};

/// Free key-value pairs, in the order in which they were given.
pub type Parameters = IndexMap<String, String>;
