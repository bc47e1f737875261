//! Truth, equality and order of values, as JMESPath has them on Python's values.

use std::cmp::Ordering;

use labs_world::Document;

use super::ast::Comparator;
use super::error::SearchError;

/// Empty text, lists and objects, null and false are false; zero is not.
pub(super) fn is_true(value: &Document) -> bool {
    match value {
        Document::Null | Document::Bool(false) => false,
        Document::String(text) => !text.is_empty(),
        Document::List(items) => !items.is_empty(),
        Document::Map(entries) => !entries.is_empty(),
        _ => true,
    }
}

/// Equality by value: `1` is `1.0`, and objects have no order.
pub(super) fn equal(left: &Document, right: &Document) -> bool {
    match (left, right) {
        (Document::Integer(_) | Document::Float(_), Document::Integer(_) | Document::Float(_)) => {
            number_order(left, right) == Some(Ordering::Equal)
        }
        (Document::List(left), Document::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Document::Map(left), Document::Map(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, value)| right.get(name).is_some_and(|other| equal(value, other)))
        }
        (left, right) => left == right,
    }
}

/// What a comparator gives: null where one side is neither a number nor text.
pub(super) fn compare(comparator: Comparator, left: &Document, right: &Document) -> Result<Document, SearchError> {
    let holds = match comparator {
        Comparator::Equal => equal(left, right),
        Comparator::NotEqual => !equal(left, right),
        _ if !has_order(left) || !has_order(right) => return Ok(Document::Null),
        _ => {
            let order = order(comparator.sign(), left, right)?;
            match comparator {
                Comparator::Less => order == Ordering::Less,
                Comparator::LessOrEqual => order != Ordering::Greater,
                Comparator::Greater => order == Ordering::Greater,
                _ => order != Ordering::Less,
            }
        }
    };
    Ok(Document::Bool(holds))
}

fn has_order(value: &Document) -> bool {
    matches!(value, Document::Integer(_) | Document::Float(_) | Document::String(_))
}

/// The order of two numbers or two texts, asked for by the comparator `sign`.
pub(super) fn order(sign: &'static str, left: &Document, right: &Document) -> Result<Ordering, SearchError> {
    let found = match (left, right) {
        (Document::String(left), Document::String(right)) => Some(left.chars().cmp(right.chars())),
        (left, right) => number_order(left, right),
    };
    found.ok_or_else(|| SearchError::NoOrder { sign, left: python_type(left), right: python_type(right) })
}

fn number_order(left: &Document, right: &Document) -> Option<Ordering> {
    match (left, right) {
        (Document::Integer(left), Document::Integer(right)) => Some(left.cmp(right)),
        (left, right) => as_float(left)?.partial_cmp(&as_float(right)?),
    }
}

/// A number as a float.
pub(super) fn as_float(value: &Document) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "what Python does where whole numbers meet others")]
        Document::Integer(number) => Some(*number as f64),
        Document::Float(number) => Some(*number),
        _ => None,
    }
}

/// Python's bare name of a value's type.
pub(super) fn python_type(value: &Document) -> &'static str {
    match value {
        Document::Null => "NoneType",
        Document::Bool(_) => "bool",
        Document::Integer(_) => "int",
        Document::Float(_) => "float",
        Document::String(_) | Document::Timestamp(_) => "str",
        Document::Blob(_) => "bytes",
        Document::List(_) => "list",
        Document::Map(_) => "dict",
    }
}

/// JMESPath's name of a value's type.
pub(super) fn json_type(value: &Document) -> &'static str {
    match value {
        Document::Null => "null",
        Document::Bool(_) => "boolean",
        Document::Integer(_) | Document::Float(_) => "number",
        Document::String(_) | Document::Timestamp(_) | Document::Blob(_) => "string",
        Document::List(_) => "array",
        Document::Map(_) => "object",
    }
}
