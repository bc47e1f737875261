//! Bytes to documents, walking the shape: one pass, no untyped value in between.
//!
//! Members that the model does not have are passed over and null members are dropped, as AWS does. Wrong types are
//! refused in AWS's words. Nesting is bounded by serde_json (128 levels), and what is passed over costs no stack at all.

use std::cell::RefCell;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use labs_world::{Document, Map, ServiceError, Timestamp};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::mismatch::{self, Found, Place};
use crate::model::{Member, Protocol, ServiceModel, Shape, ShapeKind};
use crate::protocol::timestamps;

/// Why a body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// It is not one JSON object.
    #[error("the body is not a JSON object: {reason}")]
    NotAnObject {
        /// What the JSON parser says.
        reason: String,
    },
    /// A value has the wrong type; the sentence is AWS's.
    #[error("{message}")]
    Mismatch {
        /// AWS's sentence.
        message: String,
    },
    /// It is nested too deeply.
    #[error("Nesting Levels have exceeded supported limits")]
    TooDeep,
}

impl From<JsonError> for ServiceError {
    /// What AWS answers. To a body that is no JSON object it answers a SerializationException without any message.
    fn from(error: JsonError) -> Self {
        match error {
            JsonError::NotAnObject { .. } => Self::client("SerializationException", ""),
            JsonError::Mismatch { message } => Self::client("SerializationException", message),
            JsonError::TooDeep => Self::client("ValidationException", error.to_string()),
        }
    }
}

/// Reads the members of a structure; `shape` is `None` for operations that take or return nothing, of which any object
/// is accepted.
///
/// # Errors
/// [`JsonError`] when the bytes are not a JSON object or a value in it has the wrong type.
pub fn read_structure(model: &ServiceModel, shape: Option<&Shape>, body: &[u8]) -> Result<Map, JsonError> {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'{') {
        return Err(JsonError::NotAnObject { reason: "it does not begin with `{`".to_owned() });
    }
    let reader = Reader { model, failure: RefCell::new(None) };
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let read = match shape {
        Some(shape) => reader.seed(shape, Place::Member).deserialize(&mut deserializer),
        None => serde::Deserialize::deserialize(&mut deserializer).map(|IgnoredAny| Document::Map(Map::new())),
    };
    let read = read.and_then(|document| deserializer.end().map(|()| document));
    match (read, reader.failure.into_inner()) {
        (_, Some(failure)) => Err(failure),
        (Ok(Document::Map(members)), None) => Ok(members),
        (Ok(_), None) => Err(JsonError::NotAnObject { reason: "it is not an object".to_owned() }),
        (Err(error), None) => {
            let reason = error.to_string();
            // serde_json has no variant for this; a test holds the wording.
            let too_deep = reason.starts_with("recursion limit exceeded");
            Err(if too_deep { JsonError::TooDeep } else { JsonError::NotAnObject { reason } })
        }
    }
}

/// What the seeds share: the model, and the failure that serde's error type cannot carry.
struct Reader<'a> {
    model: &'a ServiceModel,
    failure: RefCell<Option<JsonError>>,
}

impl<'a> Reader<'a> {
    fn seed(&'a self, shape: &'a Shape, place: Place) -> Seed<'a> {
        Seed { reader: self, shape, place }
    }

    fn seed_of<E: serde::de::Error>(&'a self, member: &Member, place: Place) -> Result<Seed<'a>, E> {
        match self.model.shape(&member.shape) {
            Some(shape) => Ok(self.seed(shape, place)),
            None => Err(E::custom("a loaded model has no dangling references")),
        }
    }

    fn fail<E: serde::de::Error>(&self, message: String) -> E {
        self.failure.replace(Some(JsonError::Mismatch { message }));
        E::custom("")
    }
}

/// One value to be read.
#[derive(Clone, Copy)]
struct Seed<'a> {
    reader: &'a Reader<'a>,
    shape: &'a Shape,
    place: Place,
}

impl Seed<'_> {
    fn mismatch<E: serde::de::Error>(&self, found: Found) -> E {
        self.reader.fail(mismatch::message(self.reader.model, self.shape, self.place, found))
    }

    /// awsJson writes times as numbers unless the shape says otherwise; REST-JSON leaves it to the member.
    fn takes_times_as_text(&self) -> bool {
        self.shape.timestamp_format.is_some() || self.reader.model.protocol == Protocol::RestJson
    }

    /// The document for a null inside a list or a map. Structures become empty, so that an engine sees the shape that
    /// it expects; AWS answers to `{"a": null}` in an item as to `{"a": {}}`.
    fn null_element(&self) -> Document {
        match self.shape.kind {
            ShapeKind::Structure { .. } => Document::Map(Map::new()),
            _ => Document::Null,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Document;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        if self.shape.document {
            return serde::Deserialize::deserialize(deserializer).map(untyped);
        }
        deserializer.deserialize_any(self)
    }
}

/// A value of a shape that holds any JSON.
fn untyped(value: serde_json::Value) -> Document {
    match value {
        serde_json::Value::Null => Document::Null,
        serde_json::Value::Bool(value) => Document::Bool(value),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Document::Integer(integer),
            (None, float) => Document::Float(float.unwrap_or(f64::NAN)),
        },
        serde_json::Value::String(text) => Document::String(text),
        serde_json::Value::Array(items) => Document::List(items.into_iter().map(untyped).collect()),
        serde_json::Value::Object(entries) => {
            Document::Map(entries.into_iter().map(|(name, value)| (name, untyped(value))).collect())
        }
    }
}

/// The member with that name on the wire, and its own name.
fn member_of<'a>(members: &'a indexmap::IndexMap<String, Member>, wire: &str) -> Option<(&'a str, &'a Member)> {
    let in_body = |member: &Member| member.location.is_none();
    if let Some((name, member)) = members.get_key_value(wire)
        && in_body(member)
        && member.location_name.as_deref().is_none_or(|known| known == wire)
    {
        return Some((name, member));
    }
    let named = |(_, member): &(&String, &Member)| in_body(member) && member.location_name.as_deref() == Some(wire);
    members.iter().find(named).map(|(name, member)| (name.as_str(), member))
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value of the shape {}", self.shape.name)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Document, E> {
        match self.shape.kind {
            ShapeKind::Boolean => Ok(Document::Bool(value)),
            _ => Err(self.mismatch(if value { Found::True } else { Found::False })),
        }
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Document, E> {
        match self.shape.kind {
            ShapeKind::Integer if i32::try_from(value).is_err() => {
                Err(self.reader.fail(format!("Numeric value ({value}) out of range of int")))
            }
            ShapeKind::Integer | ShapeKind::Long => Ok(Document::Integer(value)),
            #[expect(clippy::cast_precision_loss, reason = "a double member holds what a double can")]
            ShapeKind::Float | ShapeKind::Double => Ok(Document::Float(value as f64)),
            ShapeKind::Timestamp => Ok(Document::Timestamp(Timestamp::from_millis(value.saturating_mul(1000)))),
            _ => Err(self.mismatch(Found::Integer)),
        }
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Document, E> {
        match (i64::try_from(value), &self.shape.kind) {
            (Ok(value), _) => self.visit_i64(value),
            (Err(_), ShapeKind::Integer) => {
                Err(self.reader.fail(format!("Numeric value ({value}) out of range of int")))
            }
            (Err(_), ShapeKind::Long) => Err(self.reader.fail(format!("Numeric value ({value}) out of range of long"))),
            #[expect(clippy::cast_precision_loss, reason = "a double member holds what a double can")]
            (Err(_), ShapeKind::Float | ShapeKind::Double) => Ok(Document::Float(value as f64)),
            (Err(_), _) => Err(self.mismatch(Found::Integer)),
        }
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Document, E> {
        match self.shape.kind {
            ShapeKind::Long if value.abs() >= 9_223_372_036_854_775_808.0 => {
                Err(self.reader.fail(format!("Numeric value ({value:e}) out of range of long")))
            }
            // The service cuts the fraction off, and so do we.
            #[expect(clippy::cast_possible_truncation, reason = "in range for long; for int the range is checked next")]
            ShapeKind::Integer | ShapeKind::Long => self.visit_i64(value.trunc() as i64),
            ShapeKind::Float | ShapeKind::Double => Ok(Document::Float(value)),
            #[expect(clippy::cast_possible_truncation, reason = "saturates at the ends of representable time")]
            ShapeKind::Timestamp => Ok(Document::Timestamp(Timestamp::from_millis((value * 1000.0).round() as i64))),
            _ => Err(self.mismatch(Found::Decimal)),
        }
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Document, E> {
        match &self.shape.kind {
            ShapeKind::Blob => self.blob(value),
            ShapeKind::Float | ShapeKind::Double => match value {
                "NaN" => Ok(Document::Float(f64::NAN)),
                "Infinity" => Ok(Document::Float(f64::INFINITY)),
                "-Infinity" => Ok(Document::Float(f64::NEG_INFINITY)),
                _ => Err(self.mismatch(Found::String)),
            },
            ShapeKind::String { .. } => Ok(Document::String(value.to_owned())),
            ShapeKind::Timestamp if self.takes_times_as_text() => match timestamps::read(value) {
                Some(instant) => Ok(Document::Timestamp(instant)),
                None => Err(self.mismatch(Found::String)),
            },
            _ => Err(self.mismatch(Found::String)),
        }
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Document, E> {
        match &self.shape.kind {
            ShapeKind::String { .. } => Ok(Document::String(value)),
            _ => self.visit_str(&value),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Document, A::Error> {
        let ShapeKind::List { member } = &self.shape.kind else { return Err(self.mismatch(Found::List)) };
        let seed = self.reader.seed_of(member, Place::Element)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(seed)? {
            list.push(if item == Document::Null { seed.null_element() } else { item });
        }
        Ok(Document::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Document, A::Error> {
        match &self.shape.kind {
            ShapeKind::Structure { members, .. } => self.structure(members, entries),
            ShapeKind::Map { value, .. } => self.map(value, entries),
            _ => Err(self.mismatch(Found::Map)),
        }
    }
}

impl Seed<'_> {
    fn structure<'de, A: MapAccess<'de>>(
        self,
        members: &indexmap::IndexMap<String, Member>,
        mut entries: A,
    ) -> Result<Document, A::Error> {
        let mut map = Map::new();
        while let Some(wire) = entries.next_key::<String>()? {
            let Some((name, member)) = member_of(members, &wire) else {
                entries.next_value::<IgnoredAny>()?;
                continue;
            };
            match entries.next_value_seed(self.reader.seed_of(member, Place::Member)?)? {
                // Of a member that is given twice the last counts, and null takes it back.
                Document::Null => map.shift_remove(name),
                value if name == wire => map.insert(wire, value),
                value => map.insert(name.to_owned(), value),
            };
        }
        Ok(Document::Map(map))
    }

    fn map<'de, A: MapAccess<'de>>(self, value: &Member, mut entries: A) -> Result<Document, A::Error> {
        let seed = self.reader.seed_of::<A::Error>(value, Place::Element)?;
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let entry = entries.next_value_seed(seed)?;
            map.insert(key, if entry == Document::Null { seed.null_element() } else { entry });
        }
        Ok(Document::Map(map))
    }

    fn blob<E: serde::de::Error>(self, text: &str) -> Result<Document, E> {
        if !text.len().is_multiple_of(4) {
            let length = text.len();
            return Err(self
                .reader
                .fail(format!("Base64 encoded length is expected a multiple of 4 bytes but found: {length}")));
        }
        let strange = text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')));
        if let Some(strange) = strange {
            return Err(self.reader.fail(format!("Invalid Base64 character: '{strange}'")));
        }
        match STANDARD.decode(text) {
            Ok(bytes) => Ok(Document::Blob(Bytes::from(bytes))),
            // The misspelling is the service's.
            Err(_) => Err(self.reader.fail("Invalid last non-pad Base64 character dectected".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Models;

    fn read(operation: &str, body: &str) -> Result<Map, JsonError> {
        let model = Models::by_name("dynamodb").unwrap();
        read_structure(model, model.input_of(&model.operations[operation]), body.as_bytes())
    }

    fn words(operation: &str, body: &str) -> String {
        read(operation, body).unwrap_err().to_string()
    }

    #[test]
    fn values_are_typed_by_their_shapes() {
        let map = read("PutItem", r#"{"Item":{"b":{"B":"AP8="},"n":{"N":"1.50"},"t":{"BOOL":true}},"TableName":"T"}"#);
        let item = map.unwrap()["Item"].clone();
        let member = |name: &str, kind: &str| item.as_map().unwrap()[name].as_map().unwrap()[kind].clone();
        assert_eq!(member("b", "B"), Document::Blob(Bytes::from_static(&[0, 255])));
        assert_eq!(member("n", "N"), Document::from("1.50"));
        assert_eq!(member("t", "BOOL"), Document::Bool(true));
    }

    #[test]
    fn unknown_and_null_members_are_dropped_and_the_last_of_two_counts() {
        let map = read("ListTables", r#"{"Limit":1,"Colour":{"a":[1]},"ExclusiveStartTableName":null,"Limit":2}"#);
        assert_eq!(map.unwrap(), Map::from([("Limit".to_owned(), Document::Integer(2))]));
    }

    #[test]
    fn an_element_that_is_null_keeps_its_place() {
        let map = read("GetItem", r#"{"Key":{"a":null},"AttributesToGet":[null]}"#).unwrap();
        assert_eq!(map["Key"].as_map().unwrap()["a"], Document::Map(Map::new()));
        assert_eq!(map["AttributesToGet"], Document::List(vec![Document::Null]));
    }

    #[test]
    fn a_fraction_is_cut_off_where_a_whole_number_is_expected() {
        assert_eq!(read("ListTables", r#"{"Limit":2.9}"#).unwrap()["Limit"], Document::Integer(2));
        assert_eq!(
            words("ListTables", r#"{"Limit":1e99}"#),
            format!("Numeric value ({}) out of range of int", i64::MAX)
        );
        assert_eq!(words("ListTables", r#"{"Limit":2147483648}"#), "Numeric value (2147483648) out of range of int");
        let units = |number| format!(r#"{{"ProvisionedThroughput":{{"ReadCapacityUnits":{number}}}}}"#);
        assert_eq!(words("CreateTable", &units("1e99")), "Numeric value (1e99) out of range of long");
        assert!(read("CreateTable", &units("9223372036854775807")).is_ok());
    }

    /// The sentences are those that public conformance tests pin against the real service.
    #[test]
    fn wrong_types_are_refused_in_the_words_of_the_service() {
        let rows = [
            ("GetItem", r#"{"TableName":true}"#, "TRUE_VALUE cannot be converted to String"),
            ("GetItem", r#"{"TableName":false}"#, "FALSE_VALUE cannot be converted to String"),
            ("GetItem", r#"{"TableName":23}"#, "NUMBER_VALUE cannot be converted to String"),
            ("GetItem", r#"{"TableName":34.56}"#, "DECIMAL_VALUE cannot be converted to String"),
            ("GetItem", r#"{"TableName":[]}"#, "Unrecognized collection type class java.lang.String"),
            ("GetItem", r#"{"TableName":{}}"#, "Start of structure or map found where not expected"),
            ("GetItem", r#"{"ConsistentRead":"23"}"#, "Unexpected token received from parser"),
            ("GetItem", r#"{"ConsistentRead":23}"#, "NUMBER_VALUE cannot be converted to Boolean"),
            ("ListTables", r#"{"Limit":"23"}"#, "STRING_VALUE cannot be converted to Integer"),
            ("ListTables", r#"{"Limit":true}"#, "TRUE_VALUE cannot be converted to Integer"),
            ("ListTables", r#"{"Limit":[]}"#, "Unrecognized collection type class java.lang.Integer"),
            ("GetItem", r#"{"AttributesToGet":"a"}"#, "Unexpected field type"),
            ("GetItem", r#"{"AttributesToGet":{}}"#, "Start of structure or map found where not expected"),
            ("GetItem", r#"{"Key":"a"}"#, "Unexpected field type"),
            (
                "GetItem",
                r#"{"Key":[]}"#,
                "Unrecognized collection type java.util.Map<java.lang.String, \
                 com.amazonaws.dynamodb.v20120810.AttributeValue>",
            ),
            ("GetItem", r#"{"Key":{"a":"b"}}"#, "Unexpected value type in payload"),
            (
                "GetItem",
                r#"{"Key":{"a":[]}}"#,
                "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue",
            ),
            ("CreateTable", r#"{"ProvisionedThroughput":5}"#, "Unexpected field type"),
            ("GetItem", r#"{"Key":{"a":{"B":23}}}"#, "only base-64-encoded strings are convertible to bytes"),
            ("GetItem", r#"{"Key":{"a":{"B":[]}}}"#, "Unrecognized collection type class java.nio.ByteBuffer"),
            (
                "GetItem",
                r#"{"Key":{"a":{"B":"23456"}}}"#,
                "Base64 encoded length is expected a multiple of 4 bytes but found: 5",
            ),
            ("GetItem", r#"{"Key":{"a":{"BS":["=+/="]}}}"#, "Invalid last non-pad Base64 character dectected"),
            ("GetItem", r#"{"Key":{"a":{"L":[{"B":"ab-="}]}}}"#, "Invalid Base64 character: '-'"),
        ];
        for (operation, body, expected) in rows {
            assert_eq!(words(operation, body), expected, "{body}");
        }
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for body in ["", " ", "hi", "[]", "null", "1", "\"a\"", "{", "{}x", "{\"a\":}", "{'a':1}", "\u{feff}{}"] {
            assert!(matches!(read("ListTables", body), Err(JsonError::NotAnObject { .. })), "{body}");
        }
        let model = Models::by_name("dynamodb").unwrap();
        let invalid = read_structure(model, model.shape("ListTablesInput"), b"{\"ExclusiveStartTableName\":\"\xff\"}");
        assert!(matches!(invalid, Err(JsonError::NotAnObject { .. })));
    }

    #[test]
    fn two_hundred_thousand_levels_are_an_error_and_no_crash() {
        let deep = |open: &str, close: &str| format!("{}{}", open.repeat(200_000), close.repeat(200_000));
        assert_eq!(
            read("GetItem", &format!(r#"{{"Key":{{"a":{}}}}}"#, deep(r#"{"L":["#, "]}"))),
            Err(JsonError::TooDeep)
        );
        assert_eq!(
            read("GetItem", &format!(r#"{{"Key":{{"a":{}}}}}"#, deep(r#"{"M":{"a":"#, "}}"))),
            Err(JsonError::TooDeep)
        );
        // What nobody reads is passed over without recursion.
        let ignored = read("ListTables", &format!(r#"{{"Colour":{}}}"#, deep("[", "]")));
        assert!(matches!(ignored, Ok(_) | Err(JsonError::TooDeep)), "{ignored:?}");
    }

    #[test]
    fn thirty_three_levels_of_attribute_values_reach_the_engine() {
        let value = format!("{}{{\"S\":\"x\"}}{}", r#"{"M":{"a":"#.repeat(33), "}}".repeat(33));
        assert!(read("GetItem", &format!(r#"{{"Key":{{"a":{value}}}}}"#)).is_ok());
    }
}
