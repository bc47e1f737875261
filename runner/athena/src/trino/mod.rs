//! Trino's SELECT: text to plan, with Trino's types, Trino's errors, and the place of each in the learner's text.
//!
//! [`plan`] reads the query (`lexer`, `parser`, `tree`), finds its tables, gives every expression its type (`analysis`) and
//! makes DataFusion's plan of it. `operator` and `cast` hold what Trino computes otherwise than DataFusion; functions come
//! from `function` alone, tables from the session alone. DDL and the rest of Athena's statements are not read here: see
//! `statement`. What Trino has and this engine has not is refused by name.

mod analysis;
mod cast;
mod error;
mod lexer;
mod operation;
mod operator;
mod parser;
mod tree;
mod typed;
mod words;
mod written;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use datafusion::logical_expr::LogicalPlan;

use crate::{
    query_error::QueryError,
    session::{CATALOG, QuerySession},
    trino_type::TrinoType,
};

/// A query that is ready to be optimised and run with the session's state.
#[derive(Debug)]
pub(crate) struct Planned {
    /// Its columns stand in the order of [`Planned::columns`], under names of the plan's own.
    pub(crate) plan: LogicalPlan,
    pub(crate) columns: Vec<OutputColumn>,
}

/// A column of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutputColumn {
    /// As Athena heads it: the alias, the column's name, or `_col0`, `_col1`, … by its place. Names may repeat.
    pub(crate) name: String,
    pub(crate) data_type: TrinoType,
}

/// Whether a text is of the grammar of queries, which Athena looks at before a query starts.
///
/// # Errors
/// `SYNTAX_ERROR` when it is not; another kind when it is, but this engine lacks what it says.
pub(crate) fn check(sql: &str) -> Result<(), QueryError> {
    parser::parse(sql).map(|_| ())
}

/// Plans one query: SELECT, WITH, VALUES, TABLE.
///
/// # Errors
/// Trino's, with their places.
pub(crate) async fn plan(sql: &str, session: &QuerySession) -> Result<Planned, QueryError> {
    let (query, names) = parser::parse(sql)?;
    let mut tables = HashMap::new();
    for name in names {
        let Some(key) = analysis::table_name(&name, session.database()) else { continue };
        if tables.contains_key(&key) {
            continue;
        }
        let schema = session.state().catalog_list().catalog(CATALOG).and_then(|catalog| catalog.schema(&key.0));
        if let Some(schema) = schema
            && let Some(table) = schema.table(&key.1).await.map_err(QueryError::from_datafusion)?
        {
            tables.insert(key, table);
        }
    }
    let analysed = analysis::analyse(&query, session, tables)?;
    let columns = analysed.fields.into_iter().enumerate().map(|(at, field)| OutputColumn {
        name: field.name.unwrap_or_else(|| format!("_col{at}")),
        data_type: field.kind,
    });
    Ok(Planned { plan: analysed.plan, columns: columns.collect() })
}
