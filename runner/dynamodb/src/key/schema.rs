//! `KeySchema`: which attributes make a table's primary key, and how a key is taken out of an item or a request.

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::codec::{self, DamagedKey};
use crate::number::Number;
use crate::value::{AttributeValue, Item};

/// Greatest size of a partition key's value.
const MAX_PARTITION_KEY: usize = 2048;
/// Greatest size of a sort key's value.
const MAX_SORT_KEY: usize = 1024;

/// The types that a key attribute may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum KeyType {
    /// Text.
    S,
    /// A number.
    N,
    /// Bytes.
    B,
}

impl KeyType {
    /// The type as requests write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
        }
    }
}

/// The value of a key attribute. Values of different types are never compared: a schema fixes the type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeyValue {
    /// Text, in the order of its UTF-8 bytes.
    S(String),
    /// A number.
    N(Number),
    /// Bytes.
    B(Bytes),
}

impl KeyValue {
    /// The value's type.
    pub(crate) fn key_type(&self) -> KeyType {
        match self {
            Self::S(_) => KeyType::S,
            Self::N(_) => KeyType::N,
            Self::B(_) => KeyType::B,
        }
    }

    /// The key value that an attribute holds, if it has a type that keys may have.
    pub(crate) fn of(value: &AttributeValue) -> Option<Self> {
        match value {
            AttributeValue::S(text) => Some(Self::S(text.clone())),
            AttributeValue::N(number) => Some(Self::N(*number)),
            AttributeValue::B(bytes) => Some(Self::B(bytes.clone())),
            _ => None,
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::S(text) => text.len(),
            Self::N(number) => number.size(),
            Self::B(bytes) => bytes.len(),
        }
    }
}

impl From<KeyValue> for AttributeValue {
    fn from(value: KeyValue) -> Self {
        match value {
            KeyValue::S(text) => Self::S(text),
            KeyValue::N(number) => Self::N(number),
            KeyValue::B(bytes) => Self::B(bytes),
        }
    }
}

/// One attribute of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyAttribute {
    /// The attribute's name.
    pub(crate) name: String,
    /// The type that its values must have.
    pub(crate) key_type: KeyType,
}

/// The attributes of a table's primary key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeySchema {
    /// The HASH attribute.
    pub(crate) partition: KeyAttribute,
    /// The RANGE attribute, if the table has one.
    pub(crate) sort: Option<KeyAttribute>,
}

/// The primary key of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrimaryKey {
    /// Value of the HASH attribute.
    pub(crate) partition: KeyValue,
    /// Value of the RANGE attribute, if the table has one.
    pub(crate) sort: Option<KeyValue>,
}

/// Whether an attribute is the HASH or the RANGE one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Partition,
    Sort,
}

/// What is wrong with a key, in DynamoDB's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyError {
    /// An item lacks a key attribute.
    #[error("One or more parameter values were invalid: Missing the key {0} in the item")]
    Missing(String),
    /// A key attribute of an item has another type than the schema.
    #[error("One or more parameter values were invalid: Type mismatch for key {name} expected: {} actual: {actual}", expected.name())]
    TypeMismatch {
        /// The attribute.
        name: String,
        /// The schema's type.
        expected: KeyType,
        /// The type that was given.
        actual: &'static str,
    },
    /// A `Key` does not have exactly the attributes and types of the schema.
    #[error("The provided key element does not match the schema")]
    NotTheSchema,
    /// A key attribute holds nothing.
    #[error(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty {kind} value. Key: {name}"
    )]
    Empty {
        /// The attribute.
        name: String,
        /// What is empty.
        kind: EmptyKind,
    },
    /// A partition key's value is too long. The missing space is the service's.
    #[error(
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"
    )]
    PartitionTooLong,
    /// A sort key's value is too long.
    #[error(
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
    )]
    SortTooLong,
}

/// What kind of value is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EmptyKind {
    /// An S.
    String,
    /// A B.
    Binary,
}

impl fmt::Display for EmptyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "string",
            Self::Binary => "binary",
        })
    }
}

impl KeySchema {
    /// The attributes, HASH first.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &KeyAttribute> {
        std::iter::once(&self.partition).chain(&self.sort)
    }

    /// The key attribute of that name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&KeyAttribute> {
        self.attributes().find(|attribute| attribute.name == name)
    }

    /// How many attributes the key has.
    pub(crate) fn len(&self) -> usize {
        self.attributes().count()
    }

    /// The key of an item that is to be stored.
    pub(crate) fn key_of_item(&self, item: &Item) -> Result<PrimaryKey, KeyError> {
        let read = |attribute: &KeyAttribute, role| {
            let value = item.get(&attribute.name).ok_or_else(|| KeyError::Missing(attribute.name.clone()))?;
            let key_value =
                KeyValue::of(value).filter(|value| value.key_type() == attribute.key_type).ok_or_else(|| {
                    KeyError::TypeMismatch {
                        name: attribute.name.clone(),
                        expected: attribute.key_type,
                        actual: value.type_name(),
                    }
                })?;
            checked(attribute, role, key_value)
        };
        self.read_with(read)
    }

    /// The key that a request names: exactly the key attributes, with the schema's types.
    pub(crate) fn key_of_request(&self, key: &Item) -> Result<PrimaryKey, KeyError> {
        if key.len() != self.len() {
            return Err(KeyError::NotTheSchema);
        }
        let read = |attribute: &KeyAttribute, role| {
            let value = key
                .get(&attribute.name)
                .and_then(KeyValue::of)
                .filter(|value| value.key_type() == attribute.key_type)
                .ok_or(KeyError::NotTheSchema)?;
            checked(attribute, role, value)
        };
        self.read_with(read)
    }

    fn read_with(
        &self,
        read: impl Fn(&KeyAttribute, Role) -> Result<KeyValue, KeyError>,
    ) -> Result<PrimaryKey, KeyError> {
        let partition = read(&self.partition, Role::Partition)?;
        let sort = self.sort.as_ref().map(|attribute| read(attribute, Role::Sort)).transpose()?;
        Ok(PrimaryKey { partition, sort })
    }

    /// Checks a value of the partition key that a condition names.
    pub(crate) fn checked_partition(&self, value: KeyValue) -> Result<KeyValue, KeyError> {
        checked(&self.partition, Role::Partition, value)
    }

    /// Checks a value of the sort key that a condition names.
    pub(crate) fn checked_sort(&self, value: KeyValue) -> Result<KeyValue, KeyError> {
        match &self.sort {
            Some(attribute) => checked(attribute, Role::Sort, value),
            None => Err(KeyError::NotTheSchema),
        }
    }

    /// The key attributes of the item stored under `bytes`.
    pub(crate) fn decode(&self, bytes: &[u8]) -> Result<Item, DamagedKey> {
        let mut key = Item::new();
        let mut rest = bytes;
        for attribute in self.attributes() {
            let (value, after) = codec::decode(attribute.key_type, rest)?;
            key.insert(attribute.name.clone(), value.into());
            rest = after;
        }
        if rest.is_empty() { Ok(key) } else { Err(DamagedKey) }
    }
}

impl PrimaryKey {
    /// The key of the item in its table's tree.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        codec::encode(&self.partition, &mut bytes);
        if let Some(sort) = &self.sort {
            codec::encode(sort, &mut bytes);
        }
        bytes
    }
}

fn checked(attribute: &KeyAttribute, role: Role, value: KeyValue) -> Result<KeyValue, KeyError> {
    let empty = |kind| Err(KeyError::Empty { name: attribute.name.clone(), kind });
    match (&value, role) {
        (KeyValue::S(text), _) if text.is_empty() => empty(EmptyKind::String),
        (KeyValue::B(bytes), _) if bytes.is_empty() => empty(EmptyKind::Binary),
        (_, Role::Partition) if value.size() > MAX_PARTITION_KEY => Err(KeyError::PartitionTooLong),
        (_, Role::Sort) if value.size() > MAX_SORT_KEY => Err(KeyError::SortTooLong),
        _ => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> KeySchema {
        KeySchema {
            partition: KeyAttribute { name: "Artist".into(), key_type: KeyType::S },
            sort: Some(KeyAttribute { name: "Year".into(), key_type: KeyType::N }),
        }
    }

    fn text(value: &str) -> AttributeValue {
        AttributeValue::S(value.into())
    }

    fn number(value: &str) -> AttributeValue {
        AttributeValue::N(Number::parse(value).unwrap())
    }

    fn item(entries: &[(&str, AttributeValue)]) -> Item {
        entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn the_key_of_an_item_leaves_other_attributes_alone() {
        let key =
            schema().key_of_item(&item(&[("x", text("")), ("Year", number("1")), ("Artist", text("a"))])).unwrap();
        assert_eq!(
            key,
            PrimaryKey { partition: KeyValue::S("a".into()), sort: Some(KeyValue::N(Number::parse("1").unwrap())) }
        );
    }

    #[test]
    fn an_item_with_a_wrong_key_is_refused_in_dynamodbs_words() {
        let invalid = "One or more parameter values were invalid: ";
        let empty = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: Artist";
        for (given, message) in [
            (item(&[("Year", number("1"))]), format!("{invalid}Missing the key Artist in the item")),
            (item(&[("Artist", text("a"))]), format!("{invalid}Missing the key Year in the item")),
            (
                item(&[("Artist", text("a")), ("Year", text("1"))]),
                format!("{invalid}Type mismatch for key Year expected: N actual: S"),
            ),
            (
                item(&[("Artist", AttributeValue::Null), ("Year", number("1"))]),
                format!("{invalid}Type mismatch for key Artist expected: S actual: NULL"),
            ),
            (item(&[("Artist", text("")), ("Year", number("1"))]), empty.to_owned()),
            (
                item(&[("Artist", text(&"a".repeat(2049))), ("Year", number("1"))]),
                format!("{invalid}Size of hashkey has exceeded the maximum size limit of2048 bytes"),
            ),
        ] {
            assert_eq!(schema().key_of_item(&given).unwrap_err().to_string(), message);
        }
        assert!(schema().key_of_item(&item(&[("Artist", text(&"a".repeat(2048))), ("Year", number("1"))])).is_ok());
    }

    #[test]
    fn a_requested_key_has_exactly_the_schemas_attributes() {
        for given in [
            item(&[("Artist", text("a"))]),
            item(&[("Artist", text("a")), ("Year", text("1"))]),
            item(&[("Artist", text("a")), ("year", number("1"))]),
            item(&[("Artist", text("a")), ("Year", number("1")), ("x", text("b"))]),
        ] {
            assert_eq!(schema().key_of_request(&given), Err(KeyError::NotTheSchema));
        }
    }

    #[test]
    fn a_stored_key_reads_back_as_the_key_attributes() {
        let given = item(&[("Artist", text("a")), ("Year", number("-7.5"))]);
        let stored = schema().key_of_request(&given).unwrap().encode();
        assert_eq!(schema().decode(&stored), Ok(given));
        assert_eq!(schema().decode(&stored[..stored.len() - 1]), Err(DamagedKey));
        assert_eq!(schema().decode(&[&stored[..], b"x"].concat()), Err(DamagedKey));
    }
}
