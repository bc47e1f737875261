//! Documents to bytes. The document already says what is a blob, a time or a number, so awsJson needs no shape; REST-JSON
//! needs it for names and for the forms of times.
//!
//! Members are written in the order in which they are given; nulls are left out. Times are seconds since the epoch with
//! their milliseconds as a fraction, blobs are base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use labs_world::{Document, Map};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::model::{Member, ServiceModel, Shape, ShapeKind, TimestampFormat};
use crate::protocol::timestamps::{self, Fraction};

/// The JSON of a structure: a request's, a reply's or an error's members.
#[must_use]
pub fn write_structure(members: &Map) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128);
    #[expect(clippy::expect_used, reason = "keys are strings, and writing into memory cannot fail")]
    serde_json::to_writer(&mut bytes, &Members(members)).expect("documents are always representable in JSON");
    bytes
}

/// The JSON of the members that stand in the body of a REST-JSON message, under their names on the wire and with times in
/// the form that the model names.
#[must_use]
pub(crate) fn write_shaped(model: &ServiceModel, shape: &Shape, members: &Map) -> Vec<u8> {
    write_structure(&on_the_wire(model, shape, members))
}

fn on_the_wire(model: &ServiceModel, shape: &Shape, members: &Map) -> Map {
    let known = shape.members().into_iter().flatten();
    if shape.document {
        return members.clone();
    }
    let mut map = Map::new();
    for (name, member) in known {
        if let (None, Some(value)) = (member.location, members.get(name)) {
            let wire = member.location_name.as_deref().unwrap_or(name);
            map.insert(wire.to_owned(), value_on_the_wire(model, member, value));
        }
    }
    map
}

fn value_on_the_wire(model: &ServiceModel, member: &Member, value: &Document) -> Document {
    let Some(shape) = model.shape(&member.shape) else { return value.clone() };
    match (value, &shape.kind) {
        (Document::Map(members), ShapeKind::Structure { .. }) => Document::Map(on_the_wire(model, shape, members)),
        (Document::List(items), ShapeKind::List { member }) => {
            Document::List(items.iter().map(|item| value_on_the_wire(model, member, item)).collect())
        }
        (Document::Map(entries), ShapeKind::Map { value: of, .. }) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), value_on_the_wire(model, of, value)));
            Document::Map(entries.collect())
        }
        (Document::Timestamp(instant), _) => match member.timestamp_format.or(shape.timestamp_format) {
            None | Some(TimestampFormat::UnixTimestamp) => value.clone(),
            Some(format) => Document::String(timestamps::write(*instant, format, Fraction::Shortest)),
        },
        _ => value.clone(),
    }
}

struct Members<'a>(&'a Map);

struct Value<'a>(&'a Document);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0 {
            if *value != Document::Null {
                map.serialize_entry(name, &Value(value))?;
            }
        }
        map.end()
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Document::Null => serializer.serialize_unit(),
            Document::Bool(value) => serializer.serialize_bool(*value),
            Document::Integer(value) => serializer.serialize_i64(*value),
            Document::Float(value) if value.is_nan() => serializer.serialize_str("NaN"),
            Document::Float(value) if value.is_infinite() => {
                serializer.serialize_str(if *value > 0.0 { "Infinity" } else { "-Infinity" })
            }
            Document::Float(value) => serializer.serialize_f64(*value),
            Document::String(text) => serializer.serialize_str(text),
            Document::Blob(bytes) => serializer.serialize_str(&STANDARD.encode(bytes)),
            Document::Timestamp(instant) => serializer.serialize_f64(instant.as_seconds_f64()),
            Document::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Value(item))?;
                }
                list.end()
            }
            Document::Map(members) => Members(members).serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use labs_world::Timestamp;

    fn json(value: impl Into<Document>) -> String {
        String::from_utf8(write_structure(&Map::from([("v".to_owned(), value.into())]))).unwrap()
    }

    #[test]
    fn each_kind_has_its_form() {
        assert_eq!(json(true), r#"{"v":true}"#);
        assert_eq!(json(5_i64), r#"{"v":5}"#);
        assert_eq!(json(1.0), r#"{"v":1.0}"#);
        assert_eq!(json(0.5), r#"{"v":0.5}"#);
        assert_eq!(json(f64::NAN), r#"{"v":"NaN"}"#);
        assert_eq!(json(f64::NEG_INFINITY), r#"{"v":"-Infinity"}"#);
        assert_eq!(json("say \"ă\"\n"), r#"{"v":"say \"ă\"\n"}"#);
        assert_eq!(json(Document::Blob(Bytes::from_static(&[0, 255]))), r#"{"v":"AP8="}"#);
        assert_eq!(json(Timestamp::from_millis(1_767_225_600_125)), r#"{"v":1767225600.125}"#);
        assert_eq!(json(Timestamp::from_millis(1_767_225_600_000)), r#"{"v":1767225600.0}"#);
    }

    #[test]
    fn members_keep_their_order_and_nulls_are_left_out() {
        let members = Map::from([
            ("Zebra".to_owned(), Document::from("z")),
            ("Nothing".to_owned(), Document::Null),
            ("Ant".to_owned(), Document::List(vec![Document::from(1_i64), Document::Map(Map::new())])),
        ]);
        assert_eq!(write_structure(&members), br#"{"Zebra":"z","Ant":[1,{}]}"#);
    }
}
