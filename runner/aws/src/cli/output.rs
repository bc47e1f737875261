//! Replies as the AWS CLI prints them with `--output json`.
//!
//! Structures are shown in the model's order, since botocore reads them by the model, maps in the order of the wire; members that
//! are null or not modelled are not shown. An answer without members prints nothing at all.

use labs_world::{Document, Map};

use crate::model::{ServiceModel, Shape, ShapeKind};

use super::json_text::{Letters, quote};
use super::timestamps;
use super::typed::to_base64;
use super::value::python_float;

/// The reply with its members in the model's order, and without what the model does not know.
pub(super) fn by_model(model: &ServiceModel, shape: Option<&Shape>, mut output: Map) -> Map {
    let Some(members) = shape.and_then(Shape::members) else { return Map::new() };
    let mut ordered = Map::new();
    for (name, member) in members {
        match output.swap_remove(name) {
            None | Some(Document::Null) => {}
            Some(value) => {
                ordered.insert(name.clone(), value_by_model(model, model.shape(&member.shape), value));
            }
        }
    }
    ordered
}

fn value_by_model(model: &ServiceModel, shape: Option<&Shape>, value: Document) -> Document {
    match (shape.map(|it| &it.kind), value) {
        (Some(ShapeKind::Structure { .. }), Document::Map(members)) => Document::Map(by_model(model, shape, members)),
        (Some(ShapeKind::List { member }), Document::List(items)) => {
            let shape = model.shape(&member.shape);
            Document::List(items.into_iter().map(|it| value_by_model(model, shape, it)).collect())
        }
        (Some(ShapeKind::Map { value: member, .. }), Document::Map(entries)) => {
            let shape = model.shape(&member.shape);
            Document::Map(entries.into_iter().map(|(name, it)| (name, value_by_model(model, shape, it))).collect())
        }
        (_, value) => value,
    }
}

/// What goes to standard output: four spaces an indent, letters beyond ASCII as they are.
pub(super) fn render(output: Map) -> String {
    if output.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    write(&Document::Map(output), 0, &mut text);
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
    use labs_world::Timestamp;

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
        assert_eq!(render(output), expected);
        assert_eq!(render(Map::new()), "");
    }
}
