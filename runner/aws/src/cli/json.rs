//! JSON as the AWS CLI reads it: with the words of Python's reader when it is malformed.
//!
//! `Expecting ',' delimiter: line 1 column 9 (char 8)` is what a learner sees when a quote is missing, so the words and the
//! positions are kept. Unlike Python's, this reader refuses `NaN` and `Infinity`, which no service takes, and stops at a depth
//! limit rather than at the end of its stack.

use std::fmt;

use super::value::{Value, Values};

/// Deepest nesting that is read. DynamoDB itself allows 32 levels, each written as two.
const MAX_DEPTH: usize = 200;

/// Why text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) struct JsonError {
    message: &'static str,
    line: usize,
    column: usize,
    index: usize,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: line {} column {} (char {})", self.message, self.line, self.column, self.index)
    }
}

impl JsonError {
    /// What is wrong, without the place.
    pub(super) fn message(&self) -> &'static str {
        self.message
    }
}

/// Reads one JSON value; of two members of one name the last counts.
pub(super) fn parse(text: &str) -> Result<Value, JsonError> {
    let mut reader = Reader { chars: text.chars().collect(), index: 0 };
    if reader.peek() == Some('\u{feff}') {
        return Err(reader.error("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0));
    }
    reader.skip_space();
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.index < reader.chars.len() {
        return Err(reader.error("Extra data", reader.index));
    }
    Ok(value)
}

struct Reader {
    chars: Vec<char>,
    index: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.index).copied()
    }

    fn error(&self, message: &'static str, index: usize) -> JsonError {
        let before = self.chars.get(..index).unwrap_or(&self.chars);
        let line = before.iter().filter(|char| **char == '\n').count() + 1;
        let start = before.iter().rposition(|char| *char == '\n').map_or(0, |at| at + 1);
        JsonError { message, line, column: index - start.min(index) + 1, index }
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.index += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        let start = self.index;
        if depth > MAX_DEPTH {
            return Err(self.error("Nested more than 200 levels deep", start));
        }
        match self.peek() {
            Some('"') => {
                self.index += 1;
                Ok(Value::Text(self.string()?))
            }
            Some('{') => self.object(depth),
            Some('[') => self.array(depth),
            Some('n') => self.word("null", Value::Null),
            Some('t') => self.word("true", Value::Bool(true)),
            Some('f') => self.word("false", Value::Bool(false)),
            Some('-' | '0'..='9') => self.number(),
            _ => Err(self.error("Expecting value", start)),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, JsonError> {
        let end = self.index + word.len();
        if self.chars.get(self.index..end).is_some_and(|it| it.iter().copied().eq(word.chars())) {
            self.index = end;
            return Ok(value);
        }
        Err(self.error("Expecting value", self.index))
    }

    fn digits(&self, mut at: usize) -> usize {
        while self.chars.get(at).is_some_and(char::is_ascii_digit) {
            at += 1;
        }
        at
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.index;
        let first = if self.peek() == Some('-') { start + 1 } else { start };
        let mut end = match self.chars.get(first) {
            Some('0') => first + 1,
            Some('1'..='9') => self.digits(first),
            _ => return Err(self.error("Expecting value", start)),
        };
        let mut whole = true;
        if self.chars.get(end) == Some(&'.') && self.digits(end + 1) > end + 1 {
            end = self.digits(end + 1);
            whole = false;
        }
        if matches!(self.chars.get(end), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.chars.get(end + 1), Some('+' | '-')));
            if self.digits(end + 1 + sign) > end + 1 + sign {
                end = self.digits(end + 1 + sign);
                whole = false;
            }
        }
        let text: String = self.chars.get(start..end).unwrap_or_default().iter().collect();
        self.index = end;
        let value = if whole { text.parse().map(Value::Int).ok() } else { text.parse().map(Value::Float).ok() };
        value.ok_or_else(|| self.error("Number with too many digits", start))
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonError> {
        const NAME: &str = "Expecting property name enclosed in double quotes";
        let mut members = Values::new();
        self.index += 1;
        self.skip_space();
        if self.peek() == Some('}') {
            self.index += 1;
            return Ok(Value::Map(members));
        }
        loop {
            if self.peek() != Some('"') {
                return Err(self.error(NAME, self.index));
            }
            self.index += 1;
            let name = self.string()?;
            self.skip_space();
            if self.peek() != Some(':') {
                return Err(self.error("Expecting ':' delimiter", self.index));
            }
            self.index += 1;
            self.skip_space();
            let value = self.value(depth + 1)?;
            members.insert(name, value);
            self.skip_space();
            match self.peek() {
                Some('}') => break,
                Some(',') => {}
                _ => return Err(self.error("Expecting ',' delimiter", self.index)),
            }
            let comma = self.index;
            self.index += 1;
            self.skip_space();
            if self.peek() == Some('}') {
                return Err(self.error("Illegal trailing comma before end of object", comma));
            }
        }
        self.index += 1;
        Ok(Value::Map(members))
    }

    fn array(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        self.index += 1;
        self.skip_space();
        if self.peek() == Some(']') {
            self.index += 1;
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            match self.peek() {
                Some(']') => break,
                Some(',') => {}
                _ => return Err(self.error("Expecting ',' delimiter", self.index)),
            }
            let comma = self.index;
            self.index += 1;
            self.skip_space();
            if self.peek() == Some(']') {
                return Err(self.error("Illegal trailing comma before end of array", comma));
            }
        }
        self.index += 1;
        Ok(Value::List(items))
    }

    /// The rest of a string whose opening quote has been taken.
    fn string(&mut self) -> Result<String, JsonError> {
        let begin = self.index - 1;
        let mut out = String::new();
        loop {
            let at = self.index;
            let Some(char) = self.peek() else {
                return Err(self.error("Unterminated string starting at", begin));
            };
            self.index += 1;
            match char {
                '"' => return Ok(out),
                '\\' => out.push(self.escape(at, begin)?),
                char if u32::from(char) < 0x20 => return Err(self.error("Invalid control character at", at)),
                char => out.push(char),
            }
        }
    }

    /// The character that the escape at `at` stands for.
    fn escape(&mut self, at: usize, begin: usize) -> Result<char, JsonError> {
        let Some(char) = self.peek() else {
            return Err(self.error("Unterminated string starting at", begin));
        };
        self.index += 1;
        match char {
            '"' | '\\' | '/' => Ok(char),
            'b' => Ok('\u{8}'),
            'f' => Ok('\u{c}'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            't' => Ok('\t'),
            'u' => {
                let first = self.hex(at)?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first).ok_or_else(|| self.error("Unpaired surrogate in \\uXXXX escape", at));
                }
                if self.chars.get(self.index) == Some(&'\\') && self.chars.get(self.index + 1) == Some(&'u') {
                    self.index += 2;
                    let second = self.hex(self.index - 2)?;
                    if (0xdc00..0xe000).contains(&second) {
                        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                        return char::from_u32(code).ok_or_else(|| self.error("Invalid \\uXXXX escape", at + 1));
                    }
                }
                Err(self.error("Unpaired surrogate in \\uXXXX escape", at))
            }
            _ => Err(self.error("Invalid \\escape", at)),
        }
    }

    fn hex(&mut self, at: usize) -> Result<u32, JsonError> {
        let digits: String = self.chars.get(self.index..self.index + 4).unwrap_or_default().iter().collect();
        let valid = digits.len() == 4 && digits.chars().all(|it| it.is_ascii_hexdigit());
        let code = if valid { u32::from_str_radix(&digits, 16).ok() } else { None };
        let code = code.ok_or_else(|| self.error("Invalid \\uXXXX escape", at + 1))?;
        self.index += 4;
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The right-hand sides were printed by Python 3.13's `json.loads`.
    #[test]
    fn malformed_text_is_refused_in_pythons_words() {
        let cases = [
            ("", "Expecting value: line 1 column 1 (char 0)"),
            ("{a:1}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
            ("{'a':1}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
            ("{\"a\" 1}", "Expecting ':' delimiter: line 1 column 6 (char 5)"),
            ("{\"a\":}", "Expecting value: line 1 column 6 (char 5)"),
            ("{\"a\":1 \"b\"", "Expecting ',' delimiter: line 1 column 8 (char 7)"),
            ("{\"a\":1,}", "Illegal trailing comma before end of object: line 1 column 7 (char 6)"),
            ("[1,]", "Illegal trailing comma before end of array: line 1 column 3 (char 2)"),
            ("{\n \"a\": x}", "Expecting value: line 2 column 7 (char 8)"),
            ("\"abc", "Unterminated string starting at: line 1 column 1 (char 0)"),
            ("\"a\nb\"", "Invalid control character at: line 1 column 3 (char 2)"),
            ("\"a\\qb\"", "Invalid \\escape: line 1 column 3 (char 2)"),
            ("\"\\u12g4\"", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
            ("1 2", "Extra data: line 1 column 3 (char 2)"),
        ];
        for (text, message) in cases {
            assert_eq!(parse(text).unwrap_err().to_string(), message, "{text}");
        }
    }

    #[test]
    fn what_python_takes_and_no_service_does_is_refused() {
        assert!(parse("NaN").is_err() && parse("-Infinity").is_err());
        assert!(parse(&"[".repeat(100_000)).unwrap_err().to_string().starts_with("Nested more than"));
        assert!(parse(&"9".repeat(100)).unwrap_err().to_string().starts_with("Number with too many digits"));
        assert!(parse("\"\\ud800\"").unwrap_err().to_string().starts_with("Unpaired surrogate"));
    }

    #[test]
    fn values_keep_their_types_and_their_order() {
        let value =
            parse(" {\"z\": [1, -2.5e1, true, null], \"a\": \"\\u00e9\\ud83d\\ude00\\n\", \"z2\": {}} ").unwrap();
        assert_eq!(value.python_repr(), "{'z': [1, -25.0, True, None], 'a': 'é😀\\n', 'z2': {}}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}|[\\[\\]{}\",:0-9a-u\\\\. -]{0,60}") {
            let ours = parse(&text);
            let theirs: Result<serde_json::Value, _> = serde_json::from_str(&text);
            prop_assert!(theirs.is_err() || ours.is_ok(), "{text}: {ours:?}");
        }
    }
}
