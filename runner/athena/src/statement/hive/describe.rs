//! DESCRIBE and MSCK REPAIR TABLE.

use datafusion::sql::sqlparser::tokenizer::Token;

use super::super::ast::{DescribeTarget, Detail, HiveStatement, Name};
use super::cursor::Cursor;
use super::name::{self, IN_COLUMN, Wording, name};
use super::{literal, partition};
use crate::query_error::QueryError;

/// `DESCRIBE [EXTENDED | FORMATTED] table [PARTITION (…) | column[.field …]]`
pub(super) fn describe(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    if !cursor.took("DESC") {
        cursor.expect("DESCRIBE")?;
    }
    // Not the name of a table: that would be reserved, or end the statement.
    let detail = if cursor.peek_at(1).is_some() && cursor.took("EXTENDED") {
        Detail::Extended
    } else if cursor.peek_at(1).is_some() && cursor.peek_at(1) != Some(&Token::Period) && cursor.took("FORMATTED") {
        Detail::Formatted
    } else {
        Detail::Plain
    };
    let table = name::table(cursor, Wording::Describe)?;
    let target = match cursor.peek() {
        None => DescribeTarget::Table,
        Some(_) if cursor.is("PARTITION") => DescribeTarget::Partition(partition::spec(cursor)?),
        Some(_) => {
            let mut path = vec![name(cursor, IN_COLUMN)?];
            while cursor.took_sign(&Token::Period) {
                path.push(step(cursor)?);
            }
            DescribeTarget::Column(path)
        }
    };
    Ok(HiveStatement::Describe { table, detail, target })
}

/// A field, or `'$elem$'`, `'$key$'`, `'$value$'`.
fn step(cursor: &mut Cursor<'_>) -> Result<Name, QueryError> {
    let position = cursor.position();
    match literal::optional_text(cursor)? {
        Some(value) => Ok(Name { value, position }),
        None => name(cursor, IN_COLUMN),
    }
}

/// `MSCK REPAIR TABLE table`
pub(super) fn repair(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    cursor.expect("MSCK REPAIR TABLE")?;
    Ok(HiveStatement::RepairTable { table: name::table(cursor, Wording::Statement)? })
}
