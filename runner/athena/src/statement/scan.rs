//! The bounds of a statement and its words, found without knowing its dialect: blanks, comments and quotes are enough.

use crate::query_error::{ErrorKind, Position, QueryError};

/// Most bytes of a query string.
const MAX_BYTES: usize = 262_144;

/// A run of characters that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'s> {
    /// Letters, digits and underscores.
    Word(&'s str),
    /// Anything between quotes, quotes included; unclosed ones go to the end.
    Quoted(&'s str),
    /// `-- …`, without the line's end, or `/* … */`.
    Comment(&'s str),
    /// One other character that is not blank.
    Sign(char),
}

/// What a backslash between quotes does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// It takes the meaning from the next character: `'\''`.
    Hive,
    /// Nothing: `'\'`.
    Trino,
}

/// The pieces of a text, each with the byte at which it begins.
pub(super) struct Pieces<'s> {
    text: &'s str,
    at: usize,
    quoting: Quoting,
}

/// The pieces of `text`.
pub(super) fn pieces(text: &str, quoting: Quoting) -> Pieces<'_> {
    Pieces { text, at: 0, quoting }
}

impl<'s> Iterator for Pieces<'s> {
    type Item = (usize, Piece<'s>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..)?;
        let rest = rest.trim_start();
        let at = self.text.len() - rest.len();
        let first = rest.chars().next()?;
        let until = |from: usize, end: &str| {
            let found = rest.get(from..).and_then(|inner| inner.find(end));
            found.map_or(rest.len(), |found| from + found + end.len())
        };
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => until(2, "*/"),
            '\'' | '"' | '`' => quoted_length(rest, first, self.quoting),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        self.at = at + length;
        let piece = rest.get(..length)?;
        Some((
            at,
            match first {
                '-' | '/' if length > 1 => Piece::Comment(piece),
                '\'' | '"' | '`' => Piece::Quoted(piece),
                _ if is_word(first) => Piece::Word(piece),
                _ => Piece::Sign(first),
            },
        ))
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a quoted text at the beginning of `text`. A doubled quote within reads as two texts in a row, which ends at the
/// same place.
fn quoted_length(text: &str, quote: char, quoting: Quoting) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoting == Quoting::Hive && quote != '`' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// The one statement of `sql`, without the semicolon that may end it; leading comments stay.
///
/// # Errors
/// `MalformedQuery` for a second statement and for one that is too long.
pub(super) fn statement(sql: &str, quoting: Quoting) -> Result<&str, QueryError> {
    let malformed = |message: String| QueryError::new(ErrorKind::MalformedQuery, message);
    if sql.len() > MAX_BYTES {
        return Err(malformed(format!(
            "The query string has {} bytes; at most {MAX_BYTES} are allowed. Split it into several queries.",
            sql.len()
        )));
    }
    let mut pieces = pieces(sql, quoting);
    let Some((end, _)) = pieces.find(|(_, piece)| *piece == Piece::Sign(';')) else { return Ok(sql.trim_end()) };
    match pieces.find(|(_, piece)| !matches!(piece, Piece::Comment(_) | Piece::Sign(';'))) {
        Some(_) => Err(malformed(format!("Only one sql statement is allowed. Got: {sql}"))),
        None => Ok(sql.get(..end).unwrap_or_default().trim_end()),
    }
}

/// The place of a byte, both numbers from 1.
pub(super) fn position(text: &str, at: usize) -> Position {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    Position {
        line: count(before.matches('\n').count() + 1),
        column: count(before.get(line_start..).unwrap_or_default().chars().count() + 1),
    }
}
