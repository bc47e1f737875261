//! `PARTITION (…)`.

use datafusion::sql::sqlparser::tokenizer::Token;

use super::super::ast::{Comparison, PartitionSpec, PartitionTest};
use super::cursor::Cursor;
use super::literal;
use super::name::{IN_COLUMN, name};
use crate::query_error::QueryError;

/// `PARTITION (key = value, …)`
pub(super) fn spec(cursor: &mut Cursor<'_>) -> Result<PartitionSpec, QueryError> {
    cursor.expect("PARTITION")?;
    cursor.list(|cursor| {
        let key = name(cursor, IN_COLUMN)?;
        cursor.expect_sign(&Token::Eq)?;
        Ok((key, literal::constant(cursor)?))
    })
}

/// The same, if it is next; otherwise empty.
pub(super) fn optional_spec(cursor: &mut Cursor<'_>) -> Result<PartitionSpec, QueryError> {
    if cursor.is("PARTITION") { spec(cursor) } else { Ok(PartitionSpec::new()) }
}

/// `PARTITION (key < value, …)`
pub(super) fn tests(cursor: &mut Cursor<'_>) -> Result<Vec<PartitionTest>, QueryError> {
    cursor.expect("PARTITION")?;
    cursor.list(|cursor| {
        let key = name(cursor, IN_COLUMN)?;
        let comparison = match cursor.peek() {
            Some(Token::Eq) => Comparison::Equal,
            Some(Token::Neq) => Comparison::NotEqual,
            Some(Token::Lt) => Comparison::Less,
            Some(Token::LtEq) => Comparison::LessOrEqual,
            Some(Token::Gt) => Comparison::Greater,
            Some(Token::GtEq) => Comparison::GreaterOrEqual,
            _ => return Err(cursor.refuse()),
        };
        cursor.next();
        Ok(PartitionTest { key, comparison, value: literal::constant(cursor)? })
    })
}
