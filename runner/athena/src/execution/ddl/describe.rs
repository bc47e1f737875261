//! DESCRIBE: columns and partition keys in Hive's layout, each field padded to twenty characters, tabs between them.

use labs_catalog::Column;

use super::super::ending::Outcome;
use super::Ddl;
use crate::query_error::QueryError;
use crate::statement::{DescribeTarget, Detail, TableName};

/// The columns of the answer; each row is one text all the same.
const COLUMNS: &[&str] = &["col_name", "data_type", "comment"];

/// DESCRIBE.
pub(super) fn describe(
    ddl: &Ddl<'_>,
    name: &TableName,
    detail: Detail,
    target: &DescribeTarget,
) -> Result<Outcome, QueryError> {
    let table = ddl.table(name)?;
    match (detail, target) {
        (Detail::Plain, DescribeTarget::Table) => {}
        (Detail::Extended, _) => return Err(unsupported("DESCRIBE EXTENDED")),
        (Detail::Formatted, _) => return Err(unsupported("DESCRIBE FORMATTED")),
        (Detail::Plain, DescribeTarget::Partition(_)) => return Err(unsupported("DESCRIBE of a partition")),
        (Detail::Plain, DescribeTarget::Column(_)) => return Err(unsupported("DESCRIBE of a column")),
    }
    let mut lines: Vec<_> = table.storage.columns.iter().chain(&table.partition_keys).map(line).collect();
    if !table.partition_keys.is_empty() {
        lines.push("\t \t ".to_owned());
        lines.push("# Partition Information\t \t ".to_owned());
        lines.push(format!("# {}", padded(["col_name", "data_type", "comment"])));
        lines.extend(table.partition_keys.iter().map(line));
    }
    Ok(Outcome::lines(COLUMNS, &lines))
}

fn unsupported(what: &str) -> QueryError {
    QueryError::not_supported(format!("{what} is not supported by this version of labs; DESCRIBE of a table is"))
}

fn line(column: &Column) -> String {
    padded([&column.name, column.type_text(), column.comment.as_deref().unwrap_or_default()])
}

fn padded(fields: [&str; 3]) -> String {
    fields.map(|field| format!("{field:<20}")).join("\t")
}
