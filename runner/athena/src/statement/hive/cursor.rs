//! `Cursor`: a walk over the tokens of one statement, and the words in which Athena refuses what it meets.
//!
//! Athena reads a statement before it starts it, and says `no viable alternative at input '…'` with everything from the
//! statement's first word to the token that does not fit. A statement that ends too early is not of a supported type.

use datafusion::sql::sqlparser::tokenizer::Token;

use super::super::classify::NOT_OF_A_SUPPORTED_TYPE;
use super::token::Placed;
use crate::query_error::{ErrorKind, Position, QueryError};

/// A walk over the tokens of one statement.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'t> {
    sql: &'t str,
    tokens: &'t [Placed],
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(sql: &'t str, tokens: &'t [Placed]) -> Self {
        Self { sql, tokens, at: 0 }
    }

    /// The next token.
    pub(super) fn peek(&self) -> Option<&'t Token> {
        self.peek_at(0)
    }

    /// The token `ahead` tokens after the next one.
    pub(super) fn peek_at(&self, ahead: usize) -> Option<&'t Token> {
        self.placed_at(ahead).map(|placed| &placed.token)
    }

    pub(super) fn placed_at(&self, ahead: usize) -> Option<&'t Placed> {
        self.tokens.get(self.at.checked_add(ahead)?)
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Option<&'t Placed> {
        let placed = self.tokens.get(self.at)?;
        self.at += 1;
        Some(placed)
    }

    /// Where the next token stands, or the last one ended.
    pub(super) fn position(&self) -> Position {
        match (self.tokens.get(self.at), self.tokens.last()) {
            (Some(next), _) => next.position,
            (None, Some(last)) => last.position,
            (None, None) => Position { line: 1, column: 1 },
        }
    }

    /// Whether the next token is this word, in any case and without quotes.
    pub(super) fn is(&self, keyword: &str) -> bool {
        is_word(self.peek(), keyword)
    }

    /// Whether the next tokens are these words.
    pub(super) fn are(&self, keywords: &str) -> bool {
        keywords.split(' ').enumerate().all(|(ahead, keyword)| is_word(self.peek_at(ahead), keyword))
    }

    /// Takes these words, if they are next.
    pub(super) fn took(&mut self, keywords: &str) -> bool {
        let are = self.are(keywords);
        if are {
            self.at += keywords.split(' ').count();
        }
        are
    }

    /// Takes these words.
    pub(super) fn expect(&mut self, keywords: &str) -> Result<(), QueryError> {
        for keyword in keywords.split(' ') {
            if !self.took(keyword) {
                return Err(self.refuse());
            }
        }
        Ok(())
    }

    /// Takes this sign, if it is next.
    pub(super) fn took_sign(&mut self, sign: &Token) -> bool {
        let is = self.peek() == Some(sign);
        if is {
            self.at += 1;
        }
        is
    }

    /// Takes this sign.
    pub(super) fn expect_sign(&mut self, sign: &Token) -> Result<(), QueryError> {
        if self.took_sign(sign) { Ok(()) } else { Err(self.refuse()) }
    }

    /// Takes everything before this sign, which must come, and returns it as it is written.
    pub(super) fn text_before(&mut self, sign: &Token) -> Result<&'t str, QueryError> {
        let first = self.placed_at(0);
        let mut last = None;
        while self.peek().is_some_and(|token| token != sign) {
            last = self.next();
        }
        match (first, last) {
            (Some(first), Some(last)) => Ok(self.sql.get(first.start..last.end).unwrap_or_default()),
            _ => Err(self.refuse()),
        }
    }

    /// `( one, two )`, of at least one.
    pub(super) fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Result<T, QueryError>,
    ) -> Result<Vec<T>, QueryError> {
        self.expect_sign(&Token::LParen)?;
        let mut items = vec![one(self)?];
        while self.took_sign(&Token::Comma) {
            items.push(one(self)?);
        }
        self.expect_sign(&Token::RParen)?;
        Ok(items)
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Result<(), QueryError> {
        if self.peek().is_none() { Ok(()) } else { Err(self.refuse()) }
    }

    /// The next token does not fit.
    pub(super) fn refuse(&self) -> QueryError {
        self.refuse_from(0)
    }

    /// The next token does not fit; the input is told from the token with this number on.
    pub(super) fn refuse_from(&self, first: usize) -> QueryError {
        let (Some(start), Some(met)) = (self.tokens.get(first), self.tokens.get(self.at)) else {
            return QueryError::new(ErrorKind::MalformedQuery, NOT_OF_A_SUPPORTED_TYPE);
        };
        let input = self.sql.get(start.start..met.end).unwrap_or_default();
        let message = format!("no viable alternative at input '{}'", escaped(input));
        QueryError::at(ErrorKind::MalformedQuery, met.position, message)
    }

    /// The next token does not fit, where Athena lists what would.
    pub(super) fn mismatched(&self, expecting: &str) -> QueryError {
        let Some(met) = self.tokens.get(self.at) else {
            return QueryError::new(ErrorKind::MalformedQuery, NOT_OF_A_SUPPORTED_TYPE);
        };
        let input = escaped(self.sql.get(met.start..met.end).unwrap_or_default());
        QueryError::at(
            ErrorKind::MalformedQuery,
            met.position,
            format!("mismatched input '{input}' expecting {expecting}"),
        )
    }

    /// Whether the statement begins with this word.
    pub(super) fn begins_with(&self, keyword: &str) -> bool {
        is_word(self.tokens.first().map(|placed| &placed.token), keyword)
    }

    /// The token that stands at a place, as it is written.
    pub(super) fn text_at(&self, position: Position) -> &'t str {
        let token = self.tokens.iter().find(|placed| placed.position == position);
        token.and_then(|placed| self.sql.get(placed.start..placed.end)).unwrap_or_default()
    }

    /// Number of the next token, for [`Cursor::refuse_from`].
    pub(super) fn mark(&self) -> usize {
        self.at
    }

    /// Hive expects the end where the next token stands.
    pub(super) fn missing_end(&self) -> QueryError {
        let text = |placed: Option<&Placed>| {
            placed.and_then(|placed| self.sql.get(placed.start..placed.end)).unwrap_or_default()
        };
        let before = self.at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let message = format!("missing EOF at '{}' near '{}'", text(self.tokens.get(self.at)), text(before));
        parse_exception(self.position(), &message)
    }

    /// Hive, which reads a statement after Athena has, does not understand the tokens from the one with this number on.
    /// Its columns start at 0.
    pub(super) fn stumble_at(&self, first: usize, place: &str) -> QueryError {
        let near = |ahead: usize| match self.tokens.get(first.saturating_add(ahead)) {
            Some(placed) => self.sql.get(placed.start..placed.end).unwrap_or_default(),
            None => "<EOF>",
        };
        let position = self.tokens.get(first).map_or_else(|| self.position(), |placed| placed.position);
        let message = format!("cannot recognize input near '{}' '{}' '{}' in {place}", near(0), near(1), near(2));
        parse_exception(position, &message)
    }
}

/// Hive's own refusal of a statement, at run time.
pub(super) fn parse_exception(position: Position, message: &str) -> QueryError {
    let Position { line, column } = position;
    let message = format!("FAILED: ParseException line {line}:{} {message}", column.saturating_sub(1));
    QueryError::new(ErrorKind::HiveDdl, message)
}

fn is_word(token: Option<&Token>, keyword: &str) -> bool {
    matches!(token, Some(Token::Word(word)) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(keyword))
}

fn escaped(input: &str) -> String {
    input.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t")
}
