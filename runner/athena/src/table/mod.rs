//! Tables of the Data Catalog as DataFusion sees them.
//!
//! [`Lake`] is the catalog of one query: databases, tables, nothing else. A table is a [`provider`] over a list of `files`, which
//! come from the locations of the table or of those of its partitions that the query's predicates leave (`partition`); `text`
//! reads delimited and JSON lines, `parquet` column chunks. All bytes come through `labs_s3` and are counted by [`ScanMeter`].

mod files;
mod lake;
mod parquet;
mod partition;
mod provider;
mod scan_meter;
mod schema;
mod text;

pub(crate) use lake::Lake;
pub(crate) use scan_meter::ScanMeter;
