//! `Ending`: how a query is over, and `Outcome`: what one that succeeded leaves.

use crate::query_error::{ErrorKind, QueryError};
use crate::result::{ColumnInfo, Layout};

/// How a query is over.
#[derive(Debug)]
pub(super) enum Ending {
    Succeeded(Outcome),
    Failed(QueryError),
    /// With the sentence that says why.
    Cancelled(&'static str),
}

/// The sentence of a query that its user stopped.
pub(super) const CANCELLED_BY_USER: &str = "Query cancelled by user";

/// The sentence of a query that read more than its work group allows.
pub(super) const CUTOFF: &str = "Bytes scanned limit was exceeded";

/// What a query that succeeded leaves.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) columns: Vec<ColumnInfo>,
    pub(super) layout: Layout,
    /// The result object.
    pub(super) body: String,
    /// Rows of the result, without a header.
    pub(super) rows: u64,
}

impl Outcome {
    /// The answer of a statement that has none: `CREATE TABLE`, `DROP TABLE`.
    pub(super) fn nothing() -> Self {
        Self { columns: Vec::new(), layout: Layout::Lines, body: String::new(), rows: 0 }
    }

    /// The answer of SHOW, DESCRIBE and their like: texts of one value each, under columns of Hive's type `string`.
    pub(super) fn lines(columns: &[&str], lines: &[String]) -> Self {
        Self {
            columns: columns.iter().map(|name| ColumnInfo::hive_string(name)).collect(),
            layout: Layout::Lines,
            body: lines.join("\n"),
            rows: lines.len() as u64,
        }
    }
}

/// A query went over its memory or its time.
pub(super) fn exhausted() -> QueryError {
    QueryError::new(ErrorKind::ExceededResources, "Query exhausted resources at this scale factor")
}
