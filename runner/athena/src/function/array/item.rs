//! One item: `element_at`, the subscript operator, `array_first`, `array_last`, `array_min`, `array_max`, `array_position`, `contains`.

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, UInt32Array},
        compute::take,
    },
    common::Result,
};

use super::picks::{Keys, key};
use crate::{
    function::{
        error::{invalid, wrong_column},
        lambda::Items,
        scalar::Call,
        spec::{Draft, scalar},
        text::value_text,
    },
    trino_type::TrinoType,
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("element_at", &["element_at(array(T), bigint) -> T", "element_at(map(K, V), K) -> V"], |call| {
            at(call, Miss::Null)
        }),
        scalar(
            "$operator$subscript",
            &["$operator$subscript(array(T), bigint) -> T", "$operator$subscript(map(K, V), K) -> V"],
            |call| at(call, Miss::Error),
        ),
        scalar("array_first", &["array_first(array(T)) -> T"], |call| pick(call, |items, row| Ok(first(items, row)))),
        scalar("array_last", &["array_last(array(T)) -> T"], |call| {
            pick(call, |items, row| Ok(items.range(row).next_back().map(|at| at as u32)))
        }),
        scalar("array_min", &["array_min(array(T)) T:orderable -> T"], |call| extreme(call, std::cmp::Ordering::Less)),
        scalar("array_max", &["array_max(array(T)) T:orderable -> T"], |call| {
            extreme(call, std::cmp::Ordering::Greater)
        }),
        scalar(
            "array_position",
            &[
                "array_position(array(T), T) T:comparable -> bigint",
                "array_position(array(T), T, bigint) T:comparable -> bigint",
            ],
            position,
        ),
        scalar("contains", &["contains(array(T), T) T:comparable -> boolean"], contains),
    ]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Miss {
    Null,
    Error,
}

fn first(items: &Items, row: usize) -> Option<u32> {
    items.range(row).next().map(|at| at as u32)
}

fn pick(call: &Call<'_>, place: impl Fn(&Items, usize) -> Result<Option<u32>>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let places = (0..call.rows).map(|row| place(&items, row)).collect::<Result<UInt32Array>>()?;
    Ok(take(&items.values, &places, None)?)
}

fn at(call: &Call<'_>, miss: Miss) -> Result<ArrayRef> {
    if let [TrinoType::Map(..), _] = call.types {
        return at_key(call, miss);
    }
    let indices = call.column::<i64>(1)?;
    pick(call, |items, row| {
        let Some(index) = indices.get(row).filter(|_| !items.is_null(row)) else { return Ok(None) };
        let range = items.range(row);
        let length = range.len();
        let from_end = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
        let place = match index {
            0 => return Err(invalid("SQL array indices start at 1")),
            1.. => Some(from_end - 1).filter(|at| *at < length),
            _ if miss == Miss::Error => return Err(invalid(format!("Array subscript is negative: {index}"))),
            _ => length.checked_sub(from_end),
        };
        match place {
            None if miss == Miss::Error => {
                Err(invalid(format!("Array subscript must be less than or equal to array length: {index} > {length}")))
            }
            place => Ok(place.map(|at| (range.start + at) as u32)),
        }
    })
}

fn at_key(call: &Call<'_>, miss: Miss) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let (keys, values) = pair(&items, call.name)?;
    let wanted = call.argument(1)?;
    let order = Keys::new(wanted.data_type())?;
    let (known, sought) = (order.of(&crate::function::scalar::conform(keys, wanted.data_type())?)?, order.of(wanted)?);
    let places = (0..call.rows)
        .map(|row| {
            if items.is_null(row) || wanted.is_null(row) {
                return Ok(None);
            }
            match items.range(row).find(|at| known.row(*at) == sought.row(row)) {
                None if miss == Miss::Error => {
                    let key = value_text(wanted, row).unwrap_or_default();
                    Err(invalid(format!("Key not present in map: {key}")))
                }
                place => Ok(place.map(|at| at as u32)),
            }
        })
        .collect::<Result<UInt32Array>>()?;
    Ok(take(&values, &places, None)?)
}

/// The keys and the values of maps laid end to end.
pub(in crate::function) fn pair(items: &Items, name: &str) -> Result<(ArrayRef, ArrayRef)> {
    use datafusion::arrow::array::AsArray;
    let entries = items.values.as_struct_opt().ok_or_else(|| wrong_column(name))?;
    let mut columns = entries.columns().iter().cloned();
    columns.next().zip(columns.next()).ok_or_else(|| wrong_column(name))
}

/// NULL when there is no item, or one is NULL.
fn extreme(call: &Call<'_>, wanted: std::cmp::Ordering) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let keys = Keys::new(items.values.data_type())?.of(&items.values)?;
    let places: UInt32Array = (0..call.rows)
        .map(|row| {
            let mut best: Option<u32> = None;
            for at in items.range(row) {
                if items.values.is_null(at) {
                    return None;
                }
                let at = at as u32;
                if best.is_none_or(|best| key(&keys, at).cmp(&key(&keys, best)) == wanted) {
                    best = Some(at);
                }
            }
            best
        })
        .collect();
    Ok(take(&items.values, &places, None)?)
}

fn position(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let wanted = call.argument(1)?;
    let order = Keys::new(wanted.data_type())?;
    let (known, sought) = (order.of(&items.values)?, order.of(wanted)?);
    let instances = if call.arguments.len() == 3 { Some(call.column::<i64>(2)?) } else { None };
    call.rows(|row| {
        let instance = instances.as_ref().map_or(Some(1), |column| column.get(row));
        let Some(instance) = instance.filter(|_| !items.is_null(row) && wanted.is_valid(row)) else { return Ok(None) };
        let nth = usize::try_from(instance.unsigned_abs()).unwrap_or(usize::MAX);
        let range = items.range(row);
        let start = range.start;
        let found = |at: &usize| known.row(*at) == sought.row(row);
        let place = match instance {
            0 => return Err(invalid("array_position cannot take a 0-valued instance argument.")),
            1.. => range.filter(found).nth(nth - 1),
            _ => range.rev().filter(found).nth(nth - 1),
        };
        Ok(Some(place.map_or(0, |at| (at - start) as i64 + 1)))
    })
}

/// NULL when the item is not found but may be what a NULL stands for.
fn contains(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let wanted = call.argument(1)?;
    let order = Keys::new(wanted.data_type())?;
    let (known, sought) = (order.of(&items.values)?, order.of(wanted)?);
    call.rows(|row| {
        if items.is_null(row) || wanted.is_null(row) {
            return None;
        }
        if items.range(row).any(|at| known.row(at) == sought.row(row)) {
            return Some(true);
        }
        (!items.range(row).any(|at| items.values.is_null(at))).then_some(false)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::{
        array::{ArrayRef, ListArray},
        datatypes::Int64Type,
    };

    use crate::function::testing::{failure_columns, int, show, show_columns};

    fn lists() -> ArrayRef {
        Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>([
            Some(vec![Some(3), Some(1), Some(2)]),
            Some(vec![Some(5), None]),
            Some(vec![]),
            None,
        ]))
    }

    #[test]
    fn element_at_counts_from_either_end() {
        assert_eq!(show_columns("element_at", vec![lists(), int(&[-1, 1, 1, 1])]), ["2", "5", "NULL", "NULL"]);
        assert_eq!(failure_columns("element_at", vec![lists(), int(&[0; 4])]), "SQL array indices start at 1");
        let sentence = failure_columns("$operator$subscript", vec![lists(), int(&[4; 4])]);
        assert_eq!(sentence, "Array subscript must be less than or equal to array length: 4 > 3");
        let map = || {
            crate::function::testing::call(
                "split_to_map",
                vec![
                    crate::function::testing::text(&["a=1"]),
                    crate::function::testing::text(&[";"]),
                    crate::function::testing::text(&["="]),
                ],
            )
            .unwrap()
        };
        assert_eq!(show_columns("element_at", vec![map(), crate::function::testing::text(&["a"])]), ["1"]);
        assert_eq!(show_columns("element_at", vec![map(), crate::function::testing::text(&["b"])]), ["NULL"]);
        let sentence = failure_columns("$operator$subscript", vec![map(), crate::function::testing::text(&["b"])]);
        assert_eq!(sentence, "Key not present in map: b");
    }

    #[test]
    fn null_items_make_the_answer_unknown() {
        assert_eq!(show_columns("array_max", vec![lists()]), ["3", "NULL", "NULL", "NULL"]);
        assert_eq!(show_columns("array_min", vec![lists()]), ["1", "NULL", "NULL", "NULL"]);
        assert_eq!(show_columns("contains", vec![lists(), int(&[2; 4])]), ["true", "NULL", "false", "NULL"]);
        assert_eq!(show_columns("array_position", vec![lists(), int(&[2, 2, 2, 2])]), ["3", "0", "0", "NULL"]);
        assert_eq!(show_columns("array_last", vec![lists()]), ["2", "NULL", "NULL", "NULL"]);
        assert_eq!(show("reverse", &[&["ab"]]), ["ba"]);
        assert_eq!(show_columns("reverse", vec![lists()]), ["[2, 1, 3]", "[null, 5]", "[]", "NULL"]);
        assert_eq!(show_columns("cardinality", vec![lists()]), ["3", "2", "0", "NULL"]);
    }
}
