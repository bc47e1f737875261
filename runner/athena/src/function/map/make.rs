//! Maps from arrays: `map`, `map_from_entries`, `multimap_from_entries`.

use std::{collections::HashMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, ListArray, MapArray, StructArray},
        buffer::{NullBuffer, OffsetBuffer},
        datatypes::DataType,
    },
    common::Result,
};

use crate::{
    function::{
        array::{Keys, Picks, maps},
        error::{invalid, wrong_column},
        lambda::Items,
        scalar::Call,
        spec::{Draft, ResultRule, scalar},
        text::value_text,
    },
    trino_type::TrinoType,
};

pub(super) fn functions() -> Vec<Draft> {
    let one: ResultRule = |types, result| match types {
        [TrinoType::Array(item)] => match item.as_ref() {
            TrinoType::Row(fields) => match fields.as_slice() {
                [(_, key), (_, value)] => TrinoType::Map(Box::new(key.clone()), Box::new(value.clone())),
                _ => result,
            },
            _ => result,
        },
        _ => result,
    };
    let many: ResultRule = |types, result| match types {
        [TrinoType::Array(item)] => match item.as_ref() {
            TrinoType::Row(fields) => match fields.as_slice() {
                [(_, key), (_, value)] => {
                    TrinoType::Map(Box::new(key.clone()), Box::new(TrinoType::Array(Box::new(value.clone()))))
                }
                _ => result,
            },
            _ => result,
        },
        _ => result,
    };
    vec![
        scalar("map", &["map() -> map(T, T)", "map(array(K), array(V)) K:comparable -> map(K, V)"], map),
        scalar("map_from_entries", &["map_from_entries(array(row)) -> map(T, T)"], from_entries).result(one),
        scalar("multimap_from_entries", &["multimap_from_entries(array(row)) -> map(T, array(T))"], multimap)
            .result(many),
    ]
}

fn map(call: &Call<'_>) -> Result<ArrayRef> {
    if call.arguments.is_empty() {
        let DataType::Map(entries, _) = call.result else { return Err(wrong_column(call.name)) };
        let DataType::Struct(fields) = entries.data_type() else { return Err(wrong_column(call.name)) };
        let columns = fields.iter().map(|field| datafusion::arrow::array::new_empty_array(field.data_type())).collect();
        let pairs = StructArray::try_new(fields.clone(), columns, None)?;
        let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(0, call.rows));
        return Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, None, false)?));
    }
    let (keys, values) = (Items::of(call.argument(0)?, call.name)?, Items::of(call.argument(1)?, call.name)?);
    let valid: Vec<bool> = (0..call.rows).map(|row| !keys.is_null(row) && !values.is_null(row)).collect();
    let (mut from_keys, mut from_values) = (Picks::default(), Picks::default());
    for (row, valid) in valid.iter().enumerate() {
        if !valid {
            from_keys.push(None);
            from_values.push(None);
            continue;
        }
        if keys.range(row).len() != values.range(row).len() {
            return Err(invalid("Key and value arrays must be the same length"));
        }
        from_keys.row(&keys, row, Iterator::collect);
        from_values.row(&values, row, Iterator::collect);
    }
    unique(&keys)?;
    maps(
        from_keys.take(&keys.values)?,
        from_values.take(&values.values)?,
        from_keys.offsets(),
        Some(from_keys.nulls()),
        call.result,
    )
}

/// No key is NULL, and none stands twice in a row.
pub(super) fn unique(keys: &Items) -> Result<()> {
    let order = Keys::new(keys.values.data_type())?.of(&keys.values)?;
    let mut seen = HashMap::new();
    for (at, row) in keys.row_of.values().iter().enumerate() {
        if keys.values.is_null(at) {
            return Err(invalid("map key cannot be null"));
        }
        if seen.insert((*row, order.row(at)), ()).is_some() {
            let key = value_text(&keys.values, at).unwrap_or_default();
            return Err(invalid(format!("Duplicate map keys ({key}) are not allowed")));
        }
    }
    Ok(())
}

/// The items, and the two columns of their rows.
fn rows(call: &Call<'_>) -> Result<(Items, ArrayRef, ArrayRef)> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let (keys, values) = match items.values.as_struct_opt().map(StructArray::columns) {
        Some([keys, values]) => (Arc::clone(keys), Arc::clone(values)),
        _ => return Err(invalid(format!("Function {} takes an array of rows with two fields", call.name))),
    };
    if items.values.null_count() > 0 {
        return Err(invalid("map entry cannot be null"));
    }
    Ok((items, keys, values))
}

fn from_entries(call: &Call<'_>) -> Result<ArrayRef> {
    let (items, keys, values) = rows(call)?;
    let Items { offsets, nulls, row_of, .. } = items;
    let items = Items { values: keys, offsets, nulls, row_of };
    unique(&items)?;
    maps(items.values, values, items.offsets, items.nulls, call.result)
}

fn multimap(call: &Call<'_>) -> Result<ArrayRef> {
    let (items, keys, values) = rows(call)?;
    let order = Keys::new(keys.data_type())?.of(&keys)?;
    let (mut firsts, mut groups) = (Picks::default(), Picks::default());
    for row in 0..call.rows {
        let mut known: HashMap<_, usize> = HashMap::new();
        let (mut heads, mut members): (Vec<u32>, Vec<Vec<u32>>) = (Vec::new(), Vec::new());
        for at in items.range(row) {
            if keys.is_null(at) {
                return Err(invalid("map key cannot be null"));
            }
            let next = heads.len();
            let slot = *known.entry(order.row(at)).or_insert(next);
            if slot == next {
                heads.push(at as u32);
                members.push(Vec::new());
            }
            if let Some(group) = members.get_mut(slot) {
                group.push(at as u32);
            }
        }
        firsts.push((!items.is_null(row)).then_some(heads));
        for group in members {
            groups.push(Some(group));
        }
    }
    let DataType::Map(entries, _) = call.result else { return Err(wrong_column(call.name)) };
    let DataType::Struct(fields) = entries.data_type() else { return Err(wrong_column(call.name)) };
    let Some(DataType::List(item)) = fields.get(1).map(|field| field.data_type()) else {
        return Err(wrong_column(call.name));
    };
    let inner = groups.take(&values)?;
    let lists = ListArray::try_new(Arc::clone(item), groups.offsets(), inner, None::<NullBuffer>)?;
    maps(firsts.take(&keys)?, Arc::new(lists), firsts.offsets(), Some(firsts.nulls()), call.result)
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{call, failure_columns, int, show_columns, text};

    #[test]
    fn keys_and_values_become_a_map() {
        let keys = || call("split", vec![text(&["a,b"]), text(&[","])]).unwrap();
        let values = || call("sequence", vec![int(&[1]), int(&[2])]).unwrap();
        assert_eq!(show_columns("map", vec![keys(), values()]), ["{a=1, b=2}"]);
        assert_eq!(show_columns("map", vec![]), ["{}"]);
        let three = call("sequence", vec![int(&[1]), int(&[3])]).unwrap();
        assert_eq!(failure_columns("map", vec![keys(), three]), "Key and value arrays must be the same length");
        let twice = call("split", vec![text(&["a,a"]), text(&[","])]).unwrap();
        assert_eq!(failure_columns("map", vec![twice, values()]), "Duplicate map keys (a) are not allowed");
    }
}
