//! Paths into JSON values: `.Table.TableId`, `.Items[0].Artist.S`, `.["a-b"]`.
//!
//! Differences are named by them and captures are taken by them. The notation is the part of jq's that names one place.

use std::fmt::Write as _;

use serde_json::Value;

use crate::verdict::CaptureFault;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A member of an object.
    Member(String),
    /// An element of a list, from 0.
    Element(usize),
}

/// The path is not of this notation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadPath {
    /// Byte at which reading stopped.
    pub(crate) at: usize,
}

/// How a member is written: `.name`, or `["a-b"]` where the name is no plain word.
pub(crate) fn member(name: &str) -> String {
    let plain = !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if plain { format!(".{name}") } else { format!("[{}]", Value::from(name)) }
}

/// How an element is written: `[0]`.
pub(crate) fn element(index: usize) -> String {
    format!("[{index}]")
}

/// Reads a path; the empty path and `.` are the whole value.
pub(crate) fn parse(path: &str) -> Result<Vec<Part>, BadPath> {
    let mut parts = Vec::new();
    let mut rest = path;
    if rest == "." {
        return Ok(parts);
    }
    // `.["a"]` and `.[0]` begin with a point that says nothing.
    if rest.starts_with(".[") {
        rest = rest.get(1..).unwrap_or_default();
    }
    while !rest.is_empty() {
        let bad = BadPath { at: path.len() - rest.len() };
        let (part, after) = next_part(rest).ok_or(bad)?;
        parts.push(part);
        rest = after;
    }
    Ok(parts)
}

fn next_part(text: &str) -> Option<(Part, &str)> {
    if let Some(name) = text.strip_prefix('.') {
        let end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | ':'))).unwrap_or(name.len());
        let (name, rest) = name.split_at_checked(end)?;
        return (!name.is_empty()).then(|| (Part::Member(name.to_owned()), rest));
    }
    let inside = text.strip_prefix('[')?;
    if inside.starts_with('"') {
        let mut strings = serde_json::Deserializer::from_str(inside).into_iter::<String>();
        let name = strings.next()?.ok()?;
        let rest = inside.get(strings.byte_offset()..)?.strip_prefix(']')?;
        return Some((Part::Member(name), rest));
    }
    let (index, rest) = inside.split_once(']')?;
    Some((Part::Element(index.parse().ok()?), rest))
}

/// The value at a path, or how far the path leads.
pub(crate) fn lookup<'a>(value: &'a Value, path: &[Part]) -> Result<&'a Value, CaptureFault> {
    let mut found = String::new();
    let mut value = value;
    for part in path {
        let here = |found: &str| if found.is_empty() { ".".to_owned() } else { found.to_owned() };
        let next = match (part, value) {
            (Part::Member(name), Value::Object(members)) => members.get(name).ok_or_else(|| CaptureFault::NoMember {
                found: here(&found),
                members: members.keys().cloned().collect(),
            }),
            (Part::Element(index), Value::Array(elements)) => elements
                .get(*index)
                .ok_or_else(|| CaptureFault::NoElement { found: here(&found), length: elements.len() }),
            (_, other) => Err(CaptureFault::NoValue { found: here(&found), is: kind(other) }),
        };
        value = next?;
        // Writing to a string cannot fail.
        let _ = match part {
            Part::Member(name) => write!(found, "{}", member(name)),
            Part::Element(index) => write!(found, "{}", element(*index)),
        };
    }
    if value.is_null() { Err(CaptureFault::NoValue { found, is: kind(value) }) } else { Ok(value) }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn at(path: &str) -> Result<Value, CaptureFault> {
        let value = json!({"Items": [{"Artist": {"S": "x"}, "a-b": 1, "a.b": 2, "none": null}]});
        lookup(&value, &parse(path).unwrap()).cloned()
    }

    #[test]
    fn a_path_leads_to_its_value() {
        assert_eq!(at(".Items[0].Artist.S"), Ok(json!("x")));
        assert_eq!(at(".Items[0].a-b"), Ok(json!(1)));
        assert_eq!(at(r#".Items[0]["a.b"]"#), Ok(json!(2)));
        assert_eq!(at("").unwrap(), at(".").unwrap());
    }

    #[test]
    fn a_path_that_leads_nowhere_says_how_far_it_came() {
        assert_eq!(at(".Item"), Err(CaptureFault::NoMember { found: ".".into(), members: vec!["Items".into()] }));
        assert_eq!(at(".Items[3]"), Err(CaptureFault::NoElement { found: ".Items".into(), length: 1 }));
        assert_eq!(at(".Items.x"), Err(CaptureFault::NoValue { found: ".Items".into(), is: "a list" }));
        assert_eq!(at(".Items[0].none"), Err(CaptureFault::NoValue { found: ".Items[0].none".into(), is: "null" }));
    }

    #[test]
    fn what_is_no_path_is_refused_with_its_place() {
        for (path, at) in [("Items", 0), (".a..b", 2), (".a[x]", 2), (".a[0", 2), (".a b", 2), (r#"["a"#, 0)] {
            assert_eq!(parse(path), Err(BadPath { at }), "{path}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn writing_and_reading_are_inverse(names in prop::collection::vec("\\PC{0,5}", 0..4), index in 0_usize..9) {
            let mut path = String::new();
            let mut parts = Vec::new();
            for name in names {
                path.push_str(&member(&name));
                path.push_str(&element(index));
                parts.extend([Part::Member(name), Part::Element(index)]);
            }
            prop_assert_eq!(parse(&path), Ok(parts));
        }

        #[test]
        fn no_path_panics(path in "[.\\[\\]\"a0\\\\đ]{0,12}") {
            let _ = parse(&path);
        }
    }
}
