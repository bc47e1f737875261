//! Casts of whole columns: native ones, nested ones part by part, the rest value by value.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{
            Array, ArrayRef, AsArray, BinaryBuilder, BooleanArray, Decimal128Array, ListArray, MapArray,
            PrimitiveArray, StringBuilder, StructArray,
        },
        compute::cast,
        datatypes::{
            DataType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
            Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimeUnit,
        },
    },
    common::{DataFusionError, Result},
};

use super::{
    document,
    value::{Failure, Value, read},
};
use crate::{
    trino::{
        operation::{column as column_at, expected},
        tree::Fallibility,
    },
    trino_type::TrinoType,
};

pub(super) fn convert(
    column: &ArrayRef,
    from: &TrinoType,
    to: &TrinoType,
    result: &DataType,
    fallibility: Fallibility,
) -> Result<ArrayRef> {
    use super::Way;
    match super::way(from, to) {
        Way::Same | Way::Native | Way::Null if column.data_type() == result => return Ok(Arc::clone(column)),
        Way::Same | Way::Native | Way::Null => return Ok(cast(column, result)?),
        Way::Own | Way::Refused | Way::None => {}
    }
    match (from, to, result) {
        (TrinoType::Json, _, _) | (_, TrinoType::Json, _) => document::convert(column, from, to, result, fallibility),
        (TrinoType::Array(a), TrinoType::Array(b), DataType::List(item)) => {
            let lists = expected(column.as_list_opt::<i32>())?;
            let values = convert(lists.values(), a, b, item.data_type(), fallibility)?;
            let nulls = lists.nulls().cloned();
            Ok(Arc::new(ListArray::try_new(Arc::clone(item), lists.offsets().clone(), values, nulls)?))
        }
        (TrinoType::Map(k, v), TrinoType::Map(l, w), DataType::Map(entries, sorted)) => {
            let maps = expected(column.as_map_opt())?;
            let DataType::Struct(pair) = entries.data_type() else { return expected(None) };
            let (key, value) = (expected(pair.first())?, expected(pair.get(1))?);
            let keys = convert(maps.keys(), k, l, key.data_type(), fallibility)?;
            let values = convert(maps.values(), v, w, value.data_type(), fallibility)?;
            let rows = StructArray::try_new(pair.clone(), vec![keys, values], None)?;
            let nulls = maps.nulls().cloned();
            Ok(Arc::new(MapArray::try_new(Arc::clone(entries), maps.offsets().clone(), rows, nulls, *sorted)?))
        }
        (TrinoType::Row(a), TrinoType::Row(b), DataType::Struct(fields)) => {
            let rows = expected(column.as_struct_opt())?;
            let mut columns = Vec::new();
            for (at, (((_, a), (_, b)), field)) in a.iter().zip(b).zip(fields).enumerate() {
                columns.push(convert(column_at(rows.columns(), at)?, a, b, field.data_type(), fallibility)?);
            }
            Ok(Arc::new(StructArray::try_new(fields.clone(), columns, rows.nulls().cloned())?))
        }
        _ => single(column, from, to, result, fallibility),
    }
}

/// Value by value.
fn single(
    column: &ArrayRef,
    from: &TrinoType,
    to: &TrinoType,
    result: &DataType,
    fallibility: Fallibility,
) -> Result<ArrayRef> {
    macro_rules! collect {
        ($array:ty, $convert:expr) => {{
            let mut rows = Vec::with_capacity(column.len());
            for row in 0..column.len() {
                let value = match read(column, row, from)? {
                    None => None,
                    Some(value) => settle($convert(value), fallibility)?,
                };
                rows.push(value);
            }
            Ok::<ArrayRef, DataFusionError>(Arc::new(<$array>::from_iter(rows)))
        }};
    }
    match (to, result) {
        (TrinoType::Boolean, _) => collect!(BooleanArray, |value: Value<'_>| value.boolean()),
        (TrinoType::TinyInt, _) => {
            collect!(PrimitiveArray<Int8Type>, |value: Value<'_>| value.integer::<i8>("TINYINT"))
        }
        (TrinoType::SmallInt, _) => {
            collect!(PrimitiveArray<Int16Type>, |value: Value<'_>| value.integer::<i16>("SMALLINT"))
        }
        (TrinoType::Integer, _) => collect!(PrimitiveArray<Int32Type>, |value: Value<'_>| value.integer::<i32>("INT")),
        (TrinoType::BigInt, _) => {
            collect!(PrimitiveArray<Int64Type>, |value: Value<'_>| value.integer::<i64>("BIGINT"))
        }
        (TrinoType::Real, _) => collect!(PrimitiveArray<Float32Type>, |value: Value<'_>| value.real()),
        (TrinoType::Double, _) => collect!(PrimitiveArray<Float64Type>, |value: Value<'_>| value.double()),
        (TrinoType::Decimal(precision, scale), _) => {
            let rows: ArrayRef = collect!(Decimal128Array, |value: Value<'_>| value.decimal(*precision, *scale))?;
            let rows = expected(rows.as_primitive_opt::<datafusion::arrow::datatypes::Decimal128Type>())?.clone();
            Ok(Arc::new(rows.with_precision_and_scale(*precision, *scale)?))
        }
        (TrinoType::Varchar(length), _) => {
            let mut rows = StringBuilder::with_capacity(column.len(), column.len() * 8);
            for row in 0..column.len() {
                match read(column, row, from)? {
                    None => rows.append_null(),
                    Some(value) => rows.append_option(settle(value.text(column, row, *length), fallibility)?),
                }
            }
            Ok(Arc::new(rows.finish()))
        }
        (TrinoType::Varbinary, _) => {
            let texts = expected(column.as_string_opt::<i32>())?;
            let mut rows = BinaryBuilder::new();
            texts.iter().for_each(|text| rows.append_option(text.map(str::as_bytes)));
            Ok(Arc::new(rows.finish()))
        }
        (TrinoType::Date, _) => collect!(PrimitiveArray<Date32Type>, |value: Value<'_>| value.date(column)),
        (TrinoType::Time(digits), kind) => {
            let tick = |value: Value<'_>| value.time(*digits);
            let small =
                |value: Value<'_>| tick(value).and_then(|tick| i32::try_from(tick).map_err(|_| Failure::overflow()));
            match kind {
                DataType::Time32(TimeUnit::Second) => collect!(PrimitiveArray<Time32SecondType>, small),
                DataType::Time32(_) => collect!(PrimitiveArray<Time32MillisecondType>, small),
                DataType::Time64(TimeUnit::Microsecond) => collect!(PrimitiveArray<Time64MicrosecondType>, tick),
                _ => collect!(PrimitiveArray<Time64NanosecondType>, tick),
            }
        }
        (TrinoType::Timestamp(digits), kind) => {
            let ticks: ArrayRef = collect!(PrimitiveArray<Int64Type>, |value: Value<'_>| value.timestamp(*digits))?;
            Ok(retagged(&ticks, kind)?)
        }
        (TrinoType::TimestampWithTimeZone(digits), kind) => {
            let ticks: ArrayRef = collect!(PrimitiveArray<Int64Type>, |value: Value<'_>| value.zoned(*digits))?;
            Ok(retagged(&ticks, kind)?)
        }
        _ => expected(None),
    }
}

/// Numbers under the name of a timestamp.
fn retagged(numbers: &ArrayRef, kind: &DataType) -> Result<ArrayRef> {
    let data = numbers.to_data().into_builder().data_type(kind.clone()).build()?;
    Ok(datafusion::arrow::array::make_array(data))
}

/// A failure as an error, or as NULL.
pub(super) fn settle<T>(value: Result<T, Failure>, fallibility: Fallibility) -> Result<Option<T>> {
    match (value, fallibility) {
        (Ok(value), _) => Ok(Some(value)),
        (Err(failure), Fallibility::Null) if failure.may_be_null() => Ok(None),
        (Err(failure), _) => Err(failure.error()),
    }
}
