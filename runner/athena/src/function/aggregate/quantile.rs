//! `approx_percentile`: the value at a fraction of the sorted values, exact here.

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, ListArray, UInt32Array},
        buffer::OffsetBuffer,
        compute::take,
        datatypes::DataType,
    },
    common::{Result, ScalarValue},
};
use std::sync::Arc;

use super::{function::Method, gather::Group};
use crate::{
    function::{
        array::Keys,
        error::{invalid, wrong_column},
        row::Typed,
        scalar::conform,
        spec::{Draft, aggregate},
    },
    trino_type::TrinoType,
};

pub(super) fn functions() -> Vec<Draft> {
    vec![aggregate(
        "approx_percentile",
        &[
            "approx_percentile(bigint, double) -> bigint",
            "approx_percentile(real, double) -> real",
            "approx_percentile(double, double) -> double",
            "approx_percentile(bigint, array(double)) -> array(bigint)",
            "approx_percentile(real, array(double)) -> array(real)",
            "approx_percentile(double, array(double)) -> array(double)",
            "approx_percentile(bigint, double, double) -> bigint",
            "approx_percentile(real, double, double) -> real",
            "approx_percentile(double, double, double) -> double",
        ],
        Method::Gather(percentile),
    )]
}

fn percentile(group: &Group<'_>) -> Result<ScalarValue> {
    let values = group.column(0)?;
    let order = Keys::new(values.data_type())?.of(values)?;
    // Weighted forms have the weight second.
    let weights = if group.columns.len() == 3 { Some(group.typed::<f64>(1)?) } else { None };
    let mut rows: Vec<u32> = (0..group.rows).filter(|row| values.is_valid(*row)).map(|row| row as u32).collect();
    rows.sort_by(|a, b| order.row(*a as usize).cmp(&order.row(*b as usize)));
    let weight = |row: u32| match &weights {
        Some(column) => column.get(row as usize).map_or(Ok(0.0), |weight| {
            if weight > 0.0 { Ok(weight) } else { Err(invalid("percentile weight must be > 0")) }
        }),
        None => Ok(1.0),
    };
    let mut sums = Vec::with_capacity(rows.len());
    let mut total = 0.0;
    for row in &rows {
        total += weight(*row)?;
        sums.push(total);
    }
    let at = |fraction: f64| -> Result<Option<u32>> {
        if !(0.0..=1.0).contains(&fraction) {
            return Err(invalid("Percentile must be between 0 and 1"));
        }
        let place = sums.partition_point(|sum| *sum <= fraction * total).min(rows.len().saturating_sub(1));
        Ok(rows.get(place).copied())
    };
    if rows.is_empty() {
        return group.null();
    }
    let last = group.columns.len() - 1;
    if let TrinoType::Array(_) = group.result_type {
        let Some(fractions) = group.values::<ArrayRef>(last)?.into_iter().next() else { return group.null() };
        let fractions = Typed::<f64>::new(&fractions).ok_or_else(|| wrong_column(group.name))?.all();
        let places = fractions.into_iter().map(at).collect::<Result<UInt32Array>>()?;
        let DataType::List(item) = group.result else { return Err(wrong_column(group.name)) };
        let picked = conform(take(values, &places, None)?, item.data_type())?;
        let offsets = OffsetBuffer::from_lengths([picked.len()]);
        return Ok(ScalarValue::List(Arc::new(ListArray::try_new(Arc::clone(item), offsets, picked, None)?)));
    }
    let Some(fraction) = group.values::<f64>(last)?.first().copied() else { return group.null() };
    match at(fraction)? {
        Some(row) => group.one(values.slice(row as usize, 1)),
        None => group.null(),
    }
}
