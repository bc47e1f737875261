//! `json schema`: standard output is JSON that the expectation, a JSON Schema, accepts.
//!
//! The keywords are those of the guide's table, which `labs_guide` has checked; they mean what draft 2020-12 says. A step that
//! prints several values is accepted when each of them is. Strings are measured in characters.

use labs_guide::{JsonPart, JsonPath};
use regex::Regex;
use serde_json::{Map, Value};

use super::json_value::{same, values_of};
use super::renewal::{ByHand, Renewal};
use super::table::{Entry, Question};
use crate::difference::{Cut, Difference, SchemaFault};
use crate::visible::{Marks, visible_line};

pub(super) const ENTRY: Entry = Entry { name: "json schema", judge, renew: |_| Renewal::ByHand(ByHand::Matcher) };

/// Faults that are named; the rest is counted.
const NAMED: usize = 10;

fn judge(question: &Question<'_>) -> Result<(), Difference> {
    let not_json = |reason: String| Difference::NotJson {
        reason,
        came: Cut::of(&String::from_utf8_lossy(&question.evidence.screen())),
    };
    // A loaded guide has JSON here; only a value that is pasted in can make something else of it.
    let schema: Value = serde_json::from_str(question.expected)
        .map_err(|error| not_json(format!("the schema itself is not JSON: {error}")))?;
    let came = values_of(&question.evidence.stdout).map_err(not_json)?;
    if came.is_empty() {
        return Err(not_json("standard output is empty".to_owned()));
    }
    let mut judgement = Judgement { path: JsonPath::default(), faults: Vec::new(), count: 0 };
    for value in &came {
        judgement.schema(&schema, value);
    }
    match judgement.count {
        0 => Ok(()),
        count => Err(Difference::Schema { more: count - judgement.faults.len(), faults: judgement.faults }),
    }
}

#[derive(Default)]
struct Judgement {
    path: JsonPath,
    faults: Vec<SchemaFault>,
    count: usize,
}

impl Judgement {
    fn fault(&mut self, keyword: &str, wanted: String, came: &Value) {
        self.count += 1;
        if self.faults.len() < NAMED {
            let came = visible_line(&came.to_string(), Marks::Plain);
            let path = visible_line(&self.path.to_string(), Marks::Plain);
            self.faults.push(SchemaFault { path, keyword: keyword.to_owned(), wanted, came });
        }
    }

    fn schema(&mut self, schema: &Value, value: &Value) {
        match schema {
            Value::Object(keywords) => {
                for (keyword, wanted) in keywords {
                    if let Some(said) = self.keyword(keyword, wanted, keywords, value) {
                        self.fault(keyword, said, value);
                    }
                }
            }
            Value::Bool(true) => {}
            _ => self.fault("false", "nothing".to_owned(), value),
        }
    }

    /// What a keyword wants and `value` is not. Keywords that go deeper report by themselves.
    fn keyword(&mut self, keyword: &str, wanted: &Value, all: &Map<String, Value>, value: &Value) -> Option<String> {
        let bound = |holds: fn(f64, f64) -> bool, words: &str| {
            let (number, limit) = (value.as_f64()?, wanted.as_f64()?);
            (!holds(number, limit)).then(|| format!("{words} {wanted}"))
        };
        let size = |size: Option<usize>, holds: fn(u64, u64) -> bool, words: &str| {
            let (size, limit) = (u64::try_from(size?).ok()?, wanted.as_u64()?);
            (!holds(size, limit)).then(|| format!("{words} {wanted}, and has {size}"))
        };
        let characters = || value.as_str().map(|text| text.chars().count());
        let elements = || value.as_array().map(Vec::len);
        let members = || value.as_object().map(Map::len);
        match keyword {
            "type" => {
                let names: Vec<&str> = match wanted {
                    Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                    name => name.as_str().into_iter().collect(),
                };
                (!names.iter().any(|name| is_of_type(name, value))).then(|| names.join(" or "))
            }
            "enum" => {
                let any = wanted.as_array().is_some_and(|values| values.iter().any(|one| same(one, value)));
                (!any).then(|| format!("one of {wanted}"))
            }
            "const" => (!same(wanted, value)).then(|| wanted.to_string()),
            "properties" => {
                for (name, schema) in wanted.as_object()? {
                    if let Some(member) = value.get(name).filter(|_| value.is_object()) {
                        self.deeper(JsonPart::Member(name.clone()), schema, member);
                    }
                }
                None
            }
            "required" => {
                let object = value.as_object()?;
                let missing: Vec<&str> = wanted
                    .as_array()?
                    .iter()
                    .filter_map(Value::as_str)
                    .filter(|name| !object.contains_key(*name))
                    .collect();
                (!missing.is_empty()).then(|| format!("the members {}", missing.join(", ")))
            }
            "additionalProperties" => {
                let named = all.get("properties").and_then(Value::as_object);
                let others =
                    value.as_object()?.iter().filter(|(name, _)| named.is_none_or(|named| !named.contains_key(*name)));
                for (name, member) in others {
                    self.deeper(JsonPart::Member(name.clone()), wanted, member);
                }
                None
            }
            "items" => {
                for (index, element) in value.as_array()?.iter().enumerate() {
                    self.deeper(JsonPart::Element(index), wanted, element);
                }
                None
            }
            "minProperties" => size(members(), |size, limit| size >= limit, "a number of members of at least"),
            "maxProperties" => size(members(), |size, limit| size <= limit, "a number of members of at most"),
            "minItems" => size(elements(), |size, limit| size >= limit, "a length of at least"),
            "maxItems" => size(elements(), |size, limit| size <= limit, "a length of at most"),
            "minLength" => size(characters(), |size, limit| size >= limit, "a length of at least"),
            "maxLength" => size(characters(), |size, limit| size <= limit, "a length of at most"),
            "uniqueItems" => {
                let elements = value.as_array().filter(|_| wanted == &Value::Bool(true))?;
                let twice =
                    elements.iter().enumerate().any(|(at, one)| elements.iter().skip(at + 1).any(|two| same(one, two)));
                twice.then(|| "elements that are all different".to_owned())
            }
            "pattern" => {
                let (text, pattern) = (value.as_str()?, wanted.as_str()?);
                (!Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text)))
                    .then(|| format!("text like {pattern}"))
            }
            "minimum" => bound(|number, limit| number >= limit, "at least"),
            "maximum" => bound(|number, limit| number <= limit, "at most"),
            "exclusiveMinimum" => bound(|number, limit| number > limit, "more than"),
            "exclusiveMaximum" => bound(|number, limit| number < limit, "less than"),
            "multipleOf" => bound(is_multiple, "a multiple of"),
            "allOf" => {
                wanted.as_array()?.iter().for_each(|schema| self.schema(schema, value));
                None
            }
            "anyOf" => (accepting(wanted, value) == 0).then(|| "what one of the schemas of anyOf accepts".to_owned()),
            "oneOf" => (accepting(wanted, value) != 1)
                .then(|| format!("what exactly one of the schemas of oneOf accepts, not {}", accepting(wanted, value))),
            "not" => accepts(wanted, value).then(|| "something that `not` refuses".to_owned()),
            // What only describes.
            _ => None,
        }
    }

    fn deeper(&mut self, part: JsonPart, schema: &Value, value: &Value) {
        self.path.push(part);
        self.schema(schema, value);
        self.path.pop();
    }
}

fn accepts(schema: &Value, value: &Value) -> bool {
    let mut judgement = Judgement::default();
    judgement.schema(schema, value);
    judgement.count == 0
}

fn accepting(schemas: &Value, value: &Value) -> usize {
    schemas.as_array().map_or(0, |schemas| schemas.iter().filter(|schema| accepts(schema, value)).count())
}

/// Whether a number is a multiple, up to what floats lose: 0.3 is one of 0.1.
fn is_multiple(number: f64, of: f64) -> bool {
    let times = number / of;
    (times - times.round()).abs() < 1e-9
}

fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use labs_guide::vocabulary::{SCHEMA_KEYWORDS, SCHEMA_TYPES, SchemaForm};
    use serde_json::json;

    use super::*;
    use crate::evidence::Evidence;

    fn verdict(schema: &Value, stdout: &str) -> Result<(), Difference> {
        let evidence = Evidence { stdout: stdout.into(), ..Evidence::default() };
        judge(&Question::plain(&schema.to_string(), &evidence))
    }

    /// A keyword, its value, a value that it accepts and one that it refuses.
    fn cases() -> Vec<(&'static str, Value, Value, Value)> {
        vec![
            ("type", json!(["integer", "null"]), json!(1.0), json!(1.5)),
            ("enum", json!([1, "a"]), json!("a"), json!("b")),
            ("const", json!({"a": 1}), json!({"a": 1.0}), json!({"a": 2})),
            ("properties", json!({"a": {"type": "string"}}), json!({"b": 1}), json!({"a": 1})),
            ("required", json!(["a"]), json!({"a": null}), json!({"b": 1})),
            ("additionalProperties", json!(false), json!({}), json!({"a": 1})),
            ("minProperties", json!(1), json!({"a": 1}), json!({})),
            ("maxProperties", json!(1), json!({"a": 1}), json!({"a": 1, "b": 1})),
            ("items", json!({"type": "number"}), json!([1, 2.5]), json!([1, "2"])),
            ("minItems", json!(1), json!([1]), json!([])),
            ("maxItems", json!(1), json!([1]), json!([1, 2])),
            ("uniqueItems", json!(true), json!([1, 2]), json!([1, 1.0])),
            ("minLength", json!(2), json!("đa"), json!("đ")),
            ("maxLength", json!(1), json!("đ"), json!("đa")),
            ("pattern", json!("^a.c"), json!("abcd"), json!("xabc")),
            ("minimum", json!(1), json!(1), json!(0.5)),
            ("maximum", json!(1), json!(1), json!(1.5)),
            ("exclusiveMinimum", json!(1), json!(1.5), json!(1)),
            ("exclusiveMaximum", json!(1), json!(0), json!(1)),
            ("multipleOf", json!(0.1), json!(0.3), json!(0.35)),
            ("allOf", json!([{"minimum": 1}, {"maximum": 2}]), json!(2), json!(3)),
            ("anyOf", json!([{"type": "string"}, {"minimum": 1}]), json!("a"), json!(0)),
            ("oneOf", json!([{"minimum": 1}, {"minimum": 2}]), json!(1), json!(2)),
            ("not", json!({"type": "string"}), json!(1), json!("a")),
        ]
    }

    #[test]
    fn every_keyword_of_the_guide_accepts_and_refuses() {
        let cases = cases();
        for keyword in SCHEMA_KEYWORDS.iter().filter(|keyword| keyword.form != SchemaForm::Note) {
            let (name, wanted, right, wrong) =
                cases.iter().find(|(name, ..)| *name == keyword.name).unwrap_or_else(|| panic!("{}", keyword.name));
            let schema = json!({*name: wanted});
            assert_eq!(verdict(&schema, &right.to_string()), Ok(()), "{name}");
            assert!(matches!(verdict(&schema, &wrong.to_string()), Err(Difference::Schema { .. })), "{name}");
        }
        for name in SCHEMA_TYPES {
            let values = [json!([]), json!(true), json!(1), json!(null), json!(1.5), json!({}), json!("")];
            assert!(values.iter().any(|value| is_of_type(name, value)), "{name}");
        }
    }

    #[test]
    fn a_fault_names_its_place() {
        let schema = json!({"properties": {"Items": {"items": {"required": ["Id"]}}}});
        let Err(Difference::Schema { faults, more: 0 }) = verdict(&schema, r#"{"Items": [{"Id": 1}, {"id": 2}]}"#)
        else {
            panic!("must differ")
        };
        let [SchemaFault { path, keyword, wanted, came }] = &faults[..] else { panic!("{faults:?}") };
        assert_eq!(
            (path.as_str(), keyword.as_str(), wanted.as_str(), came.as_str()),
            (".Items[1]", "required", "the members Id", r#"{"id":2}"#)
        );
    }

    #[test]
    fn each_value_that_is_printed_must_be_accepted() {
        let schema = json!({"type": "integer"});
        assert_eq!(verdict(&schema, "1\n2\n"), Ok(()));
        assert!(verdict(&schema, "1\n\"a\"\n").is_err());
        assert!(matches!(verdict(&schema, ""), Err(Difference::NotJson { .. })));
    }
}
