//! The grammar of info strings: a language, a blank, and attributes in braces.
//!
//! ```text
//! info       = language [ blank "{" attribute* "}" ]
//! attribute  = name | name "=" value          separated by blanks
//! name       = letter ( letter | digit | "-" | "_" )*
//! value      = bare | quoted                   quoted knows \" and \\
//! ```
//!
//! Only the form is judged here; which languages and attributes exist is judged by `attributes`.

use crate::problem::InfoFault;
use crate::source::{Span, Spanned};

/// A parsed info string.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Info<'a> {
    /// Without braces: no meaning.
    Plain {
        /// The first word, empty when there is none.
        language: Spanned<&'a str>,
    },
    /// With braces.
    Braced {
        /// The word before the braces.
        language: Spanned<&'a str>,
        /// The attributes as written.
        attributes: Vec<RawAttribute<'a>>,
    },
}

/// An attribute as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawAttribute<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its value with quotation marks and backslashes taken off; the span has them.
    pub(crate) value: Option<Spanned<String>>,
    /// All of it.
    pub(crate) span: Span,
}

/// What is wrong where.
pub(crate) type Fault = (InfoFault, Span);

/// Parses an info string that stands at `base` in its source.
pub(crate) fn parse(info: &str, base: usize) -> Result<Info<'_>, Fault> {
    let Some(open) = info.find('{') else {
        if let Some(close) = info.find('}') {
            return Err((InfoFault::Unopened, base + close..base + close + 1));
        }
        let language = info.split_whitespace().next().unwrap_or_default();
        return Ok(Info::Plain { language: Spanned { value: language, span: base..base + language.len() } });
    };
    let (before, braces) = info.split_at(open);
    let language = before.trim();
    let start = base + before.len() - before.trim_start().len();
    let language = Spanned { value: language, span: start..start + language.len() };
    let brace = base + open..base + open + 1;
    if language.value.is_empty() {
        return Err((InfoFault::NoLanguage, brace));
    }
    if !before.ends_with([' ', '\t']) {
        return Err((InfoFault::NoBlank, brace));
    }
    if language.value.contains(char::is_whitespace) {
        return Err((InfoFault::ExtraWords, language.span));
    }
    let attributes = Scanner { text: braces, at: 1, base: base + open }.attributes()?;
    Ok(Info::Braced { language, attributes })
}

/// Reads what stands between braces; `at` is a byte of `text`, which begins with the opening brace.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    base: usize,
}

impl<'a> Scanner<'a> {
    fn attributes(mut self) -> Result<Vec<RawAttribute<'a>>, Fault> {
        let mut attributes = Vec::new();
        loop {
            self.take_while(char::is_whitespace);
            match self.peek() {
                None => return Err((InfoFault::Unclosed, self.base..self.base + 1)),
                Some('}') => {
                    let rest = self.rest().get(1..).unwrap_or_default();
                    if !rest.trim().is_empty() {
                        let start = self.place() + 1 + (rest.len() - rest.trim_start().len());
                        return Err((InfoFault::Trailing, start..start + rest.trim().len()));
                    }
                    return Ok(attributes);
                }
                Some(_) => attributes.push(self.attribute()?),
            }
        }
    }

    fn attribute(&mut self) -> Result<RawAttribute<'a>, Fault> {
        let start = self.place();
        let name = self.take_while(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(match self.peek() {
                Some(',') => (InfoFault::Comma, self.here()),
                Some('=') if name.is_empty() => (InfoFault::BlankAtEquals, self.here()),
                Some('\u{201c}' | '\u{201d}') => (InfoFault::CurlyQuote, self.here()),
                _ => (InfoFault::Name, start..self.here().end),
            });
        }
        if self.peek() != Some('=') {
            return match self.peek() {
                None | Some('}') => Ok(RawAttribute { name, value: None, span: start..self.place() }),
                Some(c) if c.is_whitespace() => Ok(RawAttribute { name, value: None, span: start..self.place() }),
                Some(',') => Err((InfoFault::Comma, self.here())),
                Some(_) => Err((InfoFault::Name, self.here())),
            };
        }
        self.at += 1;
        let value = self.value()?;
        Ok(RawAttribute { name, value: Some(value), span: start..self.place() })
    }

    fn value(&mut self) -> Result<Spanned<String>, Fault> {
        let start = self.place();
        match self.peek() {
            Some('"') => self.quoted(),
            Some('\u{201c}' | '\u{201d}') => Err((InfoFault::CurlyQuote, self.here())),
            Some(c) if c.is_whitespace() => Err((InfoFault::BlankAtEquals, self.here())),
            _ => {
                let value = self.take_while(|c| !c.is_whitespace() && !matches!(c, '}' | '{' | '"' | ','));
                match self.peek() {
                    Some('{' | '"') => Err((InfoFault::Bare, self.here())),
                    Some(',') => Err((InfoFault::Comma, self.here())),
                    _ => Ok(Spanned { value: value.to_owned(), span: start..self.place() }),
                }
            }
        }
    }

    fn quoted(&mut self) -> Result<Spanned<String>, Fault> {
        let start = self.place();
        self.at += 1;
        let mut value = String::new();
        let mut characters = self.rest().char_indices();
        while let Some((offset, c)) = characters.next() {
            match c {
                '"' => {
                    self.at += offset + 1;
                    return match self.peek() {
                        Some(c) if !c.is_whitespace() && c != '}' && c != ',' => Err((InfoFault::Bare, self.here())),
                        Some(',') => Err((InfoFault::Comma, self.here())),
                        _ => Ok(Spanned { value, span: start..self.place() }),
                    };
                }
                '\\' => match characters.next() {
                    Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                    // Any other backslash is text, so that regular expressions stay readable.
                    Some((_, other)) => value.extend(['\\', other]),
                    None => break,
                },
                c => value.push(c),
            }
        }
        Err((InfoFault::UnclosedQuote, start..start + 1))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn place(&self) -> usize {
        self.base + self.at
    }

    /// The next character's span.
    fn here(&self) -> Span {
        self.place()..self.place() + self.peek().map_or(0, char::len_utf8)
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(info: &str) -> Vec<(String, Option<String>)> {
        match parse(info, 0).expect(info) {
            Info::Plain { .. } => panic!("no braces in {info}"),
            Info::Braced { attributes, .. } => {
                attributes.into_iter().map(|a| (a.name.to_owned(), a.value.map(|v| v.value))).collect()
            }
        }
    }

    #[test]
    fn words_bare_values_and_quoted_values() {
        let expected = [
            ("step", Some("put-one")),
            ("needs", Some("01-tables#create")),
            ("json", None),
            ("capture", Some("id:.Items[0].S")),
            ("say", Some(r#"a "b" \d \ c"#)),
        ];
        let info = r#"sql {step=put-one needs="01-tables#create" json capture=id:.Items[0].S say="a \"b\" \d \\ c"}"#;
        let expected: Vec<_> = expected.map(|(n, v)| (n.to_owned(), v.map(str::to_owned))).into();
        assert_eq!(pairs(info), expected);
    }

    #[test]
    fn spans_point_at_names_and_values() {
        let info = "sql  { step=a  say=\"é x\" }";
        let Ok(Info::Braced { language, attributes }) = parse(info, 10) else { panic!("braces") };
        assert_eq!(language.span, 10..13);
        let shown: Vec<&str> = attributes.iter().map(|a| &info[a.span.start - 10..a.span.end - 10]).collect();
        assert_eq!(shown, ["step=a", "say=\"é x\""]);
        let value = attributes[1].value.as_ref().expect("a value");
        assert_eq!(&info[value.span.start - 10..value.span.end - 10], "\"é x\"");
    }

    #[test]
    fn malformed_strings_are_named() {
        let cases = [
            ("sql{a}", InfoFault::NoBlank, 3),
            ("{a}", InfoFault::NoLanguage, 0),
            ("sql x {a}", InfoFault::ExtraWords, 0),
            ("sql {a", InfoFault::Unclosed, 4),
            ("sql a}", InfoFault::Unopened, 5),
            ("sql {a} b", InfoFault::Trailing, 8),
            ("sql {a=\"b}", InfoFault::UnclosedQuote, 7),
            ("sql {a=“b”}", InfoFault::CurlyQuote, 7),
            ("sql {a = b}", InfoFault::BlankAtEquals, 7),
            ("sql {a= b}", InfoFault::BlankAtEquals, 7),
            ("sql {a,b}", InfoFault::Comma, 6),
            ("sql {a=1,b=2}", InfoFault::Comma, 8),
            ("sql {.a}", InfoFault::Name, 5),
            ("sql {#a}", InfoFault::Name, 5),
            ("sql {a=b\"c\"}", InfoFault::Bare, 8),
            ("sql {a=\"b\"c}", InfoFault::Bare, 10),
            ("sql {{a}}", InfoFault::Name, 5),
        ];
        for (info, fault, at) in cases {
            let (found, span) = parse(info, 0).expect_err(info);
            assert_eq!((found, span.start), (fault, at), "{info}");
        }
    }

    #[test]
    fn a_string_without_braces_is_plain() {
        for (info, language) in [("", ""), ("rust,ignore", "rust,ignore"), ("sh  x y", "sh")] {
            let Ok(Info::Plain { language: found }) = parse(info, 0) else { panic!("{info}") };
            assert_eq!(found.value, language);
        }
    }
}
