//! The Glue Data Catalog on the world's store: databases, tables and partitions, once, for Glue's API and for Athena's DDL.
//!
//! [`Catalog`] is what other engines use: plain structs that mirror Glue's shapes, one atomic batch a change. [`GlueCatalog`]
//! is the same catalog behind the [`labs_world::Service`] named `glue`. `model/` holds the structs, `store/` what is kept
//! where, `filter/` the expressions of GetPartitions, `glue/` the operations. No SQL and no object files here: those are
//! Athena's and S3's.

mod error;
mod filter;
mod glue;
mod model;
mod store;

pub use error::CatalogError;
pub use filter::{FilterError, NotAValue, PartitionFilter};
pub use glue::GlueCatalog;
pub use model::{
    Column, Database, DatabaseInput, Parameters, Partition, PartitionInput, SerDe, SkewedInfo, SortColumn,
    StorageDescriptor, Table, TableInput,
};
pub use store::{Archive, Catalog, DEFAULT_DATABASE, Segment};
