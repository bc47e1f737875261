//! The grammar of Trino's queries, read by recursive descent into `tree`.
//!
//! A parser of our own instead of sqlparser's: that one keeps no places of operators and literals, which Trino's errors name,
//! takes what Trino refuses (and drops some of it), and cannot read Trino's types. What Trino has and this engine has not is
//! refused here by name; what neither has is `mismatched input`, with what could have stood there.

mod expression;
mod primary;
mod query;
mod relation;
mod types;

use super::{
    lexer::{Lexeme, Token, tokens},
    tree::{Expression, Kind, Name, Query},
    words::reserved,
};
use crate::query_error::{ErrorKind, Position, QueryError};

/// How deep expressions and queries may be nested, and how long a chain of one operator may be.
const DEPTH: usize = 400;

/// How often the parser may try again: brackets in FROM are read twice, so nesting them doubles the work.
const STEPS: usize = 2_000_000;

/// Room for one level of recursion, in a build without optimisation.
const RED_ZONE: usize = 256 * 1024;
const SEGMENT: usize = 4 * 1024 * 1024;

/// Runs one level of a recursion on a stack that is large enough.
pub(super) fn deep<R>(f: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(RED_ZONE, SEGMENT, f)
}

/// Reads one query, and the names of its tables; those of WITH are among them.
///
/// # Errors
/// `SYNTAX_ERROR` with the place, `NOT_SUPPORTED` for what Trino has and this engine has not.
pub(super) fn parse(sql: &str) -> Result<(Query, Vec<Vec<Name>>), QueryError> {
    let mut parser = Parser { lexemes: tokens(sql)?, next: 0, depth: 0, steps: 0, tables: Vec::new() };
    let query = parser.query()?;
    parser.eat_symbol(";");
    if !parser.at_end() {
        return Err(parser.mismatched(&["<EOF>"]));
    }
    Ok((query, parser.tables))
}

struct Parser {
    lexemes: Vec<Lexeme>,
    next: usize,
    depth: usize,
    /// How many levels were entered in all.
    steps: usize,
    /// Every name that may be a table's.
    tables: Vec<Vec<Name>>,
}

type Parsed<T> = Result<T, QueryError>;

const END: &Lexeme = &Lexeme { token: Token::End, at: Position { line: 1, column: 1 }, text: String::new() };

impl Parser {
    fn ahead(&self, by: usize) -> &Lexeme {
        self.lexemes.get(self.next + by).or(self.lexemes.last()).unwrap_or(END)
    }

    fn peek(&self) -> &Lexeme {
        self.ahead(0)
    }

    fn at(&self) -> Position {
        self.peek().at
    }

    fn at_end(&self) -> bool {
        self.peek().token == Token::End
    }

    fn skip(&mut self) {
        if self.next + 1 < self.lexemes.len() {
            self.next += 1;
        }
    }

    fn is_word_at(&self, by: usize, word: &str) -> bool {
        matches!(&self.ahead(by).token, Token::Word(text) if text.eq_ignore_ascii_case(word))
    }

    fn is_word(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(word))
    }

    fn is_symbol_at(&self, by: usize, symbol: &str) -> bool {
        matches!(self.ahead(by).token, Token::Symbol(text) if text == symbol)
    }

    fn is_symbol(&self, symbol: &str) -> bool {
        self.is_symbol_at(0, symbol)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.skip();
        }
        found
    }

    /// All the words, or none.
    fn eat_words(&mut self, words: &[&str]) -> bool {
        let found = words.iter().enumerate().all(|(by, word)| self.is_word_at(by, word));
        if found {
            words.iter().for_each(|_| self.skip());
        }
        found
    }

    fn eat_symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        if found {
            self.skip();
        }
        found
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.eat_word(word) { Ok(()) } else { Err(self.mismatched(&[&format!("'{word}'")])) }
    }

    fn expect_symbol(&mut self, symbol: &str) -> Parsed<()> {
        if self.eat_symbol(symbol) { Ok(()) } else { Err(self.mismatched(&[&format!("'{symbol}'")])) }
    }

    /// `mismatched input 'x'. Expecting: …`
    fn mismatched(&self, expected: &[&str]) -> QueryError {
        let Lexeme { at, text, .. } = self.peek();
        let message = format!("mismatched input '{text}'. Expecting: {}", expected.join(", "));
        QueryError::at(ErrorKind::SyntaxError, *at, message)
    }

    fn unsupported(&self, at: Position, what: impl Into<String>) -> QueryError {
        QueryError::at(ErrorKind::NotSupported, at, what)
    }

    /// A name, if one comes.
    fn maybe_name(&mut self) -> Option<Name> {
        let Lexeme { token, at, .. } = self.peek();
        let (text, quoted) = match token {
            Token::Word(text) if !reserved(text) => (text.clone(), false),
            Token::Quoted(text) => (text.clone(), true),
            _ => return None,
        };
        let name = Name { text, quoted, at: *at };
        self.skip();
        Some(name)
    }

    fn name(&mut self) -> Parsed<Name> {
        self.maybe_name().ok_or_else(|| self.mismatched(&["<identifier>"]))
    }

    /// `a.b.c`
    fn qualified(&mut self) -> Parsed<Vec<Name>> {
        let mut names = vec![self.name()?];
        while self.eat_symbol(".") {
            names.push(self.name()?);
        }
        Ok(names)
    }

    /// `(a, b)`
    fn names(&mut self) -> Parsed<Vec<Name>> {
        self.expect_symbol("(")?;
        let mut names = vec![self.name()?];
        while self.eat_symbol(",") {
            names.push(self.name()?);
        }
        self.expect_symbol(")")?;
        Ok(names)
    }

    fn expressions(&mut self) -> Parsed<Vec<Expression>> {
        let mut list = vec![self.expression()?];
        while self.eat_symbol(",") {
            list.push(self.expression()?);
        }
        Ok(list)
    }

    /// One level deeper, on a stack that is large enough.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEPTH {
            return Err(self.unsupported(self.at(), format!("A query nested more than {DEPTH} levels deep")));
        }
        self.steps += 1;
        if self.steps > STEPS {
            return Err(self.unsupported(self.at(), "A query with so many nested brackets"));
        }
        self.depth += 1;
        let result = deep(|| read(self));
        self.depth -= 1;
        result
    }

    /// Guards a chain of operators, whose tree is as deep as the chain is long.
    fn chained(&self, length: usize) -> Parsed<()> {
        if length > DEPTH {
            return Err(self.unsupported(self.at(), format!("A chain of more than {DEPTH} operators")));
        }
        Ok(())
    }
}

fn expression(at: Position, kind: Kind) -> Expression {
    Expression { at, kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(sql: &str) -> String {
        parse(sql).unwrap_err().to_string()
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        assert_eq!(error("SELECT"), "SYNTAX_ERROR: line 1:7: mismatched input '<EOF>'. Expecting: '*', <expression>");
        assert!(error("SELECT a FROM").starts_with("SYNTAX_ERROR: line 1:14: mismatched input '<EOF>'. Expecting: "));
        assert!(error("SELECT 1\nFORM t x").starts_with("SYNTAX_ERROR: line 2:6: mismatched input 't'. Expecting: "));
        assert!(error("SELECT a = b = c").starts_with("SYNTAX_ERROR: line 1:14: mismatched input '='"));
        assert!(error("SELECT (1").contains("line 1:10: mismatched input '<EOF>'. Expecting: "));
    }

    #[test]
    fn what_trino_has_and_this_engine_has_not_is_refused_by_name() {
        for (sql, what) in [
            ("SELECT * FROM t TABLESAMPLE BERNOULLI (10)", "TABLESAMPLE"),
            ("SELECT * FROM t MATCH_RECOGNIZE (PATTERN (a) DEFINE a AS true)", "MATCH_RECOGNIZE"),
            ("SELECT * FROM t FOR TIMESTAMP AS OF now()", "FOR TIMESTAMP AS OF"),
            ("SELECT * FROM t, LATERAL (SELECT 1)", "LATERAL"),
            ("WITH RECURSIVE a AS (SELECT 1) SELECT 1", "WITH RECURSIVE"),
            ("SELECT * FROM t NATURAL JOIN u", "Natural join"),
            ("SELECT 1 LIMIT ?", "parameter"),
        ] {
            let error = error(sql);
            assert!(error.starts_with("NOT_SUPPORTED: line 1:") && error.contains(what), "{sql}: {error}");
        }
    }

    #[test]
    fn nesting_has_an_end_and_no_stack_overflows() {
        let deep = format!("SELECT {}1{}", "(".repeat(100_000), ")".repeat(100_000));
        assert!(error(&deep).contains("nested more than"));
        let chain = format!("SELECT 1{}", "+1".repeat(100_000));
        assert!(error(&chain).contains("chain of more than"));
        assert!(error(&format!("SELECT {}1", "NOT ".repeat(100_000))).contains("nested"));
        assert!(error(&"SELECT CASE WHEN ".repeat(100_000)).contains("mismatched"));
    }
}
