//! JSON on one line as Python's `json.dumps` writes it: its strings, for output and for the tokens of pages, and whole values.
//!
//! The two differ in one point only, which the caller names: what becomes of letters beyond ASCII.

use labs_world::Document;

use super::timestamps;
use super::typed::to_base64;
use super::value::python_float;

/// What becomes of letters beyond ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// They stand as they are (`ensure_ascii=False`).
    Kept,
    /// They are written as UTF-16 escapes (`ensure_ascii=True`).
    Escaped,
}

/// Appends the string with its quotation marks.
pub(super) fn quote(text: &str, letters: Letters, out: &mut String) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(char),
            '\u{7f}'.. if letters == Letters::Kept => out.push(char),
            char => char.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    out.push('"');
}

/// Appends a value without blanks, as `to_string` of JMESPath shows it.
pub(super) fn compact(value: &Document, letters: Letters, out: &mut String) {
    match value {
        Document::Null => out.push_str("null"),
        Document::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Document::Integer(number) => out.push_str(&number.to_string()),
        Document::Float(number) => out.push_str(&python_float(*number)),
        Document::String(text) => quote(text, letters, out),
        Document::Blob(bytes) => quote(&to_base64(bytes), letters, out),
        Document::Timestamp(instant) => quote(&timestamps::shown(*instant), letters, out),
        Document::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                compact(item, letters, out);
            }
            out.push(']');
        }
        Document::Map(entries) => {
            out.push('{');
            for (index, (name, item)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                quote(name, letters, out);
                out.push(':');
                compact(item, letters, out);
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts were made by Python's `json.dumps`.
    #[test]
    fn letters_beyond_ascii_are_kept_or_escaped() {
        let quoted = |letters| {
            let mut out = String::new();
            quote("a\"\\/\u{8}\u{1}\u{7f}\u{e9}\u{1f600}", letters, &mut out);
            out
        };
        assert_eq!(quoted(Letters::Kept), "\"a\\\"\\\\/\\b\\u0001\u{7f}\u{e9}\u{1f600}\"");
        assert_eq!(quoted(Letters::Escaped), r#""a\"\\/\b\u0001\u007f\u00e9\ud83d\ude00""#);
    }
}
