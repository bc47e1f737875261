//! `Document`, the one value type that crosses the AWS boundary.
//!
//! It is what an awsJson body, an `aws` command line and a console step all become, and what an engine answers with.
//! Blobs, timestamps and numbers are typed here, so that no protocol has to guess them back out of a string. It knows
//! nothing of wire formats (`labs-aws`) and nothing of DynamoDB's own attribute values (`labs-dynamodb`).

use bytes::Bytes;
use indexmap::IndexMap;

use crate::time::Timestamp;

/// The members of a structure or the entries of a map, in the order in which they were given.
pub type Map = IndexMap<String, Document>;

/// A value of the Smithy data model: what service models call a shape's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Document {
    /// An explicit null. Absent members are absent from their [`Map`] instead.
    Null,
    /// `boolean`.
    Bool(bool),
    /// `integer` and `long`.
    Integer(i64),
    /// `float` and `double`.
    Float(f64),
    /// `string`, enums included. DynamoDB's numbers travel as strings too, as on the wire.
    String(String),
    /// `blob`: raw bytes, never base64.
    Blob(Bytes),
    /// `timestamp`, whatever its wire format.
    Timestamp(Timestamp),
    /// `list`.
    List(Vec<Document>),
    /// `structure`, `union` and `map`.
    Map(Map),
}

impl Document {
    /// The text, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The whole number, if this is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The elements, if this is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Document]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if this is a structure or a map.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }
}

impl From<&str> for Document {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Document {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Document {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Document {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<f64> for Document {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<Timestamp> for Document {
    fn from(value: Timestamp) -> Self {
        Self::Timestamp(value)
    }
}

impl From<Vec<Document>> for Document {
    fn from(items: Vec<Document>) -> Self {
        Self::List(items)
    }
}

impl From<Map> for Document {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}
