//! Map functions with lambdas: `map_filter`, `transform_keys`, `transform_values`, `map_zip_with`.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, UInt32Array},
        datatypes::DataType,
    },
    common::Result,
};

use super::make::unique;
use crate::function::{
    array::{Keys, Picks, maps, pair},
    error::wrong_column,
    lambda::{Items, LambdaCall},
    scalar::conform,
    spec::{Draft, higher_order},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        higher_order("map_filter", &["map_filter(map(K, V), function(K, V, boolean)) -> map(K, V)"], filter),
        higher_order("transform_keys", &["transform_keys(map(K, V), function(K, V, L)) -> map(L, V)"], transform_keys),
        higher_order(
            "transform_values",
            &["transform_values(map(K, V), function(K, V, W)) -> map(K, W)"],
            transform_values,
        ),
        higher_order(
            "map_zip_with",
            &["map_zip_with(map(K, V), map(K, W), function(K, V, W, X)) -> map(K, X)"],
            zip_with,
        ),
    ]
}

fn filter(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.value(0)?, call.name)?;
    let (keys, values) = pair(&items, call.name)?;
    let kept =
        conform(call.evaluate(1, &[Arc::clone(&keys), Arc::clone(&values)], &items.row_of)?, &DataType::Boolean)?;
    let kept = kept.as_boolean_opt().ok_or_else(|| wrong_column(call.name))?;
    let mut picks = Picks::default();
    for row in 0..call.rows {
        let yes = |at: &u32| kept.is_valid(*at as usize) && kept.value(*at as usize);
        picks.row(&items, row, |range| range.filter(yes).collect());
    }
    picks.maps(&keys, &values, call.result)
}

fn transform_keys(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.value(0)?, call.name)?;
    let (keys, values) = pair(&items, call.name)?;
    let keys = call.evaluate(1, &[keys, Arc::clone(&values)], &items.row_of)?;
    let items = Items { values: keys, ..items };
    unique(&items)?;
    maps(items.values, values, items.offsets, items.nulls, call.result)
}

fn transform_values(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.value(0)?, call.name)?;
    let (keys, values) = pair(&items, call.name)?;
    let values = call.evaluate(1, &[Arc::clone(&keys), values], &items.row_of)?;
    maps(keys, values, items.offsets, items.nulls, call.result)
}

/// Every key of either map once; a value that is not there is NULL.
fn zip_with(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let (a, b) = (Items::of(call.value(0)?, call.name)?, Items::of(call.value(1)?, call.name)?);
    let ((left_keys, left_values), (right_keys, right_values)) = (pair(&a, call.name)?, pair(&b, call.name)?);
    let order = Keys::new(left_keys.data_type())?;
    let (left, right) = (order.of(&left_keys)?, order.of(&right_keys)?);
    let all_keys = datafusion::arrow::compute::concat(&[left_keys.as_ref(), right_keys.as_ref()])?;
    let (mut keys, mut values, mut others) = (Picks::default(), Picks::default(), Picks::default());
    let mut rows = Vec::new();
    for row in 0..call.rows {
        if a.is_null(row) || b.is_null(row) {
            keys.push(None);
            values.push(None);
            others.push(None);
            continue;
        }
        let (mut places, mut mine, mut yours) = (Vec::new(), Vec::new(), Vec::new());
        for at in a.range(row) {
            places.push(at as u32);
            mine.push(Some(at as u32));
            yours.push(b.range(row).find(|other| right.row(*other) == left.row(at)).map(|other| other as u32));
        }
        for at in b.range(row) {
            if !a.range(row).any(|other| left.row(other) == right.row(at)) {
                places.push((left_keys.len() + at) as u32);
                mine.push(None);
                yours.push(Some(at as u32));
            }
        }
        rows.extend(std::iter::repeat_n(row as u32, places.len()));
        keys.push(Some(places));
        values.push_options(Some(mine));
        others.push_options(Some(yours));
    }
    let found = keys.take(&all_keys)?;
    let parameters = [Arc::clone(&found), values.take(&left_values)?, others.take(&right_values)?];
    let results = call.evaluate(2, &parameters, &UInt32Array::from(rows))?;
    maps(found, results, keys.offsets(), Some(keys.nulls()), call.result)
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{query, try_query};

    const MAP: &str = "map(split('a,b,c', ','), sequence(1, 3))";

    #[test]
    fn entries_are_filtered_and_changed() {
        assert_eq!(query(&format!("SELECT map_filter({MAP}, (k, v) -> v > 1 AND k <> 'c')")), ["{b=2}"]);
        assert_eq!(query(&format!("SELECT transform_keys({MAP}, (k, v) -> upper(k) || 'x')")), ["{Ax=1, Bx=2, Cx=3}"]);
        assert_eq!(query(&format!("SELECT transform_values({MAP}, (k, v) -> v * 2)")), ["{a=2, b=4, c=6}"]);
        let error = try_query(&format!("SELECT transform_keys({MAP}, (k, v) -> 'x')")).unwrap_err().to_string();
        assert!(error.contains("Duplicate map keys (x) are not allowed"), "{error}");
    }

    #[test]
    fn two_maps_meet_by_key() {
        let other = "map(split('b,d', ','), sequence(7, 8))";
        assert_eq!(
            query(&format!("SELECT map_zip_with({MAP}, {other}, (k, v, w) -> v + w)")),
            ["{a=null, b=9, c=null, d=null}"]
        );
    }
}
