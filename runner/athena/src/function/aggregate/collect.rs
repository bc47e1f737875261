//! Aggregates that give collections: `array_agg`, `set_agg`, `set_union`, `map_agg`, `multimap_agg`, `histogram`,
//! `approx_distinct` (exact here).

use std::{collections::HashMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, Int64Array, ListArray, UInt32Array},
        buffer::OffsetBuffer,
        compute::take,
        datatypes::DataType,
    },
    common::{Result, ScalarValue},
};

use super::{arranged::first_rows, function::Method, gather::Group};
use crate::function::{
    array::{Keys, maps},
    error::{invalid, wrong_column},
    lambda::Items,
    scalar::conform,
    spec::{Draft, aggregate},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        aggregate(
            "array_agg",
            &["array_agg(T) -> array(T)"],
            Method::Gather(|group| {
                if group.rows == 0 {
                    return group.null();
                }
                list(group, Arc::clone(group.column(0)?))
            }),
        ),
        aggregate(
            "set_agg",
            &["set_agg(T) T:comparable -> array(T)"],
            Method::Gather(|group| {
                if group.rows == 0 {
                    return group.null();
                }
                let first = first_rows(&group.columns)?;
                list(group, take(group.column(0)?, &first, None)?)
            }),
        ),
        aggregate(
            "set_union",
            &["set_union(array(T)) T:comparable -> array(T)"],
            Method::Gather(|group| {
                let items = Items::of(group.column(0)?, group.name)?;
                if group.column(0)?.null_count() == group.rows {
                    return group.null();
                }
                let first = first_rows(std::slice::from_ref(&items.values))?;
                list(group, take(&items.values, &first, None)?)
            }),
        ),
        aggregate("map_agg", &["map_agg(K, V) K:comparable -> map(K, V)"], Method::Gather(map_agg)),
        aggregate(
            "multimap_agg",
            &["multimap_agg(K, V) K:comparable -> map(K, array(V))"],
            Method::Gather(multimap_agg),
        ),
        aggregate("histogram", &["histogram(K) K:comparable -> map(K, bigint)"], Method::Gather(histogram)),
        aggregate(
            "approx_distinct",
            &["approx_distinct(T) T:comparable -> bigint", "approx_distinct(T, double) T:comparable -> bigint"],
            Method::Gather(approx_distinct),
        ),
    ]
}

fn list(group: &Group<'_>, values: ArrayRef) -> Result<ScalarValue> {
    let DataType::List(item) = group.result else { return Err(wrong_column(group.name)) };
    let offsets = OffsetBuffer::from_lengths([values.len()]);
    let values = conform(values, item.data_type())?;
    Ok(ScalarValue::List(Arc::new(ListArray::try_new(Arc::clone(item), offsets, values, None)?)))
}

/// The places of each different key that is not NULL, in the order of first arrival.
fn groups(column: &ArrayRef) -> Result<Vec<Vec<u32>>> {
    let rows = Keys::new(column.data_type())?.of(column)?;
    let mut known = HashMap::new();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for at in (0..column.len()).filter(|at| column.is_valid(*at)) {
        let next = groups.len();
        let slot = *known.entry(rows.row(at)).or_insert(next);
        if slot == next {
            groups.push(Vec::new());
        }
        if let Some(group) = groups.get_mut(slot) {
            group.push(at as u32);
        }
    }
    Ok(groups)
}

fn heads(groups: &[Vec<u32>]) -> UInt32Array {
    groups.iter().filter_map(|group| group.first().copied()).collect::<Vec<_>>().into()
}

fn one_map(group: &Group<'_>, keys: ArrayRef, values: ArrayRef) -> Result<ScalarValue> {
    let offsets = OffsetBuffer::from_lengths([keys.len()]);
    ScalarValue::try_from_array(&maps(keys, values, offsets, None, group.result)?, 0)
}

/// The first value of a key stays.
fn map_agg(group: &Group<'_>) -> Result<ScalarValue> {
    let groups = groups(group.column(0)?)?;
    if groups.is_empty() {
        return group.null();
    }
    let heads = heads(&groups);
    one_map(group, take(group.column(0)?, &heads, None)?, take(group.column(1)?, &heads, None)?)
}

fn multimap_agg(group: &Group<'_>) -> Result<ScalarValue> {
    let groups = groups(group.column(0)?)?;
    if groups.is_empty() {
        return group.null();
    }
    let DataType::Map(entries, _) = group.result else { return Err(wrong_column(group.name)) };
    let DataType::Struct(fields) = entries.data_type() else { return Err(wrong_column(group.name)) };
    let Some(DataType::List(item)) = fields.get(1).map(|field| field.data_type()) else {
        return Err(wrong_column(group.name));
    };
    let places: UInt32Array = groups.iter().flatten().copied().collect::<Vec<_>>().into();
    let values = take(group.column(1)?, &places, None)?;
    let offsets = OffsetBuffer::from_lengths(groups.iter().map(Vec::len));
    let lists = ListArray::try_new(Arc::clone(item), offsets, conform(values, item.data_type())?, None)?;
    one_map(group, take(group.column(0)?, &heads(&groups), None)?, Arc::new(lists))
}

fn histogram(group: &Group<'_>) -> Result<ScalarValue> {
    let groups = groups(group.column(0)?)?;
    if groups.is_empty() {
        return group.null();
    }
    let counts: ArrayRef = Arc::new(groups.iter().map(|group| group.len() as i64).collect::<Int64Array>());
    one_map(group, take(group.column(0)?, &heads(&groups), None)?, counts)
}

/// The exact number: Trino's estimate is within 2.3 % of it.
fn approx_distinct(group: &Group<'_>) -> Result<ScalarValue> {
    if let [_, _] = group.columns.as_slice() {
        for error in group.values::<f64>(1)? {
            if !(0.004_062_5..=0.26).contains(&error) {
                let range = "Standard error must be in [0.0040625, 0.26000]";
                return Err(invalid(format!("{range}: {}", crate::function::text::double_text(error))));
            }
        }
    }
    Ok(ScalarValue::Int64(Some(groups(group.column(0)?)?.len() as i64)))
}
