//! Aggregates that pick a value: `max_by`, `min_by`, `arbitrary`, `any_value`.

use std::{cmp::Ordering, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, ListArray, UInt32Array},
        buffer::OffsetBuffer,
        compute::take,
        datatypes::DataType,
    },
    common::{Result, ScalarValue},
};

use super::{function::Method, gather::Group};
use crate::{
    function::{
        array::Keys,
        error::{invalid, wrong_column},
        scalar::conform,
        spec::{Draft, aggregate},
    },
    trino_type::TrinoType,
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        aggregate("arbitrary", &["arbitrary(T) -> T"], Method::Gather(any)),
        aggregate("any_value", &["any_value(T) -> T"], Method::Gather(any)),
        aggregate(
            "max_by",
            &["max_by(V, K) K:orderable -> V", "max_by(V, K, bigint) K:orderable -> array(V)"],
            Method::Gather(|group| by(group, Ordering::Greater)),
        ),
        aggregate(
            "min_by",
            &["min_by(V, K) K:orderable -> V", "min_by(V, K, bigint) K:orderable -> array(V)"],
            Method::Gather(|group| by(group, Ordering::Less)),
        ),
    ]
}

/// The first value that is not NULL.
fn any(group: &Group<'_>) -> Result<ScalarValue> {
    let column = group.column(0)?;
    match (0..group.rows).find(|row| column.is_valid(*row)) {
        Some(row) => group.one(column.slice(row, 1)),
        None => group.null(),
    }
}

/// Rows whose key is NULL do not count; of equal keys the first wins.
fn by(group: &Group<'_>, best: Ordering) -> Result<ScalarValue> {
    let (values, keys) = (group.column(0)?, group.column(1)?);
    let order = Keys::new(keys.data_type())?.of(keys)?;
    let mut rows: Vec<u32> = (0..group.rows).filter(|row| keys.is_valid(*row)).map(|row| row as u32).collect();
    let compare = |a: &u32, b: &u32| {
        let order = order.row(*a as usize).cmp(&order.row(*b as usize));
        if best == Ordering::Less { order } else { order.reverse() }
    };
    if !matches!(group.result_type, TrinoType::Array(_)) || group.columns.len() == 2 {
        let Some(first) =
            rows.iter().copied().reduce(|known, next| if compare(&next, &known).is_lt() { next } else { known })
        else {
            return group.null();
        };
        return group.one(values.slice(first as usize, 1));
    }
    let count = group.values::<i64>(2)?.first().copied().unwrap_or(0);
    let Ok(count @ 1..=10_000) = usize::try_from(count) else {
        return Err(invalid(format!("third argument of {} must be a positive integer of at most 10000", group.name)));
    };
    if rows.is_empty() {
        return group.null();
    }
    rows.sort_by(compare);
    rows.truncate(count);
    let DataType::List(item) = group.result else { return Err(wrong_column(group.name)) };
    let picked: ArrayRef = conform(take(values, &UInt32Array::from(rows), None)?, item.data_type())?;
    let offsets = OffsetBuffer::from_lengths([picked.len()]);
    Ok(ScalarValue::List(Arc::new(ListArray::try_new(Arc::clone(item), offsets, picked, None)?)))
}
