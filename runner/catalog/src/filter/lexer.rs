//! `Token`: the words and signs of a filter expression.

/// A word or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A column or a keyword.
    Word(String),
    /// A number, as it is written.
    Number(String),
    /// A text between single or double quotes, its doubled quotes undone.
    Text(String),
    /// `=`, `<>`, `!=`, `<`, `<=`, `>`, `>=`, `(`, `)`, `,`.
    Sign(&'static str),
}

/// Longer signs stand before their beginnings.
const SIGNS: &[&str] = &["<>", "!=", "<=", ">=", "=", "<", ">", "(", ")", ","];

impl Token {
    /// Whether this is the keyword, in any case.
    pub(super) fn is(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Word(text) | Self::Number(text) => write!(f, "`{text}`"),
            Self::Text(text) => write!(f, "the text '{text}'"),
            Self::Sign(sign) => write!(f, "`{sign}`"),
        }
    }
}

/// The tokens of an expression, or what of it is none.
pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Token::Sign(sign), rest.strip_prefix(sign).unwrap_or_default())
        } else if first == '\'' || first == '"' {
            quoted(rest, first).map(|(text, after)| (Token::Text(text), after)).ok_or("a text is not closed")?
        } else if first == '`' {
            quoted(rest, first).map(|(text, after)| (Token::Word(text), after)).ok_or("a name is not closed")?
        } else if first.is_ascii_digit() || first == '-' || first == '+' || first == '.' {
            let (text, after) = cut(rest, |c| c.is_ascii_alphanumeric() || "+-._".contains(c));
            (number_or_word(text), after)
        } else if first.is_alphabetic() || first == '_' {
            let (text, after) = cut(rest, |c| c.is_alphanumeric() || c == '_' || c == '.' || c == '-');
            (Token::Word(text.to_owned()), after)
        } else {
            return Err(format!("`{first}` has no meaning here"));
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// Names of columns may begin with a digit.
fn number_or_word(text: &str) -> Token {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits.chars().all(|c| c.is_ascii_digit() || c == '.') && digits.matches('.').count() <= 1;
    if is_number { Token::Number(text.to_owned()) } else { Token::Word(text.to_owned()) }
}

fn cut(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// The text between quotes, and what comes after it; a quote within is doubled.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut inner = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != quote {
            inner.push(c);
        } else if chars.next_if(|(_, next)| *next == quote).is_some() {
            inner.push(quote);
        } else {
            return Some((inner, text.get(at + quote.len_utf8()..).unwrap_or_default()));
        }
    }
    None
}
