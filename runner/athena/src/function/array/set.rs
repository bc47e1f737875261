//! Arrays as sets, sorted or cut: `array_distinct`, `array_union`, `array_intersect`, `array_except`, `array_remove`,
//! `arrays_overlap`, `array_sort`, `slice`, `trim_array`, `flatten`, `contains_sequence`, `array_histogram`.

use std::collections::HashSet;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, Int64Array},
        compute::concat,
    },
    common::Result,
};

use super::picks::{Keys, Picks, key};
use crate::function::{
    error::{invalid, wrong_column},
    lambda::Items,
    scalar::Call,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("array_distinct", &["array_distinct(array(T)) T:comparable -> array(T)"], |call| {
            combine(call, Keep::First)
        }),
        scalar("array_union", &["array_union(array(T), array(T)) T:comparable -> array(T)"], |call| {
            combine(call, Keep::First)
        }),
        scalar("array_intersect", &["array_intersect(array(T), array(T)) T:comparable -> array(T)"], |call| {
            combine(call, Keep::InBoth)
        }),
        scalar("array_except", &["array_except(array(T), array(T)) T:comparable -> array(T)"], |call| {
            combine(call, Keep::OnlyLeft)
        }),
        scalar("arrays_overlap", &["arrays_overlap(array(T), array(T)) T:comparable -> boolean"], overlap),
        scalar("array_remove", &["array_remove(array(T), T) T:comparable -> array(T)"], remove),
        scalar("array_sort", &["array_sort(array(T)) T:orderable -> array(T)"], sort),
        scalar("slice", &["slice(array(T), bigint, bigint) -> array(T)"], slice),
        scalar("trim_array", &["trim_array(array(T), bigint) -> array(T)"], trim),
        scalar("flatten", &["flatten(array(array(T))) -> array(T)"], flatten),
        scalar(
            "contains_sequence",
            &["contains_sequence(array(T), array(T)) T:comparable -> boolean"],
            contains_sequence,
        ),
        scalar("array_histogram", &["array_histogram(array(T)) T:comparable -> map(T, bigint)"], histogram),
    ]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    First,
    InBoth,
    OnlyLeft,
}

/// Each different item once, in the order of its first place. NULL items are equal to each other.
fn combine(call: &Call<'_>, keep: Keep) -> Result<ArrayRef> {
    let sides = call.arguments.iter().map(|column| Items::of(column, call.name)).collect::<Result<Vec<_>>>()?;
    let values = concat(&sides.iter().map(|items| items.values.as_ref()).collect::<Vec<_>>())?;
    let keys = Keys::new(values.data_type())?.of(&values)?;
    let offset = sides.first().map_or(0, |items| items.values.len());
    let mut picks = Picks::default();
    for row in 0..call.rows {
        if sides.iter().any(|items| items.is_null(row)) {
            picks.push(None);
            continue;
        }
        let left = sides.first().map_or(0..0, |items| items.range(row));
        let right = sides.get(1).map_or(0..0, |items| {
            let range = items.range(row);
            range.start + offset..range.end + offset
        });
        let other: HashSet<_> = match keep {
            Keep::First => HashSet::new(),
            _ => right.clone().map(|at| keys.row(at)).collect(),
        };
        let mut seen = HashSet::new();
        let all: Box<dyn Iterator<Item = usize>> = match keep {
            Keep::First => Box::new(left.chain(right)),
            _ => Box::new(left),
        };
        let wanted = all.filter(|at| {
            let item = keys.row(*at);
            let fits = match keep {
                Keep::First => true,
                Keep::InBoth => other.contains(&item),
                Keep::OnlyLeft => !other.contains(&item),
            };
            fits && seen.insert(item)
        });
        picks.push(Some(wanted.map(|at| at as u32).collect()));
    }
    picks.lists(&values, call.result)
}

/// The items of the two columns and one set of keys for both.
fn two(call: &Call<'_>) -> Result<(Items, Items, Keys)> {
    let (a, b) = (Items::of(call.argument(0)?, call.name)?, Items::of(call.argument(1)?, call.name)?);
    let keys = Keys::new(a.values.data_type())?;
    Ok((a, b, keys))
}

fn overlap(call: &Call<'_>) -> Result<ArrayRef> {
    let (a, b, order) = two(call)?;
    let (left, right) = (order.of(&a.values)?, order.of(&b.values)?);
    call.rows(|row| {
        if a.is_null(row) || b.is_null(row) {
            return None;
        }
        let known: HashSet<_> = a.range(row).filter(|at| a.values.is_valid(*at)).map(|at| left.row(at)).collect();
        if b.range(row).any(|at| b.values.is_valid(at) && known.contains(&right.row(at))) {
            return Some(true);
        }
        let empty = a.range(row).is_empty() || b.range(row).is_empty();
        let null = a.range(row).any(|at| a.values.is_null(at)) || b.range(row).any(|at| b.values.is_null(at));
        (empty || !null).then_some(false)
    })
}

fn remove(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let unwanted = call.argument(1)?;
    let order = Keys::new(unwanted.data_type())?;
    let (known, sought) = (order.of(&items.values)?, order.of(unwanted)?);
    let mut picks = Picks::default();
    for row in 0..call.rows {
        match unwanted.is_null(row) {
            true => picks.push(None),
            false => picks.row(&items, row, |range| {
                range.filter(|at| items.values.is_null(*at as usize) || key(&known, *at) != sought.row(row)).collect()
            }),
        }
    }
    picks.lists(&items.values, call.result)
}

/// Ascending, NULL items last.
fn sort(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let keys = Keys::new(items.values.data_type())?.of(&items.values)?;
    let mut picks = Picks::default();
    for row in 0..call.rows {
        picks.row(&items, row, |range| {
            let mut places: Vec<u32> = range.collect();
            places.sort_by(|a, b| key(&keys, *a).cmp(&key(&keys, *b)));
            places
        });
    }
    picks.lists(&items.values, call.result)
}

fn slice(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let (starts, lengths) = (call.column::<i64>(1)?, call.column::<i64>(2)?);
    let mut picks = Picks::default();
    for row in 0..call.rows {
        let Some((start, length)) = starts.get(row).zip(lengths.get(row)).filter(|_| !items.is_null(row)) else {
            picks.push(None);
            continue;
        };
        let Ok(length) = usize::try_from(length) else {
            return Err(invalid("length must be greater than or equal to 0"));
        };
        let size = items.range(row).len();
        let from = usize::try_from(start.unsigned_abs()).unwrap_or(usize::MAX);
        let skip = match start {
            0 => return Err(invalid("SQL array indices start at 1")),
            1.. => Some(from - 1),
            _ => size.checked_sub(from),
        };
        picks.row(&items, row, |range| match skip {
            Some(skip) => range.skip(skip).take(length).collect(),
            None => Vec::new(),
        });
    }
    picks.lists(&items.values, call.result)
}

fn trim(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let counts = call.column::<i64>(1)?;
    let mut picks = Picks::default();
    for row in 0..call.rows {
        let Some(count) = counts.get(row).filter(|_| !items.is_null(row)) else {
            picks.push(None);
            continue;
        };
        let size = items.range(row).len();
        let Ok(count) = usize::try_from(count) else {
            return Err(invalid(format!("size must not be negative: {count}")));
        };
        let Some(left) = size.checked_sub(count) else {
            return Err(invalid(format!("size must not exceed array cardinality {size}: {count}")));
        };
        picks.row(&items, row, |range| range.take(left).collect());
    }
    picks.lists(&items.values, call.result)
}

/// Inner arrays that are NULL are passed over.
fn flatten(call: &Call<'_>) -> Result<ArrayRef> {
    let outer = Items::of(call.argument(0)?, call.name)?;
    let inner = Items::of(&outer.values, call.name)?;
    let mut picks = Picks::default();
    for row in 0..call.rows {
        picks.row(&outer, row, |range| range.flat_map(|at| inner.range(at as usize)).map(|at| at as u32).collect());
    }
    picks.lists(&inner.values, call.result)
}

fn contains_sequence(call: &Call<'_>) -> Result<ArrayRef> {
    let (a, b, order) = two(call)?;
    let (left, right) = (order.of(&a.values)?, order.of(&b.values)?);
    call.rows(|row| {
        if a.is_null(row) || b.is_null(row) {
            return None;
        }
        let (whole, part) = (a.range(row), b.range(row));
        let Some(last) = whole.len().checked_sub(part.len()) else { return Some(false) };
        let at = |start: usize| part.clone().enumerate().all(|(step, at)| left.row(start + step) == right.row(at));
        Some((whole.start..=whole.start + last).any(at))
    })
}

fn histogram(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let keys = Keys::new(items.values.data_type())?.of(&items.values)?;
    let mut picks = Picks::default();
    let mut counts = vec![0i64; items.values.len()];
    for row in 0..call.rows {
        picks.row(&items, row, |range| {
            let mut first = std::collections::HashMap::new();
            let mut order = Vec::new();
            for at in range.filter(|at| items.values.is_valid(*at as usize)) {
                let place = *first.entry(key(&keys, at)).or_insert_with(|| {
                    order.push(at);
                    at
                });
                if let Some(count) = counts.get_mut(place as usize) {
                    *count += 1;
                }
            }
            order
        });
    }
    let counts: ArrayRef = std::sync::Arc::new(Int64Array::from(counts));
    picks.maps(&items.values, &counts, call.result).map_err(|_| wrong_column(call.name))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::{
        array::{ArrayRef, ListArray},
        datatypes::Int64Type,
    };

    use crate::{
        function::testing::{failure_columns, int, show_columns, type_of},
        trino_type::TrinoType,
    };

    fn lists(rows: &[Option<&[Option<i64>]>]) -> ArrayRef {
        let rows = rows.iter().map(|row| row.map(|items| items.to_vec()));
        Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(rows))
    }

    fn a() -> ArrayRef {
        lists(&[Some(&[Some(3), Some(1), Some(3), None]), Some(&[Some(1), Some(2)]), None])
    }

    fn b() -> ArrayRef {
        lists(&[Some(&[Some(4), Some(3)]), Some(&[Some(5), None]), Some(&[])])
    }

    #[test]
    fn sets() {
        assert_eq!(show_columns("array_distinct", vec![a()]), ["[3, 1, null]", "[1, 2]", "NULL"]);
        assert_eq!(show_columns("array_union", vec![a(), b()]), ["[3, 1, null, 4]", "[1, 2, 5, null]", "NULL"]);
        assert_eq!(show_columns("array_intersect", vec![a(), b()]), ["[3]", "[]", "NULL"]);
        assert_eq!(show_columns("array_except", vec![a(), b()]), ["[1, null]", "[1, 2]", "NULL"]);
        assert_eq!(show_columns("arrays_overlap", vec![a(), b()]), ["true", "NULL", "NULL"]);
        assert_eq!(show_columns("array_remove", vec![a(), int(&[3, 9, 1])]), ["[1, null]", "[1, 2]", "NULL"]);
        assert_eq!(show_columns("array_histogram", vec![a()]), ["{3=2, 1=1}", "{1=1, 2=1}", "NULL"]);
    }

    #[test]
    fn sorting_puts_null_last() {
        assert_eq!(show_columns("array_sort", vec![a()]), ["[1, 3, 3, null]", "[1, 2]", "NULL"]);
        let map = TrinoType::Map(Box::new(TrinoType::Integer), Box::new(TrinoType::Integer));
        assert!(type_of("array_sort", &[TrinoType::Array(Box::new(map))]).starts_with("Unexpected parameters"));
    }

    #[test]
    fn parts() {
        let one = || lists(&[Some(&[Some(1), Some(2), Some(3)]), Some(&[Some(1), Some(2), Some(3)])]);
        assert_eq!(show_columns("slice", vec![one(), int(&[2, -2]), int(&[9, 1])]), ["[2, 3]", "[2]"]);
        assert_eq!(failure_columns("slice", vec![one(), int(&[0, 0]), int(&[1, 1])]), "SQL array indices start at 1");
        assert_eq!(show_columns("trim_array", vec![one(), int(&[1, 3])]), ["[1, 2]", "[]"]);
        assert!(failure_columns("trim_array", vec![one(), int(&[1, 4])]).contains("must not exceed"));
        let part = lists(&[Some(&[Some(2), Some(3)]), Some(&[Some(1), Some(3)])]);
        assert_eq!(show_columns("contains_sequence", vec![one(), part]), ["true", "false"]);
        assert_eq!(show_columns("concat", vec![one(), one()]), ["[1, 2, 3, 1, 2, 3]", "[1, 2, 3, 1, 2, 3]"]);
        assert_eq!(show_columns("concat", vec![one(), int(&[7, 8])]), ["[1, 2, 3, 7]", "[1, 2, 3, 8]"]);
        assert_eq!(show_columns("concat", vec![int(&[7, 8]), one()]), ["[7, 1, 2, 3]", "[8, 1, 2, 3]"]);
    }
}
