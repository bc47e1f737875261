//! What the values of a shorthand expression become by the model: numbers, truth values, and lists of one.
//!
//! `NonKeyAttributes=Price` sets a list of one name, `ReadCapacityUnits=5` a number, `StreamEnabled=true` a truth value. What the
//! model does not know is left as it is, for the validation to name.

use crate::model::{Member, ServiceModel, Shape, ShapeKind};

use super::error::CliError;
use super::numbers::{python_float, python_int};
use super::value::Value;

/// Types `value`, which is what shorthand gave for a parameter of shape `shape`.
pub(super) fn apply(model: &ServiceModel, shape: &Shape, value: &mut Value) -> Result<(), CliError> {
    match (&shape.kind, value) {
        (ShapeKind::Structure { members, .. }, Value::Map(given)) => {
            for (name, member) in members {
                if let Some(value) = given.get_mut(name) {
                    element(model, name, member, value)?;
                }
            }
        }
        (ShapeKind::List { member }, Value::List(items)) => {
            for item in items {
                element(model, &shape.name, member, item)?;
            }
        }
        (ShapeKind::Map { value: member, .. }, Value::Map(entries)) => {
            for (name, value) in entries {
                element(model, name, member, value)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn element(model: &ServiceModel, name: &str, member: &Member, value: &mut Value) -> Result<(), CliError> {
    let Some(shape) = model.shape(&member.shape) else { return Ok(()) };
    match (&shape.kind, &*value) {
        // The one element is not typed further, as the AWS CLI leaves it.
        (ShapeKind::List { .. }, other) if !matches!(other, Value::List(_)) => {
            *value = Value::List(vec![std::mem::replace(value, Value::Null)]);
        }
        (ShapeKind::Integer | ShapeKind::Long, other) => {
            let text = scalar(name, "number", other)?;
            let number = python_int(text).ok_or_else(|| CliError::NotWhole { text: text.to_owned() })?;
            *value = Value::Int(number);
        }
        (ShapeKind::Float | ShapeKind::Double, other) => {
            let text = scalar(name, "number", other)?;
            let number = python_float(text).ok_or_else(|| CliError::NotNumber { text: text.to_owned() })?;
            *value = Value::Float(number);
        }
        (ShapeKind::Boolean, other) => match scalar(name, "true or false", other)?.to_lowercase().as_str() {
            "true" => *value = Value::Bool(true),
            "false" => *value = Value::Bool(false),
            _ => {}
        },
        _ => apply(model, shape, value)?,
    }
    Ok(())
}

fn scalar<'v>(member: &str, wanted: &'static str, value: &'v Value) -> Result<&'v str, CliError> {
    value.as_text().ok_or_else(|| CliError::NotScalar { member: member.to_owned(), wanted, given: value.python_type() })
}
