//! Array functions. Items are picked by their places in the flat column, so that one kernel serves every type of item.
//!
//! Source: Trino's "Array functions and operators". Positions start at 1.

mod item;
mod join;
mod lambda;
mod make;
mod picks;
mod sequence;
mod set;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef},
        compute::concat as join_columns,
    },
    common::Result,
};

use super::{
    lambda::Items,
    scalar::{Call, conform},
    spec::{Draft, scalar},
};
use crate::trino_type::TrinoType;
pub(super) use item::pair;
pub(super) use picks::{Keys, Picks, maps};

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    let mut rows = vec![scalar(
        "cardinality",
        &["cardinality(array(any)) -> bigint", "cardinality(map(any, any)) -> bigint"],
        |call| {
            let items = Items::of(call.argument(0)?, call.name)?;
            call.rows(|row| (!items.is_null(row)).then(|| items.range(row).len() as i64))
        },
    )];
    rows.extend(item::functions());
    rows.extend(join::functions());
    rows.extend(lambda::functions());
    rows.extend(make::functions());
    rows.extend(sequence::functions());
    rows.extend(set::functions());
    rows.extend(super::chance::array_functions());
    rows
}

/// `reverse` of arrays.
pub(super) fn reverse(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let mut picks = Picks::default();
    for row in 0..call.rows {
        picks.row(&items, row, |range| range.rev().collect());
    }
    picks.lists(&items.values, call.result)
}

/// `concat` of arrays, or of an array and an item at either end.
pub(super) fn concat(call: &Call<'_>) -> Result<ArrayRef> {
    let mut parts = Vec::with_capacity(call.arguments.len());
    for (column, kind) in call.arguments.iter().zip(call.types) {
        parts.push(match kind {
            TrinoType::Array(_) if call.result_type == kind => Part::Items(Items::of(column, call.name)?),
            _ => Part::Item(column),
        });
    }
    let item = match call.result {
        datafusion::arrow::datatypes::DataType::List(item) => item.data_type(),
        other => other,
    };
    let columns = parts
        .iter()
        .map(|part| match part {
            Part::Items(items) => conform(items.values.clone(), item),
            Part::Item(column) => conform((*column).clone(), item),
        })
        .collect::<Result<Vec<_>>>()?;
    let values = join_columns(&columns.iter().map(AsRef::as_ref).collect::<Vec<_>>())?;
    let mut picks = Picks::default();
    for row in 0..call.rows {
        let mut start = 0;
        let mut found = Some(Vec::new());
        for (part, column) in parts.iter().zip(&columns) {
            match part {
                Part::Items(items) if items.is_null(row) => found = None,
                Part::Items(items) => {
                    if let Some(found) = &mut found {
                        found.extend(items.range(row).map(|at| (start + at) as u32));
                    }
                }
                Part::Item(_) => {
                    if let Some(found) = &mut found {
                        found.push((start + row) as u32);
                    }
                }
            }
            start += column.len();
        }
        picks.push(found);
    }
    picks.lists(&values, call.result)
}

enum Part<'a> {
    Items(Items),
    Item(&'a ArrayRef),
}
