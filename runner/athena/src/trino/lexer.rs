//! The tokens of a query, each with its place.
//!
//! A lexer of our own: identifiers, numbers and strings are cut exactly as Trino cuts them (`1.5` is a decimal, `1e0` a
//! double, a backslash means nothing), and every token knows line and column, which every later error needs.

use crate::query_error::{ErrorKind, Position, QueryError};

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or key word without quotes, as written.
    Word(String),
    /// A name in double quotes, unquoted.
    Quoted(String),
    Integer(String),
    Decimal(String),
    Double(String),
    Text(String),
    Binary(Vec<u8>),
    Symbol(&'static str),
    End,
}

/// A token and its place.
#[derive(Debug, Clone)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) at: Position,
    /// As written, for messages.
    pub(super) text: String,
}

/// Longest first.
const SYMBOLS: [&str; 28] = [
    "->", "=>", "||", "<>", "!=", "<=", ">=", "(", ")", "[", "]", ",", ".", ";", "+", "-", "*", "/", "%", "=", "<",
    ">", "?", ":", "{", "}", "|", "$",
];

/// Cuts a query into tokens; the last is [`Token::End`].
pub(super) fn tokens(sql: &str) -> Result<Vec<Lexeme>, QueryError> {
    let mut lexer = Lexer { rest: sql, line: 1, column: 1 };
    let mut lexemes = Vec::new();
    loop {
        lexer.skip()?;
        let (at, before) = (lexer.position(), lexer.rest);
        let token = lexer.token()?;
        let text = before.strip_suffix(lexer.rest).unwrap_or_default();
        let end = token == Token::End;
        lexemes.push(Lexeme { token, at, text: if end { "<EOF>".to_owned() } else { text.to_owned() } });
        if end {
            return Ok(lexemes);
        }
    }
}

struct Lexer<'a> {
    rest: &'a str,
    line: u64,
    column: u64,
}

impl<'a> Lexer<'a> {
    fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }

    /// Takes the first `bytes` of what is left; they end at a character.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        for letter in taken.chars() {
            if letter == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|letter| !accept(letter)).unwrap_or(self.rest.len());
        self.take(end)
    }

    /// Blanks and comments.
    fn skip(&mut self) -> Result<(), QueryError> {
        loop {
            self.take_while(char::is_whitespace);
            if self.rest.starts_with("--") {
                self.take_while(|letter| letter != '\n');
            } else if self.rest.starts_with("/*") {
                let at = self.position();
                let Some(end) = self.rest.find("*/") else {
                    return Err(syntax(at, "mismatched input '/*'. Expecting: '*/'"));
                };
                self.take(end + 2);
            } else {
                return Ok(());
            }
        }
    }

    fn token(&mut self) -> Result<Token, QueryError> {
        let at = self.position();
        let mut letters = self.rest.chars();
        let Some(first) = letters.next() else { return Ok(Token::End) };
        let second = letters.next();
        match first {
            '\'' => self.text(),
            '"' => {
                let name = self.quoted('"', at)?;
                if name.is_empty() {
                    return Err(syntax(at, "Zero-length delimited identifier not allowed"));
                }
                Ok(Token::Quoted(name))
            }
            '`' => Err(syntax(at, "backquoted identifiers are not supported; use double quotes to quote identifiers")),
            'x' | 'X' if second == Some('\'') => {
                self.take(1);
                self.binary(at)
            }
            'u' | 'U' if self.rest.get(1..3) == Some("&'") => {
                self.take(2);
                self.unicode(at)
            }
            '0'..='9' => Ok(self.number()),
            '.' if second.is_some_and(|digit| digit.is_ascii_digit()) => Ok(self.number()),
            letter if letter.is_alphabetic() || letter == '_' => {
                let accept = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '@';
                Ok(Token::Word(self.take_while(accept).to_owned()))
            }
            other => match SYMBOLS.iter().find(|symbol| self.rest.starts_with(**symbol)) {
                Some(symbol) => {
                    self.take(symbol.len());
                    Ok(Token::Symbol(if *symbol == "!=" { "<>" } else { symbol }))
                }
                None => Err(syntax(at, format!("mismatched input '{other}'. Expecting: <expression>, <identifier>"))),
            },
        }
    }

    /// `'it''s'`, the first quote still ahead.
    fn text(&mut self) -> Result<Token, QueryError> {
        let at = self.position();
        Ok(Token::Text(self.quoted('\'', at)?))
    }

    /// What stands between two quotes, doubled ones halved.
    fn quoted(&mut self, quote: char, at: Position) -> Result<String, QueryError> {
        self.take(1);
        let mut value = String::new();
        loop {
            value.push_str(self.take_while(|letter| letter != quote));
            if self.take(1).is_empty() {
                return Err(syntax(at, format!("mismatched input '{quote}'. Expecting: the closing {quote}")));
            }
            if !self.rest.starts_with(quote) {
                return Ok(value);
            }
            value.push(quote);
            self.take(1);
        }
    }

    /// `X'65 68'`
    fn binary(&mut self, at: Position) -> Result<Token, QueryError> {
        let written = self.quoted('\'', at)?;
        let mut digits = Vec::new();
        for letter in written.chars().filter(|letter| !letter.is_whitespace()) {
            match letter.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) {
                Some(digit) => digits.push(digit),
                None => return Err(syntax(at, "Binary literal can only contain hexadecimal digits")),
            }
        }
        if digits.len() % 2 == 1 {
            return Err(syntax(at, "Binary literal must contain an even number of digits"));
        }
        let byte = |pair: &[u8]| pair.iter().fold(0, |byte, digit| (byte << 4) | digit);
        Ok(Token::Binary(digits.chunks(2).map(byte).collect()))
    }

    /// `U&'Hello winter \2603 !' UESCAPE '#'`
    fn unicode(&mut self, at: Position) -> Result<Token, QueryError> {
        let written = self.quoted('\'', at)?;
        let mut escape = '\\';
        let (line, column, rest) = (self.line, self.column, self.rest);
        self.skip()?;
        if self.rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("uescape")) {
            self.take(7);
            self.skip()?;
            let place = self.position();
            let given = if self.rest.starts_with('\'') { self.quoted('\'', place)? } else { String::new() };
            let mut letters = given.chars();
            escape = match (letters.next(), letters.next()) {
                (Some(letter), None) if !letter.is_ascii_hexdigit() && !"+\"' ".contains(letter) => letter,
                _ => return Err(syntax(place, "Invalid Unicode escape character")),
            };
        } else {
            (self.line, self.column, self.rest) = (line, column, rest);
        }
        let mut value = String::new();
        let mut letters = written.chars();
        while let Some(letter) = letters.next() {
            if letter != escape {
                value.push(letter);
                continue;
            }
            let digits: String = match letters.clone().next() {
                Some(next) if next == escape => {
                    letters.next();
                    value.push(escape);
                    continue;
                }
                Some('+') => {
                    letters.next();
                    letters.by_ref().take(6).collect()
                }
                _ => letters.by_ref().take(4).collect(),
            };
            let valid = matches!(digits.len(), 4 | 6);
            match u32::from_str_radix(&digits, 16).ok().filter(|_| valid).and_then(char::from_u32) {
                Some(letter) => value.push(letter),
                None => return Err(syntax(at, format!("Incomplete or invalid escape sequence: {escape}{digits}"))),
            }
        }
        Ok(Token::Text(value))
    }

    /// `1`, `1.5`, `.5`, `1.`, `1e10`, `1.5E-3`
    fn number(&mut self) -> Token {
        let digits = |lexer: &mut Self| lexer.take_while(|letter| letter.is_ascii_digit() || letter == '_').to_owned();
        let mut value = digits(self);
        let mut decimal = false;
        if self.rest.starts_with('.') {
            decimal = true;
            value.push_str(self.take(1));
            value.push_str(&digits(self));
        }
        let mut ahead = self.rest.chars();
        let exponent = matches!(ahead.next(), Some('e' | 'E'))
            && match ahead.next() {
                Some('+' | '-') => ahead.next().is_some_and(|digit| digit.is_ascii_digit()),
                next => next.is_some_and(|digit| digit.is_ascii_digit()),
            };
        let clean = |value: String| value.replace('_', "");
        if exponent {
            value.push_str(self.take(1));
            if self.rest.starts_with(['+', '-']) {
                value.push_str(self.take(1));
            }
            value.push_str(&digits(self));
            return Token::Double(clean(value));
        }
        if decimal { Token::Decimal(clean(value)) } else { Token::Integer(clean(value)) }
    }
}

fn syntax(at: Position, message: impl Into<String>) -> QueryError {
    QueryError::at(ErrorKind::SyntaxError, at, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(sql: &str) -> Vec<Token> {
        tokens(sql).unwrap().into_iter().map(|lexeme| lexeme.token).collect()
    }

    #[test]
    fn numbers_strings_and_names_are_cut_as_trino_cuts_them() {
        use Token::{Binary, Decimal, Double, End, Integer, Quoted, Symbol, Text, Word};
        assert_eq!(
            cut("a1 \"b\"\"c\" 1 1.50 .5 1e0 'it''s\\' X'65 6a' U&'d\\0061t' != -- x\n/* y */ ->"),
            [
                Word("a1".into()),
                Quoted("b\"c".into()),
                Integer("1".into()),
                Decimal("1.50".into()),
                Decimal(".5".into()),
                Double("1e0".into()),
                Text("it's\\".into()),
                Binary(vec![0x65, 0x6a]),
                Text("dat".into()),
                Symbol("<>"),
                Symbol("->"),
                End
            ]
        );
    }

    #[test]
    fn places_count_characters_and_lines() {
        let lexemes = tokens("SELECT 'é',\n  x").unwrap();
        let places: Vec<_> = lexemes.iter().map(|lexeme| (lexeme.at.line, lexeme.at.column)).collect();
        assert_eq!(places, [(1, 1), (1, 8), (1, 11), (2, 3), (2, 4)]);
    }

    #[test]
    fn what_cannot_be_cut_is_a_syntax_error() {
        for sql in ["'x", "\"x", "\"\"", "/* x", "X'6'", "X'zz'", "U&'\\00'", "`a`", "#", "U&'a' UESCAPE 'a'"] {
            assert_eq!(tokens(sql).unwrap_err().kind, ErrorKind::SyntaxError, "{sql}");
        }
    }
}
