//! CREATE, DROP and ALTER DATABASE. SCHEMA is the same word.

use super::super::ast::{CreateDatabase, DropBehavior, HiveStatement, IfAbsent, IfPresent, Properties};
use super::cursor::Cursor;
use super::literal;
use super::name::{self, Wording};
use crate::query_error::QueryError;

/// `CREATE DATABASE [IF NOT EXISTS] name [COMMENT …] [LOCATION …] [WITH DBPROPERTIES (…)]`
pub(super) fn create(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    cursor.expect("CREATE")?;
    database_word(cursor)?;
    let if_present = if_present(cursor)?;
    let database = name::database(cursor, Wording::Statement)?;
    let comment = literal::text_after(cursor, "COMMENT")?;
    let location = literal::text_after(cursor, "LOCATION")?;
    let properties = if cursor.took("WITH DBPROPERTIES") { literal::properties(cursor)? } else { Properties::new() };
    Ok(HiveStatement::CreateDatabase(CreateDatabase { database, if_present, comment, location, properties }))
}

/// `DROP DATABASE [IF EXISTS] name [RESTRICT | CASCADE]`
pub(super) fn drop(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    cursor.expect("DROP")?;
    database_word(cursor)?;
    let if_absent = if_absent(cursor)?;
    let database = name::database(cursor, Wording::Statement)?;
    let behavior = if cursor.took("CASCADE") {
        DropBehavior::Cascade
    } else {
        cursor.took("RESTRICT");
        DropBehavior::Restrict
    };
    Ok(HiveStatement::DropDatabase { database, if_absent, behavior })
}

/// `ALTER DATABASE name SET DBPROPERTIES (…)`
pub(super) fn alter(cursor: &mut Cursor<'_>) -> Result<HiveStatement, QueryError> {
    cursor.expect("ALTER")?;
    database_word(cursor)?;
    let database = name::database(cursor, Wording::Statement)?;
    cursor.expect("SET DBPROPERTIES")?;
    let properties = literal::properties(cursor)?;
    Ok(HiveStatement::AlterDatabase { database, properties })
}

fn database_word(cursor: &mut Cursor<'_>) -> Result<(), QueryError> {
    if cursor.took("DATABASE") || cursor.took("SCHEMA") { Ok(()) } else { Err(cursor.refuse()) }
}

/// `IF NOT EXISTS`
pub(super) fn if_present(cursor: &mut Cursor<'_>) -> Result<IfPresent, QueryError> {
    if !cursor.took("IF") {
        return Ok(IfPresent::Fail);
    }
    cursor.expect("NOT EXISTS")?;
    Ok(IfPresent::Skip)
}

/// `IF EXISTS`
pub(super) fn if_absent(cursor: &mut Cursor<'_>) -> Result<IfAbsent, QueryError> {
    if !cursor.took("IF") {
        return Ok(IfAbsent::Fail);
    }
    cursor.expect("EXISTS")?;
    Ok(IfAbsent::Skip)
}
