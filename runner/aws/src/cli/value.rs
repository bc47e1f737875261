//! `Value`: what an option's text has become before the model gives it a type.
//!
//! The AWS CLI is a Python program and its messages show values as Python prints them (`value: True, type: <class 'bool'>`),
//! so this module also knows that notation. Making typed documents out of values is the work of `typed.rs`.

use bytes::Bytes;
use indexmap::IndexMap;
use labs_world::Document;

use super::timestamps;

/// Named values in the order in which they were given.
pub(super) type Values = IndexMap<String, Value>;

/// A value without a shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// JSON's `null`.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number, wider than any that AWS takes, so that validation can name what is out of range.
    Int(i128),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// Text.
    Text(String),
    /// The content of a `fileb://` file.
    Bytes(Bytes),
    /// A list.
    List(Vec<Value>),
    /// A structure or a map.
    Map(Values),
}

impl Value {
    /// The text, if this is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Python's name of the type: `<class 'str'>`.
    pub(super) fn python_type(&self) -> &'static str {
        match self {
            Self::Null => "<class 'NoneType'>",
            Self::Bool(_) => "<class 'bool'>",
            Self::Int(_) => "<class 'int'>",
            Self::Float(_) => "<class 'float'>",
            Self::Text(_) => "<class 'str'>",
            Self::Bytes(_) => "<class 'bytes'>",
            Self::List(_) => "<class 'list'>",
            Self::Map(_) => "<class 'dict'>",
        }
    }

    /// As Python's `str()` shows it: text bare, everything else as `repr()`.
    pub(super) fn python_str(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            other => other.python_repr(),
        }
    }

    /// As Python's `repr()` shows it: `{'a': [1, 'b']}`.
    pub(super) fn python_repr(&self) -> String {
        match self {
            Self::Null => "None".to_owned(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Float(number) => python_float(*number),
            Self::Text(text) => python_quoted(text),
            Self::Bytes(bytes) => {
                let text: String = bytes.escape_ascii().to_string().replace("\\'", "'");
                if text.contains('\'') && !text.contains('"') {
                    format!("b\"{text}\"")
                } else {
                    format!("b'{}'", text.replace('\'', "\\'"))
                }
            }
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::python_repr).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| format!("{}: {}", python_quoted(key), value.python_repr()))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }
}

impl From<&Document> for Value {
    fn from(value: &Document) -> Self {
        match value {
            Document::Null => Self::Null,
            Document::Bool(flag) => Self::Bool(*flag),
            Document::Integer(number) => Self::Int(i128::from(*number)),
            Document::Float(number) => Self::Float(*number),
            Document::String(text) => Self::Text(text.clone()),
            Document::Blob(bytes) => Self::Bytes(bytes.clone()),
            Document::Timestamp(instant) => Self::Text(timestamps::shown(*instant)),
            Document::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Document::Map(entries) => {
                Self::Map(entries.iter().map(|(name, item)| (name.clone(), Self::from(item))).collect())
            }
        }
    }
}

/// Text in Python's quotes: single ones, unless the text has a single and no double one.
pub(super) fn python_quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for char in text.chars() {
        match char {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            char if char == quote => {
                out.push('\\');
                out.push(char);
            }
            char if u32::from(char) < 0x20 || u32::from(char) == 0x7f => {
                out.push_str(&format!("\\x{:02x}", u32::from(char)));
            }
            char => out.push(char),
        }
    }
    out.push(quote);
    out
}

/// A float as Python prints it, which is also how the AWS CLI prints JSON numbers: `1.0`, `0.5`, `1e+16`, `1e-05`.
pub(super) fn python_float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = number.to_string();
        return if plain.contains('.') { plain } else { format!("{plain}.0") };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_python_prints_them() {
        let cases = [
            (1.0, "1.0"),
            (0.5, "0.5"),
            (-0.0, "-0.0"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (0.1 + 0.2, "0.30000000000000004"),
        ];
        for (number, text) in cases {
            assert_eq!(python_float(number), text);
        }
    }

    #[test]
    fn values_print_as_python_prints_them() {
        let map = Values::from_iter([
            ("a".to_owned(), Value::List(vec![Value::Int(1), Value::Text("it's".to_owned()), Value::Bool(true)])),
            ("b".to_owned(), Value::Null),
        ]);
        assert_eq!(Value::Map(map).python_repr(), r#"{'a': [1, "it's", True], 'b': None}"#);
        assert_eq!(python_quoted("a'\"\n\u{1}é"), "'a\\'\"\\n\\x01é'");
        assert_eq!(Value::Bytes(Bytes::from_static(b"a\xff'")).python_repr(), "b\"a\\xff'\"");
    }
}
