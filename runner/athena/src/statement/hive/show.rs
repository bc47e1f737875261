//! SHOW.

use datafusion::sql::sqlparser::tokenizer::Token;

use super::super::ast::{HiveStatement, Name, TableName};
use super::cursor::Cursor;
use super::name::{self, Wording};
use super::{literal, partition};
use crate::query_error::QueryError;

/// `SHOW …`
pub(super) fn show(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    cursor.expect("SHOW")?;
    if cursor.took("DATABASES") || cursor.took("SCHEMAS") {
        return Ok(HiveStatement::ShowDatabases { pattern: pattern(cursor)? });
    }
    if cursor.took("TABLES") {
        let database = within(cursor)?;
        return Ok(HiveStatement::ShowTables { database, pattern: pattern(cursor)? });
    }
    if cursor.took("VIEWS") {
        let database = within(cursor)?;
        return Ok(HiveStatement::ShowViews { database, pattern: pattern(cursor)? });
    }
    if cursor.took("PARTITIONS") {
        let table = name::table(cursor, Wording::Statement)?;
        return Ok(HiveStatement::ShowPartitions { table, partition: partition::optional_spec(cursor)? });
    }
    if cursor.took("COLUMNS") {
        return columns(cursor);
    }
    if cursor.took("TBLPROPERTIES") {
        return properties(cursor);
    }
    if cursor.took("CREATE VIEW") {
        return Ok(HiveStatement::ShowCreateView { view: name::table(cursor, Wording::View)? });
    }
    cursor.expect("CREATE TABLE")?;
    Ok(HiveStatement::ShowCreateTable { table: name::table(cursor, Wording::Unsupported)? })
}

/// `{FROM | IN} table [{FROM | IN} database]`
fn columns(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    if !cursor.took("FROM") {
        cursor.expect("IN")?;
    }
    let TableName { database, table } = name::table(cursor, Wording::Target)?;
    let database = match within(cursor)? {
        Some(_) if database.is_some() => return Err(cursor.refuse()),
        Some(within) => Some(within),
        None => database,
    };
    Ok(HiveStatement::ShowColumns { table: TableName { database, table } })
}

/// `table [('property')]`
fn properties(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    let table = name::table(cursor, Wording::Statement)?;
    let mut property = None;
    if cursor.took_sign(&Token::LParen) {
        property = Some(literal::text(cursor)?);
        cursor.expect_sign(&Token::RParen)?;
    }
    Ok(HiveStatement::ShowTableProperties { table, property })
}

/// `[{FROM | IN} database]`
fn within(cursor: &mut Cursor<'_>) -> Result<Option<Name>, QueryError> {
    if cursor.took("IN") || cursor.took("FROM") {
        name::database(cursor, Wording::Database).map(Some)
    } else {
        Ok(None)
    }
}

/// `[[LIKE] 'pattern']`
fn pattern(cursor: &mut Cursor<'_>) -> Result<Option<String>, QueryError> {
    if cursor.took("LIKE") { literal::text(cursor).map(Some) } else { literal::optional_text(cursor) }
}
