//! The arguments of functions and the check of their types.

use std::borrow::Cow;

use labs_world::Document;

use super::super::value::Value;
use super::ast::Ast;
use super::compare::{json_type, python_type};
use super::error::SearchError;

/// What a function is given.
#[derive(Debug)]
pub(super) enum Argument<'v, 'a> {
    /// A value.
    Value(Cow<'v, Document>),
    /// `&expression`.
    Expression(&'a Ast),
}

impl<'v> Argument<'v, '_> {
    /// The value; null where an expression stands, which no function that asks for values takes.
    pub(super) fn into_value(self) -> Cow<'v, Document> {
        match self {
            Self::Value(value) => value,
            Self::Expression(_) => Cow::Owned(Document::Null),
        }
    }

    fn json_type(&self) -> &'static str {
        match self {
            Self::Value(value) => json_type(value),
            Self::Expression(_) => "expref",
        }
    }
}

/// Checks `argument` against the names of the types that `function` takes; no names mean any type.
pub(super) fn check(
    function: &'static str,
    argument: &Argument<'_, '_>,
    expected: &[&'static str],
) -> Result<(), SearchError> {
    let wrong =
        |value: String, received| SearchError::Type { name: function, value, expected: expected.to_vec(), received };
    if expected.is_empty() {
        return Ok(());
    }
    let outer = |it: &&str| it.split('-').next().unwrap_or_default() == argument.json_type();
    if !expected.iter().any(outer) {
        let value = match argument {
            Argument::Value(value) => shown(value),
            Argument::Expression(_) => "<expression>".to_owned(),
        };
        return Err(wrong(value, argument.json_type()));
    }
    let Argument::Value(value) = argument else { return Ok(()) };
    let Document::List(items) = value.as_ref() else { return Ok(()) };
    let inner: Vec<&str> = expected.iter().filter_map(|it| it.split_once('-')).map(|(_, inner)| inner).collect();
    let Some(first) = items.first() else { return Ok(()) };
    // Of several types of elements the first element chooses.
    let wanted = match inner.as_slice() {
        [] => return Ok(()),
        [only] => only,
        several => match several.iter().find(|it| **it == json_type(first)) {
            Some(found) => found,
            None => return Err(wrong(shown(first), python_type(first))),
        },
    };
    match items.iter().find(|it| json_type(it) != *wanted) {
        Some(item) => Err(wrong(shown(item), python_type(item))),
        None => Ok(()),
    }
}

/// A value as Python's `str()` shows it.
pub(super) fn shown(value: &Document) -> String {
    Value::from(value).python_str()
}
