//! The body of `output {json schema}`: a JSON Schema of the table's keywords, each with a value of its form.
//!
//! A keyword that is not in the table is refused by name, because a validator that passes over what it does not know accepts
//! what it should not. There is no `$ref`, so a schema can fetch nothing. `runner/grade` follows the same table.

use regex::Regex;
use serde_json::Value;

use crate::diagnostic::Findings;
use crate::parse::body::Body;
use crate::problem::{Problem, SchemaFault};
use crate::source::Span;
use crate::vocabulary::{SCHEMA_KEYWORDS, SCHEMA_TYPES, SchemaForm};

/// Reports the first fault of a schema; `info` is the place of the info string.
pub(crate) fn schema(body: &Body, schema: &Value, info: Span, findings: &mut Findings<'_>) {
    let mut walk = Walk { keys: Vec::new() };
    if let Err(fault) = walk.schema(schema) {
        let span = walk.place(body.text()).map_or(info, |range| body.span(range));
        findings.push(Problem::JsonSchema(fault), span);
    }
}

/// A way through a schema in the order of its text.
struct Walk<'a> {
    /// The keys that were passed; the fault is at the last one.
    keys: Vec<&'a str>,
}

impl<'a> Walk<'a> {
    /// The place of the last key in the text: its nth occurrence as a key.
    fn place(&self, text: &str) -> Option<Span> {
        let (last, before) = self.keys.split_last()?;
        let nth = before.iter().filter(|key| key == &last).count();
        let written = Value::from(*last).to_string();
        let is_key = |at: &usize| text.get(at + written.len()..).is_some_and(|rest| rest.trim_start().starts_with(':'));
        let at = text.match_indices(&written).map(|(at, _)| at).filter(is_key).nth(nth)?;
        Some(at..at + written.len())
    }

    fn schema(&mut self, schema: &'a Value) -> Result<(), SchemaFault> {
        let keywords = match schema {
            Value::Bool(_) => return Ok(()),
            Value::Object(keywords) => keywords,
            _ => return Err(SchemaFault::NoSchema),
        };
        for (name, value) in keywords {
            self.keys.push(name);
            let known = SCHEMA_KEYWORDS.iter().find(|known| known.name == name);
            let known = known.ok_or_else(|| SchemaFault::Keyword { name: name.clone() })?;
            self.value(known.form, name, value)?;
        }
        Ok(())
    }

    fn value(&mut self, form: SchemaForm, name: &str, value: &'a Value) -> Result<(), SchemaFault> {
        let list = |may_be_empty: bool| value.as_array().filter(|list| may_be_empty || !list.is_empty());
        let fits = match form {
            SchemaForm::Note | SchemaForm::Value => true,
            SchemaForm::Types => return types(name, value),
            SchemaForm::Schema => return self.schema(value),
            SchemaForm::Schemas => match list(false) {
                Some(schemas) => return schemas.iter().try_for_each(|schema| self.schema(schema)),
                None => false,
            },
            SchemaForm::Properties => match value {
                Value::Object(properties) => {
                    for (name, schema) in properties {
                        self.keys.push(name);
                        self.schema(schema)?;
                    }
                    true
                }
                _ => false,
            },
            SchemaForm::Texts => list(true).is_some_and(|texts| texts.iter().all(Value::is_string)),
            SchemaForm::Values => list(false).is_some(),
            SchemaForm::Number => value.is_number(),
            SchemaForm::Positive => value.as_f64().is_some_and(|number| number > 0.0),
            SchemaForm::Count => value.is_u64(),
            SchemaForm::Truth => value.is_boolean(),
            SchemaForm::Pattern => match value.as_str() {
                Some(pattern) => {
                    return Regex::new(pattern)
                        .map(|_| ())
                        .map_err(|error| SchemaFault::Pattern { message: last_line(&error) });
                }
                None => false,
            },
        };
        if fits { Ok(()) } else { Err(SchemaFault::Value { name: name.to_owned(), notation: form.notation() }) }
    }
}

fn types(name: &str, value: &Value) -> Result<(), SchemaFault> {
    let known = |found: &str| match SCHEMA_TYPES.contains(&found) {
        true => Ok(()),
        false => Err(SchemaFault::Type { found: found.to_owned() }),
    };
    let no_types = || SchemaFault::Value { name: name.to_owned(), notation: SchemaForm::Types.notation() };
    match value {
        Value::String(found) => known(found),
        Value::Array(list) if !list.is_empty() => {
            list.iter().try_for_each(|found| known(found.as_str().ok_or_else(no_types)?))
        }
        _ => Err(no_types()),
    }
}

/// What a regular expression is refused for, without the drawing above it.
pub(crate) fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let line = text.lines().last().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
