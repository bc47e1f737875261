//! `AttributeValue`, DynamoDB's ten types, and `Item`, what a table holds.
//!
//! `document.rs` reads and writes the form that requests and replies have, `size.rs` measures, `encoding.rs` is the form in
//! the store. Values hold their invariants: numbers are normalised, sets are sorted, not empty and without duplicates.

mod document;
mod encoding;
mod size;

use std::collections::BTreeSet;

use bytes::Bytes;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::number::Number;

#[cfg(test)]
pub(crate) use document::any_value;
pub(crate) use document::{ValueError, item_from_document, item_into_document};
pub(crate) use encoding::{DamagedItem, StoredItem, decode_item, encode_item};
pub(crate) use size::{MAX_ITEM_SIZE, item_size};

/// The attributes of an item, or of a key, in the order in which they were given.
pub(crate) type Item = IndexMap<String, AttributeValue>;

/// Deepest nesting of a value, the attribute itself being level 1.
pub(crate) const MAX_LEVELS: usize = 32;

/// The value of an attribute.
///
/// The order of the variants is part of the stored form: new ones go to the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum AttributeValue {
    /// Text.
    S(String),
    /// A number.
    N(Number),
    /// Bytes.
    B(Bytes),
    /// A truth value.
    Bool(bool),
    /// Nothing, on purpose.
    Null,
    /// A set of texts.
    Ss(BTreeSet<String>),
    /// A set of numbers.
    Ns(BTreeSet<Number>),
    /// A set of byte strings.
    Bs(BTreeSet<Bytes>),
    /// A list.
    L(Vec<AttributeValue>),
    /// A map.
    M(Item),
}

impl AttributeValue {
    /// The type as requests write it.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::S(_) => "S",
            Self::N(_) => "N",
            Self::B(_) => "B",
            Self::Bool(_) => "BOOL",
            Self::Null => "NULL",
            Self::Ss(_) => "SS",
            Self::Ns(_) => "NS",
            Self::Bs(_) => "BS",
            Self::L(_) => "L",
            Self::M(_) => "M",
        }
    }

    /// How deep the value is nested; 1 for anything but a list or a map that holds something.
    pub(crate) fn levels(&self) -> usize {
        let below = match self {
            Self::L(elements) => elements.iter().map(Self::levels).max(),
            Self::M(entries) => entries.values().map(Self::levels).max(),
            _ => None,
        };
        1 + below.unwrap_or(0)
    }
}
