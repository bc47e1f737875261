//! Types of columns.

use datafusion::sql::sqlparser::tokenizer::Token;

use super::super::hive_type::{HiveType, StructField};
use super::cursor::{Cursor, parse_exception};
use super::literal;
use super::name::{IN_COLUMN, name};
use super::token::Placed;
use crate::query_error::{Position, QueryError};

/// Types may be nested so deep; deeper ones are refused, for the stack's sake.
const MAX_DEPTH: usize = 100;
const MAX_PRECISION: u32 = 38;
const MAX_VARCHAR: u32 = 65535;
const MAX_CHAR: u32 = 255;

/// What names of fields may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldNames {
    /// Names as DDL takes them.
    Identifiers,
    /// Whatever stands before the colon, as crawlers write it.
    Any,
}

/// Reads a type that stands alone.
pub(in super::super) fn read_type(text: &str) -> Result<HiveType, QueryError> {
    let tokens = tokens(text);
    let mut cursor = Cursor::new(text, &tokens);
    let found = hive_type(&mut cursor, FieldNames::Any)?;
    cursor.end()?;
    Ok(found)
}

/// The tokens of a type in the Data Catalog, where names of fields may hold what DDL knows as operators: only the signs of types
/// part it.
fn tokens(text: &str) -> Vec<Placed> {
    let at =
        |byte: usize| Position { line: 1, column: u64::try_from(byte).map_or(u64::MAX, |byte| byte.saturating_add(1)) };
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let end = rest.find(['<', '>', '(', ')', ',', ':']).map_or(text.len(), |sign| start + sign);
        let run = text.get(start..end).unwrap_or_default();
        if !run.trim().is_empty() {
            let start = start + (run.len() - run.trim_start().len());
            let is_number = run.trim().bytes().all(|byte| byte.is_ascii_digit());
            let token = match run.trim() {
                digits if is_number => Token::Number(digits.to_owned(), false),
                word => Token::make_word(word, None),
            };
            tokens.push(Placed { token, position: at(start), start, end: start + run.trim().len() });
        }
        let sign = match text.get(end..).and_then(|rest| rest.chars().next()) {
            Some('<') => Token::Lt,
            Some('>') => Token::Gt,
            Some('(') => Token::LParen,
            Some(')') => Token::RParen,
            Some(',') => Token::Comma,
            Some(_) => Token::Colon,
            None => break,
        };
        tokens.push(Placed { token: sign, position: at(end), start: end, end: end + 1 });
        start = end + 1;
    }
    tokens
}

/// The type that is next.
pub(super) fn hive_type(cursor: &mut Cursor<'_>, fields: FieldNames) -> Result<HiveType, QueryError> {
    nested(cursor, fields, 0)
}

fn nested(cursor: &mut Cursor<'_>, fields: FieldNames, depth: usize) -> Result<HiveType, QueryError> {
    if depth == MAX_DEPTH {
        return Err(QueryError::not_supported(format!(
            "A type that is nested deeper than {MAX_DEPTH} levels is not supported"
        )));
    }
    let (mark, position) = (cursor.mark(), cursor.position());
    let Some(Token::Word(word)) = cursor.peek() else { return Err(cursor.refuse()) };
    if word.quote_style.is_some() {
        return Err(cursor.refuse());
    }
    cursor.next();
    let inner = |cursor: &mut Cursor<'_>| nested(cursor, fields, depth + 1);
    Ok(match word.value.to_ascii_lowercase().as_str() {
        "array" => {
            cursor.expect_sign(&Token::Lt)?;
            let item = inner(cursor)?;
            cursor.expect_sign(&Token::Gt)?;
            HiveType::Array(Box::new(item))
        }
        "map" => {
            cursor.expect_sign(&Token::Lt)?;
            let key = inner(cursor)?;
            cursor.expect_sign(&Token::Comma)?;
            let value = inner(cursor)?;
            cursor.expect_sign(&Token::Gt)?;
            HiveType::Map(Box::new(key), Box::new(value))
        }
        "struct" => {
            cursor.expect_sign(&Token::Lt)?;
            let mut members = vec![field(cursor, fields, depth)?];
            while cursor.took_sign(&Token::Comma) {
                members.push(field(cursor, fields, depth)?);
            }
            cursor.expect_sign(&Token::Gt)?;
            HiveType::Struct(members)
        }
        "decimal" => match parameters(cursor)? {
            None => HiveType::Decimal(10, 0),
            Some((precision, scale)) => {
                let scale = scale.unwrap_or(0);
                let fits = (1..=MAX_PRECISION).contains(&precision) && scale <= precision;
                match (u8::try_from(precision), u8::try_from(scale)) {
                    (Ok(precision), Ok(scale)) if fits => HiveType::Decimal(precision, scale),
                    _ => {
                        let message = format!(
                            "Decimal precision out of allowed range [1,{MAX_PRECISION}], or its scale greater than its precision"
                        );
                        return Err(parse_exception(position, &message));
                    }
                }
            }
        },
        kind @ ("varchar" | "char") => {
            let most = if kind == "char" { MAX_CHAR } else { MAX_VARCHAR };
            match parameters(cursor)? {
                Some((length, None)) if (1..=most).contains(&length) => {
                    if kind == "char" {
                        HiveType::Char(length)
                    } else {
                        HiveType::Varchar(length)
                    }
                }
                Some(_) => {
                    let message = format!("{kind} length out of allowed range [1, {most}]");
                    return Err(parse_exception(position, &message));
                }
                None => {
                    let met = cursor.text_at(cursor.position());
                    let message = format!(
                        "mismatched input '{met}' expecting ( near '{}' in primitive type specification",
                        word.value
                    );
                    return Err(parse_exception(cursor.position(), &message));
                }
            }
        }
        simple => match HiveType::simple(simple) {
            // Athena's own reader takes numbers after every word, Hive does not: `timestamp(3)`.
            Some(_) if cursor.peek() == Some(&Token::LParen) => {
                let error = cursor.stumble_at(cursor.mark(), "column type");
                parameters(cursor)?;
                return Err(error);
            }
            Some(found) => found,
            // Athena's own reader takes every word for a type, with or without numbers; Hive does not.
            None => {
                let error = cursor.stumble_at(mark, "column type");
                parameters(cursor)?;
                return Err(error);
            }
        },
    })
}

fn field(cursor: &mut Cursor<'_>, fields: FieldNames, depth: usize) -> Result<StructField, QueryError> {
    let name = match fields {
        FieldNames::Identifiers => name(cursor, IN_COLUMN)?.value,
        FieldNames::Any => cursor.text_before(&Token::Colon)?.to_owned(),
    };
    cursor.expect_sign(&Token::Colon)?;
    let data_type = nested(cursor, fields, depth + 1)?;
    // Hive reads comments of fields and does not keep them.
    literal::text_after(cursor, "COMMENT")?;
    Ok(StructField { name, data_type })
}

/// `(10)` or `(10, 2)`, if a parenthesis is next.
fn parameters(cursor: &mut Cursor<'_>) -> Result<Option<(u32, Option<u32>)>, QueryError> {
    if !cursor.took_sign(&Token::LParen) {
        return Ok(None);
    }
    let first = literal::number(cursor)?;
    let second = if cursor.took_sign(&Token::Comma) { Some(literal::number(cursor)?) } else { None };
    cursor.expect_sign(&Token::RParen)?;
    Ok(Some((first, second)))
}
