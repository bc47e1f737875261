//! Array functions with lambdas: `transform`, `filter`, `reduce`, `any_match`, `all_match`, `none_match`, `zip_with`.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, BooleanArray, ListArray, UInt32Array},
        buffer::NullBuffer,
        compute::{concat, take},
        datatypes::DataType,
    },
    common::Result,
};

use super::picks::Picks;
use crate::function::{
    error::wrong_column,
    lambda::{Items, LambdaCall},
    scalar::conform,
    spec::{Draft, higher_order},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        higher_order("transform", &["transform(array(T), function(T, U)) -> array(U)"], transform),
        higher_order("filter", &["filter(array(T), function(T, boolean)) -> array(T)"], filter),
        higher_order("any_match", &["any_match(array(T), function(T, boolean)) -> boolean"], |call| {
            matching(call, |seen| if seen.yes { Some(true) } else { (!seen.unknown).then_some(false) })
        }),
        higher_order("all_match", &["all_match(array(T), function(T, boolean)) -> boolean"], |call| {
            matching(call, |seen| if seen.no { Some(false) } else { (!seen.unknown).then_some(true) })
        }),
        higher_order("none_match", &["none_match(array(T), function(T, boolean)) -> boolean"], |call| {
            matching(call, |seen| if seen.yes { Some(false) } else { (!seen.unknown).then_some(true) })
        }),
        higher_order("reduce", &["reduce(array(T), S, function(S, T, S), function(S, R)) -> R"], reduce),
        higher_order("zip_with", &["zip_with(array(T), array(U), function(T, U, R)) -> array(R)"], zip_with),
    ]
}

fn booleans(column: &ArrayRef, name: &str) -> Result<BooleanArray> {
    conform(Arc::clone(column), &DataType::Boolean)?.as_boolean_opt().cloned().ok_or_else(|| wrong_column(name))
}

fn lists(call: &LambdaCall<'_>, items: Items, values: ArrayRef) -> Result<ArrayRef> {
    let DataType::List(item) = call.result else { return Err(wrong_column(call.name)) };
    let values = conform(values, item.data_type())?;
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), items.offsets, values, items.nulls)?))
}

fn transform(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.value(0)?, call.name)?;
    let values = call.evaluate(1, std::slice::from_ref(&items.values), &items.row_of)?;
    lists(call, items, values)
}

fn filter(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.value(0)?, call.name)?;
    let kept = booleans(&call.evaluate(1, std::slice::from_ref(&items.values), &items.row_of)?, call.name)?;
    let mut picks = Picks::default();
    for row in 0..call.rows {
        picks.row(&items, row, |range| range.filter(|at| is_true(&kept, *at as usize)).collect());
    }
    picks.lists(&items.values, call.result)
}

fn is_true(column: &BooleanArray, at: usize) -> bool {
    column.is_valid(at) && column.value(at)
}

#[derive(Default)]
struct Seen {
    yes: bool,
    no: bool,
    unknown: bool,
}

fn matching(call: &LambdaCall<'_>, verdict: fn(&Seen) -> Option<bool>) -> Result<ArrayRef> {
    let items = Items::of(call.value(0)?, call.name)?;
    let found = booleans(&call.evaluate(1, std::slice::from_ref(&items.values), &items.row_of)?, call.name)?;
    let row = |row| {
        if items.is_null(row) {
            return None;
        }
        let mut seen = Seen::default();
        for at in items.range(row) {
            match found.is_valid(at).then(|| found.value(at)) {
                Some(true) => seen.yes = true,
                Some(false) => seen.no = true,
                None => seen.unknown = true,
            }
        }
        verdict(&seen)
    };
    Ok(Arc::new((0..call.rows).map(row).collect::<BooleanArray>()))
}

/// All rows take their n-th item at once; rows that have none left wait.
fn reduce(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.value(0)?, call.name)?;
    let state_type = call.bound('S');
    let mut state = conform(Arc::clone(call.value(1)?), &state_type)?;
    let longest = (0..call.rows).map(|row| items.range(row).len()).max().unwrap_or(0);
    for step in 0..longest {
        let rows: Vec<u32> =
            (0..call.rows).filter(|row| items.range(*row).len() > step).map(|row| row as u32).collect();
        let places: UInt32Array =
            rows.iter().map(|row| (items.range(*row as usize).start + step) as u32).collect::<Vec<_>>().into();
        let active = UInt32Array::from(rows.clone());
        let parameters = [take(&state, &active, None)?, take(&items.values, &places, None)?];
        let next = conform(call.evaluate(2, &parameters, &active)?, &state_type)?;
        // Each row's newest state: from the new column where it took part, else the one it had.
        let mut newest: Vec<u32> = (0..call.rows as u32).collect();
        for (at, row) in rows.iter().enumerate() {
            if let Some(place) = newest.get_mut(*row as usize) {
                *place = (call.rows + at) as u32;
            }
        }
        state = take(&concat(&[state.as_ref(), next.as_ref()])?, &UInt32Array::from(newest), None)?;
    }
    let all = UInt32Array::from_iter_values(0..call.rows as u32);
    let result = conform(call.evaluate(3, &[state], &all)?, call.result)?;
    match &items.nulls {
        None => Ok(result),
        Some(nulls) => {
            let places: UInt32Array = (0..call.rows).map(|row| nulls.is_valid(row).then_some(row as u32)).collect();
            Ok(take(&result, &places, None)?)
        }
    }
}

fn zip_with(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let (a, b) = (Items::of(call.value(0)?, call.name)?, Items::of(call.value(1)?, call.name)?);
    let (mut left, mut right) = (Picks::default(), Picks::default());
    let (mut rows, mut valid) = (Vec::new(), Vec::new());
    for row in 0..call.rows {
        let present = !a.is_null(row) && !b.is_null(row);
        valid.push(present);
        let longest = a.range(row).len().max(b.range(row).len());
        let places = |items: &Items| {
            let range = items.range(row);
            present.then(|| (0..longest).map(|at| range.clone().nth(at).map(|at| at as u32)).collect())
        };
        left.push_options(places(&a));
        right.push_options(places(&b));
        rows.extend(std::iter::repeat_n(row as u32, if present { longest } else { 0 }));
    }
    let parameters = [left.take(&a.values)?, right.take(&b.values)?];
    let values = call.evaluate(2, &parameters, &UInt32Array::from(rows))?;
    let offsets = left.offsets();
    let items = Items {
        values: Arc::clone(&values),
        offsets,
        nulls: Some(NullBuffer::from(valid)),
        row_of: UInt32Array::from(Vec::<u32>::new()),
    };
    lists(call, items, values)
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{query, try_query};

    #[test]
    fn lambdas_see_items_and_the_columns_around_them() {
        let from = "FROM (VALUES (1, 3), (2, NULL), (5, 4)) t(a, b)";
        assert_eq!(
            query(&format!("SELECT transform(sequence(a, b), x -> x * 10 + a) {from}")),
            ["[11, 21, 31]", "NULL", "[55, 45]"]
        );
        assert_eq!(query("SELECT filter(sequence(1, 6), x -> x % 2 = 0)"), ["[2, 4, 6]"]);
        assert_eq!(
            query("SELECT transform(transform(sequence(1, 2), x -> sequence(1, x)), y -> cardinality(y))"),
            ["[1, 2]"]
        );
    }

    #[test]
    fn reduce_runs_over_rows_of_different_lengths() {
        let from = "FROM (VALUES (1, 3), (1, 1), (NULL, 1), (1, 5)) t(a, b)";
        assert_eq!(
            query(&format!("SELECT reduce(sequence(a, b), 0, (s, x) -> s + x, s -> s * 2) {from}")),
            ["12", "2", "NULL", "30"]
        );
        assert_eq!(query("SELECT reduce(sequence(1, 3), '', (s, x) -> s || 'a', s -> length(s))"), ["3"]);
    }

    #[test]
    fn matches_know_three_values() {
        let items = "split('a,b', ',')";
        assert_eq!(query(&format!("SELECT any_match({items}, x -> x = 'a')")), ["true"]);
        assert_eq!(query(&format!("SELECT all_match({items}, x -> x = 'a')")), ["false"]);
        assert_eq!(query(&format!("SELECT none_match({items}, x -> x = 'c')")), ["true"]);
        assert_eq!(
            query("SELECT any_match(make, x -> x > 5) FROM (SELECT array_agg(n) make FROM (VALUES (1), (NULL)) t(n))"),
            ["NULL"]
        );
    }

    #[test]
    fn zip_with_fills_the_shorter_side() {
        assert_eq!(query("SELECT zip_with(sequence(1, 3), sequence(10, 11), (a, b) -> a + b)"), ["[11, 13, null]"]);
    }

    #[test]
    fn a_lambda_needs_an_array() {
        let error = try_query("SELECT transform('x', x -> x)").unwrap_err().to_string();
        assert!(error.contains("Unexpected parameters (varchar) for function transform"), "{error}");
    }
}
