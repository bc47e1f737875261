//! `JsonPath`: the place of one value inside a JSON value, `.Table.TableId`, `.Items[0].Artist.S`, `.["a-b"]`.
//!
//! Authors write it in captures and reports name differences by it, so what a report shows can be written in a guide. The
//! notation is the part of jq's that names one place. Following a path into a value is the grader's business
//! (`runner/grade/src/json_path.rs`).

use std::fmt;
use std::str::FromStr;

/// A path into a JSON value. It is shown in one way however it was written, and reading what is shown gives it back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct JsonPath(Vec<JsonPart>);

/// One part of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JsonPart {
    /// A member of an object.
    Member(String),
    /// An element of a list, from 0.
    Element(usize),
}

/// A text is no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it cannot be read from its byte {at} on; a path is made of `.member`, `[\"member\"]` and `[index]`")]
pub struct JsonPathError {
    /// Byte, from 0, at which reading stopped.
    pub at: usize,
}

impl JsonPath {
    /// The parts, outermost first; a path without any is the whole value.
    #[must_use]
    pub fn parts(&self) -> &[JsonPart] {
        &self.0
    }

    /// Goes one part further.
    pub fn push(&mut self, part: JsonPart) {
        self.0.push(part);
    }

    /// Takes back the last part; the whole value stays what it is.
    pub fn pop(&mut self) -> Option<JsonPart> {
        self.0.pop()
    }
}

/// Reads a path; `.` is the whole value.
impl FromStr for JsonPath {
    type Err = JsonPathError;

    fn from_str(text: &str) -> Result<Self, JsonPathError> {
        let mut path = Self::default();
        if text == "." {
            return Ok(path);
        }
        // `.["a"]` and `.[0]` begin with a point that says nothing.
        let mut rest = if text.starts_with(".[") { text.get(1..).unwrap_or_default() } else { text };
        if rest.is_empty() {
            return Err(JsonPathError { at: 0 });
        }
        while !rest.is_empty() {
            let at = text.len() - rest.len();
            let (part, after) = next_part(rest).ok_or(JsonPathError { at })?;
            path.push(part);
            rest = after;
        }
        Ok(path)
    }
}

fn next_part(text: &str) -> Option<(JsonPart, &str)> {
    if let Some(name) = text.strip_prefix('.') {
        let end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | ':'))).unwrap_or(name.len());
        let (name, rest) = name.split_at_checked(end)?;
        return (!name.is_empty()).then(|| (JsonPart::Member(name.to_owned()), rest));
    }
    let inside = text.strip_prefix('[')?;
    if inside.starts_with('"') {
        let mut strings = serde_json::Deserializer::from_str(inside).into_iter::<String>();
        let name = strings.next()?.ok()?;
        let rest = inside.get(strings.byte_offset()..)?.strip_prefix(']')?;
        return Some((JsonPart::Member(name), rest));
    }
    let (index, rest) = inside.split_once(']')?;
    // An index of more digits than this is no index of anything.
    let is_index = (1..=9).contains(&index.len()) && index.bytes().all(|byte| byte.is_ascii_digit());
    Some((JsonPart::Element(index.parse().ok().filter(|_| is_index)?), rest))
}

/// `.name`, `["a-b"]` where a member's name is no plain word, `[0]`.
impl fmt::Display for JsonPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) => {
                let plain = !name.is_empty()
                    && !name.starts_with(|c: char| c.is_ascii_digit())
                    && name.chars().all(|c| c.is_alphanumeric() || c == '_');
                if plain { write!(f, ".{name}") } else { write!(f, "[{}]", serde_json::Value::from(name.as_str())) }
            }
            Self::Element(index) => write!(f, "[{index}]"),
        }
    }
}

/// Begins with a point, whatever the first part is.
impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.0.first().map(ToString::to_string).unwrap_or_default();
        if !first.starts_with('.') {
            f.write_str(".")?;
        }
        f.write_str(&first)?;
        self.0.iter().skip(1).try_for_each(|part| part.fmt(f))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        text.parse::<JsonPath>().unwrap().to_string()
    }

    #[test]
    fn a_path_is_shown_in_one_way() {
        for path in [".", ".a", ".Items[0].Artist.S", r#".["a-b"][1]"#, ".[0].a", r#".a["x y"]"#, ".é"] {
            assert_eq!(shown(path), path);
        }
        assert_eq!(shown(r#".["a"].b-c"#), r#".a["b-c"]"#);
        assert_eq!(shown("[0]"), ".[0]");
    }

    #[test]
    fn what_is_no_path_is_refused_with_its_place() {
        for (text, at) in [
            ("", 0),
            ("Items", 0),
            (".a..b", 2),
            (".a.", 2),
            (".a[x]", 2),
            (".a[]", 2),
            (".a[+1]", 2),
            (".a[0", 2),
            (".a b", 2),
            (r#"["a"#, 0),
            (".a[1234567890]", 2),
        ] {
            assert_eq!(text.parse::<JsonPath>(), Err(JsonPathError { at }), "{text}");
        }
    }

    fn part() -> impl Strategy<Value = JsonPart> {
        prop_oneof!["\\PC{0,5}".prop_map(JsonPart::Member), (0_usize..999_999_999).prop_map(JsonPart::Element)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn showing_and_reading_are_inverse(parts in prop::collection::vec(part(), 0..5)) {
            let path = JsonPath(parts);
            prop_assert_eq!(path.to_string().parse(), Ok(path));
        }

        #[test]
        fn no_text_panics(text in "[.\\[\\]\"a0\\\\đ]{0,12}") {
            let _ = text.parse::<JsonPath>();
        }
    }
}
