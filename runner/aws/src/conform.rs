//! Holds a document against a shape: are all values of the kinds that the model says?
//!
//! The awsJson reader produces only documents that conform, but calls also come from inside the process, and replies come
//! from engines. Constraints (lengths, enums, required members) are the business of [`crate::validate`].

use labs_world::{Document, Map};

use crate::mismatch::{self, Found, Place};
use crate::model::{ServiceModel, Shape, ShapeKind};

/// Deeper documents are refused. DynamoDB allows 32 levels of attribute values, which are two levels each here.
const MAX_DEPTH: usize = 128;

/// Whether members that the model does not have are faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unmodelled {
    /// They are passed over, as AWS does with requests.
    Ignored,
    /// They are faults: an engine that answers with one has a defect.
    Refused,
}

/// Why a document does not conform.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Nonconformance {
    /// A value is of the wrong kind; the words are AWS's.
    #[error("{message} (at {path})")]
    Mismatch {
        /// Where, with full stops between the steps.
        path: String,
        /// AWS's sentence.
        message: String,
    },
    /// A member is not in the model.
    #[error("{path} is not in the model")]
    Unmodelled {
        /// Where.
        path: String,
    },
    /// The document is nested too deeply.
    #[error("nested more than {MAX_DEPTH} levels")]
    TooDeep,
}

/// Checks the members of a structure; `shape` is `None` for operations that take or return nothing.
pub(crate) fn conform(
    model: &ServiceModel,
    shape: Option<&Shape>,
    members: &Map,
    unmodelled: Unmodelled,
) -> Result<(), Nonconformance> {
    let walk = Walk { model, unmodelled };
    match shape {
        Some(shape) => walk.structure(shape, members, &mut Vec::new()),
        None => match members.keys().next() {
            Some(name) if unmodelled == Unmodelled::Refused => Err(Nonconformance::Unmodelled { path: name.clone() }),
            _ => Ok(()),
        },
    }
}

struct Walk<'a> {
    model: &'a ServiceModel,
    unmodelled: Unmodelled,
}

impl<'a> Walk<'a> {
    fn structure(&self, shape: &Shape, members: &'a Map, path: &mut Vec<&'a str>) -> Result<(), Nonconformance> {
        for (name, value) in members {
            path.push(name);
            match shape.members().and_then(|known| known.get(name)) {
                Some(member) => self.value(&member.shape, value, Place::Member, path)?,
                None if self.unmodelled == Unmodelled::Ignored => {}
                None => return Err(Nonconformance::Unmodelled { path: path.join(".") }),
            }
            path.pop();
        }
        Ok(())
    }

    fn value(
        &self,
        shape: &str,
        value: &'a Document,
        place: Place,
        path: &mut Vec<&'a str>,
    ) -> Result<(), Nonconformance> {
        if path.len() > MAX_DEPTH {
            return Err(Nonconformance::TooDeep);
        }
        let Some(shape) = self.model.shape(shape).filter(|shape| !shape.document) else { return Ok(()) };
        let found = match (value, &shape.kind) {
            (Document::Null, _)
            | (Document::String(_), ShapeKind::String { .. })
            | (Document::Bool(_), ShapeKind::Boolean)
            | (Document::Integer(_), ShapeKind::Integer | ShapeKind::Long | ShapeKind::Float | ShapeKind::Double)
            | (Document::Float(_), ShapeKind::Float | ShapeKind::Double)
            | (Document::Blob(_), ShapeKind::Blob)
            | (Document::Timestamp(_), ShapeKind::Timestamp) => return Ok(()),
            (Document::Map(members), ShapeKind::Structure { .. }) => return self.structure(shape, members, path),
            (Document::Map(entries), ShapeKind::Map { value, .. }) => {
                for (key, entry) in entries {
                    path.push(key);
                    self.value(&value.shape, entry, Place::Element, path)?;
                    path.pop();
                }
                return Ok(());
            }
            (Document::List(items), ShapeKind::List { member }) => {
                for item in items {
                    path.push("member");
                    self.value(&member.shape, item, Place::Element, path)?;
                    path.pop();
                }
                return Ok(());
            }
            (Document::Bool(true), _) => Found::True,
            (Document::Bool(false), _) => Found::False,
            (Document::Integer(_), _) => Found::Integer,
            (Document::Float(_) | Document::Timestamp(_), _) => Found::Decimal,
            (Document::String(_) | Document::Blob(_), _) => Found::String,
            (Document::List(_), _) => Found::List,
            (Document::Map(_), _) => Found::Map,
        };
        let message = mismatch::message(self.model, shape, place, found);
        Err(Nonconformance::Mismatch { path: path.join("."), message })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Models;

    fn check(operation: &str, input: Map, unmodelled: Unmodelled) -> Result<(), String> {
        let model = Models::by_name("dynamodb").unwrap();
        let shape = model.input_of(&model.operations[operation]);
        conform(model, shape, &input, unmodelled).map_err(|error| error.to_string())
    }

    fn one(name: &str, value: impl Into<Document>) -> Map {
        Map::from([(name.to_owned(), value.into())])
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused_with_its_place() {
        let error = check("ListTables", one("Limit", "ten"), Unmodelled::Ignored).unwrap_err();
        assert_eq!(error, "STRING_VALUE cannot be converted to Integer (at Limit)");
        let key = one("Key", one("id", one("S", 5_i64)));
        let error = check("GetItem", key, Unmodelled::Ignored).unwrap_err();
        assert_eq!(error, "NUMBER_VALUE cannot be converted to String (at Key.id.S)");
    }

    #[test]
    fn unmodelled_members_are_ignored_in_requests_and_refused_in_replies() {
        assert_eq!(check("ListTables", one("Colour", "red"), Unmodelled::Ignored), Ok(()));
        let error = check("ListTables", one("Colour", "red"), Unmodelled::Refused).unwrap_err();
        assert_eq!(error, "Colour is not in the model");
    }

    #[test]
    fn nesting_has_an_end() {
        let mut value = one("S", "leaf");
        for _ in 0..100 {
            value = one("M", one("a", value));
        }
        let error = check("GetItem", one("Key", one("id", value)), Unmodelled::Ignored).unwrap_err();
        assert_eq!(error, "nested more than 128 levels");
    }
}
