//! Validation of parameters before anything is sent, in botocore's words.
//!
//! Only what botocore checks is checked: required and unknown members, types, and minima. Patterns, maxima and enums are
//! the service's business, so that its own sentences are seen.

use crate::model::{ServiceModel, Shape, ShapeKind};

use super::timestamps;
use super::value::{Value, Values};

/// All that is wrong with the input, in the order in which botocore finds it.
pub(super) fn validate(model: &ServiceModel, input: &Shape, parameters: &Values) -> Vec<String> {
    let mut problems = Vec::new();
    structure(model, input, parameters, "", &mut problems);
    problems
}

/// A path as messages show it.
fn shown(path: &str) -> &str {
    match path.strip_prefix('.') {
        Some(rest) => rest,
        None if path.is_empty() => "input",
        None => path,
    }
}

fn structure(model: &ServiceModel, shape: &Shape, given: &Values, path: &str, problems: &mut Vec<String>) {
    let ShapeKind::Structure { members, required, union, .. } = &shape.kind else { return };
    let names = || members.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    if *union && given.is_empty() {
        problems.push(format!(
            "Must set one of the following keys for tagged unionstructure {}: {}.",
            shown(path),
            names()
        ));
    } else if *union && given.len() > 1 {
        problems.push(format!(
            "Invalid number of parameters set for tagged union structure {}. Can only set one of the following keys: {}.",
            shown(path),
            names()
        ));
    }
    for name in required.iter().filter(|it| !given.contains_key(it.as_str())) {
        problems.push(format!("Missing required parameter in {}: \"{name}\"", shown(path)));
    }
    for name in given.keys().filter(|it| !members.contains_key(it.as_str())) {
        let place = shown(path);
        problems.push(format!("Unknown parameter in {place}: \"{name}\", must be one of: {}", names()));
    }
    for (name, value) in given {
        if let Some(shape) = members.get(name).and_then(|member| model.shape(&member.shape)) {
            check(model, shape, value, &format!("{path}.{name}"), problems);
        }
    }
}

fn check(model: &ServiceModel, shape: &Shape, value: &Value, path: &str, problems: &mut Vec<String>) {
    let member = |name: &str| model.shape(name);
    match (&shape.kind, value) {
        (ShapeKind::Structure { .. }, Value::Map(given)) => structure(model, shape, given, path, problems),
        (ShapeKind::List { member: of }, Value::List(items)) => {
            minimum(shape, Amount::Length(items.len()), value, path, problems);
            for (index, item) in items.iter().enumerate() {
                if let Some(shape) = member(&of.shape) {
                    check(model, shape, item, &format!("{path}[{index}]"), problems);
                }
            }
        }
        (ShapeKind::Map { key, value: of }, Value::Map(entries)) => {
            for (name, value) in entries {
                if let Some(shape) = member(&key.shape) {
                    check(model, shape, &Value::Text(name.clone()), &format!("{path} (key: {name})"), problems);
                }
                if let Some(shape) = member(&of.shape) {
                    check(model, shape, value, &format!("{path}.{name}"), problems);
                }
            }
        }
        (ShapeKind::String { .. }, Value::Text(text)) => {
            minimum(shape, Amount::Length(text.chars().count()), value, path, problems);
        }
        (ShapeKind::Integer | ShapeKind::Long, Value::Int(number)) => {
            minimum(shape, Amount::Whole(*number), value, path, problems);
            whole_range(shape, *number, path, problems);
        }
        (ShapeKind::Integer | ShapeKind::Long, Value::Bool(flag)) => {
            minimum(shape, Amount::Whole(i128::from(*flag)), value, path, problems);
        }
        (ShapeKind::Float | ShapeKind::Double, Value::Float(number)) => {
            minimum(shape, Amount::Number(*number), value, path, problems);
        }
        (ShapeKind::Float | ShapeKind::Double, Value::Int(number)) => {
            minimum(shape, Amount::Whole(*number), value, path, problems);
        }
        (ShapeKind::Boolean | ShapeKind::Float | ShapeKind::Double, Value::Bool(_)) => {}
        (ShapeKind::Blob, Value::Text(_) | Value::Bytes(_)) => {}
        (ShapeKind::Timestamp, value) if timestamps::read(value).is_some() => {}
        (kind, value) => problems.push(format!(
            "Invalid type for parameter {}, value: {}, type: {}, valid types: {}",
            shown(path),
            value.python_str(),
            value.python_type(),
            valid_types(kind)
        )),
    }
}

enum Amount {
    Length(usize),
    Whole(i128),
    Number(f64),
}

fn minimum(shape: &Shape, amount: Amount, value: &Value, path: &str, problems: &mut Vec<String>) {
    let Some(min) = shape.min else { return };
    let (low, what) = match amount {
        Amount::Length(length) => (i64::try_from(length).is_ok_and(|it| it < min), "length"),
        Amount::Whole(number) => (number < i128::from(min), "value"),
        #[expect(clippy::cast_precision_loss, reason = "modelled minima are small")]
        Amount::Number(number) => (number < min as f64, "value"),
    };
    if low {
        // botocore names the length that a text has, and the value that a number has.
        let given = match amount {
            Amount::Length(length) => length.to_string(),
            _ => value.python_str(),
        };
        problems.push(format!("Invalid {what} for parameter {}, value: {given}, valid min {what}: {min}", shown(path)));
    }
}

/// Python's numbers have no end, ours do.
fn whole_range(shape: &Shape, number: i128, path: &str, problems: &mut Vec<String>) {
    let (low, high) = match shape.kind {
        ShapeKind::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    if number < i128::from(low) || number > i128::from(high) {
        problems.push(format!(
            "Invalid value for parameter {}, value: {number}, valid range: {low} to {high}",
            shown(path)
        ));
    }
}

/// Python's names of the types that a shape takes.
fn valid_types(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Structure { .. } | ShapeKind::Map { .. } => "<class 'dict'>",
        ShapeKind::List { .. } => "<class 'list'>, <class 'tuple'>",
        ShapeKind::String { .. } => "<class 'str'>",
        ShapeKind::Boolean => "<class 'bool'>",
        ShapeKind::Integer | ShapeKind::Long => "<class 'int'>",
        ShapeKind::Float | ShapeKind::Double => "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>",
        ShapeKind::Blob => "<class 'bytes'>, <class 'bytearray'>, file-like object",
        ShapeKind::Timestamp => "<class 'datetime.datetime'>, timestamp-string",
    }
}
