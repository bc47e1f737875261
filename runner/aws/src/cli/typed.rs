//! From validated values to the typed documents that an endpoint takes, by the model.
//!
//! Blobs are decoded here, timestamps become instants, and whole numbers fill floating-point members. It is called after
//! `param_validation.rs` has found nothing wrong; what the model does not know is left out there, not here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use labs_world::{Document, Map};

use crate::model::{ServiceModel, Shape, ShapeKind};

use super::error::CliError;
use super::globals::BlobFormat;
use super::timestamps;
use super::value::{Value, Values};

/// Decodes the blobs of all parameters in place, which the AWS CLI does before it validates.
pub(super) fn decode_blobs(
    model: &ServiceModel,
    shape: &Shape,
    values: &mut Values,
    format: BlobFormat,
) -> Result<(), CliError> {
    let Some(members) = shape.members() else { return Ok(()) };
    for (name, value) in values {
        if let Some(shape) = members.get(name).and_then(|member| model.shape(&member.shape)) {
            decode(model, shape, value, format)?;
        }
    }
    Ok(())
}

fn decode(model: &ServiceModel, shape: &Shape, value: &mut Value, format: BlobFormat) -> Result<(), CliError> {
    match (&shape.kind, value) {
        (ShapeKind::Structure { .. }, Value::Map(values)) => decode_blobs(model, shape, values, format)?,
        (ShapeKind::List { member }, Value::List(items)) => {
            let Some(shape) = model.shape(&member.shape) else { return Ok(()) };
            for item in items {
                decode(model, shape, item, format)?;
            }
        }
        (ShapeKind::Map { value: member, .. }, Value::Map(entries)) => {
            let Some(shape) = model.shape(&member.shape) else { return Ok(()) };
            for item in entries.values_mut() {
                decode(model, shape, item, format)?;
            }
        }
        (ShapeKind::Blob, value) => {
            if let Value::Text(text) = &*value {
                let bytes = match format {
                    BlobFormat::Raw => Some(text.clone().into_bytes()),
                    BlobFormat::Base64 => from_base64(text),
                };
                let bytes = bytes.ok_or_else(|| CliError::NotBase64 { text: text.clone() })?;
                *value = Value::Bytes(Bytes::from(bytes));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Base64 as Python reads it: characters outside its alphabet are skipped, padding must be right.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let alphabet = |it: &char| it.is_ascii_alphanumeric() || "+/=".contains(*it);
    let kept: String = text.chars().filter(alphabet).collect();
    let digits = kept.find('=').unwrap_or(kept.len());
    let padding = kept.len() - digits;
    let quads_open = digits % 4;
    if quads_open == 1 || (quads_open > 1 && quads_open + padding < 4) {
        return None;
    }
    let end = if quads_open == 0 { digits } else { digits + 4 - quads_open };
    let lenient = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
    );
    lenient.decode(kept.get(..end)?).ok()
}

/// Bytes as output shows them.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The input structure.
pub(super) fn input(model: &ServiceModel, shape: &Shape, values: Values) -> Map {
    let members = shape.members();
    let typed = values.into_iter().map(|(name, value)| {
        let shape = members.and_then(|it| it.get(&name)).and_then(|member| model.shape(&member.shape));
        (name, document(model, shape, value))
    });
    typed.collect()
}

fn document(model: &ServiceModel, shape: Option<&Shape>, value: Value) -> Document {
    let kind = shape.map(|it| &it.kind);
    match (kind, value) {
        (Some(ShapeKind::Timestamp), value) => timestamps::read(&value).map_or(Document::Null, Document::Timestamp),
        (Some(ShapeKind::Float | ShapeKind::Double), Value::Int(number)) => {
            #[expect(clippy::cast_precision_loss, reason = "what Python does with a whole number in a float's place")]
            let number = number as f64;
            Document::Float(number)
        }
        (Some(ShapeKind::Integer | ShapeKind::Long), Value::Bool(flag)) => Document::Integer(i64::from(flag)),
        (Some(ShapeKind::Float | ShapeKind::Double), Value::Bool(flag)) => Document::Float(f64::from(u8::from(flag))),
        (Some(ShapeKind::Structure { .. }), Value::Map(values)) => match shape {
            Some(shape) => Document::Map(input(model, shape, values)),
            None => Document::Null,
        },
        (Some(ShapeKind::List { member }), Value::List(items)) => {
            let shape = model.shape(&member.shape);
            Document::List(items.into_iter().map(|it| document(model, shape, it)).collect())
        }
        (Some(ShapeKind::Map { value: member, .. }), Value::Map(entries)) => {
            let shape = model.shape(&member.shape);
            Document::Map(entries.into_iter().map(|(name, it)| (name, document(model, shape, it))).collect())
        }
        (_, value) => untyped(value),
    }
}

/// What JSON alone tells.
pub(super) fn untyped(value: Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(flag) => Document::Bool(flag),
        Value::Int(number) => match i64::try_from(number) {
            Ok(number) => Document::Integer(number),
            #[expect(clippy::cast_precision_loss, reason = "outside 64 bits a number is a float in every protocol")]
            Err(_) => Document::Float(number as f64),
        },
        Value::Float(number) => Document::Float(number),
        Value::Text(text) => Document::String(text),
        Value::Bytes(bytes) => Document::Blob(bytes),
        Value::List(items) => Document::List(items.into_iter().map(untyped).collect()),
        Value::Map(entries) => Document::Map(entries.into_iter().map(|(name, it)| (name, untyped(it))).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The right-hand sides are what Python's `base64.b64decode` gives.
    #[test]
    fn base64_is_read_as_python_reads_it() {
        let cases: [(&str, Option<&[u8]>); 9] = [
            ("", Some(b"")),
            ("aGVsbG8=", Some(b"hello")),
            ("aGVs bG8=\n", Some(b"hello")),
            ("aGVsbG8", None),
            ("aGVsbG8==", Some(b"hello")),
            ("a", None),
            ("ab==", Some(b"i")),
            ("héllo!==", Some(b"\x86Yh")),
            ("====", Some(b"")),
        ];
        for (text, bytes) in cases {
            assert_eq!(from_base64(text).as_deref(), bytes, "{text}");
        }
    }
}
