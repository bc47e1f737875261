//! Attribute values as requests and replies carry them: a structure with exactly one member, named after the type.
//!
//! What is malformed is refused in the words of the service, which checks values before it looks at tables.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use labs_world::{Document, Map};

use super::{AttributeValue, Item, MAX_LEVELS};
use crate::number::{Number, NumberError};

/// Longest name of an attribute, in bytes.
const MAX_NAME: usize = 65_535;

/// What is wrong with an attribute value, in DynamoDB's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ValueError {
    /// No type is given, or only unknown ones.
    #[error("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")]
    Empty,
    /// Several types are given.
    #[error(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
    )]
    SeveralTypes,
    /// A number is malformed or out of range.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// `{"NULL": false}`.
    #[error("One or more parameter values were invalid: Null attribute value types must have the value of true")]
    NullIsFalse,
    /// An empty set. The wording, two blanks included, is the service's.
    #[error("One or more parameter values were invalid: {0}")]
    EmptySet(&'static str),
    /// A set names a member twice; the text shows the members as the service does.
    #[error("One or more parameter values were invalid: Input collection {0}contains duplicates.")]
    DuplicateMember(String),
    /// More than 32 levels.
    #[error(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
    )]
    TooDeep,
    /// An attribute without a name.
    #[error("One or more parameter values were invalid: Empty attribute name")]
    EmptyName,
    /// An attribute's name is too long.
    #[error("One or more parameter values were invalid: Attribute name is too large, must be less than 65536 bytes")]
    NameTooLong,
    /// The member has a wrong type; the boundary lets none of these through.
    #[error("{0} has a value of the wrong type")]
    WrongType(&'static str),
}

impl AttributeValue {
    /// Reads the value of one attribute.
    pub(crate) fn from_document(document: Document) -> Result<Self, ValueError> {
        read(document, 1)
    }

    /// The value as replies carry it.
    pub(crate) fn into_document(self) -> Document {
        let name = self.type_name().to_owned();
        let value = match self {
            Self::S(text) => Document::String(text),
            Self::N(number) => Document::String(number.to_string()),
            Self::B(bytes) => Document::Blob(bytes),
            Self::Bool(value) => Document::Bool(value),
            Self::Null => Document::Bool(true),
            Self::Ss(members) => Document::List(members.into_iter().map(Document::String).collect()),
            Self::Ns(members) => Document::List(members.iter().map(|n| Document::String(n.to_string())).collect()),
            Self::Bs(members) => Document::List(members.into_iter().map(Document::Blob).collect()),
            Self::L(elements) => Document::List(elements.into_iter().map(Self::into_document).collect()),
            Self::M(entries) => item_into_document(entries),
        };
        Map::from_iter([(name, value)]).into()
    }
}

/// Reads an item or a key: a map from attribute names to values.
pub(crate) fn item_from_document(document: Document) -> Result<Item, ValueError> {
    read_map(map(document)?, 1)
}

/// An item as replies carry it.
pub(crate) fn item_into_document(item: Item) -> Document {
    item.into_iter().map(|(name, value)| (name, value.into_document())).collect::<Map>().into()
}

/// `level` is that of this value; nothing below level 32 is looked at.
fn read(document: Document, level: usize) -> Result<AttributeValue, ValueError> {
    if level > MAX_LEVELS {
        return Err(ValueError::TooDeep);
    }
    let Document::Map(members) = document else { return Err(ValueError::Empty) };
    let mut found = None;
    let mut count = 0;
    for (name, member) in members {
        if member == Document::Null {
            continue;
        }
        if let Some(value) = read_member(&name, member, level)? {
            found = Some(value);
            count += 1;
        }
    }
    match (found, count) {
        (Some(value), 1) => Ok(value),
        (Some(_), _) => Err(ValueError::SeveralTypes),
        (None, _) => Err(ValueError::Empty),
    }
}

/// The value of one member; `None` when the service has no type of that name.
fn read_member(name: &str, member: Document, level: usize) -> Result<Option<AttributeValue>, ValueError> {
    let value = match name {
        "S" => AttributeValue::S(text(member, "S")?),
        "N" => AttributeValue::N(Number::parse(&text(member, "N")?)?),
        "B" => AttributeValue::B(blob(member, "B")?),
        "BOOL" => AttributeValue::Bool(member.as_bool().ok_or(ValueError::WrongType("BOOL"))?),
        "NULL" => match member.as_bool().ok_or(ValueError::WrongType("NULL"))? {
            true => AttributeValue::Null,
            false => return Err(ValueError::NullIsFalse),
        },
        "SS" => {
            let members = list(member, "SS")?.into_iter().map(|m| text(m, "SS"));
            AttributeValue::Ss(read_set(members, "An string set  may not be empty", show_texts)?)
        }
        "NS" => {
            let members = list(member, "NS")?.into_iter().map(|m| Ok(Number::parse(&text(m, "NS")?)?));
            AttributeValue::Ns(read_set(members, "An number set  may not be empty", |_| String::new())?)
        }
        "BS" => {
            let members = list(member, "BS")?.into_iter().map(|m| blob(m, "BS"));
            AttributeValue::Bs(read_set(members, "Binary sets should not be empty", show_blobs)?)
        }
        "L" => AttributeValue::L(list(member, "L")?.into_iter().map(|m| read(m, level + 1)).collect::<Result<_, _>>()?),
        "M" => AttributeValue::M(read_map(map(member)?, level + 1)?),
        _ => return Ok(None),
    };
    Ok(Some(value))
}

fn read_map(entries: Map, level: usize) -> Result<Item, ValueError> {
    entries
        .into_iter()
        .map(|(name, value)| match name.len() {
            0 => Err(ValueError::EmptyName),
            length if length > MAX_NAME => Err(ValueError::NameTooLong),
            _ => Ok((name, read(value, level)?)),
        })
        .collect()
}

/// Collects a set. Members that come twice are shown as the service does: those before the second one in byte order, then
/// the second one, then the rest as given.
fn read_set<T: Ord>(
    members: impl Iterator<Item = Result<T, ValueError>>,
    empty: &'static str,
    show: impl Fn(&[T]) -> String,
) -> Result<BTreeSet<T>, ValueError> {
    let members = members.collect::<Result<Vec<_>, _>>()?;
    if members.is_empty() {
        return Err(ValueError::EmptySet(empty));
    }
    let mut set = BTreeSet::new();
    let mut members = members.into_iter();
    while let Some(member) = members.next() {
        if set.contains(&member) {
            let shown: Vec<_> = set.into_iter().chain([member]).chain(members).collect();
            return Err(ValueError::DuplicateMember(show(&shown)));
        }
        set.insert(member);
    }
    Ok(set)
}

fn show_texts(members: &[String]) -> String {
    let quoted: Vec<_> = members.iter().map(|text| format!("\"{text}\"")).collect();
    format!("[{}] ", quoted.join(", "))
}

fn show_blobs(members: &[Bytes]) -> String {
    let quoted: Vec<_> = members.iter().map(|bytes| format!("\"{}\"", STANDARD.encode(bytes))).collect();
    format!("[{}]of type BS ", quoted.join(","))
}

fn text(document: Document, type_name: &'static str) -> Result<String, ValueError> {
    match document {
        Document::String(text) => Ok(text),
        _ => Err(ValueError::WrongType(type_name)),
    }
}

fn list(document: Document, type_name: &'static str) -> Result<Vec<Document>, ValueError> {
    match document {
        Document::List(elements) => Ok(elements),
        _ => Err(ValueError::WrongType(type_name)),
    }
}

fn map(document: Document) -> Result<Map, ValueError> {
    match document {
        Document::Map(entries) => Ok(entries),
        _ => Err(ValueError::WrongType("M")),
    }
}

fn blob(document: Document, type_name: &'static str) -> Result<Bytes, ValueError> {
    match document {
        Document::Blob(bytes) => Ok(bytes),
        _ => Err(ValueError::WrongType(type_name)),
    }
}

#[cfg(test)]
pub(crate) use tests::any_value;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::number::any_number;
    use crate::testing::{document, item_document, json};

    /// Values of every type, nested a few levels.
    pub(crate) fn any_value() -> impl Strategy<Value = AttributeValue> {
        let bytes = || prop::collection::vec(any::<u8>(), 0..4).prop_map(Bytes::from);
        let leaf = prop_oneof![
            ".{0,6}".prop_map(AttributeValue::S),
            any_number().prop_map(AttributeValue::N),
            bytes().prop_map(AttributeValue::B),
            any::<bool>().prop_map(AttributeValue::Bool),
            Just(AttributeValue::Null),
            prop::collection::btree_set(".{0,3}", 1..4).prop_map(AttributeValue::Ss),
            prop::collection::btree_set(any_number(), 1..4).prop_map(AttributeValue::Ns),
            prop::collection::btree_set(bytes(), 1..4).prop_map(AttributeValue::Bs),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
                prop::collection::vec((".{1,3}", inner), 0..4)
                    .prop_map(|entries| AttributeValue::M(entries.into_iter().collect())),
            ]
        })
    }

    fn refusal(value: serde_json::Value) -> String {
        AttributeValue::from_document(document(&value)).unwrap_err().to_string()
    }

    #[test]
    fn a_value_names_exactly_one_type() {
        let empty = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
        for value in [json!({}), json!({"a": ""}), json!({"M": {"a": {}}}), json!({"L": [{}]}), json!({"S": null})] {
            assert_eq!(refusal(value), empty);
        }
        assert_eq!(
            refusal(json!({"S": "a", "N": "1"})),
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
        );
        assert_eq!(refusal(json!({"S": "a", "N": "b"})), "The parameter cannot be converted to a numeric value: b");
    }

    #[test]
    fn sets_are_neither_empty_nor_doubled() {
        let invalid = "One or more parameter values were invalid: ";
        for (value, message) in [
            (json!({"SS": []}), "An string set  may not be empty"),
            (json!({"NS": []}), "An number set  may not be empty"),
            (json!({"BS": []}), "Binary sets should not be empty"),
            (json!({"L": [{"M": {"a": {"SS": []}}}]}), "An string set  may not be empty"),
            (
                json!({"SS": ["b", "a", "b", "z", "c"]}),
                "Input collection [\"a\", \"b\", \"b\", \"z\", \"c\"] contains duplicates.",
            ),
            (
                json!({"BS": ["/w==", "AA==", "AA=="]}),
                "Input collection [\"AA==\",\"/w==\",\"AA==\"]of type BS contains duplicates.",
            ),
            (json!({"NS": ["2", "1", "2.0"]}), "Input collection contains duplicates."),
            (json!({"NULL": false}), "Null attribute value types must have the value of true"),
        ] {
            assert_eq!(refusal(value), format!("{invalid}{message}"));
        }
        assert_eq!(refusal(json!({"NS": ["1", ""]})), "The parameter cannot be converted to a numeric value: ");
    }

    #[test]
    fn empty_texts_and_bytes_are_values() {
        for value in [json!({"S": ""}), json!({"B": ""}), json!({"SS": [""]}), json!({"L": []}), json!({"M": {}})] {
            let read = AttributeValue::from_document(document(&value)).unwrap();
            assert_eq!(read.into_document(), document(&value));
        }
    }

    #[test]
    fn the_32nd_level_is_the_last() {
        let nested = |wraps| {
            (0..wraps).fold(Document::Map(Map::from_iter([("S".to_owned(), "leaf".into())])), |inner, _| {
                Map::from_iter([("L".to_owned(), Document::List(vec![inner]))]).into()
            })
        };
        assert!(AttributeValue::from_document(nested(31)).is_ok());
        assert_eq!(AttributeValue::from_document(nested(32)), Err(ValueError::TooDeep));
        assert_eq!(AttributeValue::from_document(nested(2_000)), Err(ValueError::TooDeep));
    }

    #[test]
    fn names_are_neither_empty_nor_endless() {
        let item = |name: &str| item_from_document(item_document(&json!({ name: {"S": "a"} })));
        assert_eq!(item(""), Err(ValueError::EmptyName));
        assert_eq!(item(&"n".repeat(65_536)), Err(ValueError::NameTooLong));
        assert!(item(&"n".repeat(65_535)).is_ok());
    }

    #[test]
    fn wrong_documents_are_refused_without_a_panic() {
        for (name, wrong) in
            [("S", Document::Integer(1)), ("N", Document::Integer(1)), ("B", "YQ==".into()), ("M", Document::Null)]
        {
            let value = Map::from_iter([(name.to_owned(), wrong)]);
            assert!(AttributeValue::from_document(value.into()).is_err(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn documents_read_back_as_the_value(value in any_value()) {
            prop_assert_eq!(AttributeValue::from_document(value.clone().into_document()), Ok(value));
        }
    }
}
