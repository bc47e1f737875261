//! Following a path into a JSON value, for captures, and how far it leads when it leads to nothing.
//!
//! The notation is the guide's ([`labs_guide::JsonPath`]), for authors and for reports alike.

use labs_guide::{JsonPart, JsonPath};
use serde_json::Value;

use crate::verdict::CaptureFault;

/// The value at a path, or how far the path leads.
pub(crate) fn lookup<'a>(value: &'a Value, path: &JsonPath) -> Result<&'a Value, CaptureFault> {
    let mut found = JsonPath::default();
    let mut value = value;
    for part in path.parts() {
        let next = match (part, value) {
            (JsonPart::Member(name), Value::Object(members)) => members.get(name).ok_or_else(|| {
                CaptureFault::NoMember { found: found.to_string(), members: members.keys().cloned().collect() }
            }),
            (JsonPart::Element(index), Value::Array(elements)) => elements
                .get(*index)
                .ok_or_else(|| CaptureFault::NoElement { found: found.to_string(), length: elements.len() }),
            (_, other) => Err(CaptureFault::NoValue { found: found.to_string(), is: kind(other) }),
        };
        value = next?;
        found.push(part.clone());
    }
    if value.is_null() { Err(CaptureFault::NoValue { found: found.to_string(), is: kind(value) }) } else { Ok(value) }
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
    use serde_json::json;

    use super::*;

    fn at(path: &str) -> Result<Value, CaptureFault> {
        let value = json!({"Items": [{"Artist": {"S": "x"}, "a-b": 1, "a.b": 2, "none": null}]});
        lookup(&value, &path.parse().unwrap()).cloned()
    }

    #[test]
    fn a_path_leads_to_its_value() {
        assert_eq!(at(".Items[0].Artist.S"), Ok(json!("x")));
        assert_eq!(at(".Items[0].a-b"), Ok(json!(1)));
        assert_eq!(at(r#".Items[0]["a.b"]"#), Ok(json!(2)));
        assert_eq!(at(".").unwrap()["Items"][0]["a-b"], json!(1));
    }

    #[test]
    fn a_path_that_leads_nowhere_says_how_far_it_came() {
        assert_eq!(at(".Item"), Err(CaptureFault::NoMember { found: ".".into(), members: vec!["Items".into()] }));
        assert_eq!(at(".Items[3]"), Err(CaptureFault::NoElement { found: ".Items".into(), length: 1 }));
        assert_eq!(at(".Items.x"), Err(CaptureFault::NoValue { found: ".Items".into(), is: "a list" }));
        assert_eq!(at(".Items[0].none"), Err(CaptureFault::NoValue { found: ".Items[0].none".into(), is: "null" }));
    }
}
