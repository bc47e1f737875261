//! Tokens of Hive's dialect with their places: sqlparser's tokenizer under a dialect of our own, without blanks and comments.

use datafusion::sql::sqlparser::dialect::Dialect;
use datafusion::sql::sqlparser::tokenizer::{Location, Token, Tokenizer};

use crate::query_error::{ErrorKind, Position, QueryError};

/// Hive's lexical rules: names between backticks, texts between either quotes with backslash escapes, names that begin with
/// digits. Letters of all languages and a leading underscore are words here and refused later, with their place.
#[derive(Debug)]
struct HiveWords;

impl Dialect for HiveWords {
    fn is_delimited_identifier_start(&self, c: char) -> bool {
        c == '`'
    }

    fn is_identifier_start(&self, c: char) -> bool {
        c.is_alphabetic() || c == '_' || c == '$'
    }

    fn is_identifier_part(&self, c: char) -> bool {
        c.is_alphanumeric() || c == '_' || c == '$'
    }

    fn supports_numeric_prefix(&self) -> bool {
        true
    }

    fn supports_string_literal_backslash_escape(&self) -> bool {
        true
    }
}

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) position: Position,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after its last one.
    pub(super) end: usize,
}

/// The tokens of `sql`. Texts keep their escapes.
pub(super) fn tokens(sql: &str) -> Result<Vec<Placed>, QueryError> {
    let found = Tokenizer::new(&HiveWords, sql).with_unescape(false).tokenize_with_location().map_err(|error| {
        let message = format!("{}; close what begins here, or remove it", error.message);
        QueryError::at(ErrorKind::MalformedQuery, placed(error.location), message)
    })?;
    let mut places = Places { sql, at: Location { line: 1, column: 1 }, byte: 0 };
    let mut tokens = Vec::with_capacity(found.len());
    for spanned in found {
        let (start, end) = (places.byte_of(spanned.span.start), places.byte_of(spanned.span.end));
        let position = placed(spanned.span.start);
        match spanned.token {
            Token::Whitespace(_) | Token::EOF => {}
            // The ends of two nested types.
            Token::ShiftRight => {
                let second = Position { column: position.column.saturating_add(1), ..position };
                let middle = start.saturating_add(1).min(end);
                tokens.push(Placed { token: Token::Gt, position, start, end: middle });
                tokens.push(Placed { token: Token::Gt, position: second, start: middle, end });
            }
            token => tokens.push(Placed { token, position, start, end }),
        }
    }
    Ok(tokens)
}

fn placed(location: Location) -> Position {
    Position { line: location.line, column: location.column }
}

/// Turns lines and columns, which only grow, into bytes.
struct Places<'s> {
    sql: &'s str,
    at: Location,
    byte: usize,
}

impl Places<'_> {
    fn byte_of(&mut self, wanted: Location) -> usize {
        let rest = self.sql.get(self.byte..).unwrap_or_default();
        for c in rest.chars() {
            if (self.at.line, self.at.column) >= (wanted.line, wanted.column) {
                break;
            }
            self.byte += c.len_utf8();
            self.at = match c {
                '\n' => Location { line: self.at.line + 1, column: 1 },
                _ => Location { line: self.at.line, column: self.at.column + 1 },
            };
        }
        self.byte
    }
}
