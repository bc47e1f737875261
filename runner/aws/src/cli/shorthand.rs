//! The AWS CLI's shorthand: `AttributeName=Artist,AttributeType=S`, `a=b,c=[d,e],f={g=h}`, `tags@=file://tags.txt`.
//!
//! The parser is purely syntactic and accepts what the AWS CLI's accepts, oddities included (a value may hold a lone `"` only
//! in quotes, `a=b,c` is a list, letters beyond U+FFFF need quotes); its errors are the AWS CLI's, caret and all. What
//! the values become by the model is the work of `shorthand_types.rs`.
//! <https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html>

use indexmap::IndexMap;

/// Deepest nesting of lists and structures; Python's own stack stops somewhat later, ours must not.
const MAX_DEPTH: usize = 100;

/// A parsed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shorthand {
    /// A scalar, as text.
    Text(String),
    /// A `file://` or `fileb://` address behind `@=`, to be replaced by the file's content.
    File(String),
    /// `[a,b]`, or `a,b` at the top level.
    List(Vec<Shorthand>),
    /// `{a=b}`, and the whole expression.
    Map(Members),
}

/// The members of an expression, in order.
pub(super) type Members = IndexMap<String, Shorthand>;

/// Why an expression is not shorthand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ShorthandError {
    /// Another character was needed.
    #[error("Expected: '{expected}', received: '{received}' for input:\n{place}")]
    Syntax {
        /// What should stand there.
        expected: &'static str,
        /// What stands there.
        received: String,
        /// The input with a caret.
        place: String,
    },
    /// One key twice at the top level.
    #[error(
        "Second instance of key \"{key}\" encountered for input:\n{place}\nThis is often because there is a preceding \",\" \
         instead of a space."
    )]
    DuplicateKey {
        /// The key.
        key: String,
        /// The input with a caret.
        place: String,
    },
    /// Lists in lists in lists.
    #[error("Nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
}

/// Parses one expression.
pub(super) fn parse(text: &str) -> Result<Members, ShorthandError> {
    let mut parser = Parser { chars: text.chars().collect(), index: 0, files: Files::AsText };
    parser.parameter().map_err(|fault| parser.named(fault))
}

/// An error without its words: most of them are only a turning on the way, and the words hold the whole input.
enum Fault {
    Syntax { expected: &'static str, index: usize },
    DuplicateKey { key: String, index: usize },
    TooDeep,
}

/// Whether `file://` in a value means the file: only behind `@=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Files {
    Read,
    AsText,
}

struct Parser {
    chars: Vec<char>,
    index: usize,
    files: Files,
}

type Parsed<T> = Result<T, Fault>;

impl Parser {
    fn parameter(&mut self) -> Parsed<Members> {
        let mut members = Members::new();
        let (key, value) = self.key_value()?;
        members.insert(key, value);
        let mut last = self.index;
        while self.index < self.chars.len() {
            self.expect_spaced(',', ",")?;
            let (key, value) = self.key_value()?;
            if members.contains_key(&key) {
                return Err(Fault::DuplicateKey { key, index: last + 1 });
            }
            members.insert(key, value);
            last = self.index;
        }
        Ok(members)
    }

    fn key_value(&mut self) -> Parsed<(String, Shorthand)> {
        let key = self.key_and_sign()?;
        let value = match self.peek() {
            None => Shorthand::Text(String::new()),
            Some('[') => self.list(0)?,
            Some('{') => self.structure(0)?,
            Some(_) => self.scalar_or_csv()?,
        };
        Ok((key, value))
    }

    /// A key with its `=` or `@=`.
    fn key_and_sign(&mut self) -> Parsed<String> {
        let start = self.index;
        while self.peek().is_some_and(|it| it.is_ascii_alphanumeric() || "-_.#/:".contains(it)) {
            self.index += 1;
        }
        let key = self.text(start, self.index);
        self.files = Files::AsText;
        if self.expect_spaced('@', "@").is_ok() {
            self.files = Files::Read;
        }
        self.expect_spaced('=', "=")?;
        Ok(key)
    }

    /// `b`, or `b,c`: a list as long as what follows the comma is not the next key.
    fn scalar_or_csv(&mut self) -> Parsed<Shorthand> {
        let first = self.first_value()?;
        self.skip_space();
        if self.peek() != Some(',') {
            return Ok(first);
        }
        self.expect_spaced(',', ",")?;
        let mut values = vec![first];
        loop {
            match self.csv_item() {
                Ok(CsvItem::More(value)) => values.push(value),
                Ok(CsvItem::Last(value)) => {
                    values.push(value);
                    break;
                }
                Err(error) if self.index >= self.chars.len() => return Err(error),
                Err(_) => {
                    // What looked like a value was the next key: the comma before it belongs to the caller.
                    while self.index > 0 && self.peek() != Some(',') {
                        self.index -= 1;
                    }
                    break;
                }
            }
        }
        if values.len() > 1 {
            return Ok(Shorthand::List(values));
        }
        Ok(values.pop().unwrap_or(Shorthand::Text(String::new())))
    }

    fn csv_item(&mut self) -> Parsed<CsvItem> {
        let value = self.second_value()?;
        self.skip_space();
        if self.index >= self.chars.len() {
            return Ok(CsvItem::Last(value));
        }
        self.expect_spaced(',', ",")?;
        Ok(CsvItem::More(value))
    }

    fn list(&mut self, depth: usize) -> Parsed<Shorthand> {
        let mut values = Vec::new();
        self.expect_spaced('[', "[")?;
        while self.peek() != Some(']') {
            values.push(self.nested_value(depth)?);
            self.separator(']')?;
        }
        self.index += 1;
        Ok(Shorthand::List(values))
    }

    fn structure(&mut self, depth: usize) -> Parsed<Shorthand> {
        let mut members = Members::new();
        self.expect_spaced('{', "{")?;
        while self.peek() != Some('}') {
            let key = self.key_and_sign()?;
            let value = self.nested_value(depth)?;
            self.separator('}')?;
            members.insert(key, value);
        }
        self.index += 1;
        Ok(Shorthand::Map(members))
    }

    /// A comma, unless the list or structure closes.
    fn separator(&mut self, close: char) -> Parsed<()> {
        self.skip_space();
        if self.peek() != Some(close) {
            self.expect(',', ",")?;
            self.skip_space();
        }
        Ok(())
    }

    fn nested_value(&mut self, depth: usize) -> Parsed<Shorthand> {
        if depth > MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        match self.peek() {
            Some('[') => self.list(depth + 1),
            Some('{') => self.structure(depth + 1),
            _ => self.first_value(),
        }
    }

    /// The first value behind a `=`, which may itself hold `=`; empty where none stands.
    fn first_value(&mut self) -> Parsed<Shorthand> {
        match self.peek() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote),
            _ => {
                let word = self.word(follows_in_first).unwrap_or_default();
                Ok(self.scalar(word))
            }
        }
    }

    /// A further value of a list without brackets, where `=` ends it.
    fn second_value(&mut self) -> Parsed<Shorthand> {
        match self.peek() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote),
            _ => match self.word(follows_in_second) {
                Some(word) => Ok(self.scalar(word)),
                None => Err(self.syntax("<second>")),
            },
        }
    }

    fn scalar(&self, text: String) -> Shorthand {
        if self.files == Files::Read && (text.starts_with("file://") || text.starts_with("fileb://")) {
            Shorthand::File(text)
        } else {
            Shorthand::Text(text)
        }
    }

    /// An unquoted word; `\,` in it is a comma, space behind it is dropped.
    fn word(&mut self, follows: fn(char) -> bool) -> Option<String> {
        let start = self.index;
        let mut out = String::new();
        while let Some(char) = self.peek() {
            if char == '\\' && self.chars.get(self.index + 1) == Some(&',') {
                out.push(',');
                self.index += 2;
            } else if if self.index == start { starts_word(char) } else { follows(char) } {
                out.push(char);
                self.index += 1;
            } else {
                break;
            }
        }
        out.truncate(out.trim_end_matches(is_space).len());
        (self.index > start).then_some(out)
    }

    fn quoted(&mut self, quote: char) -> Parsed<Shorthand> {
        let name = if quote == '\'' { "<singled quoted>" } else { "<double quoted>" };
        let open = self.index;
        let mut at = open + 1;
        // An escaped quote closes the value after all when no other does.
        let mut escaped = None;
        let close = loop {
            match self.chars.get(at) {
                Some('\\') if self.chars.get(at + 1) == Some(&quote) => {
                    escaped = Some(at + 1);
                    at += 2;
                }
                Some(char) if *char == quote => break Some(at),
                Some(_) => at += 1,
                None => break escaped,
            }
        };
        let Some(close) = close else {
            return Err(self.syntax(name));
        };
        self.index = close + 1;
        let text = self.text(open + 1, close).replace(&format!("\\{quote}"), &quote.to_string()).replace("\\\\", "\\");
        Ok(self.scalar(text))
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.index).copied()
    }

    fn text(&self, start: usize, end: usize) -> String {
        self.chars.get(start..end).unwrap_or_default().iter().collect()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')) {
            self.index += 1;
        }
    }

    fn expect_spaced(&mut self, char: char, shown: &'static str) -> Parsed<()> {
        self.skip_space();
        self.expect(char, shown)?;
        self.skip_space();
        Ok(())
    }

    fn expect(&mut self, char: char, shown: &'static str) -> Parsed<()> {
        if self.peek() != Some(char) {
            return Err(self.syntax(shown));
        }
        self.index += 1;
        Ok(())
    }

    fn syntax(&self, expected: &'static str) -> Fault {
        Fault::Syntax { expected, index: self.index }
    }

    fn named(&self, fault: Fault) -> ShorthandError {
        match fault {
            Fault::TooDeep => ShorthandError::TooDeep,
            Fault::DuplicateKey { key, index } => ShorthandError::DuplicateKey { key, place: self.place(index) },
            Fault::Syntax { expected, index } => {
                let received = match self.chars.get(index) {
                    _ if expected.starts_with('<') => "<none>".to_owned(),
                    Some(found) => found.to_string(),
                    None => "EOF".to_owned(),
                };
                ShorthandError::Syntax { expected, received, place: self.place(index) }
            }
        }
    }

    /// The input with a caret below the character at `index`.
    fn place(&self, index: usize) -> String {
        let index = index.min(self.chars.len());
        let (before, after) = self.chars.split_at(index);
        let spaces = before.iter().rposition(|it| *it == '\n').map_or(index, |at| index - at - 1);
        let line_end = after.iter().position(|it| *it == '\n').map_or(self.chars.len(), |at| index + at);
        let (shown, rest) = (self.text(0, line_end), self.text(line_end, self.chars.len()));
        format!("{shown}\n{}^{rest}", " ".repeat(spaces))
    }
}

/// An item of a list without brackets.
enum CsvItem {
    /// A comma follows.
    More(Shorthand),
    /// The input ends here.
    Last(Shorthand),
}

/// Python's idea of white space in a regular expression.
fn is_space(char: char) -> bool {
    char.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&char)
}

fn starts_word(char: char) -> bool {
    matches!(char, '!' | '#'..='&' | '('..='+' | '-'..='<' | '>'..='Z' | '\\'..='z' | '|'..='\u{ffff}')
}

fn follows_in_first(char: char) -> bool {
    is_space(char) || matches!(char, '!' | '#'..='&' | '('..='+' | '-'..='\\' | '^'..='|' | '~'..='\u{ffff}')
}

fn follows_in_second(char: char) -> bool {
    is_space(char) || matches!(char, '!' | '#'..='&' | '('..='+' | '-'..='<' | '>'..='\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Writes a parsed value the way Python prints it, to compare with what the AWS CLI's own parser made of the input.
    fn shown(value: &Shorthand) -> String {
        use super::super::value::python_quoted;
        match value {
            Shorthand::Text(text) => python_quoted(text),
            Shorthand::File(address) => format!("<{address}>"),
            Shorthand::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
            Shorthand::Map(members) => {
                let members: Vec<String> =
                    members.iter().map(|(key, value)| format!("{}: {}", python_quoted(key), shown(value))).collect();
                format!("{{{}}}", members.join(", "))
            }
        }
    }

    /// Every line of the table was printed by the AWS CLI's own parser: input, a tab, result or error with `\n` for new lines.
    #[test]
    fn the_aws_clis_parser_gives_the_same() {
        for line in include_str!("testdata/shorthand.tsv").lines().filter(|line| !line.is_empty()) {
            let (input, expected) = line.split_once('\t').unwrap();
            let input = input.replace("␤", "\n");
            let result = match parse(&input) {
                Ok(members) => shown(&Shorthand::Map(members)),
                Err(error) => format!("ERROR {error}"),
            };
            assert_eq!(result.replace('\n', "␤"), expected, "for {input:?}");
        }
    }

    #[test]
    fn a_file_is_named_only_behind_an_at_sign() {
        let members = parse("a=file://x,b@=file://y,c@=plain,d@=fileb://z").unwrap();
        let shown = shown(&Shorthand::Map(members));
        assert_eq!(shown, "{'a': 'file://x', 'b': <file://y>, 'c': 'plain', 'd': <fileb://z>}");
    }

    #[test]
    fn long_expressions_take_time_in_proportion() {
        let text: Vec<String> = (0..50_000).map(|index| format!("k{index}=v")).collect();
        assert_eq!(parse(&text.join(",")).unwrap().len(), 50_000);
    }

    #[test]
    fn depth_is_bounded() {
        assert_eq!(parse(&format!("a={}", "[".repeat(100_000))).unwrap_err(), ShorthandError::TooDeep);
        assert_eq!(parse(&format!("a={}", "{b=".repeat(100_000))).unwrap_err(), ShorthandError::TooDeep);
        assert!(parse(&format!("a={}{}", "[".repeat(90), "]".repeat(90))).is_ok());
    }

    /// A value written as shorthand with everything quoted.
    fn written(value: &Shorthand) -> String {
        match value {
            Shorthand::Text(text) | Shorthand::File(text) => {
                format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
            }
            Shorthand::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(",")),
            Shorthand::Map(members) => {
                let members: Vec<String> =
                    members.iter().map(|(key, value)| format!("{key}={}", written(value))).collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }

    fn values() -> impl Strategy<Value = Shorthand> {
        // No backslashes: the AWS CLI reads `\\'` as an escaped quote with a backslash before it.
        let leaf = "[^\\\\]{0,8}".prop_map(Shorthand::Text);
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Shorthand::List),
                prop::collection::vec(("[A-Za-z0-9_.#/:-]{1,6}", inner), 0..4)
                    .prop_map(|members| Shorthand::Map(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn what_is_written_with_quotes_is_read_back(members in prop::collection::vec(("[A-Za-z0-9_]{1,6}", values()), 1..4)) {
            let members: Members = members.into_iter().collect();
            let text: Vec<String> = members.iter().map(|(key, value)| format!("{key}={}", written(value))).collect();
            prop_assert_eq!(parse(&text.join(",")).unwrap(), members);
        }

        #[test]
        fn any_text_is_parsed_or_refused(text in "\\PC{0,40}|[a-c=,\\[\\]{}'\"\\\\@ \n]{0,40}") {
            let _ = parse(&text);
        }
    }
}
