//! `--output json`: four spaces an indent, letters beyond ASCII as they are, objects in their own order.

use labs_world::Document;

use crate::cli::json_text::{Letters, quote};
use crate::cli::timestamps;
use crate::cli::typed::to_base64;
use crate::cli::value::python_float;

/// The value with the line feed after it.
pub(in crate::cli) fn render(value: &Document) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    text.push('\n');
    text
}

fn write(value: &Document, indent: usize, out: &mut String) {
    match value {
        Document::Null => out.push_str("null"),
        Document::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Document::Integer(number) => out.push_str(&number.to_string()),
        Document::Float(number) => out.push_str(&python_float(*number)),
        Document::String(text) => quote(text, Letters::Kept, out),
        Document::Blob(bytes) => quote(&to_base64(bytes), Letters::Kept, out),
        Document::Timestamp(instant) => quote(&timestamps::shown(*instant), Letters::Kept, out),
        Document::List(items) => block('[', ']', items.iter(), indent, out, write),
        Document::Map(entries) => block('{', '}', entries.iter(), indent, out, |(name, item), indent, out| {
            quote(name, Letters::Kept, out);
            out.push_str(": ");
            write(item, indent, out);
        }),
    }
}

fn block<T>(
    open: char,
    close: char,
    items: impl ExactSizeIterator<Item = T>,
    indent: usize,
    out: &mut String,
    each: impl Fn(T, usize, &mut String),
) {
    out.push(open);
    if items.len() > 0 {
        for (index, item) in items.enumerate() {
            if index > 0 {
                out.push(',');
            }
            new_line(indent + 1, out);
            each(item, indent + 1, out);
        }
        new_line(indent, out);
    }
    out.push(close);
}

fn new_line(indent: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("    ", indent));
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use labs_world::{Map, Timestamp};

    #[test]
    fn json_is_printed_as_python_prints_it() {
        let output = Map::from_iter([
            ("Text".to_owned(), Document::from("é\"\\\n\u{1}😀")),
            (
                "List".to_owned(),
                Document::List(vec![Document::Integer(1), Document::List(vec![]), Document::Map(Map::new())]),
            ),
            ("Units".to_owned(), Document::Float(1.0)),
            ("Time".to_owned(), Document::Timestamp(Timestamp::from_millis(1_500))),
            ("Blob".to_owned(), Document::Blob(Bytes::from_static(b"hello"))),
            ("None".to_owned(), Document::Null),
        ]);
        let expected = r#"{
    "Text": "é\"\\\n\u0001😀",
    "List": [
        1,
        [],
        {}
    ],
    "Units": 1.0,
    "Time": "1970-01-01T00:00:01.500000+00:00",
    "Blob": "aGVsbG8=",
    "None": null
}
"#;
        assert_eq!(render(&Document::Map(output)), expected);
        assert_eq!(render(&Document::Null), "null\n");
    }
}
