//! Scalars as text, in headers, labels, query strings, forms and XML.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use labs_world::Document;

use super::timestamps::{self, Fraction};
use crate::model::{Member, Shape, ShapeKind, TimestampFormat};

/// How times are written where the model does not say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) format: TimestampFormat,
    pub(crate) fraction: Fraction,
}

impl Times {
    /// In headers.
    pub(crate) const HEADER: Self = Self { format: TimestampFormat::Rfc822, fraction: Fraction::Shortest };
    /// In query strings, labels, forms and the XML of query services.
    pub(crate) const TEXT: Self = Self { format: TimestampFormat::Iso8601, fraction: Fraction::Shortest };
    /// In the XML of REST services.
    pub(crate) const XML: Self = Self { format: TimestampFormat::Iso8601, fraction: Fraction::Milliseconds };
}

/// Writes a scalar; `None` for lists, structures, maps and nulls.
pub(crate) fn write(member: &Member, shape: &Shape, value: &Document, times: Times) -> Option<String> {
    Some(match value {
        Document::Null | Document::List(_) | Document::Map(_) => return None,
        Document::Bool(value) => value.to_string(),
        Document::Integer(value) => value.to_string(),
        Document::Float(value) if value.is_nan() => "NaN".to_owned(),
        Document::Float(value) if value.is_infinite() => if *value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned(),
        Document::Float(value) => value.to_string(),
        Document::String(text) if member.json_value => STANDARD.encode(text),
        Document::String(text) => text.clone(),
        Document::Blob(bytes) => STANDARD.encode(bytes),
        Document::Timestamp(instant) => {
            let format = member.timestamp_format.or(shape.timestamp_format).unwrap_or(times.format);
            timestamps::write(*instant, format, times.fraction)
        }
    })
}

/// Reads a scalar; `None` when the text is not one of the shape, or the shape is not a scalar's.
pub(crate) fn read(member: &Member, shape: &Shape, text: &str) -> Option<Document> {
    let trimmed = text.trim();
    Some(match &shape.kind {
        ShapeKind::String { .. } if member.json_value => {
            Document::String(String::from_utf8(STANDARD.decode(trimmed).ok()?).ok()?)
        }
        ShapeKind::String { .. } => Document::from(text),
        ShapeKind::Boolean => match trimmed {
            "true" => Document::Bool(true),
            "false" => Document::Bool(false),
            // S3 takes these as well.
            "TRUE" | "True" => Document::Bool(true),
            "FALSE" | "False" => Document::Bool(false),
            _ => return None,
        },
        ShapeKind::Integer => Document::Integer(trimmed.parse::<i32>().ok()?.into()),
        ShapeKind::Long => Document::Integer(trimmed.parse().ok()?),
        ShapeKind::Float | ShapeKind::Double => Document::Float(match trimmed {
            "NaN" => f64::NAN,
            "Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            number => number.parse().ok().filter(|number: &f64| number.is_finite())?,
        }),
        ShapeKind::Blob => Document::Blob(STANDARD.decode(trimmed).ok()?.into()),
        ShapeKind::Timestamp => Document::Timestamp(timestamps::read(trimmed)?),
        ShapeKind::List { .. } | ShapeKind::Map { .. } | ShapeKind::Structure { .. } => return None,
    })
}
