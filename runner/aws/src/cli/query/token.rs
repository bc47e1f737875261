//! The tokens of an expression.

use labs_world::Document;

use super::super::json;
use super::super::typed::untyped;
use super::super::value::Value;
use super::error::ParseError;

/// A token and where it begins, in characters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it begins.
    pub(super) start: usize,
}

/// The kinds of tokens.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Dot,
    Star,
    RightBracket,
    Comma,
    Colon,
    Current,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    Flatten,
    Filter,
    Or,
    Pipe,
    And,
    Expression,
    LessOrEqual,
    Less,
    GreaterOrEqual,
    Greater,
    NotEqual,
    Not,
    Equal,
    Unquoted(String),
    Quoted(String),
    Literal(Document),
    Number(i64),
    End,
}

impl Kind {
    /// The library's name and the text of a token, as messages show them.
    pub(super) fn shown(&self) -> (&'static str, String) {
        let (name, text) = match self {
            Self::Dot => ("dot", "."),
            Self::Star => ("star", "*"),
            Self::RightBracket => ("rbracket", "]"),
            Self::Comma => ("comma", ","),
            Self::Colon => ("colon", ":"),
            Self::Current => ("current", "@"),
            Self::LeftParen => ("lparen", "("),
            Self::RightParen => ("rparen", ")"),
            Self::LeftBrace => ("lbrace", "{"),
            Self::RightBrace => ("rbrace", "}"),
            Self::LeftBracket => ("lbracket", "["),
            Self::Flatten => ("flatten", "[]"),
            Self::Filter => ("filter", "[?"),
            Self::Or => ("or", "||"),
            Self::Pipe => ("pipe", "|"),
            Self::And => ("and", "&&"),
            Self::Expression => ("expref", "&"),
            Self::LessOrEqual => ("lte", "<="),
            Self::Less => ("lt", "<"),
            Self::GreaterOrEqual => ("gte", ">="),
            Self::Greater => ("gt", ">"),
            Self::NotEqual => ("ne", "!="),
            Self::Not => ("not", "!"),
            Self::Equal => ("eq", "=="),
            Self::Unquoted(name) => ("unquoted_identifier", name.as_str()),
            Self::Quoted(name) => ("quoted_identifier", name.as_str()),
            Self::Literal(value) => return ("literal", Value::from(value).python_str()),
            Self::Number(number) => return ("number", number.to_string()),
            Self::End => ("eof", ""),
        };
        (name, text.to_owned())
    }
}

/// The tokens of `expression`, with [`Kind::End`] as the last.
pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, ParseError> {
    if expression.is_empty() {
        return Err(ParseError::Empty);
    }
    let mut lexer = Lexer { expression, chars: expression.chars().collect(), at: 0 };
    let mut tokens = Vec::new();
    while let Some(char) = lexer.peek() {
        if matches!(char, ' ' | '\t' | '\n' | '\r') {
            lexer.at += 1;
            continue;
        }
        let start = lexer.at;
        tokens.push(Token { kind: lexer.token(char)?, start });
    }
    tokens.push(Token { kind: Kind::End, start: lexer.at });
    Ok(tokens)
}

struct Lexer<'a> {
    expression: &'a str,
    chars: Vec<char>,
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn error(&self, message: String, position: usize) -> ParseError {
        ParseError::Token { message, expression: self.expression.to_owned(), position }
    }

    fn token(&mut self, char: char) -> Result<Kind, ParseError> {
        let start = self.at;
        self.at += 1;
        Ok(match char {
            '.' => Kind::Dot,
            '*' => Kind::Star,
            ']' => Kind::RightBracket,
            ',' => Kind::Comma,
            ':' => Kind::Colon,
            '@' => Kind::Current,
            '(' => Kind::LeftParen,
            ')' => Kind::RightParen,
            '{' => Kind::LeftBrace,
            '}' => Kind::RightBrace,
            '[' if self.takes(']') => Kind::Flatten,
            '[' if self.takes('?') => Kind::Filter,
            '[' => Kind::LeftBracket,
            '|' if self.takes('|') => Kind::Or,
            '|' => Kind::Pipe,
            '&' if self.takes('&') => Kind::And,
            '&' => Kind::Expression,
            '<' if self.takes('=') => Kind::LessOrEqual,
            '<' => Kind::Less,
            '>' if self.takes('=') => Kind::GreaterOrEqual,
            '>' => Kind::Greater,
            '!' if self.takes('=') => Kind::NotEqual,
            '!' => Kind::Not,
            '=' if self.takes('=') => Kind::Equal,
            '=' => return Err(self.error("Unknown token '='".to_owned(), start)),
            'a'..='z' | 'A'..='Z' | '_' => {
                while self.peek().is_some_and(|it| it.is_ascii_alphanumeric() || it == '_') {
                    self.at += 1;
                }
                Kind::Unquoted(self.text(start, self.at))
            }
            '0'..='9' | '-' => {
                while self.peek().is_some_and(|it| it.is_ascii_digit()) {
                    self.at += 1;
                }
                let text = self.text(start, self.at);
                if text == "-" {
                    return Err(self.error("Unknown token '-'".to_owned(), start));
                }
                // No list is as long as that; Python's numbers have no end.
                Kind::Number(text.parse().unwrap_or(if char == '-' { i64::MIN } else { i64::MAX }))
            }
            '\'' => Kind::Literal(Document::String(self.until('\'', start)?.replace("\\'", "'"))),
            '"' => {
                let text = format!("\"{}\"", self.until('"', start)?);
                match json::parse(&text) {
                    Ok(Value::Text(name)) => Kind::Quoted(name),
                    Ok(_) => Kind::Quoted(String::new()),
                    Err(error) => return Err(self.error(error.message().to_owned(), start)),
                }
            }
            '`' => self.literal(start)?,
            char => return Err(self.error(format!("Unknown token {char}"), start)),
        })
    }

    fn takes(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn text(&self, start: usize, end: usize) -> String {
        self.chars.get(start..end).unwrap_or_default().iter().collect()
    }

    /// The characters up to the closing delimiter, with their backslashes.
    fn until(&mut self, delimiter: char, start: usize) -> Result<String, ParseError> {
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(self.error(format!("Unclosed {delimiter} delimiter"), start)),
                Some(char) if char == delimiter => break,
                Some('\\') => {
                    text.push('\\');
                    self.at += 1;
                    let Some(next) = self.peek() else { continue };
                    text.push(next);
                }
                Some(char) => text.push(char),
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(text)
    }

    /// JSON, or text without its quotation marks, as expressions of old have it.
    fn literal(&mut self, start: usize) -> Result<Kind, ParseError> {
        let text = self.until('`', start)?.replace("\\`", "`");
        let value = json::parse(&text).or_else(|_| json::parse(&format!("\"{}\"", text.trim_start())));
        match value {
            Ok(value) => Ok(Kind::Literal(untyped(value))),
            Err(_) => Err(self.error(format!("Bad token {text}"), start)),
        }
    }
}
