//! Pasting captured values: the grammar of `{{name}}`.
//!
//! A paste is two opening braces, a capture's name and two closing braces, with nothing between. Everything else that has
//! braces is text: `{{ name }}` of templates, `{{#include}}` of mdBook (names begin with a letter), `{{.Field}}` of Go. A block
//! with the attribute `literal` has no pastes at all. Which captures exist is judged by `resolve`; values come from a run.

use std::ops::Range;

/// One paste in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paste<'a> {
    /// The capture's name.
    pub name: &'a str,
    /// Bytes of the text that the value replaces, braces included.
    pub range: Range<usize>,
}

/// Whether a capture may have this name: a small letter, then small letters, digits and `-`.
pub(crate) fn is_capture_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The pastes of a text, in order.
pub fn pastes(text: &str) -> impl Iterator<Item = Paste<'_>> {
    braced(text).filter_map(|(inner, range)| is_capture_name(inner).then_some(Paste { name: inner, range }))
}

/// The text with each paste replaced by what `value` returns for its name. A name without a value stays as it is written.
#[must_use]
pub fn paste(text: &str, mut value: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for paste in pastes(text) {
        if let Some(value) = value(paste.name) {
            out.push_str(text.get(done..paste.range.start).unwrap_or_default());
            out.push_str(&value);
            done = paste.range.end;
        }
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// What stands between `{{` and the next `}}` on the same line, without any brace in it.
pub(crate) fn braced(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find("{{")?;
            let inner = text.get(start + 2..)?;
            // Braces or a line end before the closing pair mean that this opening pair is text; `{{{` begins one later.
            let length = inner.find(['{', '}', '\n']).unwrap_or(inner.len());
            let (inside, rest) = inner.split_at(length);
            if rest.starts_with("}}") {
                from = start + 2 + length + 2;
                return Some((inside, start..from));
            }
            from = start + 1;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        pastes(text).map(|paste| paste.name).collect()
    }

    #[test]
    fn a_name_in_double_braces_is_a_paste() {
        assert_eq!(names("a {{id}} b {{table-2}}"), ["id", "table-2"]);
        assert_eq!(names("{\"a\":{\"b\":\"{{id}}\"}}"), ["id"]);
        assert_eq!(names("{{{id}}}"), ["id"]);
    }

    #[test]
    fn other_braces_are_text() {
        for text in
            ["{{ id }}", "{{#include x}}", "{{.Name}}", "{{id}", "{{}}", "{{a\nb}}", "{ {id} }", "{{Id}}", "{{1a}}"]
        {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn values_replace_their_pastes_and_unknown_names_stay() {
        let value = |name: &str| (name == "id").then(|| "7".to_owned());
        assert_eq!(paste("x{{id}}y{{other}}z{{id}}", value), "x7y{{other}}z7");
    }
}
