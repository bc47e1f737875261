//! Map functions. A key stands once in a map; entries keep their order.
//!
//! Source: Trino's "Map functions and operators". `element_at` and `cardinality` stand with the arrays.

mod lambda;
mod make;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef},
        compute::concat,
    },
    common::Result,
};
use std::sync::Arc;

use super::{
    array::{Keys, Picks, pair},
    error::wrong_column,
    lambda::Items,
    scalar::{Call, conform},
    spec::{Draft, scalar},
};
use crate::trino_type::TrinoType;

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    let mut rows = vec![
        scalar("map_keys", &["map_keys(map(K, V)) -> array(K)"], |call| side(call, |(keys, _)| keys)),
        scalar("map_values", &["map_values(map(K, V)) -> array(V)"], |call| side(call, |(_, values)| values)),
        scalar("map_entries", &["map_entries(map(any, any)) -> array(row)"], entries).result(
            |types, result| match types {
                [TrinoType::Map(key, value)] => {
                    TrinoType::Array(Box::new(TrinoType::Row(vec![(None, (**key).clone()), (None, (**value).clone())])))
                }
                _ => result,
            },
        ),
        scalar("map_concat", &["map_concat(map(K, V), map(K, V)...) -> map(K, V)"], map_concat),
    ];
    rows.extend(lambda::functions());
    rows.extend(make::functions());
    rows
}

fn list(call: &Call<'_>, items: Items, values: ArrayRef) -> Result<ArrayRef> {
    use datafusion::arrow::{array::ListArray, datatypes::DataType};
    let DataType::List(item) = call.result else { return Err(wrong_column(call.name)) };
    let values = conform(values, item.data_type())?;
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), items.offsets, values, items.nulls)?))
}

fn side(call: &Call<'_>, side: fn((ArrayRef, ArrayRef)) -> ArrayRef) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let values = side(pair(&items, call.name)?);
    list(call, items, values)
}

fn entries(call: &Call<'_>) -> Result<ArrayRef> {
    use datafusion::arrow::{array::StructArray, datatypes::DataType};
    let items = Items::of(call.argument(0)?, call.name)?;
    let (keys, values) = pair(&items, call.name)?;
    let DataType::List(item) = call.result else { return Err(wrong_column(call.name)) };
    let DataType::Struct(fields) = item.data_type() else { return Err(wrong_column(call.name)) };
    let columns = [keys, values]
        .into_iter()
        .zip(fields)
        .map(|(column, field)| conform(column, field.data_type()))
        .collect::<Result<Vec<_>>>()?;
    let rows = StructArray::try_new(fields.clone(), columns, None)?;
    list(call, items, Arc::new(rows))
}

/// The last map that has a key decides its value; the key stands where it stood first.
fn map_concat(call: &Call<'_>) -> Result<ArrayRef> {
    let all = call.arguments.iter().map(|column| Items::of(column, call.name)).collect::<Result<Vec<_>>>()?;
    let pairs = all.iter().map(|items| pair(items, call.name)).collect::<Result<Vec<_>>>()?;
    let keys = concat(&pairs.iter().map(|(keys, _)| keys.as_ref()).collect::<Vec<_>>())?;
    let values = concat(&pairs.iter().map(|(_, values)| values.as_ref()).collect::<Vec<_>>())?;
    let order = Keys::new(keys.data_type())?.of(&keys)?;
    let mut picks = Picks::default();
    for row in 0..call.rows {
        if all.iter().any(|items| items.is_null(row)) {
            picks.push(None);
            continue;
        }
        let mut known = std::collections::HashMap::new();
        let mut places: Vec<u32> = Vec::new();
        let mut start = 0;
        for items in &all {
            for at in items.range(row).map(|at| start + at) {
                let next = places.len();
                match known.entry(order.row(at)) {
                    std::collections::hash_map::Entry::Occupied(slot) => {
                        if let Some(place) = places.get_mut(*slot.get()) {
                            *place = at as u32;
                        }
                    }
                    std::collections::hash_map::Entry::Vacant(slot) => {
                        slot.insert(next);
                        places.push(at as u32);
                    }
                }
            }
            start += items.values.len();
        }
        picks.push(Some(places));
    }
    picks.maps(&keys, &values, call.result)
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::ArrayRef;

    use crate::function::testing::{call, show_columns, text};

    fn map(entries: &[&str]) -> ArrayRef {
        let same = |value: &'static str| text(&vec![value; entries.len()]);
        call("split_to_map", vec![text(entries), same(";"), same("=")]).unwrap()
    }

    #[test]
    fn sides_and_entries() {
        let maps = || map(&["a=1;b=2", "", "\0"]);
        assert_eq!(show_columns("map_keys", vec![maps()]), ["[a, b]", "[]", "NULL"]);
        assert_eq!(show_columns("map_values", vec![maps()]), ["[1, 2]", "[]", "NULL"]);
        assert_eq!(
            show_columns("map_entries", vec![maps()]),
            ["[{field0=a, field1=1}, {field0=b, field1=2}]", "[]", "NULL"]
        );
        assert_eq!(show_columns("cardinality", vec![maps()]), ["2", "0", "NULL"]);
    }

    #[test]
    fn the_last_map_wins() {
        assert_eq!(
            show_columns("map_concat", vec![map(&["a=1;b=2", "x=1"]), map(&["b=3;c=4", "\0"])]),
            ["{a=1, b=3, c=4}", "NULL"]
        );
        let entries = call("map_entries", vec![map(&["a=1;b=2"])]).unwrap();
        assert_eq!(show_columns("map_from_entries", vec![entries.clone()]), ["{a=1, b=2}"]);
        assert_eq!(show_columns("multimap_from_entries", vec![entries]), ["{a=[1], b=[2]}"]);
    }
}
