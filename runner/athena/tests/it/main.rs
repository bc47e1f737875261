//! Athena as a client sees it: through the boundary, on a world in memory, over its S3 and its Data Catalog.

mod api;
mod ddl;
mod lab;
mod queries;
mod scans;
mod slt;
