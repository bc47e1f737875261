//! Text → tokens, with the places that error messages quote.
//!
//! The lexer never fails: a character that no expression can hold becomes a token of its own, and the parser says where it
//! stands. Keywords are ordinary identifiers here, because whether a word is a keyword depends on its place.

use super::error::{Fault, Place};

/// Longest expression, in bytes as written.
const MAX_LENGTH: usize = 4096;

/// What kind of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a function or a keyword.
    Identifier,
    /// `#name`.
    Name,
    /// `:value`.
    Value,
    /// Digits.
    Digits,
    /// An operator or a bracket.
    Symbol,
    /// Anything else.
    Unknown,
    /// The end of the text.
    End,
}

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// What it is.
    pub(super) kind: Kind,
    /// The piece as written; empty at the end.
    pub(super) text: &'t str,
    /// Byte offset in the expression.
    start: usize,
}

impl Token<'_> {
    /// Whether it is this operator or bracket.
    pub(super) fn is(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }

    /// Whether it is this keyword, in any case of letters.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Identifier && self.text.eq_ignore_ascii_case(word)
    }

    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The tokens of an expression, the last one being [`Kind::End`].
#[derive(Debug)]
pub(super) struct Tokens<'t> {
    source: &'t str,
    tokens: Vec<Token<'t>>,
}

impl<'t> Tokens<'t> {
    /// Cuts `source` into tokens.
    pub(super) fn read(source: &'t str) -> Result<Self, Fault> {
        if source.len() > MAX_LENGTH {
            return Err(Fault::TooLong);
        }
        let mut tokens = Vec::new();
        let mut start = 0;
        while let Some(rest) = source.get(start..).filter(|rest| !rest.is_empty()) {
            let (kind, length) = measure(rest);
            if let (Some(kind), Some(text)) = (kind, rest.get(..length)) {
                tokens.push(Token { kind, text, start });
            }
            start += length;
        }
        if tokens.is_empty() {
            return Err(Fault::Empty);
        }
        tokens.push(Token { kind: Kind::End, text: "", start: source.len() });
        Ok(Self { source, tokens })
    }

    /// The token at `place`; the end for every place after it.
    pub(super) fn at(&self, place: usize) -> Token<'t> {
        let end = Token { kind: Kind::End, text: "", start: self.source.len() };
        self.tokens.get(place).copied().unwrap_or(end)
    }

    /// The syntax error that the token at `place` is, quoted with its neighbours.
    pub(super) fn error_at(&self, place: usize) -> Fault {
        let token = self.at(place);
        let first = place.checked_sub(1).map_or(token, |before| self.at(before));
        let last = self.at(place + 1);
        let near = self.source.get(first.start..last.end()).unwrap_or_default().trim_end();
        let shown = if token.kind == Kind::End { "<EOF>" } else { token.text };
        Fault::Syntax(Box::new(Place { token: shown.to_owned(), near: near.to_owned() }))
    }
}

/// Kind and length of the token at the beginning of `text`, which is not empty; no kind for blanks.
fn measure(text: &str) -> (Option<Kind>, usize) {
    let word = |from: usize| {
        let rest = text.bytes().skip(from);
        from + rest.take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
    };
    let first = text.chars().next().unwrap_or(' ');
    match first {
        ' ' | '\t' | '\r' | '\n' => (None, 1),
        'a'..='z' | 'A'..='Z' | '_' => (Some(Kind::Identifier), word(0)),
        '#' => (Some(Kind::Name), word(1)),
        ':' => (Some(Kind::Value), word(1)),
        '0'..='9' => (Some(Kind::Digits), text.bytes().take_while(u8::is_ascii_digit).count()),
        '<' if text.starts_with("<=") || text.starts_with("<>") => (Some(Kind::Symbol), 2),
        '>' if text.starts_with(">=") => (Some(Kind::Symbol), 2),
        '(' | ')' | '[' | ']' | ',' | '.' | '=' | '<' | '>' | '+' | '-' => (Some(Kind::Symbol), 1),
        other => (Some(Kind::Unknown), other.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(source: &str) -> Vec<String> {
        Tokens::read(source).unwrap().tokens.iter().map(|token| token.text.to_owned()).collect()
    }

    #[test]
    fn text_is_cut_at_the_longest_token() {
        assert_eq!(
            texts("SET #a.b[10]= :v1+if_not_exists(a,:z)"),
            ["SET", "#a", ".", "b", "[", "10", "]", "=", ":v1", "+", "if_not_exists", "(", "a", ",", ":z", ")", ""]
        );
        assert_eq!(texts("a<=b<>c>=d<e>f"), ["a", "<=", "b", "<>", "c", ">=", "d", "<", "e", ">", "f", ""]);
    }

    #[test]
    fn errors_quote_the_token_and_its_neighbours_as_written() {
        for (source, place, token, near) in [
            ("INVALID SYNTAX HERE", 0, "INVALID", "INVALID SYNTAX"),
            ("!!! INVALID !!!", 0, "!", "!!"),
            ("foo-bar = :v", 1, "-", "foo-bar"),
            ("SET a =", 3, "<EOF>", "="),
            ("é=1", 0, "é", "é="),
        ] {
            let Fault::Syntax(found) = Tokens::read(source).unwrap().error_at(place) else { panic!("{source}") };
            assert_eq!((found.token.as_str(), found.near.as_str()), (token, near), "{source}");
        }
    }

    #[test]
    fn the_4096th_byte_is_the_last() {
        assert!(Tokens::read(&"a".repeat(4096)).is_ok());
        assert_eq!(Tokens::read(&"a".repeat(4097)).unwrap_err(), Fault::TooLong);
        assert_eq!(Tokens::read(" \n").unwrap_err(), Fault::Empty);
    }

    proptest! {
        #[test]
        fn any_text_is_cut_without_a_panic(source in "\\PC{0,80}") {
            if let Ok(tokens) = Tokens::read(&source) {
                let kept: String = tokens.tokens.iter().map(|token| token.text).collect();
                let wanted: String = source.chars().filter(|c| !" \t\r\n".contains(*c)).collect();
                prop_assert_eq!(kept, wanted);
                for place in 0..tokens.tokens.len() + 2 {
                    let _ = tokens.error_at(place);
                }
            }
        }
    }
}
