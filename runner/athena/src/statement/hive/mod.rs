//! The reader of Hive's dialect: recursive descent over the tokens of sqlparser's tokenizer.
//!
//! `token.rs` makes tokens that know their place, `cursor.rs` walks them and words the refusals, `literal.rs` and `name.rs` read
//! what all statements share, and the other files are one family of statements each. `block_comment.rs` holds Hive's own
//! stumbles over `/* */`.

mod alter_table;
mod block_comment;
mod create_table;
mod cursor;
mod database;
mod describe;
mod drop;
mod literal;
mod name;
mod partition;
mod reserved;
mod show;
mod token;
mod types;

use super::ast::HiveStatement;
use crate::query_error::QueryError;
use cursor::Cursor;

pub(super) use types::read_type;

/// Reads the statement `sql`, which [`super::classify()`] found to be of this side.
pub(super) fn read(sql: &str, substatement_type: &'static str) -> Result<HiveStatement, QueryError> {
    let tokens = token::tokens(sql)?;
    let mut cursor = Cursor::new(sql, &tokens);
    let statement = match substatement_type {
        "CREATE_DATABASE" => database::create(&mut cursor),
        "DROP_DATABASE" => database::drop(&mut cursor),
        "ALTER_DATABASE_PROPERTIES" => database::alter(&mut cursor),
        "CREATE_TABLE" => create_table::create_table(&mut cursor),
        "DROP_TABLE" => drop::table(&mut cursor),
        "DROP_VIEW" => drop::view(&mut cursor),
        "DESCRIBE_TABLE" => describe::describe(&mut cursor),
        "MSCK_REPAIR_TABLE" => describe::repair(&mut cursor),
        kind if kind.starts_with("SHOW_") => show::show(&mut cursor),
        _ => alter_table::alter_table(&mut cursor),
    }?;
    cursor.end()?;
    // What Athena reads and Hive, which comes after it, does not.
    match block_comment::stumble(sql, substatement_type) {
        Some(error) => Err(error),
        None => Ok(statement),
    }
}
