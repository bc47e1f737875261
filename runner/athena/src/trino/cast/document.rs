//! Casts to and from JSON: scalars both ways; the rest is refused.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, StringArray, StringBuilder},
        datatypes::DataType,
    },
    common::Result,
};
use serde_json::Value as Json;

use super::{
    Way,
    column::{convert as convert_column, settle},
    value::Failure,
};
use crate::{
    function::value_text,
    trino::{operation::expected, tree::Fallibility},
    trino_type::TrinoType,
};

pub(super) fn way(from: &TrinoType, to: &TrinoType) -> Way {
    use TrinoType::{
        Array, BigInt, Boolean, Date, Decimal, Double, Integer, Map, Real, Row, SmallInt, Timestamp, TinyInt, Varchar,
    };
    match (from, to) {
        (Boolean | TinyInt | SmallInt | Integer | BigInt | Real | Double | Decimal(..) | Varchar(_), TrinoType::Json)
        | (Date | Timestamp(_), TrinoType::Json)
        | (TrinoType::Json, Boolean | TinyInt | SmallInt | Integer | BigInt | Real | Double | Decimal(..) | Varchar(_)) => {
            Way::Own
        }
        (Array(_) | Map(..) | Row(_), TrinoType::Json) | (TrinoType::Json, Array(_) | Map(..) | Row(_)) => Way::Refused,
        _ => Way::None,
    }
}

pub(super) fn convert(
    column: &ArrayRef,
    from: &TrinoType,
    to: &TrinoType,
    result: &DataType,
    fallibility: Fallibility,
) -> Result<ArrayRef> {
    if *to == TrinoType::Json {
        let mut rows = StringBuilder::new();
        for row in 0..column.len() {
            let plain = value_text(column, row);
            rows.append_option(plain.map(|plain| match from {
                TrinoType::Varchar(_) | TrinoType::Date | TrinoType::Timestamp(_) => Json::String(plain).to_string(),
                TrinoType::Real | TrinoType::Double if matches!(plain.as_str(), "NaN" | "Infinity" | "-Infinity") => {
                    Json::String(plain).to_string()
                }
                _ => plain,
            }));
        }
        return Ok(Arc::new(rows.finish()));
    }
    // A scalar of a document is read as its text is.
    let documents = expected(column.as_string_opt::<i32>())?;
    let mut texts = Vec::with_capacity(documents.len());
    for document in documents {
        let Some(document) = document else {
            texts.push(None);
            continue;
        };
        let invalid = || Failure::invalid(format!("Cannot cast '{document}' to {to}"));
        let text = match serde_json::from_str::<Json>(document) {
            Ok(Json::Null) => Ok(None),
            Ok(Json::String(text)) => Ok(Some(text)),
            Ok(Json::Bool(value)) => Ok(Some(value.to_string())),
            Ok(Json::Number(_)) => Ok(Some(document.trim().to_owned())),
            _ => Err(invalid()),
        };
        texts.push(settle(text, fallibility)?.flatten());
    }
    let texts: ArrayRef = Arc::new(StringArray::from(texts));
    let unbounded = TrinoType::Varchar(None);
    convert_column(&texts, &unbounded, to, result, fallibility)
}
