//! The words for a value of the wrong type, as DynamoDB's front end puts them.
//!
//! Public conformance tests pin these sentences word for word (they show through in clients as the message of a
//! SerializationException). Both the awsJson reader and [`crate::conform`] say them, so they stand here once. Other
//! services word one of them differently, as Athena was seen to do.

use crate::model::{Checks, ServiceModel, Shape, ShapeKind};

/// What was found where something else was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Text.
    String,
    /// A number without a fraction.
    Integer,
    /// A number with a fraction or an exponent.
    Decimal,
    /// `true`.
    True,
    /// `false`.
    False,
    /// A list.
    List,
    /// A structure or a map.
    Map,
}

/// Where the value stands; the words for structures differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A member of a structure.
    Member,
    /// An element of a list or a value of a map.
    Element,
}

/// The sentence for `found` where a value of `shape` belongs.
pub(crate) fn message(model: &ServiceModel, shape: &Shape, place: Place, found: Found) -> String {
    match (found, &shape.kind) {
        (Found::List, _) => format!("Unrecognized collection type {}", java_type(model, shape)),
        (Found::Map, _) => "Start of structure or map found where not expected".to_owned(),
        (_, ShapeKind::Structure { .. }) if place == Place::Element => "Unexpected value type in payload".to_owned(),
        (_, ShapeKind::Structure { .. } | ShapeKind::List { .. } | ShapeKind::Map { .. }) => {
            "Unexpected field type".to_owned()
        }
        (_, ShapeKind::Blob) => "only base-64-encoded strings are convertible to bytes".to_owned(),
        (Found::String, ShapeKind::Boolean) => "Unexpected token received from parser".to_owned(),
        (found, kind) if model.checks == Checks::Dynamodb => {
            format!("{} cannot be converted to {}", token(found), simple_type(kind))
        }
        // Recorded from Athena: `STRING_VALUE can not be converted to an Integer`.
        (found, kind) => {
            let name = simple_type(kind);
            let article = if name.starts_with('I') { "an" } else { "a" };
            format!("{} can not be converted to {article} {name}", token(found))
        }
    }
}

/// The name that the front end's JSON parser has for a token.
fn token(found: Found) -> &'static str {
    match found {
        Found::String => "STRING_VALUE",
        Found::Integer => "NUMBER_VALUE",
        Found::Decimal => "DECIMAL_VALUE",
        Found::True => "TRUE_VALUE",
        Found::False => "FALSE_VALUE",
        Found::List => "START_ARRAY",
        Found::Map => "START_OBJECT",
    }
}

fn simple_type(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::String { .. } => "String",
        ShapeKind::Boolean => "Boolean",
        ShapeKind::Integer => "Integer",
        ShapeKind::Long => "Long",
        ShapeKind::Float => "Float",
        ShapeKind::Double => "Double",
        ShapeKind::Timestamp => "Date",
        ShapeKind::Blob => "ByteBuffer",
        ShapeKind::List { .. } => "List",
        ShapeKind::Map { .. } => "Map",
        ShapeKind::Structure { .. } => "Structure",
    }
}

/// How the front end prints the type of a field.
fn java_type(model: &ServiceModel, shape: &Shape) -> String {
    match &shape.kind {
        ShapeKind::Map { value, .. } => {
            let value = model.shape(&value.shape).map_or_else(String::new, |value| java_class(model, value));
            format!("java.util.Map<java.lang.String, {value}>")
        }
        _ => format!("class {}", java_class(model, shape)),
    }
}

fn java_class(model: &ServiceModel, shape: &Shape) -> String {
    match &shape.kind {
        ShapeKind::Structure { .. } => format!("{}.{}", namespace(model), shape.name),
        ShapeKind::Blob => "java.nio.ByteBuffer".to_owned(),
        ShapeKind::Timestamp => "java.util.Date".to_owned(),
        ShapeKind::List { .. } => "java.util.List".to_owned(),
        ShapeKind::Map { .. } => "java.util.Map".to_owned(),
        kind => format!("java.lang.{}", simple_type(kind)),
    }
}

/// The prefix of a service's own types on the wire: `com.amazonaws.dynamodb.v20120810`.
pub(crate) fn namespace(model: &ServiceModel) -> String {
    format!("com.amazonaws.{}.v{}", model.name, model.api_version.replace('-', ""))
}
