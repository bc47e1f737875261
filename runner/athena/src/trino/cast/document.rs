//! Casts to and from JSON. Rows become no documents here: whether their names or their places count differs by version.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, ListArray, MapArray, StringArray, StringBuilder, StructArray},
        buffer::{NullBuffer, OffsetBuffer},
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
        (TrinoType::Json, TrinoType::Json) => Way::Same,
        (
            Boolean | TinyInt | SmallInt | Integer | BigInt | Real | Double | Decimal(..) | Varchar(_),
            TrinoType::Json,
        )
        | (Date | Timestamp(_), TrinoType::Json)
        | (
            TrinoType::Json,
            Boolean | TinyInt | SmallInt | Integer | BigInt | Real | Double | Decimal(..) | Varchar(_),
        ) => Way::Own,
        (Array(item), TrinoType::Json) => way(item, to),
        (Map(key, value), TrinoType::Json) if matches!(**key, Varchar(_)) => way(value, to),
        (TrinoType::Json, Array(item)) => way(from, item),
        (TrinoType::Json, Map(key, value)) if matches!(**key, Varchar(_)) => way(from, value),
        (TrinoType::Json, Row(fields)) => {
            let worst = fields.iter().map(|(_, kind)| way(from, kind)).max();
            worst.map_or(Way::Own, |worst| worst.max(Way::Own))
        }
        (Map(..) | Row(_), TrinoType::Json) | (TrinoType::Json, Map(..)) => Way::Refused,
        (TrinoType::Unknown, _) => Way::Own,
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
            // NULL is SQL's NULL at the top and JSON's inside.
            rows.append_option(if column.is_null(row) { None } else { Some(document(column, row, from)?) });
        }
        return Ok(Arc::new(rows.finish()));
    }
    let documents = expected(column.as_string_opt::<i32>())?;
    let mut values = Vec::with_capacity(documents.len());
    for document in documents {
        let invalid = || Failure::invalid(format!("Cannot cast to {to}: {}", document.unwrap_or_default()));
        let value = match document.map(serde_json::from_str::<Json>) {
            None | Some(Ok(Json::Null)) => Ok(None),
            Some(Ok(value)) if fits(&value, to) => Ok(Some(value)),
            Some(_) => Err(invalid()),
        };
        values.push(settle(value, fallibility)?.flatten());
    }
    match (to, result) {
        (TrinoType::Array(item), DataType::List(field)) => {
            let lengths = values.iter().map(|value| value.as_ref().and_then(Json::as_array).map_or(0, Vec::len));
            let offsets = OffsetBuffer::from_lengths(lengths.collect::<Vec<_>>());
            let items = values.iter().flatten().filter_map(Json::as_array).flatten().map(text);
            let items: ArrayRef = Arc::new(items.collect::<StringArray>());
            let items = convert_column(&items, &TrinoType::Json, item, field.data_type(), fallibility)?;
            let nulls: NullBuffer = values.iter().map(Option::is_some).collect();
            Ok(Arc::new(ListArray::try_new(Arc::clone(field), offsets, items, Some(nulls))?))
        }
        (TrinoType::Map(_, kind), DataType::Map(entries, sorted)) => {
            let DataType::Struct(pair) = entries.data_type() else { return expected(None) };
            let field = expected(pair.get(1))?;
            let lengths =
                values.iter().map(|value| value.as_ref().and_then(Json::as_object).map_or(0, serde_json::Map::len));
            let offsets = OffsetBuffer::from_lengths(lengths.collect::<Vec<_>>());
            let objects = || values.iter().flatten().filter_map(Json::as_object).flatten();
            let keys: ArrayRef = Arc::new(objects().map(|(key, _)| Some(key.as_str())).collect::<StringArray>());
            let items: ArrayRef = Arc::new(objects().map(|(_, value)| text(value)).collect::<StringArray>());
            let items = convert_column(&items, &TrinoType::Json, kind, field.data_type(), fallibility)?;
            let nulls: NullBuffer = values.iter().map(Option::is_some).collect();
            let rows = StructArray::try_new(pair.clone(), vec![keys, items], None)?;
            Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, rows, Some(nulls), *sorted)?))
        }
        (TrinoType::Row(kinds), DataType::Struct(fields)) => {
            let mut columns = Vec::new();
            for (at, ((name, kind), field)) in kinds.iter().zip(fields).enumerate() {
                let part = |value: &Option<Json>| match value {
                    Some(Json::Array(items)) => items.get(at).and_then(text),
                    Some(Json::Object(object)) => {
                        let name = name.as_deref()?;
                        object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| text(value))
                    }
                    _ => None,
                };
                let part: ArrayRef = Arc::new(values.iter().map(part).collect::<StringArray>());
                columns.push(convert_column(&part, &TrinoType::Json, kind, field.data_type(), fallibility)?);
            }
            let nulls: NullBuffer = values.iter().map(Option::is_some).collect();
            Ok(Arc::new(StructArray::try_new(fields.clone(), columns, Some(nulls))?))
        }
        _ => {
            // A scalar of a document is read as its text is.
            let plain = |value: &Option<Json>| match value {
                Some(Json::String(text)) => Some(text.clone()),
                Some(value) => Some(value.to_string()),
                None => None,
            };
            let texts: ArrayRef = Arc::new(values.iter().map(plain).collect::<StringArray>());
            convert_column(&texts, &TrinoType::Varchar(None), to, result, fallibility)
        }
    }
}

fn text(value: &Json) -> Option<String> {
    Some(value.to_string())
}

/// Whether a document has the shape of a type.
fn fits(value: &Json, to: &TrinoType) -> bool {
    match to {
        TrinoType::Array(_) => value.is_array(),
        TrinoType::Map(..) => value.is_object(),
        TrinoType::Row(fields) => match value {
            Json::Array(items) => items.len() == fields.len(),
            Json::Object(_) => fields.iter().all(|(name, _)| name.is_some()),
            _ => false,
        },
        TrinoType::Json => true,
        _ => !value.is_array() && !value.is_object(),
    }
}

/// A value as a document. It is written and not built, so that numbers keep Trino's notation.
fn document(column: &ArrayRef, row: usize, kind: &TrinoType) -> Result<String> {
    if column.is_null(row) {
        return Ok("null".to_owned());
    }
    let plain = value_text(column, row).unwrap_or_default();
    let quoted = |text: String| Json::String(text).to_string();
    Ok(match kind {
        TrinoType::Array(item) => {
            let items = expected(column.as_list_opt::<i32>())?.value(row);
            let items = (0..items.len()).map(|at| document(&items, at, item)).collect::<Result<Vec<_>>>()?;
            format!("[{}]", items.join(","))
        }
        TrinoType::Map(_, kind) => {
            let entries = expected(column.as_map_opt())?.value(row);
            let (keys, values) = (expected(entries.columns().first())?, expected(entries.columns().get(1))?);
            let mut pairs = (0..entries.len())
                .map(|at| Ok((value_text(keys, at).unwrap_or_default(), document(values, at, kind)?)))
                .collect::<Result<Vec<_>>>()?;
            pairs.sort();
            let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| format!("{}:{value}", quoted(key))).collect();
            format!("{{{}}}", pairs.join(","))
        }
        TrinoType::Varchar(_) | TrinoType::Date | TrinoType::Timestamp(_) => quoted(plain),
        TrinoType::Real | TrinoType::Double if matches!(plain.as_str(), "NaN" | "Infinity" | "-Infinity") => {
            quoted(plain)
        }
        _ => plain,
    })
}
