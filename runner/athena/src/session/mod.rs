//! What planning and running one query may know: its time, its database, the tables of the Data Catalog, its limits.
//!
//! [`Sessions`] builds DataFusion's state once an engine, at the first query; [`QuerySession`] is a clone of it for one query,
//! whose `now()` is the world's. Nothing in the state reaches the machine: no temporary files, no object store but an empty one
//! in memory, no table functions, no `information_schema`. Which tables there are is `table/`'s business, which functions
//! `function/`'s.

mod limits;
mod query_session;
mod sessions;

pub use limits::Limits;
#[allow(unused_imports)]
pub(crate) use query_session::{CATALOG, DEFAULT_DATABASE, QuerySession, Stage};
#[allow(unused_imports)]
pub(crate) use sessions::{LAKE, Sessions};
