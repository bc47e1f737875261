//! From tokens to an expression over partition keys, by recursive descent: OR below AND below NOT below one condition.

use super::error::FilterError;
use super::lexer::{Token, tokens};
use super::value::{KeyType, KeyValue};
use crate::model::Column;

/// Parentheses and NOTs may be nested so deep; deeper ones are refused, for the stack's sake.
const MAX_DEPTH: usize = 100;

/// An expression that is true, false or unknown of a partition. Keys are places in the list of keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// True when all are.
    And(Vec<Expression>),
    /// True when one is.
    Or(Vec<Expression>),
    Not(Box<Expression>),
    Compare {
        key: Key,
        comparison: Comparison,
        literal: KeyValue,
    },
    In {
        key: Key,
        literals: Vec<KeyValue>,
    },
    Between {
        key: Key,
        low: KeyValue,
        high: KeyValue,
    },
    Like {
        key: Key,
        pattern: String,
    },
    IsNull {
        key: Key,
    },
}

/// A partition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) place: usize,
    pub(super) kind: KeyType,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn of(sign: &Token) -> Option<Self> {
        let Token::Sign(sign) = sign else { return None };
        Some(match *sign {
            "=" => Self::Equal,
            "<>" | "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    /// The comparison with its sides exchanged: `1 < a` is `a > 1`.
    fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}

/// The expression that `text` is over the keys.
pub(super) fn parse(text: &str, keys: &[Column]) -> Result<Expression, FilterError> {
    let tokens = tokens(text).map_err(|reason| unsupported(text, reason))?;
    let mut parser = Parser { text, tokens: &tokens, keys, depth: 0 };
    let expression = parser.or()?;
    match parser.tokens.first() {
        None => Ok(expression),
        Some(token) => Err(parser.expected(Some(token), "AND, OR or the end")),
    }
}

fn unsupported(text: &str, reason: String) -> FilterError {
    FilterError::Unsupported { expression: text.to_owned(), reason }
}

struct Parser<'t> {
    text: &'t str,
    /// What has not been read yet.
    tokens: &'t [Token],
    keys: &'t [Column],
    depth: usize,
}

impl<'t> Parser<'t> {
    fn or(&mut self) -> Result<Expression, FilterError> {
        let first = self.and()?;
        if !self.took("or") {
            return Ok(first);
        }
        let mut parts = vec![first, self.and()?];
        while self.took("or") {
            parts.push(self.and()?);
        }
        Ok(Expression::Or(parts))
    }

    fn and(&mut self) -> Result<Expression, FilterError> {
        let first = self.not()?;
        if !self.took("and") {
            return Ok(first);
        }
        let mut parts = vec![first, self.not()?];
        while self.took("and") {
            parts.push(self.not()?);
        }
        Ok(Expression::And(parts))
    }

    fn not(&mut self) -> Result<Expression, FilterError> {
        if self.depth == MAX_DEPTH {
            return Err(unsupported(self.text, format!("it is nested deeper than {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        let expression = if self.took("not") {
            Expression::Not(Box::new(self.not()?))
        } else if self.took_sign("(") {
            let inner = self.or()?;
            self.sign(")")?;
            inner
        } else {
            self.condition()?
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn condition(&mut self) -> Result<Expression, FilterError> {
        let token = self.next();
        match token {
            Some(Token::Word(column)) => {
                let key = self.key(column)?;
                self.condition_on(key)
            }
            Some(Token::Text(literal) | Token::Number(literal)) => {
                let comparison = self.comparison()?;
                match self.next() {
                    Some(Token::Word(column)) => {
                        let key = self.key(column)?;
                        let literal = read(key, literal)?;
                        Ok(Expression::Compare { key, comparison: comparison.turned(), literal })
                    }
                    other => Err(self.expected(other, "a partition key")),
                }
            }
            other => Err(self.expected(other, "a partition key")),
        }
    }

    fn condition_on(&mut self, key: Key) -> Result<Expression, FilterError> {
        if self.took("is") {
            let sense = self.sense();
            return match self.next() {
                Some(token) if token.is("null") => Ok(sense.of(Expression::IsNull { key })),
                other => Err(self.expected(other, "NULL or NOT NULL")),
            };
        }
        let sense = self.sense();
        let condition = if self.took("in") {
            self.sign("(")?;
            let mut literals = vec![self.literal(key)?];
            while self.took_sign(",") {
                literals.push(self.literal(key)?);
            }
            self.sign(")")?;
            Expression::In { key, literals }
        } else if self.took("between") {
            let low = self.literal(key)?;
            if !self.took("and") {
                return Err(self.expected(self.tokens.first(), "AND"));
            }
            Expression::Between { key, low, high: self.literal(key)? }
        } else if self.took("like") {
            if key.kind != KeyType::Text {
                return Err(FilterError::Like(key.kind.name()));
            }
            match self.next() {
                Some(Token::Text(pattern)) => Expression::Like { key, pattern: pattern.clone() },
                other => return Err(self.expected(other, "a pattern between quotes")),
            }
        } else if sense == Sense::Negated {
            return Err(self.expected(self.tokens.first(), "IN, BETWEEN or LIKE"));
        } else {
            let comparison = self.comparison()?;
            Expression::Compare { key, comparison, literal: self.literal(key)? }
        };
        Ok(sense.of(condition))
    }

    fn sense(&mut self) -> Sense {
        if self.took("not") { Sense::Negated } else { Sense::Plain }
    }

    fn comparison(&mut self) -> Result<Comparison, FilterError> {
        let token = self.next();
        token.and_then(Comparison::of).ok_or_else(|| self.expected(token, "a comparison, IN, BETWEEN, LIKE or IS NULL"))
    }

    fn literal(&mut self, key: Key) -> Result<KeyValue, FilterError> {
        match self.next() {
            Some(Token::Text(text) | Token::Number(text)) => read(key, text),
            // `DATE '2024-01-01'` and `TIMESTAMP '…'`.
            Some(token) if token.is("date") || token.is("timestamp") => match self.next() {
                Some(Token::Text(text)) => read(key, text),
                other => Err(self.expected(other, "a text between quotes")),
            },
            other => Err(self.expected(other, "a text between quotes or a number")),
        }
    }

    fn key(&self, column: &str) -> Result<Key, FilterError> {
        let place = self.keys.iter().position(|key| key.name.eq_ignore_ascii_case(column));
        match place.and_then(|place| Some((place, self.keys.get(place)?))) {
            Some((place, key)) => Ok(Key { place, kind: KeyType::named(key.type_text())? }),
            None if self.keys.is_empty() => Err(FilterError::NotPartitioned(column.to_owned())),
            None => {
                let keys = self.keys.iter().map(|key| key.name.clone()).collect();
                Err(FilterError::UnknownColumn { column: column.to_owned(), keys })
            }
        }
    }

    fn next(&mut self) -> Option<&'t Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn took(&mut self, keyword: &str) -> bool {
        let is_next = self.tokens.first().is_some_and(|token| token.is(keyword));
        if is_next {
            self.next();
        }
        is_next
    }

    fn took_sign(&mut self, sign: &'static str) -> bool {
        let is_next = self.tokens.first() == Some(&Token::Sign(sign));
        if is_next {
            self.next();
        }
        is_next
    }

    fn sign(&mut self, sign: &'static str) -> Result<(), FilterError> {
        if self.took_sign(sign) { Ok(()) } else { Err(self.expected(self.tokens.first(), &format!("`{sign}`"))) }
    }

    fn expected(&self, met: Option<&Token>, expected: &str) -> FilterError {
        let met = met.map_or_else(|| "the end".to_owned(), ToString::to_string);
        unsupported(self.text, format!("{expected} expected, found {met}"))
    }
}

fn read(key: Key, literal: &str) -> Result<KeyValue, FilterError> {
    key.kind.read(literal).map_err(FilterError::Literal)
}

/// Whether a condition is meant or its contrary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Plain,
    Negated,
}

impl Sense {
    fn of(self, condition: Expression) -> Expression {
        match self {
            Self::Plain => condition,
            Self::Negated => Expression::Not(Box::new(condition)),
        }
    }
}
