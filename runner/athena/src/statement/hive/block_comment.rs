//! Hive's stumbles over `/* */`.
//!
//! Athena skips block comments when it reads a statement; Hive, to which it hands SHOW CREATE TABLE, DESCRIBE, MSCK REPAIR TABLE
//! and ALTER TABLE as text, has none. Where the first one stands decides the sentence. Runs of blanks count as one.

use super::super::scan::{Piece, Quoting, pieces};
use super::cursor::parse_exception;
use crate::query_error::{Position, QueryError};

/// Why Hive does not read this statement, if it holds a block comment and is one that Hive gets as text.
pub(super) fn stumble(sql: &str, substatement_type: &str) -> Option<QueryError> {
    let statement = match substatement_type {
        "SHOW_CREATE_TABLE" => "show",
        "DESCRIBE_TABLE" => "describe",
        "MSCK_REPAIR_TABLE" => "msck",
        kind if kind.starts_with("ALTER_TABLE") => "alter",
        _ => return None,
    };
    let mut before: Vec<(usize, &str)> = Vec::new();
    for (at, piece) in pieces(sql, Quoting::Hive) {
        let end = match piece {
            Piece::Comment(comment) if comment.starts_with("/*") => {
                return Some(sentence(sql, statement, &before, at, comment));
            }
            Piece::Comment(_) => continue,
            Piece::Word(text) | Piece::Quoted(text) => at + text.len(),
            Piece::Sign(sign) => at + sign.len_utf8(),
        };
        before.push((at, sql.get(at..end).unwrap_or_default()));
    }
    None
}

fn sentence(sql: &str, statement: &str, before: &[(usize, &str)], at: usize, comment: &str) -> QueryError {
    let here = position(sql, at);
    let inner = comment.trim_start_matches("/*");
    // `/**/` is read as `/`, `*`, `*`, `/`.
    let first = pieces(comment.get(2..).unwrap_or_default(), Quoting::Hive).next();
    let word = match first {
        Some((_, Piece::Word(word) | Piece::Quoted(word) | Piece::Comment(word))) => word.to_owned(),
        Some((_, Piece::Sign(sign))) => sign.to_string(),
        None => inner.to_owned(),
    };
    let start = before.first().map_or(here, |(first, _)| position(sql, *first));
    let last = before.last().map_or("", |(_, text)| *text);
    let is_last = |keyword: &str| last.eq_ignore_ascii_case(keyword);
    let comment_in = |place: &str| {
        let message = format!("cannot recognize input near '/' '*' '{word}' in {place}");
        parse_exception(here, &message)
    };
    match (statement, before.len()) {
        (_, 0) => parse_exception(here, &format!("cannot recognize input near '/' '*' '{word}'")),
        ("show", 1) => parse_exception(here, &format!("cannot recognize input near '{last}' '/' '*' in ddl statement")),
        ("show", 2) => {
            parse_exception(here, &format!("mismatched input '/' expecting TABLE near '{last}' in show statement"))
        }
        ("describe" | "alter", 1) => {
            parse_exception(start, &format!("cannot recognize input near '{last}' '/' '*' in {statement} statement"))
        }
        ("describe", 2) if is_last("EXTENDED") || is_last("FORMATTED") => comment_in("specifying describe table types"),
        ("show" | "msck", 3) | ("alter", 2) => comment_in("table name"),
        (_, _) if last == "." => {
            let name = before.iter().rev().nth(1).map_or("", |(_, name)| *name);
            parse_exception(here, &format!("cannot recognize input near '{name}' '.' '/' in table name"))
        }
        _ => parse_exception(here, &format!("missing EOF at '/' near '{last}'")),
    }
}

/// Where a byte is when every run of two and more blanks is one blank.
fn position(sql: &str, at: usize) -> Position {
    let mut position = Position { line: 1, column: 1 };
    let mut chars = sql.get(..at).unwrap_or(sql).chars().peekable();
    while let Some(c) = chars.next() {
        let mut is_alone = true;
        while c.is_whitespace() && chars.next_if(|next| next.is_whitespace()).is_some() {
            is_alone = false;
        }
        if c == '\n' && is_alone {
            position = Position { line: position.line + 1, column: 1 };
        } else {
            position.column += 1;
        }
    }
    position
}
