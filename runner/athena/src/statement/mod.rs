//! From a query string to a statement: which dialect it is in, what kind it is, and, on the Hive side, what it says.
//!
//! Athena reads DDL and utilities in Hive's dialect and everything else in Trino's. `classify.rs` decides by the first
//! keywords; `scan.rs` finds them and the end of the statement without knowing either dialect. The Hive side is read here
//! (`hive/`) on sqlparser's tokenizer and becomes the types of `ast.rs`; the Trino side is handed on as text to `trino`.
//! `hive_type.rs`, `format.rs`, `definition.rs` and `show_create.rs` are Hive's view of a table in the Data Catalog, both ways.

mod ast;
#[cfg(test)]
mod cases_test;
mod classify;
mod definition;
#[cfg(test)]
mod definition_test;
mod format;
mod hive;
mod hive_type;
mod scan;
mod show_create;

use crate::query_error::QueryError;
use scan::Quoting;

pub(crate) use ast::*;
pub(crate) use classify::{Side, classify};
pub(crate) use {
    format::{FileFormat, RowReader},
    hive_type::HiveType,
    show_create::show_create_table,
};

/// Reads a query string. Blanks before it do not count for positions, as on Athena.
///
/// # Errors
/// `ErrorKind::MalformedQuery` when Athena refuses the statement before it starts; any other kind when the query starts and
/// fails, such as what this engine does not support and what only Hive's own parser stumbles over.
pub(crate) fn read(sql: &str) -> Result<Statement, QueryError> {
    let sql = sql.trim_start();
    let classification = classify(sql)?;
    match classification.side {
        Side::Trino(kind) => {
            Ok(Statement::Query(QueryStatement { text: scan::statement(sql, Quoting::Trino)?.to_owned(), kind }))
        }
        Side::Hive => {
            hive::read(scan::statement(sql, Quoting::Hive)?, classification.substatement_type).map(Statement::Hive)
        }
        Side::Unsupported(what) => {
            Err(QueryError::not_supported(format!("{what} is not supported by this version of labs")))
        }
    }
}
