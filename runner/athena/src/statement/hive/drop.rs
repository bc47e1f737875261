//! DROP TABLE and DROP VIEW.

use super::super::ast::HiveStatement;
use super::cursor::Cursor;
use super::database::if_absent;
use super::name::{self, Wording};
use crate::query_error::QueryError;

/// `DROP TABLE [IF EXISTS] name [PURGE]`; there is no trash that PURGE could skip.
pub(super) fn table(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    cursor.expect("DROP TABLE")?;
    let if_absent = if_absent(cursor)?;
    let table = name::table(cursor, Wording::Target)?;
    cursor.took("PURGE");
    Ok(HiveStatement::DropTable { table, if_absent })
}

/// `DROP VIEW [IF EXISTS] name`
pub(super) fn view(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    cursor.expect("DROP VIEW")?;
    let if_absent = if_absent(cursor)?;
    let view = name::table(cursor, Wording::View)?;
    Ok(HiveStatement::DropView { view, if_absent })
}
