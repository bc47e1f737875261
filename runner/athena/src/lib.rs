//! Athena on DataFusion: Hive DDL, Trino SELECT, the life of a query, its result files and statistics.
//!
//! [`Athena`] is a [`labs_world::Service`]. A query string goes through `statement` (which dialect, which statement), then
//! either to `execution/ddl` and the Data Catalog or through `trino` (dialect, rewriting, typing) and `function` (the one table
//! of functions) to a DataFusion plan over the tables of `table`; `result` makes rows and files of it. This is the only room
//! that names `datafusion`. Nothing here reads a file, an address or a clock of the machine: bytes come from `labs_s3`,
//! definitions from `labs_catalog`, time and ids from the world.

mod engine;
mod execution;
mod function;
mod location;
mod operation;
mod pattern;
mod query_error;
mod refusal;
mod request;
mod result;
mod session;
mod statement;
mod table;
mod trino;
mod trino_type;

pub use engine::Athena;
pub use function::{FunctionDoc, FunctionKind, Group, functions};
pub use session::Limits;
